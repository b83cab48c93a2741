"""Forms about levels: whose questionnaire is filled in, and taking a newer parent over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.actions.levels import LONGEST_REASON, NEAREST
from diligence.choices import QuestionnaireLevel
from diligence.domain.places import fingerprint
from diligence.domain.updating import Choice, Conflict
from portal.forms.choosing import offer

_BECOMES = {
    Choice.KEEP: _("Keep ours as it is, and repair it afterwards where needed"),
    Choice.RENAME: _("Keep ours under another name; what refers to it follows"),
    Choice.DROP: _("Drop ours"),
}


class LevelForm(forms.Form):
    """`published`: the levels that have an edition."""

    level = forms.ChoiceField(
        label=_("New appraisals start on"), choices=(), widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=_("Why?"),
        help_text=_("Colleagues read this beside the questionnaire in force."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, published: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = set(published)
        levels = [(each.value, each.label) for each in QuestionnaireLevel if each.value in there]
        offer(self, "level", [(NEAREST, _("The nearest level that has an edition")), *levels])


class NextEditionForm(forms.Form):
    edition = forms.CharField(
        label=_("Edition"),
        help_text=_("The name of your next edition, such as “2027” or “3”."),
        max_length=30,
    )


class UpdateForm(forms.Form):
    """One choice for each conflict; nothing is chosen beforehand."""

    def __init__(
        self,
        *args: Any,
        conflicts: Iterable[Conflict],
        words: Iterable[str],
        parts: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, str] = {}
        for conflict, told, part in zip(conflicts, words, parts, strict=True):
            name = f"conflict-{fingerprint(conflict.place)}"
            self.places[name] = conflict.place
            self.fields[name] = forms.ChoiceField(
                label=told,
                help_text=part,
                choices=[(each.value, _BECOMES[each]) for each in conflict.choices],
                widget=forms.RadioSelect,
            )

    def given(self) -> dict[str, Choice]:
        """What was sent, by place, whether all is settled or not."""
        sent = {place: self.data.get(name) for name, place in self.places.items()}
        known = {each.value for each in Choice}
        return {place: Choice(value) for place, value in sent.items() if value in known}

    def chosen(self) -> dict[str, Choice]:
        """What was chosen, by place."""
        given = self.cleaned_data
        return {self.places[name]: Choice(given[name]) for name in self.places if name in given}
