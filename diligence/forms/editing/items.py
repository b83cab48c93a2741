"""Small parts of a draft: its title, sections, flags, rules that raise flags, measures."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.conditions import ConditionError, names, parse
from diligence.domain.consequences import axes_of
from diligence.domain.draft_reading import Naming, list_of, members, text_of
from diligence.enums import FlagTarget
from diligence.forms.editing.parts import CodeField, ConditionField, lock
from portal.forms.choosing import offer

Document = Mapping[str, Any]

_AREA: Final = {"rows": 2}
TARGETS: Final = {
    FlagTarget.HUB: _lazy("The national hub"),
    FlagTarget.EXPORT_CONTROL: _lazy("The export-control authority"),
    FlagTarget.INVESTMENT_SCREENING: _lazy("The authority that screens foreign investment"),
    FlagTarget.FUNDER: _lazy("The funder"),
    FlagTarget.ETHICS: _lazy("The ethics committee"),
}
_LEVELS: Final = (("0", _lazy("Any level")), ("1", "1"), ("2", "2"), ("3", "3"))


class ItemForm(forms.Form):
    """One object of a list of the document; `key` is the member that names it."""

    list_: ClassVar[str]
    key: ClassVar[str] = "id"
    plain: ClassVar[tuple[str, ...]] = ()
    """Members that stand in the document as they are typed."""

    def __init__(
        self,
        data: Any = None,
        *,
        document: Document,
        item: Mapping[str, Any],
        why_locked: Callable[[str], str] = lambda _member: "",
    ) -> None:
        super().__init__(data, initial={n: text_of(item, n) for n in (self.key, *self.plain)})
        self.document, self.item = document, item
        self.prepare()
        for name in self.fields:
            if reason := why_locked(name.partition("-")[0]):
                lock(self, [name], reason)

    def prepare(self) -> None:
        """Offer what the document has, and read what is not plain text."""

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = self.cleaned_data
        name = told.get(self.key)
        taken = [text_of(other, self.key) for other in members(self.document, self.list_)]
        if name and name != text_of(self.item, self.key) and name in taken:
            problem = _("“%(name)s” is taken. Choose a code that is free.") % {"name": name}
            self.add_error(self.key, problem)
        return told

    def name(self) -> str:
        """The id or code that was typed."""
        return str(self.cleaned_data[self.key])

    def members(self) -> dict[str, Any]:
        """The members as they stand in the document; None takes one away."""
        return {name: self.cleaned_data[name] or None for name in self.plain}


class AboutForm(forms.Form):
    """Title, edition and introduction."""

    title = forms.CharField(
        label=_lazy("Title"),
        max_length=200,
        error_messages={"required": _lazy("Give the questionnaire a title.")},
    )
    edition = forms.CharField(
        label=_lazy("Edition"),
        help_text=_lazy("For example 2027.1. No two published editions have the same."),
        max_length=30,
        error_messages={"required": _lazy("Name the edition, for example 2027.1.")},
    )
    about = forms.CharField(
        label=_lazy("Introduction"),
        help_text=_lazy("What it is for, in a few sentences. It stands above the questions."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SectionForm(ItemForm):
    """A section: one page of questions."""

    list_ = "sections"
    plain = ("title",)

    title = forms.CharField(
        label=_lazy("Title"),
        help_text=_lazy("One section is one page for the officer."),
        max_length=200,
        error_messages={"required": _lazy("Give the section a title.")},
    )
    id = CodeField(
        label=_lazy("Code"),
        help_text=_lazy("A letter or a short word, for example B."),
        error_messages={"required": _lazy("Give the section a code, for example J.")},
    )


class FlagForm(ItemForm):
    """A kind of flag: whom it addresses and what it asks for."""

    list_ = "flags"
    key = "code"
    plain = ("target", "words")

    words = forms.CharField(
        label=_lazy("What it asks for"),
        help_text=_lazy("A plain request, for example “Ask the ethics committee”."),
        max_length=500,
        error_messages={"required": _lazy("Say what the flag asks for.")},
    )
    target = forms.ChoiceField(label=_lazy("Whom it addresses"), choices=[*TARGETS.items()])
    code = CodeField(
        label=_lazy("Code"),
        error_messages={"required": _lazy("Give the flag a code, for example REFER.")},
    )


class FlagRuleForm(ItemForm):
    """A rule that raises a flag: when, on which question, and from which level of an axis."""

    list_ = "flag_rules"
    plain = ("when", "question", "flag", "axis")

    when = ConditionField(
        label=_lazy("When"),
        required=True,
        error_messages={"required": _lazy("Write the condition, for example ${C1} = 'yes'.")},
    )
    question = forms.ChoiceField(
        label=_lazy("The flag stands on"),
        help_text=_lazy("One of the questions that the condition looks at."),
        error_messages={"required": _lazy("Choose the question on which the flag stands.")},
    )
    flag = forms.ChoiceField(
        label=_lazy("Flag"), error_messages={"required": _lazy("Choose the flag to raise.")}
    )
    axis = forms.ChoiceField(
        label=_lazy("Only when this side"),
        help_text=_lazy("Leave empty where the condition alone is enough."),
        required=False,
    )
    level = forms.ChoiceField(label=_lazy("reaches level"), choices=_LEVELS, required=False)
    id = CodeField(
        label=_lazy("Code"),
        error_messages={"required": _lazy("Give the rule a code, for example R1.")},
    )

    def prepare(self) -> None:
        naming = Naming(self.document)
        labels = [(id, f"{id} · {naming.question_label(id)}") for id in naming.questions]
        offer(self, "question", [("", _("Choose")), *labels])
        flags = [
            (text_of(f, "code"), f"{text_of(f, 'code')} · {text_of(f, 'words')}")
            for f in members(self.document, "flags")
        ]
        offer(self, "flag", [("", _("Choose")), *flags])
        offer(self, "axis", [("", _("Any")), *axes_of(self.document).items()])
        self.initial["level"] = str(self.item.get("level") or 0)

    def clean_when(self) -> str:
        text = str(self.cleaned_data["when"]).strip()
        field = self.fields["when"]
        if isinstance(field, ConditionField) and not field.disabled:
            field.check(self.document, text, text_of(self.item, "when"), "")
        return text

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        try:
            looked_at = names(parse(told.get("when") or ""))
        except ConditionError:
            looked_at = frozenset()
        question = told.get("question")
        if question and looked_at and question not in looked_at:
            problem = _("The condition doesn't look at it. Choose one of %(names)s.")
            self.add_error("question", problem % {"names": ", ".join(sorted(looked_at))})
        if bool(told.get("axis")) != bool(int(told.get("level") or 0)):
            problem = _("Choose both the side and the level from 1 to 3, or neither.")
            self.add_error("level", problem)
        return told

    def members(self) -> dict[str, Any]:
        return {**super().members(), "level": int(self.cleaned_data["level"] or 0) or None}


class MeasureForm(ItemForm):
    """What can be done about a risk, how it is shown, and what it takes off."""

    list_ = "measures"
    plain = ("name", "kind", "evidence", "residual")

    kind = CodeField(
        label=_lazy("Kind"),
        help_text=_lazy("One word that groups measures, for example governance or access."),
        error_messages={"required": _lazy("Name the kind, for example access.")},
    )
    evidence = forms.CharField(
        label=_lazy("How it is shown to be done"), required=False, max_length=1000
    )
    residual = forms.CharField(
        label=_lazy("What remains"),
        help_text=_lazy("What the measure can't take away, for who decides."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs=_AREA),
    )
    clears = forms.MultipleChoiceField(
        label=_lazy("May propose to clear"),
        help_text=_lazy("A flag is never cleared by itself: somebody records it."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    id = CodeField(
        label=_lazy("Code"),
        error_messages={"required": _lazy("Give the measure a code, for example M31.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.axes = axes_of(kwargs["document"])
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        title = forms.CharField(
            label=_("Measure"),
            help_text=_("What is done, as an order that can be ticked off."),
            max_length=500,
            widget=forms.Textarea(attrs=_AREA),
            error_messages={"required": _("Say what is done.")},
        )
        self.fields = {"name": title, **self.fields}
        given = self.item.get("reduces")
        reduces = given if isinstance(given, Mapping) else {}
        levels = [("", "–"), ("0", _("0: bears on it")), ("1", "1"), ("2", "2"), ("3", "3")]
        for axis, words in self.axes.items():
            self.fields[f"reduces-{axis}"] = forms.ChoiceField(
                label=words, required=False, choices=levels
            )
            stored = reduces.get(axis)
            self.initial[f"reduces-{axis}"] = "" if stored is None else str(stored)
        self.initial["clears"] = list_of(self.item, "clears")
        offer(self, "clears", self._clearable())

    def _clearable(self) -> list[tuple[str, str]]:
        found = [
            (text_of(f, "code"), f"{text_of(f, 'code')} · {text_of(f, 'words')}")
            for f in members(self.document, "flags")
        ]
        for question in members(self.document, "questions"):
            for option in members(question, "options"):
                if option.get("flags"):
                    code = f"{text_of(question, 'id')}:{text_of(option, 'code')}"
                    found.append((code, f"{code} · {text_of(option, 'label')}"))
        known = {code for code, _words in found}
        gone = [(code, code) for code in list_of(self.item, "clears") if code not in known]
        return [*found, *gone]

    def members(self) -> dict[str, Any]:
        told = self.cleaned_data
        levels = {axis: told[f"reduces-{axis}"] for axis in self.axes}
        reduces = {axis: int(level) for axis, level in levels.items() if level != ""}
        return {**super().members(), "reduces": reduces or None, "clears": told["clears"] or None}

    def reductions(self) -> list[Any]:
        """The fields of what it takes off, for the small grid."""
        return [self[f"reduces-{axis}"] for axis in self.axes]

    def words(self) -> list[Any]:
        """The fields above that grid."""
        return [self[name] for name in ("name", "kind", "evidence")]

    def rest(self) -> list[Any]:
        """The fields below that grid."""
        return [self[name] for name in ("residual", "clears", "id")]
