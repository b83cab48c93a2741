"""Settling what colleagues reply: accepted, corrected, declined, or too late."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import answer, appraise, colleague, contribute, replies
from diligence.actions.contribute import Given
from diligence.choices import ColleagueState, ProposalState
from diligence.domain.sheet import KEEP, Save
from diligence.models import ColleagueRequest, Proposal
from portal.authority import Refused
from portal.models import AuditEvent
from tests.diligence.actions.test_appraise import in_questions
from tests.factories import colleagues
from tests.factories.colleagues import LEE, LETTER, entries, reply


@pytest.fixture(autouse=True)
def acting(ines, acting_as):
    acting_as(ines)


@pytest.fixture
def appraisal(baseline, ines):
    return in_questions(ines.actor)


@pytest.fixture
def asked(appraisal, ines) -> ColleagueRequest:
    return colleagues.asked(appraisal, ines.actor)


def test_accepted_it_is_theirs_confirmed_by_the_officer(asked, ines):
    sent = reply(asked, A2=Given("trl3", "Early days"))
    settled = replies.accept(sent["A2"].pk, by=ines.actor, revision=0)
    assert [one.question for one in settled.done] == ["A2"]
    entry = entries()["A2"]
    assert entry["value"] == "trl3"
    assert entry["origin"] == "contributed"
    assert entry["by"] == "Lee Researcher, asked by Ines Officer"
    assert entry["user"] is None
    assert entry["confirmed_by"] == "Ines Officer"
    assert entry["note"] == "Lee Researcher: Early days"
    sent["A2"].refresh_from_db()
    assert (sent["A2"].state, sent["A2"].settled_by) == (ProposalState.ACCEPTED, "Ines Officer")
    asked.refresh_from_db()
    assert asked.state == ColleagueState.SETTLED


def test_a_note_alone_leaves_the_answer_and_its_author(asked, ines):
    answer.save(asked.appraisal_id, by=ines.actor, saves={"A2": Save("trl7", "Mine")})
    sent = reply(asked, A2=Given(None, "Ask the lab"))
    replies.accept(sent["A2"].pk, by=ines.actor, revision=1)
    entry = entries()["A2"]
    assert (entry["value"], entry["by"], entry["origin"]) == ("trl7", "Ines Officer", "typed")
    assert entry["note"] == "Mine\n\nLee Researcher: Ask the lab"


def test_an_answer_changed_meanwhile_is_a_conflict_and_nothing_is_written(asked, ines):
    sent = reply(asked, A2="trl3")
    answer.save(asked.appraisal_id, by=ines.actor, saves={"A2": Save("trl7")})
    settled = replies.accept(sent["A2"].pk, by=ines.actor, revision=0)
    assert settled.done == ()
    (conflict,) = settled.conflicts
    assert (conflict.value, conflict.theirs["value"]) == ("trl3", "trl7")
    sent["A2"].refresh_from_db()
    assert sent["A2"].state == ProposalState.WAITING
    assert entries()["A2"]["value"] == "trl7"
    replies.accept(sent["A2"].pk, by=ines.actor, revision=conflict.revision)
    assert entries()["A2"]["value"] == "trl3"


def test_all_of_a_request_at_once_leaves_what_conflicts(asked, ines):
    reply(asked, A2="trl3", A4="yes", I5="A long series")
    answer.save(asked.appraisal_id, by=ines.actor, saves={"A4": Save("no")})
    settled = replies.accept_all(asked.pk, by=ines.actor, revisions={"A2": 0, "A4": 0, "I5": 0})
    assert {one.question for one in settled.done} == {"A2", "I5"}
    assert [conflict.question for conflict in settled.conflicts] == ["A4"]
    assert {id: e["value"] for id, e in entries().items() if id[0] != "T"} == {
        "A2": "trl3", "A4": "no", "I5": "A long series",
    }  # fmt: skip
    asked.refresh_from_db()
    assert asked.state == ColleagueState.REPLIED


def test_all_means_what_the_page_showed(asked, ines):
    reply(asked, A2="trl3", A4="yes")
    settled = replies.accept_all(asked.pk, by=ines.actor, revisions={"A2": 0})
    assert [one.question for one in settled.done] == ["A2"]


def test_a_corrected_reply_is_the_officers_answer(asked, ines):
    sent = reply(asked, I5="A long serie", A2="trl3")
    replies.correct(sent["I5"].pk, by=ines.actor, save=Save("A long series", "", 0))
    entry = entries()["I5"]
    assert (entry["value"], entry["by"], entry["origin"]) == (
        "A long series", "Ines Officer", "typed",
    )  # fmt: skip
    sent["I5"].refresh_from_db()
    assert sent["I5"].state == ProposalState.CORRECTED
    replies.correct(sent["A2"].pk, by=ines.actor, save=Save("trl3", "", 0))
    assert entries()["A2"]["origin"] == "contributed"
    sent["A2"].refresh_from_db()
    assert sent["A2"].state == ProposalState.ACCEPTED


def test_declined_it_changes_nothing_and_stays_on_record(asked, ines):
    sent = reply(asked, A2="trl3")
    replies.decline(sent["A2"].pk, by=ines.actor)
    assert "A2" not in entries()
    assert AuditEvent.objects.filter(event="reply.declined").exists()
    with pytest.raises(Refused, match="settled already"):
        replies.accept(sent["A2"].pk, by=ines.actor, revision=0)


def test_a_later_reply_takes_the_place_of_the_earlier(asked, ines):
    first = reply(asked, A2="trl3", A4="yes")
    later = reply(asked, A2="trl7")
    assert later["A4"].pk == first["A4"].pk, "what did not change is the same reply"
    assert later["A2"].pk != first["A2"].pk
    with pytest.raises(Refused, match="later reply"):
        replies.accept(first["A2"].pk, by=ines.actor, revision=0)
    gone = reply(asked, A4=None)
    assert set(gone) == {"A2"}


def test_a_reply_is_not_sent_without_end(asked, monkeypatch):
    monkeypatch.setattr(contribute, "MOST_TIMES", 1)
    for answer_ in ("trl3", "trl7", "trl12"):
        reply(asked, A2=answer_)
    with pytest.raises(Refused, match="very often"):
        reply(asked, A2="trl3")
    assert Proposal.objects.filter(request=asked).count() == 3


def test_revoking_locks_links_before_the_request(asked, ines):
    """As whoever comes by the link does: the other way round, both would wait for each other."""
    with CaptureQueriesContext(connection) as told:
        colleague.revoke(asked.pk, by=ines.actor)
    locks = [query["sql"] for query in told if "FOR UPDATE" in query["sql"]]
    assert ["portal_sharedlink" in sql for sql in locks] == [True, False]


def test_what_is_settled_cannot_be_changed_by_link(asked, ines):
    sent = reply(asked, A2="trl3", A4="yes")
    replies.accept(sent["A2"].pk, by=ines.actor, revision=0)
    with pytest.raises(Refused):
        contribute.keep(asked.pk, {"A2": Given("trl7")}, by=LEE)
    assert set(reply(asked, A4="no")) == {"A4"}


def test_what_cannot_be_read_leaves_the_draft_as_it_was(asked):
    contribute.keep(asked.pk, {"A2": Given("trl3")}, by=LEE)
    contribute.keep(asked.pk, {"A2": Given(KEEP, "A note")}, by=LEE)
    asked.refresh_from_db()
    assert asked.draft["A2"] == {"value": "trl3", "note": "A note"}


def test_a_stale_reply_is_refused_in_words_and_can_be_declined(baseline, ines):
    from tests.diligence.actions.test_appraise import partnership

    appraisal = appraise.start(partnership().pk, by=ines.actor)
    row, _link = colleague.ask(appraisal.pk, ["T2"], LETTER, by=ines.actor)
    sent = reply(row, T2="yes")
    saves = {f"T{n}": Save("yes" if n in (1, 3) else "no") for n in range(1, 11)}
    answer.save(appraisal.pk, by=ines.actor, saves=saves)
    appraise.finish_triage(appraisal.pk, by=ines.actor)
    with pytest.raises(Refused, match="can't be answered at this point"):
        replies.accept(sent["T2"].pk, by=ines.actor, revision=0)
    with pytest.raises(Refused, match="settled meanwhile"):
        contribute.send(row.pk, by=LEE)
    settled = replies.accept_all(row.pk, by=ines.actor, revisions={"T2": 0})
    assert list(settled.refused) == ["T2"]
    replies.decline(sent["T2"].pk, by=ines.actor)


def test_a_withdrawn_case_takes_no_reply(asked, ines):
    sent = reply(asked, A2="trl3")
    appraise.withdraw(asked.appraisal_id, by=ines.actor, because="Not needed")
    with pytest.raises(Refused):
        replies.accept(sent["A2"].pk, by=ines.actor, revision=0)
    with pytest.raises(Refused, match="Nothing is needed of you"):
        contribute.keep(asked.pk, {"A2": Given("trl7")}, by=LEE)
