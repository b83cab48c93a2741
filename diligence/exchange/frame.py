"""What a form from elsewhere doesn't say: dimensions, thresholds, rules, flags, measures.

They are taken over from the packaged EU baseline, as a start that its authors complete: a form
without scores becomes a draft that can be opened, previewed and checked at once.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from diligence.exchange.packaged import packaged
from diligence.exchange.writing import dump

KEY: Final = "eu-baseline"
MEMBERS: Final = ("dimensions", "sides", "thresholds", "rules", "flags")
"""The members of a document that make its frame."""


@cache
def _baseline() -> dict[str, Any]:
    return dump(packaged(KEY))


def frame() -> dict[str, Any]:
    """Dimensions, sides, thresholds, rules and flags of the baseline, to be changed freely."""
    return {name: _baseline()[name] for name in MEMBERS}


def measure_ids() -> set[str]:
    """The ids of the baseline's measures."""
    return {measure["id"] for measure in _baseline()["measures"]}


def measures(ids: Iterable[str]) -> list[dict[str, Any]]:
    """The baseline's measures of these ids, in its order."""
    wanted = set(ids)
    return [measure for measure in _baseline()["measures"] if measure["id"] in wanted]


def flag_rules(ids: Iterable[str]) -> list[dict[str, Any]]:
    """The baseline's flag rules of these ids."""
    wanted = set(ids)
    return [rule for rule in _baseline()["flag_rules"] if rule["id"] in wanted]


def axes(document: Mapping[str, Any]) -> list[str]:
    """The axes that a document's dimensions and sides make."""
    return [f"{d['id']}.{s['id']}" for d in document["dimensions"] for s in document["sides"]]
