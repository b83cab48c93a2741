"""What a simulation's page shows: tables and charts of a stored result, in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diligence.choices import Activity, PartnerKind, TechnologyArea
from diligence.domain import restoring
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.restoring import ChangeOf
from diligence.domain.simulating import LEAST, MOST, READINGS
from diligence.domain.vector_judging import OUTCOMES
from diligence.enums import Outcome
from diligence.models import Simulation
from diligence.queries import simulations
from diligence.queries.sentences import spoken
from diligence.views.simulation_triage import followed, triage
from diligence.views.simulation_words import (
    NUMBER,
    OUTCOME,
    READING,
    Row,
    Words,
    between,
    count,
)

_SPLIT: Final[dict[str, tuple[Words, Words, Words, Callable[[str], Words]]]] = {
    "technology": (
        gettext_lazy("By technology area"),
        gettext_lazy("Technology area"),
        gettext_lazy("No critical technology area"),
        lambda code: TechnologyArea(code).label if code in TechnologyArea.values else code,
    ),
    "partner": (
        gettext_lazy("By kind of partner organisation"),
        gettext_lazy("Kind of partner organisation"),
        gettext_lazy("Kind not given"),
        lambda code: PartnerKind(code).label if code in PartnerKind.values else code,
    ),
    "activity": (
        gettext_lazy("By activity"),
        gettext_lazy("Activity"),
        gettext_lazy("No activity given"),
        lambda code: Activity(code).label if code in Activity.values else code,
    ),
    "unit": (
        gettext_lazy("By unit"),
        gettext_lazy("Unit"),
        gettext_lazy("No unit"),
        lambda name: name,
    ),
}
_TONE: Final = {Outcome.REFER: "accent"}
"""What a bar's part is drawn in, where it is not its band."""
DRIVERS: Final = 12
CATEGORIES: Final = 25
"""Rows of a table by unit, area, … on one page."""


