"""Forms of the queue: what narrows it, and what is asked before a case changes."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.actions.triage import Place
from advisory.choices import ReferralSource, ReferralState
from advisory.queries.queue import ME, NOBODY, NONE
from diligence.choices import TechnologyArea
from diligence.enums import Band
from portal import clock
from portal.forms.choosing import offer

Choices = Iterable[tuple[Any, Any]]
BANDS = [
    (Band.LOW.value, _("Low")),
    (Band.MEDIUM.value, _("Medium")),
    (Band.HIGH.value, _("High")),
    (NONE, _("Not scored")),
]
FLAGS = [
    ("REFER", _("Ask the hub")),
    ("LEGAL-EXPORT", _("Ask export control")),
    ("LEGAL-FDI", _("Ask investment screening")),
    ("LEGAL-FUNDER", _("Ask the funder")),
    ("LEGAL-ETHICS", _("Ask the ethics committee")),
    (NONE, _("No flag")),
]
DAY_PASSED = _("This day has passed. Choose today or a later day.")


def _any(choices: Choices) -> list[tuple[Any, Any]]:
    return [("", _("Any")), *choices]


class QueueFilterForm(forms.Form):
    """Draws what `QueueFilter` reads from the same parameters. No country is among them."""

    q = forms.CharField(label=_("Code, sender, partner, title"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=_any(ReferralState.choices))
    band = forms.ChoiceField(label=_("Band"), required=False, choices=_any(BANDS))
    assignee = forms.ChoiceField(label=_("Held by"), required=False)
    flag = forms.ChoiceField(label=_("Flag"), required=False, choices=_any(FLAGS))
    area = forms.ChoiceField(
        label=_("Technology area"), required=False, choices=_any(TechnologyArea.choices)
    )
    source = forms.ChoiceField(
        label=_("How it came"), required=False, choices=_any(ReferralSource.choices)
    )
    overdue = forms.ChoiceField(
        label=_("Due date"), required=False, choices=_any([("yes", _("Overdue"))])
    )

    def __init__(self, *args: Any, advisers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = _any([(ME, _("Me")), (NOBODY, _("Nobody")), *advisers])
        offer(self, "assignee", held)

    def label_of(self, name: str, value: str) -> str:
        """A chosen value in words, for the chip that takes it away again."""
        choices: Any = getattr(self.fields[name], "choices", ())
        return {str(key): str(label) for key, label in choices}.get(value, value)


class AssignForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Who is to hold it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an adviser of this hub.")},
    )

    def __init__(self, *args: Any, advisers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", advisers)

    def clean_to(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["to"])


class PlaceForm(forms.Form):
    place = forms.ChoiceField(
        label=_("Where does it stand in the queue?"),
        widget=forms.RadioSelect,
        choices=[
            (Place.FIRST.value, _("Before all others")),
            (Place.WORKED_OUT.value, _("Where due date, need, outcome and flags put it")),
            (Place.LAST.value, _("After all others")),
        ],
    )
    because = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_("Your colleagues read it in the queue. Needed unless the rule decides."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        by_hand = cleaned.get("place") not in (None, Place.WORKED_OUT.value)
        if by_hand and not cleaned.get("because", "").strip() and not self.has_error("because"):
            self.add_error("because", _("Say why, in a sentence."))
        return cleaned


class DueForm(forms.Form):
    due_on = forms.DateField(
        label=_("You mean to answer by"),
        widget=forms.DateInput,
        help_text=_("The organisation sees the new date. It may decide without advice after it."),
    )
    because = forms.CharField(
        label=_("Why?"),
        max_length=500,
        help_text=_("Stays within the hub."),
        error_messages={"required": _("Say why, in a sentence.")},
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(DAY_PASSED)
        return day


class CloseForm(forms.Form):
    because = forms.CharField(
        label=_("Why is it closed?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation that sent it reads this."),
        error_messages={"required": _("Say why, in a sentence.")},
    )


class SaveViewForm(forms.Form):
    name = forms.CharField(label=_("Keep this view as"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
