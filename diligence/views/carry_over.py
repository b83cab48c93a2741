"""Move appraisals to the edition in force: one after looking at what changes, or all in a task."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.actions import carry_over
from diligence.choices import WorkState
from diligence.domain.carrying_over import Plan
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.forms.known import say
from diligence.models import Appraisal, CarryOver, CarryReport
from diligence.policy import versions as policy
from diligence.queries import appraisals, questionnaires
from diligence.queries import carry_over as queries
from diligence.queries.carry_over import Offered, said
from diligence.views.answering import AppraisalView
from diligence.views.partnerships import page_number
from portal.authority import Refused
from portal.enums import Permission
from portal.views import waiting
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 25


# --- One appraisal ------------------------------------------------------------------------------
class One(AppraisalView):
    """What moving an appraisal would copy, ask again and put aside; then the moving."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        offered = queries.offered_to(appraisal)
        if offered is None:
            return self._nothing(appraisal)
        verdict = policy.may_carry_over(self.actor, appraisal) and offered.verdict
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "offered": offered,
            "verdict": verdict,
            "reports": list(queries.reports_of(appraisal.pk)),
            "compare": reverse(
                "diligence:compare", args=[appraisal.version_id, offered.version.pk]
            ),
            **_planned(offered),
        }
        return render(request, "diligence/version/carry.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        report = carry_over.one(pk, by=self.actor, version_id=_key(request.POST.get("version")))
        told = _("The appraisal runs on %(edition)s now.") % {"edition": report.after}
        messages.success(request, told)
        return redirect("diligence:carry-report", pk, report.pk)

    def _nothing(self, appraisal: Appraisal) -> HttpResponse:
        """It runs on the edition in force, or stays where it is for ever."""
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "reason": policy.can_be_carried(appraisal).reason,
            "reports": list(queries.reports_of(appraisal.pk)),
        }
        return render(self.request, "diligence/version/stays.html", context)


def _key(given: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(given or "")
    except ValueError:
        raise Refused(_("Look at what would change first, then confirm it there.")) from None


def _planned(offered: Offered) -> dict[str, Any]:
    """The plan as rows, and whether the triage has to be finished again."""
    planned: Plan = offered.plan
    return {
        "counts": _counts(
            len(planned.copied),
            len(planned.asked_again),
            len(planned.archived),
            len(planned.new),
        ),
        "copied": [_named(question) for question in planned.copied],
        "again": [
            _named(item.question)
            | {
                "why": say(item.why),
                "said": said(item.earlier, (item.was or {}).get("value")),
                "note": (item.was or {}).get("note", ""),
            }
            for item in planned.asked_again
        ],
        "archived": [
            _named(item.question) | {"said": said(item.question, item.was.get("value"))}
            for item in planned.archived
        ],
        "new": [_named(question) for question in planned.new],
    }


def _named(question: Question) -> dict[str, Any]:
    return {"id": question.id, "text": question.text}


def _counts(copied: int, again: int, archived: int, new: int) -> list[dict[str, Any]]:
    told = (
        (copied, ngettext("answer is copied", "answers are copied", copied)),
        (again, ngettext("question is asked again", "questions are asked again", again)),
        (archived, ngettext("answer is put aside", "answers are put aside", archived)),
        (new, ngettext("question is new", "questions are new", new)),
    )
    return [{"count": count, "label": label} for count, label in told]


class Report(AppraisalView):
    """What one move did. It never changes, whatever becomes of the appraisal."""

    def get(self, request: HttpRequest, pk: uuid.UUID, report: uuid.UUID) -> HttpResponse:
        appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        row = queries.reports_of(appraisal.pk).filter(pk=report).first()
        if row is None:
            raise Http404(_("There is no such report."))
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "report": row,
            "counts": _counts(*queries.counts(row.document).values()),
            "compare": reverse("diligence:compare", args=[row.before_id, row.after_id]),
            **_reported(row),
        }
        return render(request, "diligence/version/report.html", context)


