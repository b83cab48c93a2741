"""Forms about what is known: what changed since then, why a fact is corrected, what is listed."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from diligence.actions.know import LONGEST_REASON
from diligence.domain.questionnaire import Questionnaire
from portal.forms.choosing import offer

NOTHING: Final = "nothing"


class ChangedForm(forms.Form):
    """Which sections changed since the earlier appraisal. Nothing is ticked beforehand."""

    changed = forms.MultipleChoiceField(
        label=_("Tick what changed"),
        help_text=_("Each line is a section of the questionnaire."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what changed, or “Nothing of this changed”.")},
    )

    def __init__(self, *args: Any, definition: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(section.id, section.title) for section in definition.sections]
        offer(self, "changed", [*sections, (NOTHING, _("Nothing of this changed"))])

    def clean_changed(self) -> list[str]:
        told: list[str] = self.cleaned_data["changed"]
        if NOTHING in told and len(told) > 1:
            raise ValidationError(
                _("Either something changed or nothing did: clear one of the two.")
            )
        return [id for id in told if id != NOTHING]


class BecauseForm(forms.Form):
    """Why a fact is corrected or removed."""

    because = forms.CharField(
        label=_("Why?"),
        help_text=_("For example where you looked. No personal details. It is kept on record."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, in a sentence that colleagues understand later.")},
    )


STATES: Final[Mapping[str, Any]] = {
    "": _("All"),
    "holds": _("Can be carried"),
    "old": _("Too old to carry"),
    "corrected": _("Corrected by hand"),
}


class KnownFilter(forms.Form):
    """What the list of facts is narrowed to; a value nobody offers narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("Which"), required=False, choices=list(STATES.items()))

    def wanted(self) -> tuple[str, str]:
        """The words and the state looked for."""
        self.is_valid()
        return self.cleaned_data.get("q", "").strip(), self.cleaned_data.get("state", "")
