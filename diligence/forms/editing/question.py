"""A question as its author writes it: words, answers, where points go, when it is asked."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.canonical import number
from diligence.domain.consequences import axes_of
from diligence.domain.draft_reading import list_of, members, text_of
from diligence.domain.validity import LONGEST
from diligence.enums import Factor, QuestionType, Scope
from diligence.forms.editing.options import OptionRows
from diligence.forms.editing.parts import (
    LONGEST_HELP,
    LONGEST_TEXT,
    CodeField,
    ConditionField,
    ExactField,
    WordsField,
    full,
    lock,
    shown,
)
from portal.forms.choosing import offer

TYPES: Final[Mapping[str, Promise]] = {
    QuestionType.SINGLE: _lazy("One of several answers"),
    QuestionType.MULTI: _lazy("Any number of answers"),
    QuestionType.YESNO: _lazy("Yes or no"),
    QuestionType.YNU: _lazy("Yes, no or don't know"),
    QuestionType.LIKERT: _lazy("A scale"),
    QuestionType.TEXT: _lazy("Text"),
    QuestionType.NUMBER: _lazy("A number"),
    QuestionType.DATE: _lazy("A date"),
    QuestionType.COUNTRY: _lazy("Countries (recorded, never scored)"),
    QuestionType.ORGANISATION: _lazy("Organisations (recorded, never scored)"),
}
FACTORS: Final = {
    Factor.OWN: _lazy("Our own organisation"),
    Factor.DOMAIN: _lazy("The field of research"),
    Factor.PARTNER: _lazy("The partner"),
    Factor.COUNTRY: _lazy("The country context"),
}
SCOPES: Final = {
    Scope.PARTNERSHIP: _lazy("This partnership: asked each time"),
    Scope.PARTNER: _lazy("The partner: known from earlier appraisals"),
    Scope.UNIT: _lazy("Our own unit: known from earlier appraisals"),
    Scope.REGISTER: _lazy("The register knows it"),
}

WhyLocked = Callable[[str], str]
"""Why a member of the question can't be changed, in words; '' where it can."""

_MEMBER: Final = {"why": "help/why", "how": "help/how", "counts": "help/counts"}
_AREA: Final = {"rows": 2}


