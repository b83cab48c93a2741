"""Files beside a partnership or an answer, for templates that several pages include."""

from typing import Any

from django import template
from django.conf import settings

from diligence import policy
from diligence.domain.filetypes import TYPES
from diligence.models import Partnership
from diligence.queries import attachments
from portal.authority import Actor

register = template.Library()


@register.simple_tag
def files_of(partnership: Partnership) -> list[dict[str, Any]]:
    """The files kept with a partnership."""
    return attachments.of_partnership(partnership.pk)


@register.simple_tag
def upload_maximum() -> int:
    """How large a file may be, in bytes."""
    return int(settings.UPLOAD_MAX_BYTES)


@register.simple_tag
def accepted_endings() -> str:
    """The endings of files that can be kept, as a file input's `accept` takes them."""
    return ",".join(f".{ending}" for ending in TYPES)


@register.filter
def may_edit(actor: Actor | None, partnership: Partnership) -> bool:
    """Whether this member may add files to the partnership and remove them."""
    return actor is not None and bool(policy.may_edit(actor, partnership))
