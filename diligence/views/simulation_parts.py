"""What a trial's page shows: tables and charts of a stored result, in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diligence.choices import Activity, PartnerKind, TechnologyArea
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.restoring import ChangeOf
from diligence.domain.simulating import LEAST, MOST, READINGS
from diligence.domain.vector_judging import OUTCOMES
from diligence.enums import Outcome
from diligence.models import Simulation
from diligence.queries import simulations

Words = str | Promise
Row = list[Any]

_OUTCOME: Final[dict[str, Words]] = {
    "low": gettext_lazy("Low"),
    "medium": gettext_lazy("Medium"),
    "high": gettext_lazy("High"),
    "refer": gettext_lazy("Refer"),
}
_READING: Final[dict[str, Words]] = {
    LEAST: gettext_lazy("At least"),
    MOST: gettext_lazy("At most"),
}
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
_NUMBER: Final = {"number": True}
_TONE: Final = {Outcome.REFER: "accent"}
"""What a bar's part is drawn in, where it is not its band."""
DRIVERS: Final = 12


def page(simulation: Simulation, *, all_units: bool) -> dict[str, Any]:
    """Everything of a finished trial; `all_units`: the reader may see units side by side."""
    result: Mapping[str, Any] = simulation.result or {"appraisals": 0}
    if not result["appraisals"]:
        return {"result": result}
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
            _split(name, result["split"][name])
            for name in _SPLIT
            if name in result["split"] and (name != "unit" or all_units)
        ],
        "burden": _burden(result["burden"], readings),
        "referrals": _referrals(result, readings),
    }


def between(counts: Mapping[str, int]) -> str:
    """`3`, or `3 to 8` where the two readings differ."""
    least, most = sorted((counts[LEAST], counts[MOST]))
    if least == most:
        return f"{least:,}"
    return _("%(least)s to %(most)s") % {"least": f"{least:,}", "most": f"{most:,}"}


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
            title = f"{title}: {str(_READING[reading]).lower()}"
        found.append({"title": title, "parts": _parts(after)})
    return found


def _parts(counts: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"label": _OUTCOME[outcome], "value": count, "tone": _TONE.get(outcome, outcome.value)}
        for outcome, count in zip(OUTCOMES, counts, strict=True)
    ]


def _matrix(result: Mapping[str, Any], reading: str, *, two: bool) -> dict[str, Any]:
    """Rows: the outcome as it was; columns: under the draft; the total last."""
    caption = _("Each appraisal’s outcome as it was (rows) and under the draft (columns)")
    columns: Row = [_("Outcome as it was")]
    columns += [_NUMBER | {"label": _OUTCOME[outcome]} for outcome in OUTCOMES]
    columns.append(_NUMBER | {"label": _("All")})
    rows = [
        [_OUTCOME[outcome], *(_count(n) for n in counts), f"{sum(counts):,}"]
        for outcome, counts in zip(OUTCOMES, result["matrix"][reading], strict=True)
    ]
    totals = [sum(column) for column in zip(*result["matrix"][reading], strict=True)]
    rows.append([_("All"), *(f"{n:,}" for n in totals), f"{sum(totals):,}"])
    named = f"{caption}: {str(_READING[reading]).lower()}" if two else caption
    return {"caption": named, "columns": columns, "rows": rows}


def _count(number: int) -> str:
    return f"{number:,}" if number else "–"


def _drivers(
    result: Mapping[str, Any], questionnaire: Questionnaire, *, two: bool
) -> dict[str, Any]:
    """Which changes make outcomes other ones, as bars and in full as a table."""
    listed = [(each, _change(each, questionnaire)) for each in result["drivers"]]
    key = MOST if two else LEAST
    ranked = sorted(listed, key=lambda pair: (pair[0]["of"] == "joint", -pair[0][key]))
    columns: Row = [_("Change"), *(_NUMBER | {"label": _READING[r]} for r in READINGS)]
    if not two:
        columns = [_("Change"), _NUMBER | {"label": _("Outcomes")}]
    rows = [
        [words, *(_count(each[reading]) for reading in (READINGS if two else (LEAST,)))]
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
    of, id = driver["of"], driver["id"]
    if of == "joint":
        return _("Several changes together")
    named = {"id": id, "label": questionnaire.question_label(id)}
    told = {
        ChangeOf.QUESTION: _("%(id)s %(label)s: points, options or condition"),
        ChangeOf.ADDED: _("%(id)s %(label)s: new question"),
        ChangeOf.REMOVED: _("%(id)s: question taken out"),
        ChangeOf.THRESHOLDS: _("Thresholds of %(id)s"),
        ChangeOf.MATRIX: _("Matrix of %(id)s"),
        ChangeOf.FLAG_RULE: _("Flag rule %(id)s"),
        ChangeOf.RULES: _("Rules over the whole result"),
    }
    return told[ChangeOf(of)] % named


def _split(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    title, of, nothing, label_of = _SPLIT[name]
    headings = [_("Appraisals"), _("More severe"), _("Less severe"), _("Changed")]
    columns: Row = [of, *(_NUMBER | {"label": heading} for heading in headings)]
    told = []
    for row in rows:
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
    return {"id": name, "title": title, "columns": columns, "rows": told}


def _share(counts: Mapping[str, int], of: int) -> str:
    least, most = sorted(round(100 * counts[reading] / of) for reading in READINGS)
    return f"{least} %" if least == most else f"{least}–{most} %"


def _burden(burden: Mapping[str, Any], readings: Sequence[str]) -> dict[str, Any]:
    """Questions asked and minutes, as it was and under the draft."""
    columns: Row = [
        _("Half of the appraisals"),
        _NUMBER | {"label": _("Questions asked, at most")},
        _NUMBER | {"label": _("Active minutes, at most")},
    ]
    labels = {"before": _("As it was")} | {
        reading: _READING[reading] if len(readings) > 1 else _("Under the draft")
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