class QuestionForm(forms.Form):
    """One question; its options are rows of their own."""

    text = forms.CharField(
        label=_lazy("Question"),
        help_text=_lazy("One sentence that can be answered without asking back."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=_AREA),
        error_messages={"required": _lazy("Write the question.")},
    )
    short = forms.CharField(
        label=_lazy("Short label"),
        help_text=_lazy("A few words for lists, results and reports."),
        required=False,
        max_length=120,
    )
    id = CodeField(
        label=_lazy("Code"),
        help_text=_lazy("Conditions name the question by it, for example C1."),
        error_messages={"required": _lazy("Give the question a code, for example C1.")},
    )
    type = forms.ChoiceField(label=_lazy("Kind of answer"), choices=[*TYPES.items()])
    section = forms.ChoiceField(label=_lazy("Section"))
    cap = ExactField(
        label=_lazy("Most points that count"),
        help_text=_lazy("Where several answers can be chosen. Empty: all their points count."),
    )
    condition = ConditionField(
        help_text=_lazy("Empty: it is always asked. For example ${C1} = 'yes'."),
    )
    measures = forms.MultipleChoiceField(
        label=_lazy("Measures to suggest"),
        help_text=_lazy("Shown on the result when this question adds points or raises a flag."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    factor = forms.ChoiceField(
        label=_lazy("Factor of risk"),
        help_text=_lazy("One of the four of the Council Recommendation."),
        choices=[*FACTORS.items()],
    )
    scope = forms.ChoiceField(
        label=_lazy("Whose fact it is"),
        help_text=_lazy("Decides whether an earlier answer is offered again."),
        choices=[*SCOPES.items()],
    )
    valid_months = forms.IntegerField(
        label=_lazy("How many months an answer holds"),
        help_text=_lazy("0: asked each time. Empty: the usual time for this kind of fact."),
        required=False,
        min_value=0,
        max_value=LONGEST,
        error_messages={
            "invalid": _lazy("Write a whole number of months, for example 12."),
            "min_value": _lazy("Write 0 or more months."),
            "max_value": _lazy("Write at most %(limit_value)s months."),
        },
    )
    basis = forms.CharField(
        label=_lazy("Based on"),
        help_text=_lazy("The law, guideline or case that the question rests on."),
        required=False,
        max_length=500,
    )
    tags = WordsField(
        label=_lazy("Tags"),
        help_text=_lazy("Words for your own lists, separated by commas."),
        required=False,
        max_length=300,
    )
    why = forms.CharField(
        label=_lazy("Why we ask"),
        required=False,
        max_length=LONGEST_HELP,
        widget=forms.Textarea(attrs=_AREA),
    )
    how = forms.CharField(
        label=_lazy("How to find the answer"),
        required=False,
        max_length=LONGEST_HELP,
        widget=forms.Textarea(attrs=_AREA),
    )
    counts = forms.CharField(
        label=_lazy("What counts"),
        required=False,
        max_length=LONGEST_HELP,
        widget=forms.Textarea(attrs=_AREA),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        rows: OptionRows,
        document: Mapping[str, Any],
        item: Mapping[str, Any],
        triage: bool = False,
        why_locked: WhyLocked = lambda _member: "",
    ) -> None:
        super().__init__(data, initial=_initial(item))
        self.document, self.item, self.triage, self.rows = document, item, triage, rows
        self.axes = axes_of(document)
        self.member_of = dict(_MEMBER)
        if triage:
            for name in ("section", "cap", "condition", "measures", "factor", "scope"):
                del self.fields[name]
            offer(self, "type", [(t.value, TYPES[t]) for t in _OF_TRIAGE])
        else:
            self._offer()
        for name in self.fields:
            reason = why_locked(self.member_of.get(name, name))
            if reason:
                lock(self, [name], reason)

    def _offer(self) -> None:
        titles = [
            (text_of(s, "id"), f"{text_of(s, 'id')} · {text_of(s, 'title')}")
            for s in members(self.document, "sections")
        ]
        offer(self, "section", titles)
        names = [
            (text_of(m, "id"), f"{text_of(m, 'id')} · {text_of(m, 'name')}")
            for m in members(self.document, "measures")
        ]
        known = {id for id, _name in names}
        gone = [id for id in list_of(self.item, "measures") if id not in known]
        offer(self, "measures", [*names, *((id, id) for id in gone)])
        feeds = self.item.get("feeds")
        weights = feeds if isinstance(feeds, Mapping) else {}
        for axis, title in self.axes.items():
            name = f"feed-{axis}"
            self.fields[name] = ExactField(label=title)
            self.member_of[name] = "feeds"
            self.initial[name] = shown(weights.get(axis))

    def clean_id(self) -> str:
        id = str(self.cleaned_data["id"])
        listed = (*members(self.document, "triage"), *members(self.document, "questions"))
        if any(other is not self.item and other.get("id") == id for other in listed):
            told = _("Another question has the code “%(id)s”. Choose one that is free.")
            raise forms.ValidationError(told % {"id": id})
        return id

    def clean_condition(self) -> str:
        text = str(self.cleaned_data["condition"]).strip()
        field = self.fields["condition"]
        if isinstance(field, ConditionField) and not field.disabled:
            own = str(self.item.get("id", ""))
            field.check(self.document, text, text_of(self.item, "condition"), own)
        return text

    def members(self) -> dict[str, Any]:
        """The question's own members, without its id and options; None where it has none."""
        told = self.cleaned_data
        given: dict[str, Any] = {
            name: told[name] or None for name in ("text", "short", "type", "basis", "tags")
        }
        given["valid_months"] = told["valid_months"]
        given["help"] = full({name: told[name] for name in ("why", "how", "counts")}) or None
        if self.triage:
            return given
        named = ("section", "condition", "measures", "factor", "scope")
        given |= {name: told[name] or None for name in named}
        given["cap"] = None if told["cap"] is None else number(told["cap"])
        given["feeds"] = self._feeds() or None
        return given

    def _feeds(self) -> dict[str, Any]:
        weights = {axis: self.cleaned_data[f"feed-{axis}"] for axis in self.axes}
        return {axis: number(weight) for axis, weight in weights.items() if weight}

    @property
    def rare_errors(self) -> bool:
        """Something is wrong in what stands folded away."""
        return any(name in self.errors for name in _RARE)

    def feeds(self) -> list[Any]:
        """The fields of the weights, for the small grid."""
        return [self[f"feed-{axis}"] for axis in self.axes]


_RARE: Final = ("id", "basis", "factor", "scope", "valid_months", "tags")
_OF_TRIAGE: Final = (QuestionType.YNU, QuestionType.YESNO, QuestionType.SINGLE)


def _initial(item: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: text_of(item, name)
        for name in ("id", "text", "short", "type", "section", "condition", "basis")
    }
    told["factor"] = text_of(item, "factor") or Factor.PARTNER.value
    told["scope"] = text_of(item, "scope") or Scope.PARTNERSHIP.value
    told["measures"] = list_of(item, "measures")
    told["tags"] = ", ".join(list_of(item, "tags"))
    told["cap"] = shown(item.get("cap"))
    told["valid_months"] = item.get("valid_months")
    about = item.get("help")
    help_ = about if isinstance(about, Mapping) else {}
    return told | {name: text_of(help_, name) for name in ("why", "how", "counts")}
