"""Whether changed results of worked cases were approved, and what a draft's review says of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from diligence.domain.canonical import digest
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.places import at
from diligence.domain.wording import Sentence, gettext_noop

Case = Mapping[str, Any]
_WAS = gettext_noop(
    "The case “%(title)s” had the outcome %(before)s in the edition before and has %(after)s now. "
    "Nobody approved that."
)
_APPROVE = gettext_noop(
    "Approve the new outcome of this case with a reason, or change the questionnaire."
)
_GONE = gettext_noop("The case “%(title)s” of the edition before is not among the cases any more.")
_KEEP = gettext_noop("Bring it back where it still says something.")


def reviewed_digest(
    document: Mapping[str, Any], cases: Iterable[Any], overrides: Iterable[Mapping[str, Any]]
) -> str:
    """SHA-256 of all that is approved together: the document, its cases, the reasons given where
    checks of judgement objected, in the order of check and place."""
    reasons = sorted(overrides, key=lambda item: (str(item["check"]), str(item["place"])))
    return digest({"document": document, "cases": [*cases], "overrides": reasons})


def unapproved(before: Iterable[Any], after: Iterable[Any]) -> Iterator[Finding]:
    """A finding for each case whose expected outcome changed since the edition before without an
    approval of just that change, and a note for each that is gone."""
    now = {_id(case): case for case in after if isinstance(case, Mapping)}
    for earlier in before:
        name = _id(earlier)
        title = " ".join(filter(None, (name, str(earlier.get("title", "")))))
        if name not in now:
            gone = Sentence(_GONE, {"title": title})
            yield Finding("case", at("cases"), gone, Sentence(_KEEP, {}), Weight.NOTE)
            continue
        was, is_now = outcome(earlier), outcome(now[name])
        if was != is_now and not _approves(now[name], was):
            problem = Sentence(_WAS, {"title": title, "before": was, "after": is_now})
            place = at("cases", name)
            yield Finding("case", place, problem, Sentence(_APPROVE, {}), Weight.ERROR)


def outcome(case: Case) -> str:
    """What the case must come to; empty where it doesn't say."""
    expected = case.get("expected")
    return str(expected.get("outcome", "")) if isinstance(expected, Mapping) else ""


def _approves(case: Case, was: str) -> bool:
    approved = case.get("approved")
    if not isinstance(approved, Mapping):
        return False
    told = (str(approved.get(name) or "").strip() for name in ("by", "because"))
    return all(told) and approved.get("was") == was


def _id(case: Case) -> str:
    return str(case.get("id", ""))
