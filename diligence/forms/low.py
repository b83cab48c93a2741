"""Forms for deciding low cases together: which cases, the standard reason, until when."""

import re
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from diligence.actions.decide_low import Chosen
from diligence.domain.deciding import REASONS, Case, Draft, lacks
from diligence.domain.low import MOST
from diligence.enums import Band, Course
from portal.forms.choosing import offer_rows
from portal.models import Unit

_SHOWN: Final = re.compile(r"([0-9a-f-]{36})@([0-9a-f]{64})")


class LowForm(forms.Form):
    """The standard reason and the day all decisions of one list share."""

    reasons = forms.CharField(
        label=_("Standard reason"),
        help_text=_("It stands on the record of each decision. Change it where it doesn't fit."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _(REASONS)},
    )
    expires_on = forms.DateField(
        label=_("Holds until"), help_text=_("Each case is then looked at again.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        draft = Draft(
            course=Course.PROCEED,
            reasons=sent.get("reasons") or "",
            expires_on=sent.get("expires_on"),
        )
        for lack in lacks(Case(band=Band.LOW), draft, self.today):
            if lack.field in sent:
                told = _now(lack.sentence.template) % lack.sentence.values
                self.add_error(lack.field, ValidationError(told))
        return sent


class LowFilters(forms.Form):
    """What the list of low cases is narrowed to; a value nobody offers narrows nothing."""

    unit: Any = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, required=False, empty_label=_("All units")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", Unit.objects.filter(active=True))

    def chosen(self) -> Unit | None:
        self.is_valid()
        unit: Unit | None = self.cleaned_data.get("unit")
        return unit


def ticked(data: QueryDict) -> list[uuid.UUID]:
    """The appraisals ticked in the list, each once, at most as many as are decided at once."""
    found: dict[uuid.UUID, None] = {}
    for text in data.getlist("case")[: 2 * MOST]:
        try:
            found[uuid.UUID(text)] = None
        except ValueError:
            continue
    return list(found)[:MOST]


def shown(data: QueryDict) -> Sequence[Chosen]:
    """The cases a preview showed, with the digest of what it showed of each."""
    found = (_SHOWN.fullmatch(text) for text in data.getlist("shown")[: 2 * MOST])
    cases: dict[uuid.UUID, Chosen] = {}
    for match in found:
        key = _key(match[1]) if match else None
        if match and key:
            cases[key] = Chosen(key, match[2])
    return list(cases.values())


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
