"""Forms of treatment and clearance: a measure's plan, and why a flag no longer stands."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.choices import ClearanceKind
from diligence.models import ChosenMeasure
from portal.forms.choosing import offer

KINDS: Final = {
    "governance": _("Governance"),
    "access": _("Access"),
    "contractual": _("Contract"),
    "personnel": _("People"),
    "cyber": _("IT security"),
    "licence": _("Licence and screening"),
    "publication": _("Publication"),
}
"""What kinds of measures are called; a kind of another questionnaire is shown as it is written."""


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind.replace("_", " ").capitalize()))


class PlanForm(forms.Form):
    """Who carries a measure out, by when and how."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    responsible = forms.CharField(
        label=_("Responsible"),
        help_text=_("A function, such as “IT security” or “contracts office”, not a person."),
        max_length=200,
    )
    due_on = forms.DateField(label=_("Done by"))
    driver = forms.CharField(
        label=_("What makes the restriction necessary"),
        help_text=_("Openness is the rule. Name what needs it, such as a licence condition."),
        max_length=500,
    )
    restricted_until = forms.DateField(
        label=_("Restricted until"), help_text=_("Publication and access open again after it.")
    )
    note = forms.CharField(
        label=_("How it is done here"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, restricting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not restricting:
            del self.fields["driver"], self.fields["restricted_until"]

    @classmethod
    def of(cls, row: ChosenMeasure, *, restricting: bool) -> "PlanForm":
        """The form with the plan as it stands."""
        names = ("revision", "responsible", "due_on", "driver", "restricted_until", "note")
        return cls(initial={name: getattr(row, name) for name in names}, restricting=restricting)


class ClearanceForm(forms.Form):
    """Why one flag no longer stands, and what shows it."""

    kind = forms.ChoiceField(
        label=_("What kind of clearance is it?"),
        choices=ClearanceKind.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why the flag no longer stands"),
        help_text=_("Who found what, in sentences that colleagues will understand later."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("Number of the licence, decision or letter. Needed unless you attach a file."),
        max_length=200,
        required=False,
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        help_text=_("Leave it empty where it has no end. After this day the flag stands again."),
        required=False,
    )
    measure = forms.ChoiceField(
        label=_("Proposed by a measure"),
        help_text=_("A measure never clears a flag itself; it may have led to this."),
        required=False,
    )

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if measures:
            choices = [("", _("None")), *measures]
            offer(self, "measure", choices)
        else:
            del self.fields["measure"]
