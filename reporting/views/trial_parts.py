"""What the page of a national simulation shows: cleared tables in words, and the queue ahead."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.domain import restoring
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.restoring import ChangeOf
from diligence.domain.simulating import LEAST, MOST
from diligence.domain.vector_judging import OUTCOMES
from diligence.queries.sentences import spoken
from portal.enums import OrganisationType
from reporting.domain.cells import TOTAL
from reporting.domain.periods import Quarter
from reporting.domain.rows import BEFORE
from reporting.domain.rules import Reason
from reporting.models import PolicySimulation
from reporting.queries import trials

Words = str | Promise
_NUMBER: Final = {"number": True}
_OUTCOME: Final[dict[str, Words]] = {
    "low": gettext_lazy("Low"),
    "medium": gettext_lazy("Medium"),
    "high": gettext_lazy("High"),
    "refer": gettext_lazy("Refer"),
    TOTAL: gettext_lazy("All"),
}
_TECHNOLOGY: Final[dict[str, Words]] = {
    "sensitive": gettext_lazy("AI, semiconductors, quantum, biotechnology"),
    "other": gettext_lazy("Another critical area"),
    "none": gettext_lazy("No critical area"),
    TOTAL: gettext_lazy("All"),
}
_READING: Final[dict[str, Words]] = {
    BEFORE: gettext_lazy("As it was"),
    LEAST: gettext_lazy("Under the draft, at least"),
    MOST: gettext_lazy("Under the draft, at most"),
}
_SPLIT: Final[dict[str, tuple[Words, Words]]] = {
    BEFORE: (gettext_lazy("Before and after"), gettext_lazy("Outcome as it was")),
    "technology": (gettext_lazy("By technology area"), gettext_lazy("Technology area")),
    "type": (gettext_lazy("By type of organisation"), gettext_lazy("Type of organisation")),
}
_FEW: Final = {Reason.THRESHOLD, Reason.CONTRIBUTORS, Reason.DOMINANCE, Reason.GROUP, Reason.BASE}


def page(trial: PolicySimulation) -> dict[str, Any]:
    """Everything of a finished simulation."""
    result: Mapping[str, Any] = trial.result or {}
    questionnaire = trials.questionnaire_of(trial)
    return {
        "result": result,
        "tried": shown(result["appraisals"]),
        "sections": [
            {"id": split, "title": title, "tables": _tables(result, split, heading)}
            for split, (title, heading) in _SPLIT.items()
        ]
        if result["tables"]
        else [],
        "changed": [
            {
                "label": _READING[reading],
                "value": _("about %(share)d\N{NO-BREAK SPACE}%%") % {"share": share}
                if share is not None
                else None,
            }
            for reading in _READING
            for share in [result["changed"].get(reading)]
        ],
        "drivers": [
            {"label": _change(each, questionnaire), "value": each["share"]}
            for each in result["drivers"]
        ],
        "burden": _burden(result["burden"]),
        "queue": _queue(result["queue"], Quarter.parse(trial.period)),
    }


def shown(value: int | str) -> str:
    """A number, or why there is none; in print all withheld numbers look the same."""
    if isinstance(value, int):
        return f"{value:,}"
    return _("withheld: too few") if reason(value) in _FEW else _("withheld")


def reason(value: str) -> Reason | None:
    """Why a number is withheld; None where nothing is said."""
    given = value.partition(":")[2]
    return Reason(given) if given in {each.value for each in Reason} else None


def _tables(result: Mapping[str, Any], split: str, heading: Words) -> list[dict[str, Any]]:
    """One table a reading: categories by outcome."""
    found = []
    for reading in _READING:
        table = result["tables"].get(reading, {}).get(split)
        if table is None:
            continue
        columns = [heading, *(_NUMBER | {"label": _OUTCOME[o]} for o in (*OUTCOMES, TOTAL))]
        rows = [
            [_name(split, row), *(shown(table["cells"][row][o]) for o in (*OUTCOMES, TOTAL))]
            for row in (*table["rows"], TOTAL)
        ]
        found.append({"caption": _READING[reading], "columns": columns, "rows": rows})
    return found


def _name(split: str, row: str) -> Words:
    if row == TOTAL or split == BEFORE:
        return _OUTCOME[row]
    if split == "technology":
        return _TECHNOLOGY[row]
    return OrganisationType(row).label if row in OrganisationType.values else row


def _change(driver: Mapping[str, Any], questionnaire: Questionnaire) -> str:
    return spoken(restoring.told(ChangeOf(driver["of"]), driver["id"], questionnaire))


def _burden(burden: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if burden is None:
        return None
    columns = [
        _("Half of the appraisals"),
        _NUMBER | {"label": _("Questions asked, at most")},
        _NUMBER | {"label": _("Active minutes, at most")},
    ]
    rows = [
        [
            _READING[reading],
            f"{questions:g}",
            _("not shown") if minutes is None else str(minutes),
        ]
        for reading in _READING
        if reading in burden["questions"]
        for questions, minutes in [(burden["questions"][reading], burden["minutes"][reading])]
    ]
    return {"columns": columns, "rows": rows}


def _queue(queue: Mapping[str, Any] | None, last: Quarter) -> dict[str, Any] | None:
    """The hubs' queue: arrivals, capacity, and when a new case would wait longer than promised."""
    if queue is None:
        return None
    columns = [
        _("Referrals"),
        _NUMBER | {"label": _("New a week")},
        _NUMBER | {"label": _("Answered a week")},
        {"label": _("On average, late from")},
        {"label": _("In half of the draws, late from")},
        {"label": _("In one of ten draws, late from")},
    ]
    rows = [
        [
            _READING[reading],
            f"{told['arrivals']:g}",
            f"{told['capacity']:g}",
            *(_late(told[name], last) for name in ("fluid", "middle", "early")),
        ]
        for reading in _READING
        if reading in queue["readings"]
        for told in [queue["readings"][reading]]
    ]
    return {
        **queue,
        "columns": columns,
        "rows": rows,
        "told": [
            f"{_READING[reading]}: {_breach(queue['readings'][reading]['middle'], last)}"
            for reading in _READING
            if reading in queue["readings"]
        ],
        "ahead": _ahead(queue, last),
    }


