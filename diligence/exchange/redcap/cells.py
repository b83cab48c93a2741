"""Cells of a REDCap field that a questionnaire here has no place for."""

from typing import Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Losses, LossKind
from diligence.exchange.redcap.annotations import Annotation
from diligence.exchange.redcap.columns import Row

_LIMITS = gettext_noop("Answers are not checked against limits of their own here.")
_LOOKS = gettext_noop("How a question looks is decided here for all of them.")
_NUMBER = gettext_noop("Questions are named by their ids here; the number is not kept.")
_RANKED = gettext_noop("Putting choices in order is not asked here: each may be given twice.")
_IDENTIFIER = gettext_noop(
    "The field is marked as personal data. Partnerships are appraised here and no persons: ask "
    "yourself whether the question is needed; its tag “personal data” keeps the draft from being "
    "published."
)
_REQUIRED = gettext_noop(
    "An answer is needed here where it feeds an axis, carries a flag or decides what is asked; "
    "the form's own mark is not kept."
)
_DEFAULT = gettext_noop("No answer is chosen beforehand here: nobody answers for the officer.")
_LOOKED_UP = gettext_noop("Nothing is looked up in a vocabulary here; asked as text.")
_TAG = gettext_noop("The action tag has no meaning here.")
_WORDS = gettext_noop("Annotations are not kept; write what matters into the help or the basis.")
_CELLS: Final = {
    "text_validation_min": (LossKind.VALIDATION, _LIMITS),
    "text_validation_max": (LossKind.VALIDATION, _LIMITS),
    "custom_alignment": (LossKind.LAYOUT, _LOOKS),
    "matrix_group_name": (LossKind.LAYOUT, _LOOKS),
    "matrix_ranking": (LossKind.VALIDATION, _RANKED),
    "identifier": (LossKind.QUESTION, _IDENTIFIER),
}


def tell(row: Row, note: Annotation, kind: str, losses: Losses, *, own: bool) -> None:
    """Everything about a kept field that is not kept."""
    for column, (lost, why) in _CELLS.items():
        if row.get(column):
            what = f"{row.get('field_name')}: {row.get(column)}"
            losses.add(lost, "", row.number, row.heading(column), what, why)
    if own:
        return
    number, name = row.get("question_number"), row.get("field_name")
    if number and number.lower() != name.lower():
        losses.add(LossKind.NAME, "", row.number, row.heading("question_number"), number, _NUMBER)
    if row.get("required_field") and not note.scores:
        column = row.heading("required_field")
        losses.add(LossKind.REQUIRED, "", row.number, column, name, _REQUIRED)
    validation = row.get("text_validation_type_or_show_slider_number")
    if kind == "dropdown" and validation:
        column = row.heading("text_validation_type_or_show_slider_number")
        losses.add(LossKind.LAYOUT, "", row.number, column, validation, _LOOKS)
    listed = row.get("select_choices_or_calculations")
    if kind in ("text", "notes") and listed:
        column = row.heading("select_choices_or_calculations")
        losses.add(LossKind.CHOICES, "", row.number, column, f"{name}: {listed}", _LOOKED_UP)
    _annotated(row, note, losses)


def _annotated(row: Row, note: Annotation, losses: Losses) -> None:
    column = row.heading("field_annotation")
    for tag in note.tags:
        default = tag.startswith(("@DEFAULT", "@SETVALUE", "@PREFILL"))
        lost, why = (LossKind.DEFAULT, _DEFAULT) if default else (LossKind.LAYOUT, _TAG)
        losses.add(lost, "", row.number, column, tag, why)
    if note.words:
        losses.add(LossKind.TEXT, "", row.number, column, note.words, _WORDS)
