"""Worked cases: whether each comes out as stated, and whether changes were approved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from diligence.domain import places
from diligence.domain.cases import Difference, differences
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

APPROVAL = ("by", "because", "was")
NAMED = 4
MOST = 1_000
"""Cases that are tried at every change."""

_UNREADABLE = _("The case cannot be tried: it needs “answers” and “expected”, each an object.")
_DIFFERS = _("The case “%(title)s” comes out differently: %(differences)s.")
_REAPPROVE = _(
    "Change the questionnaire, or state the new result in the case with who approves it and why."
)
_HALF = _("The changed result of “%(title)s” is approved without saying %(missing)s.")
_MANY = _("There are %(count)s worked cases; at most %(most)s are tried.")
_FEWER = _("Keep those that say something different.")
_COMPLETE = _("Say who approves it, why, and what the result was before.")


def cases(questionnaire: Questionnaire, given: Iterable[Any]) -> Iterator[Finding]:
    """A finding for each case that fails, and a note where there is none."""
    listed = list(given)
    if len(listed) > MOST:
        told = {"count": str(len(listed)), "most": str(MOST)}
        remedy = Sentence(_FEWER, {})
        yield Finding("case", "cases", Sentence(_MANY, told), remedy, Weight.ERROR)
        return
    for case in listed:
        yield from _case(questionnaire, case)
    if not listed and questionnaire.questions:
        problem = Sentence(_("No worked case belongs to this questionnaire."), {})
        remedy = Sentence(_("Add typical cases with the outcome that each must have, and why."), {})
        yield Finding("no_cases", "questions", problem, remedy, Weight.NOTE)


def _case(questionnaire: Questionnaire, case: Any) -> Iterator[Finding]:
    if not _readable(case):
        name = places.name_of(case)
        place = places.at("cases", name) if name else "cases"
        remedy = Sentence(_("Write the case again."), {})
        yield Finding("case", place, Sentence(_UNREADABLE, {}), remedy, Weight.ERROR)
        return
    name = str(case.get("id", "?"))
    place = places.at("cases", name)
    title = {"title": " ".join(filter(None, (name, str(case.get("title", "")))))}
    found = differences(questionnaire, case)
    if found:
        problem = Sentence(_DIFFERS, title | {"differences": _listed(found)})
        yield Finding("case", place, problem, Sentence(_REAPPROVE, {}), Weight.ERROR)
    missing = _missing_approval(case)
    if missing:
        problem = Sentence(_HALF, title | {"missing": ", ".join(missing)})
        yield Finding("case", place, problem, Sentence(_COMPLETE, {}), Weight.ERROR)


def _readable(case: Any) -> bool:
    return isinstance(case, Mapping) and all(
        isinstance(case.get(name, {}), Mapping) and (name in case or name in ("assumed", "triage"))
        for name in ("answers", "expected", "assumed", "triage")
    )


def _missing_approval(case: Mapping[str, Any]) -> list[str]:
    if "approved" not in case:
        return []
    approved = case["approved"] if isinstance(case["approved"], Mapping) else {}
    return [name for name in APPROVAL if not str(approved.get(name) or "").strip()]


def _listed(found: tuple[Difference, ...]) -> str:
    said = [f"{item.what}: {item.expected} → {item.got}" for item in found[:NAMED]]
    if len(found) > NAMED:
        said.append(f"+ {len(found) - NAMED}")
    return "; ".join(said)
