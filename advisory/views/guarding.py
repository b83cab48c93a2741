"""Personal data found in text, as pages of the hub show it and answer for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from diligence.domain.guard import Found, Treatments
from diligence.domain.guard.showing import rows
from portal.enums import DisclosureKind
from portal.forms import texts


def posted(data: QueryDict) -> Treatments:
    """What a page says about findings."""
    return Treatments(*texts.answers(data))


def shown(
    found: Sequence[Found], treatments: Treatments, labels: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The findings by place, each with what was said about it so far."""
    return rows(found, treatments, labels, dict(DisclosureKind.choices), _)
