"""What a simulation's page says about the triage, and about answers under renamed ids."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diligence.domain.simulating import LEAST, MOST, READINGS
from diligence.domain.simulating_triage import STOPS
from diligence.domain.vector_triage import ENDS, End
from diligence.views.simulation_words import NUMBER, OUTCOME, READING, Row, between, count

_END: Final[dict[End, str | Promise]] = {
    End.OUT_OF_SCOPE: gettext_lazy("Out of scope"),
    End.ENDED_LOW: gettext_lazy("Ended low"),
    End.FULL: gettext_lazy("Questionnaire"),
    End.REFER: gettext_lazy("Questionnaire and hub"),
}


def triage(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """Everything about the triage; None in results from before it was tried."""
    told = result.get("triage")
    if not told:
        return None
    readings = READINGS if told["open"] else (LEAST,)
    return {
        "appraisals": told["appraisals"],
        "open": told["open"],
        "apart": told["apart"],
        "goes_on": between(told["goes_on"]),
        "goes_on_before": f"{told['goes_on']['before']:,}",
        "begun": between(told["begun"]) if any(told["begun"].values()) else "",
        "lost": _lost(told),
        "matrices": [_matrix(told, reading) for reading in readings],
        "stopped": [table for reading in readings for table in _stopped(told, reading)],
        "burden": _burden(told, result),
    }


def _named(caption: str, told: Mapping[str, Any], reading: str) -> str:
    return f"{caption}: {str(READING[reading]).lower()}" if told["open"] else caption


def _matrix(told: Mapping[str, Any], reading: str) -> dict[str, Any]:
    """Rows: where the triage led; columns: where the draft's leads."""
    matrix: Sequence[Sequence[int]] = told["matrix"][reading]
    columns: Row = [_("Where the triage led"), *(NUMBER | {"label": _END[e]} for e in ENDS)]
    columns.append(NUMBER | {"label": _("All")})
    rows = [
        [_END[end], *(count(n) for n in counts), f"{sum(counts):,}"]
        for end, counts in zip(ENDS, matrix, strict=True)
    ]
    totals = [sum(column) for column in zip(*matrix, strict=True)]
    rows.append([_("All"), *(f"{n:,}" for n in totals), f"{sum(totals):,}"])
    caption = _("Where the triage led (rows) and leads under the draft (columns)")
    return {"caption": _named(caption, told, reading), "columns": columns, "rows": rows}


def _lost(told: Mapping[str, Any]) -> str:
    """How many scored appraisals the draft's triage would have ended; '' for none."""
    counts = {r: sum(map(sum, told["stopped"][r])) for r in READINGS}
    return between(counts) if any(counts.values()) else ""


def _stopped(told: Mapping[str, Any], reading: str) -> list[dict[str, Any]]:
    table: Sequence[Sequence[int]] = told["stopped"][reading]
    if not any(map(any, table)):
        return []
    columns: Row = [_("Under the draft"), *(NUMBER | {"label": each} for each in OUTCOME.values())]
    rows = [
        [_END[end], *(count(n) for n in counts)] for end, counts in zip(STOPS, table, strict=True)
    ]
    caption = _("Scored appraisals that would have ended at the triage, by the outcome they had")
    return [{"caption": _named(caption, told, reading), "columns": columns, "rows": rows}]


def _burden(told: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """Minutes of all these appraisals together, as it was and under the draft."""
    burden, goes_on = told["burden"], told["goes_on"]
    two = told["open"] or bool(result.get("open"))
    labels = {"before": _("As it was")} | (
        {LEAST: READING[LEAST], MOST: READING[MOST]} if two else {LEAST: _("Under the draft")}
    )
    columns: Row = [
        _("All these appraisals"),
        NUMBER | {"label": _("Go on to the questionnaire")},
        NUMBER | {"label": _("Minutes in the triage")},
        NUMBER | {"label": _("Minutes in the questionnaire")},
        NUMBER | {"label": _("Minutes in all")},
    ]
    rows = [
        [
            label,
            f"{goes_on[key]:,}",
            *(_minutes(burden[part][key]) for part in ("triage", "full", "all")),
        ]
        for key, label in labels.items()
    ]
    return {"columns": columns, "rows": rows, "measured": burden["all"]["before"] is not None}


def _minutes(minutes: int | None) -> str:
    return _("not measured") if minutes is None else f"{minutes:,}"


def followed(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answers that followed a renamed question or option; None where nothing was renamed."""
    renamed: Mapping[str, int] = result.get("renamed") or {}
    if not renamed:
        return None
    columns: Row = [_("In the edition"), _("In the draft"), NUMBER | {"label": _("Answers")}]
    rows = []
    for key, answers in sorted(renamed.items()):
        old, _mark, new = key.partition(">")
        question, _slash, option = old.partition("/")
        was = _("%(question)s, option %(option)s") % {"question": question, "option": option}
        rows.append([was if option else question, new, f"{answers:,}"])
    words = ngettext(
        "%(count)d question or option was renamed in the draft: its earlier answers count under "
        "the new id.",
        "%(count)d questions and options were renamed in the draft: their earlier answers count "
        "under the new ids.",
        len(rows),
    ) % {"count": len(rows)}
    return {"words": words, "columns": columns, "rows": rows}
