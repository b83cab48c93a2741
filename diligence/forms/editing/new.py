"""What is asked before a part of a draft exists; everything else follows on its own page."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.draft_reading import members, text_of
from diligence.enums import Factor, QuestionType, Scope
from diligence.forms.editing.parts import LONGEST_TEXT, CodeField
from diligence.forms.editing.question import TYPES
from portal.forms.choosing import offer

_USUAL: Final[Mapping[str, tuple[tuple[str, Any], ...]]] = {
    QuestionType.YESNO: (("no", _lazy("No")), ("yes", _lazy("Yes"))),
    QuestionType.YNU: (
        ("no", _lazy("No")),
        ("yes", _lazy("Yes")),
        ("unknown", _lazy("Don't know")),
    ),
    QuestionType.LIKERT: (
        ("none", _lazy("Not at all")),
        ("little", _lazy("A little")),
        ("much", _lazy("Much")),
        ("unknown", _lazy("Don't know")),
    ),
    QuestionType.SINGLE: (("first", _lazy("First answer")), ("unknown", _lazy("Don't know"))),
    QuestionType.MULTI: (("none", _lazy("None of them")), ("first", _lazy("First answer"))),
}
"""The answers a new question begins with."""


class QuestionNewForm(forms.Form):
    """Words, kind of answer and section of a new question."""

    text = forms.CharField(
        label=_lazy("Question"),
        help_text=_lazy("One sentence that can be answered without asking back."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _lazy("Write the question.")},
    )
    type = forms.ChoiceField(
        label=_lazy("Kind of answer"),
        choices=[*TYPES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose how it is answered.")},
    )
    section = forms.ChoiceField(
        label=_lazy("Section"), error_messages={"required": _lazy("Choose a section.")}
    )
    id = CodeField(
        label=_lazy("Code"),
        help_text=_lazy("Conditions name the question by it. The next free one is proposed."),
        error_messages={"required": _lazy("Give the question a code, for example C1.")},
    )

    def __init__(self, *args: Any, document: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        titles = [
            (text_of(s, "id"), f"{text_of(s, 'id')} · {text_of(s, 'title')}")
            for s in members(document, "sections")
        ]
        offer(self, "section", [("", _("Choose")), *titles])

    def clean_id(self) -> str:
        id = str(self.cleaned_data["id"])
        listed = (*members(self.document, "triage"), *members(self.document, "questions"))
        if any(other.get("id") == id for other in listed):
            told = _("Another question has the code “%(id)s”. Choose one that is free.")
            raise forms.ValidationError(told % {"id": id})
        return id

    def item(self) -> dict[str, Any]:
        """The question as it stands in the document."""
        told = self.cleaned_data
        usual = _USUAL.get(told["type"], ())
        return {
            "id": told["id"],
            "section": told["section"],
            "text": told["text"],
            "type": told["type"],
            "options": [{"code": code, "label": str(label)} for code, label in usual],
            "factor": Factor.PARTNER.value,
            "scope": Scope.PARTNERSHIP.value,
        }


class TriageNewForm(forms.Form):
    """A new question of the triage."""

    text = forms.CharField(
        label=_lazy("Question"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _lazy("Write the question.")},
    )
    id = CodeField(
        label=_lazy("Code"),
        error_messages={"required": _lazy("Give the question a code, for example T11.")},
    )

    def __init__(self, *args: Any, document: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document

    clean_id = QuestionNewForm.clean_id

    def item(self) -> dict[str, Any]:
        """The question as it stands in the document: “don't know” asks for more, as “yes” does."""
        routes = {"no": "next", "yes": "full", "unknown": "full"}
        return {
            "id": self.cleaned_data["id"],
            "text": self.cleaned_data["text"],
            "type": QuestionType.YNU.value,
            "options": [
                {"code": code, "label": str(label), "route": routes[code]}
                for code, label in _USUAL[QuestionType.YNU]
            ],
        }
