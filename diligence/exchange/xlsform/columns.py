"""Cells of the survey sheet that a questionnaire here has no place for, told one by one."""

from typing import Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Losses, LossKind
from diligence.exchange.xlsform.faults import Typed
from diligence.exchange.xlsform.sheets import Heading, Table
from diligence.exchange.xlsform.types import Kind

_KEPT: Final = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "relevant", "disabled", "required"}
)
_CONSTRAINT = gettext_noop("Answers are not checked against expressions of their own here.")
_MEDIA = gettext_noop("Questions and options have words here, no pictures or recordings.")
_DEFAULT = gettext_noop("No answer is chosen beforehand here: nobody answers for the officer.")
_APPEARANCE = gettext_noop("How a question looks is decided here for all of them.")
_CALCULATION = gettext_noop("Nothing is worked out inside a questionnaire here but scores.")
_FILTER = gettext_noop("All options of the list are offered, whatever was answered before.")
_REPEATED = gettext_noop("Nothing is asked repeatedly here.")
_REQUIRED = gettext_noop(
    "An answer is needed here where it feeds an axis, carries a flag or decides what is asked; "
    "the form's own mark is not kept."
)
_NO_MEANING = gettext_noop("Columns without a meaning here are left out.")
_COLUMNS: Final = {
    **dict.fromkeys(("constraint", "constraint_message", "required_message"),
                    (LossKind.VALIDATION, _CONSTRAINT)),
    **dict.fromkeys(("image", "big-image", "audio", "video", "autoplay"),
                    (LossKind.MEDIA, _MEDIA)),
    "default": (LossKind.DEFAULT, _DEFAULT),
    "appearance": (LossKind.LAYOUT, _APPEARANCE),
    "calculation": (LossKind.LOGIC, _CALCULATION),
    "trigger": (LossKind.LOGIC, _CALCULATION),
    "choice_filter": (LossKind.CHOICES, _FILTER),
    "repeat_count": (LossKind.LAYOUT, _REPEATED),
}  # fmt: skip
_DROPPED: Final = frozenset({Kind.WORKED_OUT, Kind.ABOUT_DEVICE, Kind.END, Kind.ATTACHED})


def tell_cells(survey: Table, rows: list[Typed], losses: Losses, *, own: bool) -> None:
    """Every cell with a meaning that is not kept; other columns once, at their heading."""
    told: set[Heading] = set()
    for row, kind in rows:
        if kind.kind in _DROPPED:
            continue
        for heading, text in row.cells.items():
            if heading.name in _COLUMNS:
                why = _COLUMNS[heading.name]
                losses.add(why[0], row.sheet, row.number, heading.written, text, why[1])
            elif heading.name == "required" and not own and _asks(text):
                args = (row.sheet, row.number, heading.written, f"{row.get('name')}: {text}")
                losses.add(LossKind.REQUIRED, *args, _REQUIRED)
            elif heading not in told and not _known(heading.name):
                told.add(heading)
                where = (survey.name, survey.heading_row, heading.written)
                losses.add(LossKind.COLUMN, *where, heading.written, _NO_MEANING)


def _known(name: str) -> bool:
    return name in _KEPT or name.startswith("rs_") or name == "required"


def _asks(text: str) -> bool:
    return text.lower() not in ("no", "false", "false()")