def page(
    simulation: Simulation, *, all_units: bool, wanted: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Everything of a finished simulation; `all_units`: the reader may see units side by side.

    `wanted`: which page of a long table, by the table's id.
    """
    result: Mapping[str, Any] = simulation.result or {"appraisals": 0}
    if not result["appraisals"]:
        return {"result": result, "triage": triage(result), "followed": followed(result)}
    readings = READINGS if result["open"] else (LEAST,)
    questionnaire = simulations.questionnaire_of(simulation)
    return {
        "result": result,
        "two": len(readings) > 1,
        "stats": _stats(result),
        "mixes": _mixes(result, readings),
        "matrices": [_matrix(result, reading, two=len(readings) > 1) for reading in readings],
        "drivers": _drivers(result, questionnaire, two=len(readings) > 1),
        "splits": [
            _split(name, result["split"][name], (wanted or {}).get(name, ""))
            for name in _SPLIT
            if name in result["split"] and (name != "unit" or all_units)
        ],
        "burden": _burden(result["burden"], readings),
        "referrals": _referrals(result, readings),
        "triage": triage(result),
        "followed": followed(result),
    }


def _stats(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    changed, total = result["changed"], result["appraisals"]
    ends = sorted(changed[reading]["all"] for reading in READINGS)
    shares = [round(100 * end / total) for end in ends]
    share = f"{shares[0]} %" if shares[0] == shares[1] else f"{shares[0]}–{shares[1]} %"
    return [
        {"label": _("Appraisals tried"), "value": f"{total:,}"},
        {
            "label": _("Outcomes that change"),
            "value": between({r: changed[r]["all"] for r in READINGS}),
            "note": _("%(share)s of those tried") % {"share": share},
        },
        {
            "label": _("Become more severe"),
            "value": between({r: changed[r]["higher"] for r in READINGS}),
        },
        {
            "label": _("Become less severe"),
            "value": between({r: changed[r]["lower"] for r in READINGS}),
        },
    ]


def _mixes(result: Mapping[str, Any], readings: Sequence[str]) -> list[dict[str, Any]]:
    """Outcomes as they were, and under the draft: one bar each."""
    before = [sum(row) for row in result["matrix"][LEAST]]
    found = [{"title": _("Outcomes as they were"), "parts": _parts(before)}]
    for reading in readings:
        after = [sum(column) for column in zip(*result["matrix"][reading], strict=True)]
        title = _("Outcomes under the draft")
        if len(readings) > 1:
            title = f"{title}: {str(READING[reading]).lower()}"
        found.append({"title": title, "parts": _parts(after)})
    return found


def _parts(counts: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"label": OUTCOME[outcome], "value": count, "tone": _TONE.get(outcome, outcome.value)}
        for outcome, count in zip(OUTCOMES, counts, strict=True)
    ]


def _matrix(result: Mapping[str, Any], reading: str, *, two: bool) -> dict[str, Any]:
    """Rows: the outcome as it was; columns: under the draft; the total last."""
    caption = _("Each appraisal’s outcome as it was (rows) and under the draft (columns)")
    columns: Row = [_("Outcome as it was")]
    columns += [NUMBER | {"label": OUTCOME[outcome]} for outcome in OUTCOMES]
    columns.append(NUMBER | {"label": _("All")})
    rows = [
        [OUTCOME[outcome], *(count(n) for n in counts), f"{sum(counts):,}"]
        for outcome, counts in zip(OUTCOMES, result["matrix"][reading], strict=True)
    ]
    totals = [sum(column) for column in zip(*result["matrix"][reading], strict=True)]
    rows.append([_("All"), *(f"{n:,}" for n in totals), f"{sum(totals):,}"])
    named = f"{caption}: {str(READING[reading]).lower()}" if two else caption
    return {"caption": named, "columns": columns, "rows": rows}


def _drivers(
    result: Mapping[str, Any], questionnaire: Questionnaire, *, two: bool
) -> dict[str, Any]:
    """Which changes make outcomes other ones, as bars and in full as a table."""
    listed = [(each, _change(each, questionnaire)) for each in result["drivers"]]
    key = MOST if two else LEAST
    ranked = sorted(listed, key=lambda pair: (pair[0]["of"] == "joint", -pair[0][key]))
    columns: Row = [_("Change"), *(NUMBER | {"label": READING[r]} for r in READINGS)]
    if not two:
        columns = [_("Change"), NUMBER | {"label": _("Outcomes")}]
    rows = [
        [words, *(count(each[reading]) for reading in (READINGS if two else (LEAST,)))]
        for each, words in listed
    ]
    return {
        "bars": [
            {"label": words, "value": each[key]} for each, words in ranked[:DRIVERS] if each[key]
        ],
        "columns": columns,
        "rows": rows,
        "more": max(0, len(ranked) - DRIVERS),
    }


def _change(driver: Mapping[str, Any], questionnaire: Questionnaire) -> str:
    """A change in words: the place, and what kind of change it is."""
    if driver["of"] == "joint":
        return _("Several changes together")
    return spoken(restoring.told(ChangeOf(driver["of"]), driver["id"], questionnaire))


def _split(name: str, listed: Sequence[Mapping[str, Any]], wanted: str) -> dict[str, Any]:
    title, of, nothing, label_of = _SPLIT[name]
    headings = [_("Appraisals"), _("More severe"), _("Less severe"), _("Changed")]
    columns: Row = [of, *(NUMBER | {"label": heading} for heading in headings)]
    rows = Paginator[Mapping[str, Any]](listed, CATEGORIES).get_page(wanted or 1)
    told = []
    for row in rows.object_list:
        changed = row["changed"]
        told.append(
            [
                label_of(row["category"]) if row["category"] else nothing,
                f"{row['appraisals']:,}",
                between({r: changed[r]["higher"] for r in READINGS}),
                between({r: changed[r]["lower"] for r in READINGS}),
                _share({r: changed[r]["all"] for r in READINGS}, row["appraisals"]),
            ]
        )
    return {"id": name, "title": title, "columns": columns, "rows": told, "page": rows}


def _share(counts: Mapping[str, int], of: int) -> str:
    least, most = sorted(round(100 * counts[reading] / of) for reading in READINGS)
    return f"{least} %" if least == most else f"{least}–{most} %"


def _burden(burden: Mapping[str, Any], readings: Sequence[str]) -> dict[str, Any]:
    """Questions asked and minutes, as it was and under the draft."""
    columns: Row = [
        _("Half of the appraisals"),
        NUMBER | {"label": _("Questions asked, at most")},
        NUMBER | {"label": _("Active minutes, at most")},
    ]
    labels = {"before": _("As it was")} | {
        reading: READING[reading] if len(readings) > 1 else _("Under the draft")
        for reading in readings
    }
    rows = [
        [label, f"{burden['questions'][key]:g}", _minutes(burden["minutes"][key])]
        for key, label in labels.items()
    ]
    seconds = burden["seconds"]
    told = ""
    if seconds is not None:
        told = ngettext(
            "Measured in %(count)d appraisal: %(seconds)d seconds a question in the middle.",
            "Measured in %(count)d appraisals: %(seconds)d seconds a question in the middle.",
            burden["measured"],
        ) % {"count": burden["measured"], "seconds": seconds}
    return {"columns": columns, "rows": rows, "measured": told}


def _minutes(minutes: int | None) -> str:
    return _("not measured") if minutes is None else str(minutes)


def _referrals(result: Mapping[str, Any], readings: Sequence[str]) -> dict[str, Any]:
    """How many of the same appraisals would have gone to the hub."""
    referred = result["referred"]
    more = {reading: referred[reading] - referred["before"] for reading in READINGS}
    least, most = sorted(more.values())
    words = f"{least:+,}" if least == most else f"{least:+,} … {most:+,}"
    return {
        "before": f"{referred['before']:,}",
        "after": between(referred),
        "more": words if least or most else _("none more, none fewer"),
        "held": between(result["held"]),
        "held_before": f"{result['held']['before']:,}",
    }
