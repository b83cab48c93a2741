"""The dashboard of a research organisation or a hub, over its own rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from advisory.choices import Recommendation, ReferralSource
from diligence.choices import DecisionVerdict, Followed, QuestionnaireLevel
from diligence.queries import questionnaires
from diligence.queries.minutes import Burden, Typical
from portal.enums import OrganisationKind, Permission
from portal.templatetags.marks import BANDS
from portal.views.base import ActingView
from reporting.queries import own
from reporting.queries.dashboard import Figure


class Dashboard(ActingView):
    """Live counts that only this organisation reads; nothing in it is by person."""

    permission = Permission.VIEW_OWN_FIGURES
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        match self.request.acting.organisation.kind:
            case OrganisationKind.RESEARCH:
                context = _research(own.of_research(self.actor))
                context |= {"limited": self.actor.unit_ids is not None, "edition": _edition()}
                return render(request, "reporting/own/research.html", context)
            case OrganisationKind.HUB:
                return render(request, "reporting/own/hub.html", _hub(own.of_hub()))
            case _other:
                raise Http404(_("This organisation has no dashboard of its own."))


def _edition() -> str:
    """The edition in force where it is not the EU baseline itself, to be named on the page."""
    try:
        now = questionnaires.in_force()
    except questionnaires.NoQuestionnaireError:
        return ""
    return "" if now.level == QuestionnaireLevel.BASELINE else str(now.version)


def _research(told: own.Research) -> dict[str, Any]:
    work = told.work
    goes_on = work["triaged"] - work["ended_low"] - work["out_of_scope"]
    ahead = told.decisions["proceed"] + told.decisions["with_measures"]
    return {
        "told": told,
        "goes_on": Figure(_percent(goes_on, work["triaged"]), "%"),
        "ahead": Figure(_percent(ahead, told.decisions["every"]), "%"),
        "routes": [
            {"label": _("Ended at triage: low"), "value": work["ended_low"]},
            {"label": _("Ended at triage: out of scope"), "value": work["out_of_scope"]},
            {"label": _("Goes on to a full appraisal"), "value": goes_on},
        ],
        "bands": [
            {"label": _("Low"), "value": work["low"], "tone": "low"},
            {"label": _("Medium"), "value": work["medium"], "tone": "medium"},
            {"label": _("High"), "value": work["high"], "tone": "high"},
        ],
        "verdicts": list(_bars(told.decisions, DecisionVerdict)),
        "followed": [
            {"label": str(each.label), "value": told.decisions[f"advice_{each.value}"]}
            for each in (Followed.FOLLOWED, Followed.PARTLY, Followed.NOT)
        ],
        "measures": [
            {"label": _("Past their date"), "value": told.measures["overdue"]},
            {"label": _("Due within 30 days"), "value": told.measures["soon"]},
            {"label": _("Done, to be accepted"), "value": told.measures["done"]},
            {"label": _("Accepted"), "value": told.measures["accepted"]},
        ],
        "burden": _burden(told.burden),
        "triage_minutes": _measured(work["triage_minutes"]),
        "full_minutes": _measured(work["full_minutes"]),
    }


def _burden(told: Sequence[Burden]) -> dict[str, Any]:
    """Median minutes by stage and by band as scored, for a small table."""
    names = {"": _("Ended at triage")} | {code: str(word) for code, word in BANDS.items()}
    rows = [[names[each.band], _took(each.triage), _took(each.full)] for each in told]
    heads = (_("Minutes of the triage"), _("Minutes of the questionnaire"))
    columns = [_("Band"), *({"label": head, "number": True} for head in heads)]
    return {"columns": columns, "rows": rows}


def _took(typical: Typical | None) -> int | str | None:
    if typical is None:
        return "–"
    return _("too few") if typical.minutes is None else _measured(typical.minutes)


def _hub(told: own.Hub) -> dict[str, Any]:
    answered = told.answered
    return {
        "told": told,
        "in_time": Figure(_percent(answered["in_time"], answered["due"]), "%"),
        "states": [
            {"label": _("Queued"), "value": told.load["queued"]},
            {"label": _("Taken"), "value": told.load["taken"]},
            {"label": _("Waiting for information"), "value": told.load["waiting"]},
            {"label": _("Drafted or countersigned"),
             "value": told.load["drafted"] + told.load["countersigned"]},
        ],
        "ages": [
            {"label": _("Up to 30 days"), "value": told.load["young"]},
            {"label": _("31 to 91 days"), "value": told.load["middle"]},
            {"label": _("Longer"), "value": told.load["old"]},
        ],
        "sources": list(_bars(told.received, ReferralSource)),
        "advice": list(_bars(told.advice, Recommendation)),
    }  # fmt: skip


def _bars(counts: dict[str, int], choices: Any) -> Iterator[dict[str, Any]]:
    for each in choices:
        yield {"label": str(each.label), "value": counts[each.value]}


def _percent(part: int, base: int) -> int | None:
    """Whole percent; None of nothing."""
    return round(100 * part / base) if base else None


def _measured(minutes: float | None) -> int | str | None:
    """Minutes, to the five they are measured in."""
    if minutes is None:
        return None
    return 5 * round(minutes / 5) or _("under 5")
