"""The form of a remit."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.actions.remits import MOST_DAYS, Terms
from advisory.models import Remit
from diligence.choices import TechnologyArea
from diligence.enums import Outcome

OUTCOMES = [
    (Outcome.REFER.value, _("To be referred: a flag stands, or two dimensions are high")),
    (Outcome.HIGH.value, _("High")),
    (Outcome.MEDIUM.value, _("Medium")),
    (Outcome.LOW.value, _("Low")),
]


class RemitForm(forms.Form):
    """What a hub answers for; what it must be is said by the action that stores it."""

    technology_areas = forms.MultipleChoiceField(
        label=_("Technology areas"),
        required=False,
        choices=TechnologyArea.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to answer for every area, and for cases without one."),
    )
    outcomes = forms.MultipleChoiceField(
        label=_("Outcomes"),
        required=False,
        choices=OUTCOMES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to answer for every outcome."),
    )
    target_days = forms.IntegerField(
        label=_("Answers within, in working days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=15,
        help_text=_("Organisations see it before they send. Public holidays don't count."),
    )
    contact = forms.CharField(
        label=_("How to reach the hub"),
        max_length=300,
        required=False,
        help_text=_("A telephone number or a function mailbox. Everybody on the portal sees it."),
    )

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)

    def take_errors(self, error: ValidationError) -> None:
        """Show what the action refused at the fields it named."""
        for name, problems in error.error_dict.items():
            self.add_error(name if name in self.fields else None, problems)


def initial_of(row: Remit) -> dict[str, Any]:
    return {
        "technology_areas": row.technology_areas,
        "outcomes": row.bands,
        "target_days": row.target_days,
        "contact": row.contact,
    }
