"""Colleagues' replies in the values a page takes, and the buttons that settle them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import replies
from diligence.actions.replies import Settled
from diligence.choices import AppraisalState, ProposalState
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry, revision_of
from diligence.forms.questions import in_words, problem_in_words, provenance
from diligence.models import Appraisal, Proposal
from diligence.queries import colleague, questionnaires
from portal.authority import Actor, Refused

Row = dict[str, Any]
Complaints = list[dict[str, str]]
"""Why replies were not taken in, as the summary of errors takes it, each with its question."""


def rows(
    appraisal: Appraisal, proposals: Iterable[Proposal], entries: Mapping[str, Entry], by: Actor
) -> list[Row]:
    """Each reply beside the answer that stands there now."""
    definition = questionnaires.definition(appraisal.version)
    known = {q.id: q for q in (*definition.triage, *definition.questions)}
    answerable = colleague.answerable(appraisal)
    found = []
    for proposal in proposals:
        proposal.request.appraisal = appraisal
        question = known.get(proposal.question)
        if question is not None:
            row = _row(proposal, question, entries.get(question.id, Entry()))
            verdict = policy.may_take_in(by, proposal, answerable)
            found.append(
                row | {"verdict": verdict, "may_decline": policy.may_decline(by, proposal)}
            )
    return found


def beside(
    appraisal: Appraisal, questions: Iterable[str], entries: Mapping[str, Entry], by: Actor
) -> dict[str, list[Row]]:
    """The waiting replies to these questions, by question; one statement."""
    found: dict[str, list[Row]] = {}
    for row in rows(appraisal, colleague.waiting_of(appraisal.pk, questions), entries, by):
        found.setdefault(row["id"], []).append(row)
    return found


def settle(
    appraisal: Appraisal, posted: str, by: Actor, *, page: str = ""
) -> tuple[Settled | None, Complaints]:
    """Do what one button asks: `accept@<reply>@<revision seen>` or `decline@<reply>`.

    What can't be done is told instead; None where nothing was asked that can be done.
    """
    verb, _at, rest = posted.partition("@")
    key, _at, revision = rest.partition("@")
    settled: Settled | None = None
    try:
        proposal_id = colleague.reply_on(appraisal.pk, uuid.UUID(key))
        if verb == "accept" and revision.isdecimal() and len(revision) < 9:
            settled = replies.accept(proposal_id, by=by, revision=int(revision), page=page)
        elif verb == "decline":
            settled = Settled(done=(replies.decline(proposal_id, by=by),))
    except (ValueError, Proposal.DoesNotExist):
        return None, [_complaint("", _("This reply is not there any more."))]
    except Refused as refusal:
        return None, [_complaint("", refusal.reason)]
    if settled is None:
        return None, [_complaint("", _("Choose what is to become of a reply."))]
    return settled, complaints(appraisal, settled)


def _complaint(question: str, text: str, label: str = "") -> dict[str, str]:
    href = f"#q-{question}" if question else ""
    return {"question": question, "label": label, "text": text, "href": href}


def ask_url(appraisal: Appraisal, question: str) -> str:
    """The page that asks a colleague this question."""
    url = reverse("diligence:colleague-ask", args=[appraisal.pk])
    return f"{url}?question={question}"


def seen(posted: Sequence[str]) -> dict[str, int | None]:
    """The revisions a page showed: `<question>@<revision>`, by question."""
    pairs = (one.rpartition("@") for one in posted)
    return {id: int(rev) for id, _at, rev in pairs if id and rev.isdecimal() and len(rev) < 9}


def complaints(appraisal: Appraisal, settled: Settled) -> Complaints:
    """Why replies were not taken in, each with a link to where both answers stand."""
    definition = questionnaires.definition(appraisal.version)
    known = {q.id: q for q in (*definition.triage, *definition.questions)}
    told = {
        conflict.question: _("%(name)s answered this meanwhile. Compare both, then choose.")
        % {"name": conflict.theirs.get("by", "")}
        for conflict in settled.conflicts
    }
    for problem in settled.problems:
        told[problem.question] = problem_in_words(known[problem.question], problem)
    told |= settled.refused
    return [_complaint(id, text, known[id].text) for id, text in told.items() if id in known]


def place_of(appraisal: Appraisal, question: Question) -> str:
    """The page on which a question of this appraisal stands."""
    if question.section and appraisal.state != AppraisalState.TRIAGE:
        url = reverse("diligence:appraisal-section", args=[appraisal.pk, question.section])
    else:
        url = reverse("diligence:appraisal-triage", args=[appraisal.pk])
    return f"{url}?at={question.id}#q-{question.id}"


def _row(proposal: Proposal, question: Question, entry: Entry) -> Row:
    present, answer = entry.get("value"), proposal.value
    revision = revision_of({question.id: entry}, question.id)
    return {
        "id": question.id,
        "key": proposal.pk,
        "text": question.text,
        "name": proposal.request.to_name,
        "at": proposal.at,
        "state": proposal.state,
        "state_label": proposal.get_state_display(),
        "settled_by": proposal.settled_by,
        "settled_at": proposal.settled_at,
        "waiting": proposal.state == ProposalState.WAITING,
        "answer": in_words(question, answer),
        "note": proposal.note,
        "present": in_words(question, present),
        "present_note": entry.get("note", ""),
        "provenance": provenance(entry),
        "same": answer is not None and answer == present,
        "differs": answer is not None and present is not None and answer != present,
        "accept": f"accept@{proposal.pk}@{revision}",
        "decline": f"decline@{proposal.pk}",
        "seen": f"{question.id}@{revision}",
        "correct_url": reverse("diligence:reply-correct", args=[proposal.pk]),
        "place": place_of(proposal.request.appraisal, question),
    }
