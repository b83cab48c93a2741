"""Forms about whole appraisals: why one is withdrawn or reopened, and the list's filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.actions.appraise import LONGEST_REASON
from diligence.choices import AppraisalState
from diligence.enums import Outcome
from portal.forms.choosing import offer, offer_rows
from portal.models import Unit


class ReasonForm(forms.Form):
    because = forms.CharField(
        label=_("Why?"),
        help_text=_("A sentence that colleagues will understand later. It is kept on record."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


OUTCOMES = [
    (Outcome.LOW.value, _("Low")),
    (Outcome.MEDIUM.value, _("Medium")),
    (Outcome.HIGH.value, _("High")),
    (Outcome.REFER.value, _("Refer")),
    ("hold", _("Information missing")),
]

STATES = [
    ("open", _("Under way")),
    ("attention", _("Needs attention")),
    *AppraisalState.choices,
]

SORTS = {
    "started": "started_at",
    "partnership": "partnership__title",
    "due": "partnership__starts_on",
    "submitted": "submitted_at",
}


class AppraisalFilters(forms.Form):
    """What the list is narrowed to; a value nobody offers narrows nothing."""

    state = forms.ChoiceField(label=_("State"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    unit: Any = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, required=False, empty_label=_("All units")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", [("", _("All states")), *STATES])
        offer(self, "outcome", [("", _("All outcomes")), *OUTCOMES])
        offer_rows(self, "unit", Unit.objects.filter(active=True))

    def chosen(self) -> dict[str, Any]:
        """The filters that hold; those with a value nobody offers are left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