def _reported(row: CarryReport) -> dict[str, Any]:
    before = _questions(questionnaires.definition(row.before))
    after = _questions(questionnaires.definition(row.after))
    told = row.document
    return {
        "copied": [_named(after[id]) for id in told["copied"]],
        "again": [
            _named(after[item["question"]])
            | {"why": _(item["why"])}
            | _was(before[item["question"]], item["was"])
            for item in told["asked_again"]
        ],
        "archived": [
            _named(before[item["question"]]) | _was(before[item["question"]], item["was"])
            for item in told["archived"]
        ],
        "new": [_named(after[id]) for id in told["new"]],
    }


def _questions(questionnaire: Questionnaire) -> dict[str, Question]:
    return {q.id: q for q in (*questionnaire.triage, *questionnaire.questions)}


def _was(question: Question, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An earlier answer with who gave it and when."""
    at = entry.get("at")
    return {
        "said": said(question, entry.get("value")),
        "note": entry.get("note", ""),
        "by": entry.get("by", ""),
        "at": datetime.fromisoformat(at) if at else None,
    }


# --- All appraisals -----------------------------------------------------------------------------
class RunView(ActingView):
    """A page for those who may move all open appraisals."""

    permission = Permission.AUTHOR

    def load(self, pk: uuid.UUID) -> CarryOver:
        return owned_or_404(CarryOver, pk, queries.visible_to(self.actor))


class All(RunView):
    """How many open appraisals run on which edition, the runs so far, and the start of one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        version = queries.edition_in_force()
        waiting = queries.by_edition(self.actor, version) if version else []
        pages = Paginator[CarryOver](queries.visible_to(self.actor), PER_PAGE)
        context = {
            "version": version,
            "waiting": [
                {
                    "edition": edition,
                    "count": count,
                    "compare": reverse("diligence:compare", args=[edition.pk, version.pk]),
                }
                for edition, count in waiting
                if version
            ],
            "total": sum(count for _edition, count in waiting),
            "under_way": queries.under_way(),
            "page": pages.get_page(page_number(request)),
        }
        return render(request, "diligence/version/all.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        run = carry_over.start(by=self.actor, version_id=_key(request.POST.get("version")))
        return redirect("diligence:carry-over-run", run.pk)


class Run(RunView):
    """How far a run is; afterwards, what it did and what stayed behind."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        run = self.load(pk)
        if run.state in policy.UNDER_WAY:
            return render(request, "diligence/version/running.html", running(run))
        pages = Paginator[CarryReport](queries.reports_in(self.actor, run), PER_PAGE)
        page = pages.get_page(page_number(request))
        context = {
            "run": run,
            "page": page,
            "rows": [
                {"report": report, "counts": queries.counts(report.document)}
                for report in page.object_list
            ],
            "moved": run.done - len(run.refused),
            "left": run.total - run.done,
            "stopped": run.state == WorkState.CANCELLED,
            "failed": run.state == WorkState.FAILED,
            "refused": queries.refused_in(self.actor, run),
        }
        return render(request, "diligence/version/run.html", context)


def running(run: CarryOver) -> dict[str, Any]:
    """What the progress of a run needs."""
    trouble = waiting.trouble(carry_over.BELL, run.pk, since=run.asked_at, taken=run.done > 0)
    return {"run": run, "delay": waiting.PAUSE, "refused": len(run.refused), **trouble}


class Progress(RunView):
    """How far it is: JSON, or the fragment that keeps asking."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        run = self.load(pk)
        address = reverse("diligence:carry-over-run", args=[run.pk])
        told = {"state": run.state, "done": run.done, "total": run.total, "page": address}
        over = run.state not in policy.UNDER_WAY
        answer = waiting.answer(request, told, page=address, over=over)
        return answer or render(request, "diligence/version/progress.html", running(run))


class Stop(RunView):
    """Stop a run after the appraisal of this moment."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        run = carry_over.cancel(self.load(pk).pk, by=self.actor)
        messages.success(request, _("Stopped. Appraisals that were moved stay moved."))
        return redirect("diligence:carry-over-run", run.pk)
