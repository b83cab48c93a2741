"""Options of a REDCap field, with the points and flags that its annotation carries."""

from typing import Any, Final

from diligence.domain.wording import gettext_noop
from diligence.enums import QuestionType
from diligence.exchange.assembling import Made
from diligence.exchange.carried import Carried, Cell, score_option
from diligence.exchange.foreign import choice_code, has_markup, plain, shown
from diligence.exchange.losses import Losses, LossKind
from diligence.exchange.redcap import fields
from diligence.exchange.redcap.columns import Row

_COLUMN: Final = "select_choices_or_calculations"
_MOST: Final = 200
_MARKUP = gettext_noop("Markup is taken off; the words stay.")
_NO_LABEL = gettext_noop("The choice has no label; its code stands there.")
_RENAMED = gettext_noop("Codes of options have letters, digits, “_”, “-” and “.” only.")
_MANY = gettext_noop("A question has at most 200 options here; asked as text.")
_YES_NO: Final = {"1": "yes", "0": "no"}


def celled(text: str) -> str:
    """A label as it can stand in a dictionary: without markup, on one line, without `|`."""
    return " ".join(shown(text).replace("|", "/").split()) or "–"


def unlisted(value: object) -> list[str]:
    """The texts of a list, or the one text; nothing for anything else."""
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


class Options:
    """Makes the options of one field."""

    def __init__(self, row: Row, scores: dict[str, Any], carried: Carried, losses: Losses) -> None:
        self._row, self._scores, self._carried, self._losses = row, scores, carried, losses

    def _object(self, name: str) -> dict[str, Any]:
        value = self._scores.get(name)
        return value if isinstance(value, dict) else {}

    def _lost(self, kind: LossKind, what: str, why: str) -> None:
        self._losses.add(kind, "", self._row.number, self._row.heading(_COLUMN), what, why)

    def into(self, made: Made, kind: str, *, triage: bool) -> None:
        """Give a question its options, where its kind has some."""
        if not QuestionType(made.members["type"]).has_options:
            return
        pairs = fields.choices(kind, self._row.get(_COLUMN))
        if len(pairs) > _MOST:
            self._lost(LossKind.CHOICES, str(len(pairs)), _MANY)
            made.members["type"] = QuestionType.TEXT.value
            return
        fixed = _YES_NO if kind in ("yesno", "truefalse") else {}
        for written, label in pairs:
            code = fixed.get(written) or self._code(written, set(made.codes.values()))
            made.codes[written] = code
            option = {"code": code, "label": self._label(written, label)}
            self._score(option, written, triage=triage)
            made.members.setdefault("options", []).append(option)
        if made.members["type"] == "single" and "type" not in self._scores:
            codes = set(made.codes.values())
            kinds = {frozenset({"yes", "no"}): "yesno", frozenset({"yes", "no", "unknown"}): "ynu"}
            made.members["type"] = kinds.get(frozenset(codes), "single")

    def _code(self, written: str, taken: set[str]) -> str:
        kept = self._object("codes").get(written)
        code = choice_code(kept if isinstance(kept, str) and kept else written, taken)
        if code != written and code != kept:
            self._lost(LossKind.NAME, f"{written} → {code}", _RENAMED)
        return code

    def _label(self, written: str, label: str) -> str:
        kept = self._object("labels").get(written)
        if isinstance(kept, str) and kept.strip() and celled(kept) == celled(label):
            return kept
        if has_markup(label):
            self._lost(LossKind.TEXT, label, _MARKUP)
        if not plain(label):
            self._lost(LossKind.CHOICES, written, _NO_LABEL)
        return plain(label) or written

    def _score(self, option: dict[str, Any], written: str, *, triage: bool) -> None:
        where = Cell("", self._row.number, self._row.heading("field_annotation"))
        raw = {
            "points": self._object("p").get(written),
            "flags": unlisted(self._object("f").get(written)),
            "route": self._object("r").get(written),
        }
        cells = dict.fromkeys(("points", "flags", "route"), where)
        score_option(option, raw, self._carried, cells, triage=triage)
