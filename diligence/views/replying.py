"""Replies of colleagues: all of an appraisal, those of one request, and correcting one."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import colleague as asking
from diligence.actions import replies, shared
from diligence.actions.appraise import Save
from diligence.actions.contribute import questions_of
from diligence.choices import ColleaguePurpose, ProposalState
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry, revision_of
from diligence.forms.answers import Posted, read
from diligence.forms.questions import draw
from diligence.models import Appraisal, ColleagueRequest, Proposal
from diligence.queries import appraisals, colleague, questionnaires
from diligence.views import reply_parts
from diligence.views.answering import AppraisalView
from diligence.views.colleague import RequestView, standing
from diligence.views.reply_parts import Complaints
from portal.authority import Actor
from portal.enums import Permission
from portal.views.base import owned_or_404


def settle(appraisal: Appraisal, request: HttpRequest, by: Actor) -> Complaints:
    """Do what one button of a list of replies asks; what was not taken in is told."""
    many = request.POST.get("all", "") or request.POST.get("none", "")
    if not many:
        settled, told = reply_parts.settle(appraisal, request.POST.get("reply", ""), by)
        if settled is not None and settled.done:
            messages.success(request, _told(len(settled.done)))
        return told
    try:
        row = colleague.visible_to(by).get(pk=uuid.UUID(many), appraisal_id=appraisal.pk)
    except (ValueError, ColleagueRequest.DoesNotExist):
        raise Http404 from None
    if "all" not in request.POST:
        messages.success(request, _told(replies.decline_all(row.pk, by=by)))
        return []
    seen = reply_parts.seen(request.POST.getlist("seen"))
    done = replies.accept_all(row.pk, by=by, revisions=seen)
    if done.done:
        messages.success(request, _told(len(done.done)))
    return reply_parts.complaints(appraisal, done)


def _anchored(told: Complaints, rows: Sequence[Mapping[str, Any]]) -> Complaints:
    """The complaints with links to the replies they are about."""
    places = {row["id"]: f"#reply-{row['key']}" for row in rows}
    return [one | {"href": places.get(one["question"], "")} for one in told]


def _told(count: int) -> str:
    told = ngettext("%(count)d reply is settled.", "%(count)d replies are settled.", count)
    return told % {"count": count}


class Replies(AppraisalView):
    """What waits on one appraisal, colleague by colleague."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        told = settle(appraisal, request, self.actor)
        if not told:
            return redirect("diligence:reply-list", pk)
        return self._page(owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor)), told)

    def _page(self, appraisal: Appraisal, told: Complaints | None = None) -> HttpResponse:
        waiting = colleague.waiting_of(appraisal.pk)
        found = reply_parts.rows(appraisal, waiting, appraisal.sheet.entries, self.actor)
        names = {reply.pk: reply.request for reply in waiting}
        groups: dict[uuid.UUID, dict[str, Any]] = {}
        for row in found:
            asked = names[row["key"]]
            group = groups.setdefault(asked.pk, {"request": asked, "rows": []})
            group["rows"].append(row)
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "groups": list(groups.values()),
            "count": len(found),
            "errors": _anchored(told or [], found),
        }
        return render(self.request, "diligence/colleague/replies.html", context)


class OneRequest(RequestView):
    """One request: what was asked or shared, where its link stands, what came back."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.row(pk))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        told = settle(self.row(pk).appraisal, request, self.actor)
        if not told:
            return redirect("diligence:colleague-request", pk)
        return self._page(self.row(pk), told)

    def _page(self, row: ColleagueRequest, told: Complaints | None = None) -> HttpResponse:
        appraisal = owned_or_404(Appraisal, row.appraisal_id, appraisals.with_answers(self.actor))
        found = colleague.replies_of(row)
        for proposal in found:
            proposal.request = row
        shown = reply_parts.rows(appraisal, found, appraisal.sheet.entries, self.actor)
        here = standing(row)
        context = here | {
            "appraisal": appraisal,
            "held_back": shared.held_back(row) if here["open"] else (),
            "partnership": appraisal.partnership,
            "questions": questions_of(row) if row.purpose == ColleaguePurpose.ASK else (),
            "waiting": [one for one in shown if one["waiting"]],
            "settled": [one for one in shown if not one["waiting"]],
            "errors": _anchored(told or [], shown),
            "revoke": policy.may_revoke(self.actor, row),
            "renew": policy.may_renew(self.actor, row),
            "remind": asking.may_remind(self.actor, row),
        }
        return render(self.request, "diligence/colleague/request.html", context)


class Correct(AppraisalView):
    """A reply in the question's own control, to be changed before it is stored."""

    permission = Permission.APPRAISE

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        proposal, appraisal, question = self._load(pk)
        return self._page(proposal, appraisal, question)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        proposal, appraisal, question = self._load(pk)
        posted = read([question], request.POST).get(question.id)
        if posted is None:
            return self._page(proposal, appraisal, question)
        if posted.problem:
            return self._page(proposal, appraisal, question, posted, posted.problem)
        save = Save(posted.value, posted.note, posted.revision)
        try:
            settled = replies.correct(pk, by=self.actor, save=save)
        except Proposal.DoesNotExist:
            raise Http404 from None
        if settled.done:
            messages.success(request, _told(1))
            return redirect(reply_parts.place_of(appraisal, question))
        told = " ".join(one["text"] for one in reply_parts.complaints(appraisal, settled))
        fresh = owned_or_404(Appraisal, appraisal.pk, appraisals.with_answers(self.actor))
        return self._page(proposal, fresh, question, posted, told)

    def _load(self, pk: uuid.UUID) -> tuple[Proposal, Appraisal, Question]:
        try:
            proposal = colleague.reply_seen_by(self.actor, pk)
        except Proposal.DoesNotExist:
            raise Http404 from None
        appraisal = owned_or_404(
            Appraisal, proposal.request.appraisal_id, appraisals.with_answers(self.actor)
        )
        proposal.request.appraisal = appraisal
        definition = questionnaires.definition(appraisal.version)
        for question in (*definition.triage, *definition.questions):
            if question.id == proposal.question:
                return proposal, appraisal, question
        raise Http404

    def _page(
        self,
        proposal: Proposal,
        appraisal: Appraisal,
        question: Question,
        posted: Posted | None = None,
        problem: str = "",
    ) -> HttpResponse:
        entry: Entry = appraisal.sheet.entries.get(question.id, Entry())
        value = proposal.value if proposal.value is not None else entry.get("value")
        note = proposal.note or entry.get("note", "")
        typed = "" if value is None or isinstance(value, list) else str(value)
        first = Posted(question, value, note, typed, revision=0, touched=False)
        drawn = draw(question, entry, required=False, posted=posted or first)
        verdict = policy.may_take_in(self.actor, proposal, colleague.answerable(appraisal))
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "reply": reply_parts.rows(appraisal, [proposal], appraisal.sheet.entries, self.actor)[
                0
            ],
            "q": drawn,
            "revision": revision_of(appraisal.sheet.entries, question.id),
            "problem": problem,
            "errors": [{"text": problem, "href": f"#{drawn.target}"}] if problem else [],
            "waiting": proposal.state == ProposalState.WAITING,
            "verdict": verdict,
            "back": reverse("diligence:colleague-request", args=[proposal.request_id]),
        }
        return render(self.request, "diligence/colleague/correct.html", context)