def _breach(weeks: int | None, last: Quarter) -> str:
    """When new cases begin to be answered late, in words."""
    if weeks is None:
        return _("new cases are answered in time for the next two years.")
    if weeks == 0:
        return _("new cases are answered late already.")
    told = {"weeks": weeks, "day": _day(weeks, last)}
    return _("new cases are answered late from about %(day)s on, in %(weeks)d weeks.") % told


def _ahead(queue: Mapping[str, Any], last: Quarter) -> dict[str, Any]:
    """Cases expected to wait at the end of each quarter to come, one column a reading."""
    readings = [reading for reading in _READING if reading in queue["readings"]]
    columns: list[Any] = [
        _("At the end of"),
        *(_NUMBER | {"label": _READING[each]} for each in readings),
    ]
    quarters = zip(*(queue["readings"][each]["waiting"] for each in readings), strict=True)
    quarter, rows = last, []
    for waiting in quarters:
        quarter = quarter.next()
        rows.append([str(quarter), *(f"{number:,}" for number in waiting)])
    return {"columns": columns, "rows": rows}


def _day(weeks: int, last: Quarter) -> str:
    return str(date_format(last.ends_on + timedelta(weeks=weeks), "DATE_FORMAT"))


def _late(weeks: int | None, last: Quarter) -> str:
    if weeks is None:
        return _("not within two years")
    if weeks == 0:
        return _("already late")
    return _("%(day)s (in %(number)d weeks)") % {"number": weeks, "day": _day(weeks, last)}
