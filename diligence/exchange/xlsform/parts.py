"""The sheets `rs_…` of our own exports: what a questionnaire has beside its questions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.foreign import parsed, unheld
from diligence.exchange.losses import Loss, Losses, LossKind
from diligence.exchange.tables import Sheet
from diligence.exchange.xlsform.sheets import Row, Table, table

BANDS: Final = ("low", "medium", "high")
_UNREADABLE = gettext_noop(
    "The row is not readable as this sheet's rows are written, so it is left out."
)
_FRAME = gettext_noop(
    "Dimensions, sides and thresholds are not readable together; those of the EU baseline stand in "
    "their place."
)
LEVELS: Final = ("level_0", "level_1", "level_2", "level_3")


def _number(text: str) -> Any:
    value = parsed(text)
    if isinstance(value, bool) or value is None or isinstance(value, str | list | dict):
        raise ValueError(text)
    return value


def _whole(text: str) -> int:
    value = _number(text)
    if value != int(value):
        raise ValueError(text)
    return int(value)


def _needed(row: Row, name: str) -> str:
    text = unheld(row.get(name))
    if not text.strip():
        raise ValueError(name)
    return text


def _dimension(row: Row) -> dict[str, Any]:
    matrix = [row.get(level).lower().split() for level in LEVELS]
    if any(len(bands) != len(LEVELS) or not set(bands) <= set(BANDS) for bands in matrix):
        raise ValueError("matrix")
    return {"id": _needed(row, "id"), "title": _needed(row, "title"), "matrix": matrix}


def _side(row: Row) -> dict[str, Any]:
    reduction = _whole(row.get("reduction"))
    return {"id": _needed(row, "id"), "title": _needed(row, "title"), "reduction": reduction}


def _threshold(row: Row) -> dict[str, Any]:
    steps = [_number(row.get(level)) for level in LEVELS[1:]]
    return {_needed(row, "axis"): steps}


def _flag(row: Row) -> dict[str, Any]:
    return {name: _needed(row, name) for name in ("code", "target", "words")}


def _rule(row: Row) -> dict[str, Any]:
    members: dict[str, Any] = {n: _needed(row, n) for n in ("id", "when", "question", "flag")}
    if row.get("axis"):
        members |= {"axis": row.get("axis"), "level": _whole(row.get("level") or "0")}
    return members


def _measure(row: Row) -> dict[str, Any]:
    members: dict[str, Any] = {name: _needed(row, name) for name in ("id", "name", "kind")}
    members |= {name: unheld(row.get(name)) for name in ("evidence", "residual")}
    reduces = parsed(row.get("reduces") or "{}")
    if not isinstance(reduces, Mapping):
        raise TypeError("reduces")
    return members | {"reduces": dict(reduces), "clears": row.get("clears").split()}


def _ancestor(row: Row) -> dict[str, Any]:
    return {name: _needed(row, name) for name in ("id", "edition", "digest")}


def _pair(row: Row) -> dict[str, Any]:
    name, text = _needed(row, "name"), row.get("value")
    if name == "accumulate":
        return {name: {"yes": True, "no": False}[text.lower()]}
    return {name: text if name == "hub_from" else _whole(text)}


def translated(sheet: Sheet | None, faults: list[Loss], losses: Losses) -> list[dict[str, str]]:
    """Texts in other languages by their places; `of` is "" where they translate today's words."""
    if sheet is None:
        return []
    rows = table(sheet, faults, losses)
    return [
        {
            "place": row.get("place"),
            "language": heading.language,
            "text": unheld(text),
            "of": row.get("rs_of", heading.language),
        }
        for row in rows
        for heading, text in row.cells.items()
        if heading.name == "rs_text" and row.get("place")
    ]


_SHEETS: Final[Mapping[str, Callable[[Row], dict[str, Any]]]] = {
    "dimensions": _dimension,
    "sides": _side,
    "thresholds": _threshold,
    "rules": _pair,
    "flags": _flag,
    "flag_rules": _rule,
    "measures": _measure,
    "lineage": _ancestor,
}
_OBJECTS: Final = frozenset({"thresholds", "rules"})


def read(sheets: Mapping[str, Sheet], faults: list[Loss], losses: Losses) -> dict[str, Any]:
    """Members of the document by name, for the sheets that are there."""
    found: dict[str, Any] = {}
    for name, reader in _SHEETS.items():
        sheet = sheets.get(f"rs_{name}")
        if sheet is None:
            continue
        rows = list(_rows(table(sheet, faults, losses), reader, losses))
        found[name] = {k: v for row in rows for k, v in row.items()} if name in _OBJECTS else rows
    frame = {"dimensions", "sides", "thresholds"} & set(found)
    if frame and not _stands(found):
        losses.add(LossKind.SCORING, "rs_dimensions", 0, "", ", ".join(sorted(frame)), _FRAME)
        for name in frame:
            del found[name]
    return found


def _stands(found: Mapping[str, Any]) -> bool:
    axes = {
        f"{d['id']}.{s['id']}" for d in found.get("dimensions", ()) for s in found.get("sides", ())
    }
    return bool(axes) and len(found["sides"]) == 2 and axes == set(found.get("thresholds", ()))


def _rows(
    rows: Table, reader: Callable[[Row], dict[str, Any]], losses: Losses
) -> Iterator[dict[str, Any]]:
    for row in rows:
        try:
            yield reader(row)
        except (ValueError, TypeError, KeyError, ArithmeticError):
            what = " | ".join(row.cells.values())
            losses.add(LossKind.SCORING, row.sheet, row.number, "", what, _UNREADABLE)
