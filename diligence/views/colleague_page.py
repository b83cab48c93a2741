"""The page of a colleague who was asked: only the questions asked, without an account."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import contribute, shared
from diligence.actions.colleague import TITLE
from diligence.actions.contribute import SETTLED
from diligence.choices import ColleaguePurpose, ColleagueState
from diligence.domain.questionnaire import Question
from diligence.enums import Outcome
from diligence.forms.answers import Posted
from diligence.forms.contributing import Contribution, draw_for_colleague, read_contribution
from diligence.forms.questions import in_words, problem_in_words
from diligence.models import ColleagueRequest, Proposal
from diligence.queries import colleague, questionnaires
from portal.actions.shared_links import ClosedError
from portal.authority import Actor, Refused, bearer
from portal.enums import LinkPurpose
from portal.views.shared import SharedView


class _Asked(SharedView):
    """A page of one request; what makes it closed is told without saying what it was about."""

    purpose = LinkPurpose.COLLEAGUE
    row: ColleagueRequest
    open_: list[Question]

    def load(self) -> None:
        """The request, and what can be answered of it now. Raises ClosedError."""
        row = colleague.opened_by(self.link.subject, ColleaguePurpose.ASK)
        if row is None:
            raise ClosedError(_("What this link was made for is closed."))
        self.row = row
        settled = row.state == ColleagueState.SETTLED
        verdict = policy.may_reply(row, colleague.answerable(row.appraisal))
        if not verdict and not (settled and policy.may_look_back(row)):
            raise ClosedError(verdict.reason)
        self.open_ = [] if settled or not verdict else contribute.open_questions(row)

    @property
    def by(self) -> Actor:
        """Whoever has the link: named as the request names them, entitled to nothing."""
        return bearer(_("%(name)s, by link") % {"name": self.row.to_name})

    def frame(self) -> dict[str, Any]:
        """Who asks and until when; of the case, the title alone, and only where it may be shown."""
        row, secret = self.row, self.kwargs["secret"]
        return {
            "organisation": row.owner.name,
            "officer": row.created_by,
            "name": row.to_name,
            "message": row.message,
            "title": shared.title_of(row) if TITLE in row.parts else "",
            "expires_at": self.link.expires_at,
            "page_url": reverse("diligence:colleague-page", args=[secret]),
            "check_url": reverse("diligence:colleague-check", args=[secret]),
        }

    def said(self) -> list[dict[str, Any]]:
        """The draft in words, question by question."""
        return [_in_words(question, self.row.draft.get(question.id)) for question in self.open_]


class ColleaguePage(_Asked):
    """The questions with a draft that waits here until it is sent; afterwards, what was sent."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        self.load()
        contribute.opened(self.row, by=self.by)
        replied = self.row.state in (ColleagueState.REPLIED, ColleagueState.SETTLED)
        if not self.open_ or (replied and "again" not in request.GET):
            return self._thanks()
        return self._page({}, {}, kept="kept" in request.GET)

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        self.load()
        told = self._read(request)
        problems = contribute.keep(self.row.pk, told.given, by=self.by)
        by_id = {question.id: question for question in self.open_}
        wrong = {p.question: problem_in_words(by_id[p.question], p) for p in problems}
        wrong |= {id: one.problem for id, one in told.posted.items() if one.problem}
        if wrong:
            return self._page(told.posted, wrong)
        if request.POST.get("then") == "check":
            return redirect("diligence:colleague-check", secret)
        again = "again&" if self.row.state == ColleagueState.REPLIED else ""
        page = reverse("diligence:colleague-page", args=[secret])
        return redirect(f"{page}?{again}kept")

    def _read(self, request: HttpRequest) -> Contribution:
        definition = questionnaires.definition(self.row.appraisal.version)
        known = [question.id for question in (*definition.triage, *definition.questions)]
        told = read_contribution(self.open_, self.row.questions, known, request.POST)
        if told.strange:
            raise Refused(_("This link does not ask that question."))
        return told

    def _page(
        self, posted: Mapping[str, Posted], wrong: Mapping[str, str], *, kept: bool = False
    ) -> HttpResponse:
        draft = self.row.draft
        questions = [
            draw_for_colleague(q, draft.get(q.id), posted.get(q.id), wrong.get(q.id, ""))
            for q in self.open_
        ]
        context = self.frame() | {
            "questions": questions,
            "errors": [
                {"label": q.text, "text": q.problem, "href": f"#{q.target}"}
                for q in questions
                if q.problem
            ],
            "kept": kept,
            "again": self.row.state == ColleagueState.REPLIED,
            "settled": [q for q in contribute.questions_of(self.row) if q not in self.open_],
        }
        return render(self.request, "diligence/colleague/page.html", context)

    def _thanks(self) -> HttpResponse:
        replies = {reply.question: reply for reply in colleague.replies_of(self.row)}
        sent = [
            _reply_in_words(question, replies[question.id])
            for question in contribute.questions_of(self.row)
            if question.id in replies
        ]
        context = self.frame() | {"sent": sent, "may": bool(self.open_), "at": self.row.replied_at}
        return render(self.request, "diligence/colleague/thanks.html", context)


