"""The figures a report is read for, and the sentences that say them: first findings, then gaps.

A sentence is written only where the figure it states is shown. Nothing is judged: no figure is
called good or bad, and none is compared with another Member State's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reporting.domain import declarations
from reporting.domain.blocks import (
    MISSING,
    NOT_AVAILABLE,
    Value,
    at,
    known,
    median,
    number,
    percent,
    share,
)
from reporting.domain.labels import COUNTRIES

MOST_FINDINGS: Final = 5
MOST_GAPS: Final = 3


@dataclass(frozen=True, slots=True)
class Key:
    """One figure of a Member State in a cycle: indicator, name, unit, value, and its base."""

    code: str
    name: str
    value: Value
    unit: str = ""
    base: Value = field(default_factory=lambda: MISSING)


def coverage_of(document: Mapping[str, Any]) -> tuple[Value, Value, Value]:
    """Organisations on the platform, in scope, and their share (MS-09)."""
    told = document["coverage"]
    if told["status"] != "final":
        why = {"status": told["status"]}
        return why, why, why
    line = told["all"]
    return (
        _given(line["on"]),
        _given(line["frame"]),
        percent(line["share"]["value"]) if "value" in line["share"] else line["share"],
    )


def _given(cell: Mapping[str, Any]) -> Value:
    return number(cell["value"]) if "value" in cell else cell


def served(figures: Mapping[str, Any]) -> tuple[Value, Value]:
    """Organisations the hub served in the last quarter, and their share. Quarters don't add up."""
    last = figures["period"]
    if not last:
        return MISSING, MISSING
    return (
        at(figures, "served-organisations", "with", last),
        share(figures, "served-organisations", "with", last),
    )


def keys(document: Mapping[str, Any]) -> dict[str, Key]:
    """The figures of one return by their own name, in the order of the chapters."""
    on, frame, covered = coverage_of(document)
    return {
        "coverage": Key("MS-09", "Organisations on the platform", covered, "%", frame),
        "on": Key("MS-09", "Organisations on the platform", on),
        **_of_hub(document["figures"]),
        **_of_organisations(document["figures"]),
        **_of_openness(document["figures"]),
    }


def _of_hub(f: Mapping[str, Any]) -> dict[str, Key]:
    answered, advised = at(f, "answered"), at(f, "followed")
    return {
        "received": Key("HB-01", "Cases the hub received", at(f, "received-source")),
        "served": Key("HB-02", "Organisations served, last quarter", served(f)[1], "%"),
        "days": Key("HB-03", "Days to first advice, median", median(f, "first-advice")),
        "in_target": _part("HB-04", "Answered by the due date", f, "answered.in_time", answered),
        "followed": _part("HB-06", "Advice followed", f, "followed.followed", advised),
    }


def _of_organisations(f: Mapping[str, Any]) -> dict[str, Key]:
    before = "Triaged by the day they started"
    went_on = "Triages that went on to a full appraisal"
    done = "Measures done by their date"
    return {
        "registered": Key("RP-04", "Partnerships registered", at(f, "registered-type")),
        "triaged_before": _part("RP-04", before, f, "started.before"),
        "goes_on": _part("RP-05", went_on, f, "triaged.goes_on"),
        "high": _part("RP-06", "Appraisals scored high", f, "scored-band.high"),
        "residual_high": _part("RP-06", "High after measures", f, "decided-residual.high"),
        "measures": _part("RP-07", done, f, "measures.in_time"),
    }


def _of_openness(f: Mapping[str, Any]) -> dict[str, Key]:
    minutes = "Active minutes of a full appraisal, median"
    # The portal stores no decision that was not the organisation's own.
    all_own = percent(100) if f["period"] else MISSING
    return {
        "minutes": Key("PR-01", minutes, median(f, "full-minutes")),
        "ahead": _part("PR-02", "Partnerships that went ahead", f, "decided-verdict.ahead"),
        "decides": Key("PR-03", "Decisions taken by the organisation", all_own, "%"),
        "impact": Key("PR-04", "Disparate impact", NOT_AVAILABLE),
        "objections": Key("PR-05", "Objections", NOT_AVAILABLE),
    }


def _part(code: str, name: str, f: Mapping[str, Any], what: str, base: Value | None = None) -> Key:
    """A percentage of a table's cycle: `table.row`."""
    table, row = what.split(".")
    return Key(code, name, share(f, table, row), "%", at(f, table) if base is None else base)


