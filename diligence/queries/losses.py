"""What the import of a draft lost: counted by kind, narrowed, and in the reader's language."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from diligence.exchange.losses import LossKind
from diligence.models import Draft

LABELS: Final[dict[str, str | Promise]] = {
    LossKind.QUESTION: gettext_lazy("Questions and fields left out"),
    LossKind.TYPE: gettext_lazy("Asked in another way"),
    LossKind.LOGIC: gettext_lazy("Conditions"),
    LossKind.VALIDATION: gettext_lazy("Checks of answers"),
    LossKind.DEFAULT: gettext_lazy("Answers chosen beforehand"),
    LossKind.REQUIRED: gettext_lazy("Marks that an answer is needed"),
    LossKind.CHOICES: gettext_lazy("Choices"),
    LossKind.TEXT: gettext_lazy("Texts"),
    LossKind.LANGUAGE: gettext_lazy("Languages"),
    LossKind.NAME: gettext_lazy("Names"),
    LossKind.LAYOUT: gettext_lazy("Groups and looks"),
    LossKind.MEDIA: gettext_lazy("Pictures and recordings"),
    LossKind.SCORING: gettext_lazy("Scores, and what is still missing"),
    LossKind.COLUMN: gettext_lazy("Columns and settings"),
    LossKind.FILE: gettext_lazy("The file itself"),
}
FORMATS: Final[dict[str, str | Promise]] = {
    "ajar": gettext_lazy("Ajar (JSON)"),
    "xlsform": gettext_lazy("XLSForm"),
    "redcap": gettext_lazy("REDCap data dictionary"),
}


@dataclass(frozen=True, slots=True)
class ShownLoss:
    """A loss as people read it; `place` joins sheet, row and column."""

    kind: str
    label: str
    sheet: str
    row: int
    column: str
    what: str
    why: str


def _stored(draft: Draft) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (draft.imported or {}).get("losses", [])
    return found


def counted(draft: Draft) -> list[tuple[str, str, int]]:
    """Kind, its label, and how many, in the order of the list of kinds."""
    counts = Counter(str(loss.get("kind", LossKind.COLUMN)) for loss in _stored(draft))
    return [(kind, str(label), counts[kind]) for kind, label in LABELS.items() if counts[kind]]


def losses(draft: Draft, kind: str = "") -> Iterator[ShownLoss]:
    """The losses of one kind, or all of them, in the order they were found."""
    for loss in _stored(draft):
        found = str(loss.get("kind", LossKind.COLUMN))
        if kind in ("", found):
            yield ShownLoss(
                found,
                str(LABELS.get(found, found)),
                str(loss["sheet"]),
                int(loss["row"]),
                str(loss["column"]),
                str(loss["what"]),
                gettext(loss["why"]) if loss["why"] else "",
            )