class ColleagueCheck(_Asked):
    """What will be sent, in words; only here it is sent off."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        self.load()
        if not self.open_:
            return redirect("diligence:colleague-page", secret)
        return self._page()

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        self.load()
        try:
            contribute.send(self.row.pk, by=self.by)
        except Refused as refusal:
            return self._page(refusal.reason)
        return redirect("diligence:colleague-page", secret)

    def _page(self, refused: str = "") -> HttpResponse:
        said = self.said()
        context = self.frame() | {
            "said": [one for one in said if one["answer"] or one["note"]],
            "left": [one for one in said if not one["answer"] and not one["note"]],
            "errors": [{"text": refused, "href": ""}] if refused else [],
            "again": self.row.state == ColleagueState.REPLIED,
        }
        return render(self.request, "diligence/colleague/check.html", context)


class SharedResult(SharedView):
    """What came of an appraisal, as far as it was shared: to read, and to print."""

    purpose = LinkPurpose.RESULT

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        row = colleague.opened_by(self.link.subject, ColleaguePurpose.SHARE)
        if row is None:
            raise ClosedError(_("What this link was made for is closed."))
        verdict = policy.may_look_back(row)
        if not verdict:
            raise ClosedError(verdict.reason)
        contribute.opened(row, by=bearer(_("%(name)s, by link") % {"name": row.to_name}))
        told = shared.shown(row)
        context = {
            "organisation": row.owner.name,
            "officer": row.created_by,
            "message": row.message,
            "title": shared.title_of(row) if TITLE in row.parts else "",
            "expires_at": self.link.expires_at,
            "told": told,
            "says": _OUTCOMES.get(told.headline, _says)(),
        }
        return render(request, "diligence/colleague/shared.html", context)


def _says() -> str:
    return _("The result is explained by the research officer named above.")


_OUTCOMES = {
    Outcome.LOW.value: lambda: _("Nothing in the answers calls for more than ordinary care."),
    Outcome.MEDIUM.value: lambda: _("Some of it calls for care: measures lower the risk."),
    Outcome.HIGH.value: lambda: _(
        "Much of it calls for care: without effective measures the risk is high."
    ),
    Outcome.REFER.value: lambda: _(
        "The case calls for a second opinion, such as the advice of the national hub."
    ),
    "legal": lambda: _("A legal check is needed before anything is transferred or signed."),
}


def _in_words(question: Question, said: Mapping[str, Any] | None) -> dict[str, Any]:
    value = said["value"] if said else None
    return {
        "id": question.id,
        "text": question.text,
        "answer": in_words(question, value),
        "note": said["note"] if said else "",
    }


def _reply_in_words(question: Question, reply: Proposal) -> dict[str, Any]:
    told = _in_words(question, {"value": reply.value, "note": reply.note})
    return told | {"settled": reply.state in SETTLED}