# --- One Member State -------------------------------------------------------------------------
def findings(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """At most five: (the finding in a sentence, what it rests on)."""
    found = [each for make in _FINDINGS if (each := make(document, keys(document)))]
    return found[:MOST_FINDINGS]


def _found(key: Key) -> bool:
    return known(key.value) is not None


def _coverage(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    share_, on, frame = (known(each) for each in (of["coverage"].value, of["on"].value,
                                                  of["coverage"].base))  # fmt: skip
    if share_ is None or on is None or frame is None:
        return None
    return (
        f"{share_} % of the organisations in scope are on the platform.",
        f"{on:,} of {frame:,} in the frame (MS-09). All figures of the platform describe these.",
    )


def _registered(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    count, before = known(of["registered"].value), known(of["triaged_before"].value)
    if count is None:
        return None
    rest = "Partnerships with partners outside the Union, registered in this cycle (RP-04)."
    if before is None:
        return f"{count:,} partnerships were registered.", rest
    return (
        f"{count:,} partnerships were registered, and {before} % of those that started were "
        "triaged first.",
        rest,
    )


def _appraised(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    went_on, base = known(of["goes_on"].value), known(of["goes_on"].base)
    if went_on is None or base is None:
        return None
    return (
        f"{100 - went_on} % of triages ended there; {went_on} % went on to a full appraisal.",
        f"{base:,} triages (RP-05). Triage keeps the work in proportion to the risk.",
    )


def _ahead(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    ahead, base = known(of["ahead"].value), known(of["ahead"].base)
    if ahead is None or base is None:
        return None
    return (
        f"{ahead} % of the partnerships decided on went ahead, with or without measures.",
        f"{base:,} partnerships (PR-02). Every decision was the organisation's own (PR-03).",
    )


def _hub(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    cases, days = known(of["received"].value), known(of["days"].value)
    if cases is None:
        return None
    rest = "Cases of the hub's log (HB-01, HB-03). Advice is not binding."
    if days is None:
        return f"The hub received {cases:,} cases.", rest
    return f"The hub received {cases:,} cases; half had a first advice within {days} days.", rest


def _measures(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    done, due = known(of["measures"].value), known(of["measures"].base)
    if done is None or due is None:
        return None
    return (
        f"{done} % of the measures due were done by their date.",
        f"{due:,} measures (RP-07).",
    )


def _declared(document: Mapping[str, Any], of: Mapping[str, Key]) -> tuple[str, str] | None:
    given = [
        code
        for code, each in document["declarations"].items()
        if each["standing"] != declarations.Standing.NOT_PROVIDED
    ]
    if not given:
        return None
    return (
        f"The ministry declared {len(given)} of the {len(declarations.INDICATORS)} indicators of "
        "the national system.",
        f"{', '.join(given)}: self-declared, see the chapter on the national system.",
    )


_FINDINGS: Final = (_coverage, _registered, _appraised, _ahead, _hub, _measures, _declared)


def gaps(document: Mapping[str, Any]) -> list[str]:
    """At most three: what is not known, the widest first."""
    f = document["figures"]
    found = []
    if document["coverage"]["status"] == "missing":
        found.append("Coverage can't be stated: a frame or the figures are missing.")
    if f["missing"]:
        quarters = f"{len(f['missing'])} of {len(document['cycle']['quarters'])} quarters"
        found.append(f"{quarters} were not collected: {', '.join(f['missing'])}.")
    unsaid = [
        code
        for code, each in document["declarations"].items()
        if each["standing"] == declarations.Standing.NOT_PROVIDED
    ]
    if unsaid:
        found.append(f"No declaration was made for {', '.join(unsaid)}.")
    found.append("Research funders are not on the platform yet, so RF-01 to RF-05 are unknown.")
    withheld = sum(f.get("withheld", {}).values())
    if withheld:
        found.append(
            f"{withheld:,} of {f['numbers']:,} values are withheld, so that no organisation can "
            "be recognised."
        )
    found.append("What organisations declare of themselves (RP-01 to RP-03, RP-08 to RP-11) is "
                 "not collected yet.")  # fmt: skip
    return found[:MOST_GAPS]


# --- The Union --------------------------------------------------------------------------------
def union_findings(documents: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Over confirmed returns: counts of Member States and sums of shown values, nothing else."""
    found = [
        (
            f"{len(documents)} of {len(COUNTRIES)} Member States confirmed a return.",
            "The others are “not provided” everywhere; nothing is concluded about them.",
        )
    ]
    for code, value, finding in _STATES:
        yes = sum(_declares(each, code) == value for each in documents)
        said = sum(bool(_declares(each, code)) for each in documents)
        if said:
            found.append((
                f"{yes} of {said} Member States that declared it {finding}.",
                f"{code}: self-declared.",
            ))  # fmt: skip
    for name, sentence in _SUMS:
        values = [known(keys(each)[name].value) for each in documents]
        shown = [each for each in values if each is not None]
        if shown:
            states = f"{len(shown)} Member State{'s' if len(shown) > 1 else ''}"
            found.append((sentence.format(sum(shown)),
                          f"Sum over the {states} whose value is shown."))  # fmt: skip
    return found[:MOST_FINDINGS]


_STATES: Final = (
    ("MS-01", "yes", "have national guidelines or measures"),
    ("MS-03", "yes", "have a support service in operation"),
)
_SUMS: Final = (
    ("registered", "{:,} partnerships were registered."),
    ("received", "Hubs received {:,} cases."),
)


def _declares(document: Mapping[str, Any], code: str) -> str:
    return str(document["declarations"][code]["values"].get("status", ""))


def union_gaps(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    lacking = len(COUNTRIES) - len(documents)
    if lacking:
        found.append(f"{lacking} Member States have no confirmed return.")
    found.append("Research funders are not on the platform yet, so RF-01 to RF-05 are unknown.")
    found.append("What organisations declare of themselves (RP-01 to RP-03, RP-08 to RP-11) is "
                 "not collected yet.")  # fmt: skip
    return found[:MOST_GAPS]
