"""The result of an appraisal: followed while it is scored, then explained."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from diligence import policy
from diligence.actions.score import BELL
from diligence.choices import AppraisalState
from diligence.domain.sheet import values
from diligence.domain.triage import triage
from diligence.models import Appraisal, Score
from diligence.queries import appraisals, questionnaires, results
from diligence.views import explained_parts
from diligence.views import result_parts as parts
from diligence.views.decision_parts import flags_now
from diligence.views.low_parts import step_of
from portal import bells, clock
from portal.enums import Permission
from portal.views import waiting
from portal.views.base import ActingView, owned_or_404

PAUSES = (0.4, 0.6, 1, 1, 2, 3, 5, 5, 10)
"""Seconds between two looks at an appraisal that is being scored; the last one repeats."""

SLOW_AFTER = 15
"""Seconds after which the page says that scoring takes longer than usual."""

ENDED = {AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE}


class ResultView(ActingView):
    permission = Permission.VIEW_REGISTER

    def load(self, pk: uuid.UUID) -> Appraisal:
        return owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor))


class Result(ResultView):
    """One page: the finding, what led to it, what it asks for, and how to check it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        appraisal = self.load(pk)
        if appraisal.state in ENDED:
            return render(request, "diligence/appraisal/result_ended.html", self._ended(appraisal))
        scores = results.scores_of(appraisal)
        stored = chosen(scores, request.GET.get("submission"))
        if stored is None or (appraisal.state == AppraisalState.SUBMITTED and not request.GET):
            return self._unscored(request, appraisal, scores)
        return self._scored(request, appraisal, stored, scores)

    def _unscored(
        self, request: HttpRequest, appraisal: Appraisal, scores: list[Score]
    ) -> HttpResponseBase:
        if appraisal.state != AppraisalState.SUBMITTED:
            return redirect("diligence:appraisal-detail", pk=appraisal.pk)
        context = _waiting(appraisal) | {"appraisal": appraisal, "earlier": scores}
        return render(request, "diligence/appraisal/result_waiting.html", context)

    def _scored(
        self, request: HttpRequest, appraisal: Appraisal, stored: Score, scores: list[Score]
    ) -> HttpResponse:
        submissions = results.submissions_of(appraisal)
        today, latest = flags_now(self.actor, appraisal), stored.pk == scores[0].pk
        context: dict[str, Any] = {
            "appraisal": appraisal,
            "stored": stored,
            "latest": latest,
            "submission": submissions.get(stored.submission),
            "choices": parts.submission_tabs(appraisal, scores, stored),
            "reopen": policy.may_reopen(self.actor, appraisal, under_way=False),
            "today": today,
            "ground": today.get("ground") if latest else None,
            "step": step_of(self.actor, appraisal, today.get("ground")) if latest else None,
        }
        try:
            explained = results.explained(stored, appraisal.version)
        except results.NotExplainableError as error:
            page = "diligence/appraisal/result_unexplained.html"
            return render(request, page, context | {"problem": str(error)})
        return render(
            request,
            "diligence/appraisal/result.html",
            context
            | parts.page(explained, appraisal, submissions.get(stored.submission))
            | explained_parts.section(explained, appraisal, context["ground"]),
        )

    def _ended(self, appraisal: Appraisal) -> dict[str, Any]:
        questionnaire = questionnaires.definition(appraisal.version)
        answers = values(appraisal.sheet.entries, questionnaire.triage)
        return {
            "appraisal": appraisal,
            "low": appraisal.state == AppraisalState.ENDED_LOW,
            "rows": parts.triage_rows(questionnaire, answers),
            "result": triage(questionnaire, answers),
            "facts": parts.ended_facts(appraisal),
            "reopen": policy.may_reopen(self.actor, appraisal, under_way=False),
        }


class Progress(ResultView):
    """Whether the submission is scored yet: JSON, or the fragment that keeps asking."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        appraisal = self.load(pk)
        address = reverse("diligence:appraisal-result", args=[appraisal.pk])
        scored = appraisal.state != AppraisalState.SUBMITTED
        state = {
            "state": appraisal.state,
            "submission": appraisal.submission,
            "outcome": appraisal.outcome or None,
            "result": address if scored else None,
        }
        answer = waiting.answer(request, state, page=address, over=scored)
        if answer is not None:
            return answer
        context = _waiting(appraisal, _looks(request), request.GET.get("told", ""))
        context["appraisal"] = appraisal
        return render(request, "diligence/appraisal/result_poll.html", context)


def _looks(request: HttpRequest) -> int:
    """How often this page has looked already."""
    given = request.GET.get("looks", "")
    return min(int(given), 10_000) if given.isdecimal() and len(given) < 6 else 0


def _waiting(appraisal: Appraisal, looks: int = 0, told: str = "") -> dict[str, Any]:
    """What is known of a submission that is not scored yet, and when to look again.

    `told` is what the page says already: the same is not announced again.
    """
    pause = PAUSES[min(looks, len(PAUSES) - 1)]
    bell = bells.of(BELL, appraisal.pk)
    waited = (clock.now() - (appraisal.submitted_at or clock.now())).total_seconds()
    failed, slow = bell is not None and bool(bell.last_error), waited > SLOW_AFTER
    tries = bell.attempts + 1 if bell else 0
    says = f"failed-{tries}" if failed else "slow" if slow else ""
    again = reverse("diligence:appraisal-progress", args=[appraisal.pk])
    return {
        "again": f"{again}?{urlencode({'looks': looks + 1, 'told': says})}",
        "delay": f"{int(pause * 1000)}ms",
        "failed": failed,
        "tries": tries,
        "given_up": bell is not None and bell.attempts >= bells.MAX_ATTEMPTS,
        "slow": slow,
        "changed": looks > 0 and says != told,
    }


def chosen(scores: list[Score], wanted: str | None) -> Score | None:
    """The score of the submission asked for, or of the latest."""
    named = next((score for score in scores if str(score.submission) == wanted), None)
    return named or (scores[0] if scores else None)
