"""A colleague without an account, and what they reply by their link."""

from typing import Any

from diligence.actions import colleague, contribute
from diligence.actions.colleague import Letter
from diligence.actions.contribute import Given
from diligence.choices import ProposalState
from diligence.models import AnswerSheet, Appraisal, ColleagueRequest, Proposal
from portal.authority import Actor, bearer

LEE = bearer("Lee Researcher, by link")
LETTER = Letter("Lee Researcher")


def asked(appraisal: Appraisal, by: Actor) -> ColleagueRequest:
    row, _link = colleague.ask(appraisal.pk, ["A2", "A4", "I5"], LETTER, by=by)
    return row


def reply(row: ColleagueRequest, **answers: Any) -> dict[str, Proposal]:
    """What Lee answers and sends off, by question."""
    given = {id: v if isinstance(v, Given) else Given(v) for id, v in answers.items()}
    assert not contribute.keep(row.pk, given, by=LEE)
    contribute.send(row.pk, by=LEE)
    row.refresh_from_db()
    rows = Proposal.objects.filter(request=row, state=ProposalState.WAITING)
    return {one.question: one for one in rows}


def entries() -> dict[str, Any]:
    return AnswerSheet.objects.get().entries
