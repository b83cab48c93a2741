"""What a field of a REDCap dictionary asks, and its choices."""

from typing import Final

from diligence.domain.wording import gettext_noop
from diligence.enums import QuestionType
from diligence.exchange.losses import LossKind

SEVERAL: Final = frozenset({"checkbox"})
CHOICES: Final = frozenset({"radio", "dropdown", "checkbox"})
_SAME: Final = {"select": "dropdown", "textarea": "notes", "note": "notes", "advcheckbox": "yesno"}
TYPES: Final = frozenset(
    {"text", "notes", "dropdown", "radio", "checkbox", "yesno", "truefalse", "calc", "file",
     "slider", "descriptive", "sql", "signature"}
)  # fmt: skip

DROPPED: Final = {
    "calc": gettext_noop("Nothing is worked out inside a questionnaire here but scores."),
    "sql": gettext_noop("Choices from a database are not known here."),
    "file": gettext_noop("Files are attached to answers as evidence, they are no questions."),
    "signature": gettext_noop("Who answered when is recorded here without a question."),
    "descriptive": gettext_noop(
        "There are no notes between questions here: say it in a help text."
    ),
}
_TIME: Final = gettext_noop("Asked as text: there is no time of the day here.")
_MOMENT: Final = gettext_noop("Asked as a day; the time of the day is not recorded.")
_SLIDER: Final = gettext_noop("Asked as a number; the slider and its labels are not kept.")
_CHECKED: Final = gettext_noop("Asked as text; its form is not checked.")

OF_TYPE: Final = {
    "radio": frozenset({"single", "yesno", "ynu", "likert"}),
    "dropdown": frozenset({"single", "yesno", "ynu", "likert"}),
    "yesno": frozenset({"yesno"}),
    "checkbox": frozenset({"multi"}),
    "text": frozenset({"text", "number", "date", "country", "organisation"}),
    "notes": frozenset({"text", "country", "organisation"}),
}
"""What `@RS` may say of a field of this type."""


def field_type(written: str) -> str:
    """The type in today's spelling."""
    lower = written.strip().lower()
    return _SAME.get(lower, lower)


def question_type(kind: str, validation: str) -> tuple[QuestionType, LossKind | None, str]:
    """The kind of question, and what that loses."""
    if kind in SEVERAL:
        return QuestionType.MULTI, None, ""
    if kind in ("radio", "dropdown"):
        return QuestionType.SINGLE, None, ""
    if kind in ("yesno", "truefalse"):
        return QuestionType.YESNO, None, ""
    if kind == "slider":
        return QuestionType.NUMBER, LossKind.TYPE, _SLIDER
    return _validated(validation.lower()) if kind == "text" else (QuestionType.TEXT, None, "")


def _validated(validation: str) -> tuple[QuestionType, LossKind | None, str]:
    if validation.startswith("datetime"):
        return QuestionType.DATE, LossKind.TYPE, _MOMENT
    if validation.startswith("date_") or validation == "date":
        return QuestionType.DATE, None, ""
    if validation.startswith(("integer", "number", "float", "int")):
        return QuestionType.NUMBER, None, ""
    if validation.startswith("time"):
        return QuestionType.TEXT, LossKind.TYPE, _TIME
    return QuestionType.TEXT, LossKind.VALIDATION if validation else None, _CHECKED


def choices(kind: str, cell: str) -> list[tuple[str, str]]:
    """Code and label of each choice: `1, Yes | 0, No`, or one on each line."""
    if kind == "yesno":
        return [("1", "Yes"), ("0", "No")]
    if kind == "truefalse":
        return [("1", "True"), ("0", "False")]
    parts = cell.split("|") if "|" in cell else cell.split("\n")
    pairs = [part.partition(",") for part in parts if part.strip(" ,\n\t")]
    return [(code.strip(), label.strip()) for code, _comma, label in pairs]
