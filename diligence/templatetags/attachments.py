"""Files beside a partnership or an answer, for templates that several pages include."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings

from diligence import policy
from diligence.domain.filetypes import TYPES
from diligence.models import Appraisal, Partnership
from diligence.queries import attachments
from portal.authority import Actor
from portal.forms import labels

register = template.Library()


@register.simple_tag
def files_of(partnership: Partnership) -> list[dict[str, Any]]:
    """The files kept with a partnership."""
    return attachments.of_partnership(partnership.pk)


@register.simple_tag
def telling_files(ticks: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Of the files that could be ticked those that tell something about themselves."""
    values = (str(tick["value"]) for tick in ticks)
    return attachments.offered(v.removeprefix("file:") for v in values if v.startswith("file:"))


@register.simple_tag
def file_label_choices() -> list[tuple[str, Any]]:
    """The labels that a file may have when it is added."""
    return labels.choices(red=True)


@register.simple_tag
def files_held_back(appraisal: Appraisal) -> list[dict[str, str]]:
    """Files of an appraisal that can't travel (yet), with the reason."""
    return attachments.held_back(appraisal.partnership_id, appraisal.pk)


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
