"""Moving an appraisal to another edition: what is copied, asked again, put aside and refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from diligence.actions import appraise, carry_over, colleague, contribute, replies
from diligence.actions.appraise import Save
from diligence.choices import AppraisalState, ColleagueState
from diligence.domain.questionnaire import Option, Question
from diligence.enums import Factor, QuestionType, Step
from diligence.exchange.packaged import packaged
from diligence.models import Appraisal, CarryReport, ColleagueRequest
from diligence.queries import appraisals, questionnaires
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory
from tests.factories.appraisals import answered, submitted
from tests.factories.colleagues import asked, reply
from tests.factories.editions import published, with_new, with_question, without_question

pytestmark = pytest.mark.django_db

BASELINE = packaged("eu-baseline")
A2, A5 = BASELINE.question("A2"), BASELINE.question("A5")
NEW = Question("A9", "A", "What is new?", QuestionType.TEXT, factor=Factor.OWN)
CHANGES = (
    with_question("A4", text="Asked in other words?"),
    with_question("A5", help=replace(A5.help, why="Because."), feeds=A5.feeds[:1]),
    without_question("A7"),
    with_new(NEW),
)


@pytest.fixture
def by(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        yield ines.actor


def reread(by, row) -> Appraisal:
    return appraisals.with_answers(by).get(pk=row.pk)


def test_each_question_goes_its_own_way(by, commission):
    row = answered(by)
    was = reread(by, row).sheet.entries
    version = published(commission, *CHANGES)
    report = carry_over.one(row.pk, by=by, version_id=version.pk)
    now = reread(by, row)
    assert now.version == version
    assert now.state == AppraisalState.ANSWERING
    assert report.document["asked_again"] == [
        {"question": "A4", "why": "The question is worded otherwise.", "was": was["A4"]}
    ]
    assert report.document["archived"] == [{"question": "A7", "was": was["A7"]}]
    assert report.document["new"] == ["A9"]
    assert len(report.document["copied"]) == len(was) - 2
    copied = {id: entry for id, entry in now.sheet.entries.items() if id != "A4"}
    assert copied == {id: entry for id, entry in was.items() if id not in ("A4", "A7")}


def test_an_earlier_answer_stands_beside_its_question_and_not_in_it(by, commission):
    row = answered(by)
    was = reread(by, row).sheet.entries["A4"]
    published(commission, *CHANGES)
    carry_over.one(row.pk, by=by)
    entry = reread(by, row).sheet.entries["A4"]
    assert entry["value"] is None
    assert entry["revision"] == was["revision"] + 1
    label = BASELINE.option_label("A4", was["value"])
    assert entry["earlier"]["said"] == [label]
    assert entry["earlier"]["by"] == was["by"]
    appraise.save(row.pk, by=by, saves={"A4": Save(note="Looking into it", revision=2)})
    assert reread(by, row).sheet.entries["A4"]["earlier"]["said"] == [label]
    appraise.save(row.pk, by=by, saves={"A4": Save("no")})
    assert "earlier" not in reread(by, row).sheet.entries["A4"]


def test_undoing_never_brings_back_an_answer_to_other_words(by, commission):
    row = answered(by)
    published(commission, *CHANGES)
    carry_over.one(row.pk, by=by)
    with pytest.raises(Refused, match="not been changed"):
        appraise.undo(row.pk, "A4", by=by)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        appraise.save(row.pk, by=by, saves={"A4": Save("no")})
    appraise.undo(row.pk, "A4", by=by)
    assert reread(by, row).sheet.entries["A4"]["value"] is None
    appraise.undo(row.pk, "A5", by=by)
    assert reread(by, row).sheet.entries["A5"]["value"] is None


def test_a_page_that_shows_earlier_words_saves_no_answer_to_them(by, commission):
    """Answered or not: the page's revision is no longer the present one."""
    row = answered(by)
    appraise.save(row.pk, by=by, saves={"A4": Save(None)})
    fresh = answered(by, change={})
    published(commission, *CHANGES)
    for one in (row, fresh):
        seen = reread(by, one).sheet.entries["A4"]["revision"]
        carry_over.one(one.pk, by=by)
        saved = appraise.save(one.pk, by=by, saves={"A4": Save("yes", revision=seen)})
        assert [conflict.question for conflict in saved.conflicts] == ["A4"]
        assert reread(by, one).sheet.entries["A4"]["value"] is None


def test_a_question_nobody_had_answered_is_guarded_as_well(by, commission):
    row = appraise.start(PartnershipFactory().pk, by=by)
    published(commission, with_question("T2", text="Otherwise?"))
    carry_over.one(row.pk, by=by)
    saved = appraise.save(row.pk, by=by, saves={"T2": Save("yes", revision=0)})
    assert saved.conflicts
    report = CarryReport.objects.get()
    assert report.document["asked_again"] == []


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"type": QuestionType.MULTI}, "in another way"),
        ({"options": A2.options[1:]}, "options are others"),
        ({"options": (*A2.options, Option("x", "Another"))}, "options are others"),
        ({"options": A2.options[::-1]}, "another order"),
        (
            {"options": (replace(A2.options[0], label="Otherwise"), *A2.options[1:])},
            "options are worded otherwise",
        ),
    ],
)
def test_what_reads_otherwise_is_asked_again_with_the_reason(by, commission, members, why):
    row = answered(by)
    published(commission, with_question("A2", **members))
    report = carry_over.one(row.pk, by=by)
    (again,) = report.document["asked_again"]
    assert again["question"] == "A2"
    assert why in again["why"]


def test_points_alone_copy(by, commission):
    row = answered(by)
    options = tuple(replace(o, points=o.points + 1) for o in A2.options)
    published(commission, with_question("A2", options=options, short="Other label"))
    report = carry_over.one(row.pk, by=by)
    assert report.document["asked_again"] == []
    assert "A2" in report.document["copied"]


def test_where_an_answer_came_from_moves_with_it(by, commission):
    row = answered(by)
    request = asked(row, by)
    (proposal,) = reply(request, A2="trl3").values()
    replies.accept(proposal.pk, by=by, revision=None)
    colleague.revoke(request.pk, by=by)
    was = reread(by, row).sheet.entries["A2"]
    published(commission, *CHANGES)
    carry_over.one(row.pk, by=by)
    assert reread(by, row).sheet.entries["A2"] == was
    assert was["origin"] == "contributed"


# --- Triage -------------------------------------------------------------------------------------
def test_a_triage_question_asked_otherwise_takes_it_back_to_the_triage(by, commission):
    row = answered(by)
    published(commission, with_question("T2", text="Asked in other words?"))
    carry_over.one(row.pk, by=by)
    now = reread(by, row)
    assert (now.state, now.triaged_at, now.triage_rule) == (AppraisalState.TRIAGE, None, "")
    assert now.partnership.appraisal_state == AppraisalState.TRIAGE
    appraise.save(row.pk, by=by, saves={"T2": Save("yes")})
    appraise.finish_triage(row.pk, by=by)
    again = reread(by, row)
    assert again.state == AppraisalState.ANSWERING
    assert again.sheet.entries["A2"]["value"] is not None


def test_a_triage_that_would_end_now_ends_nothing_by_itself(by, commission):
    """Every answer that asked for the full questionnaire is gone: the officer finishes it."""
    row = answered(by, "K29")
    told = triage_that_asked(row, by)
    published(commission, *(with_gone(id) for id in told))
    carry_over.one(row.pk, by=by)
    assert reread(by, row).state == AppraisalState.TRIAGE
    result = appraise.finish_triage(row.pk, by=by)
    assert result.route.value == "ended_low"


def triage_that_asked(row, by) -> list[str]:
    entries = reread(by, row).sheet.entries
    found = []
    for question in BASELINE.triage:
        option = question.option(entries[question.id]["value"])
        if option.route.value in ("full", "refer"):
            found.append(question.id)
    return found


def with_gone(id):
    return lambda q: replace(q, triage=tuple(x for x in q.triage if x.id != id))


def test_a_triage_that_refers_now_is_followed(by, commission):
    row = answered(by)
    (first, *_more) = triage_that_asked(row, by)
    question = BASELINE.triage_question(first)
    value = reread(by, row).sheet.entries[first]["value"]
    options = tuple(
        replace(o, route=Step.REFER) if o.code == value else o for o in question.options
    )
    published(commission, with_question(first, options=options))
    assert not reread(by, row).triage_refers
    carry_over.one(row.pk, by=by)
    now = reread(by, row)
    assert now.state == AppraisalState.ANSWERING
    assert now.triage_refers
    assert now.triage_rule == f"triage:{first}"
    assert now.routes.get().rule == now.triage_rule


def test_during_the_triage(by, commission):
    row = appraise.start(PartnershipFactory().pk, by=by)
    appraise.save(row.pk, by=by, saves={"T1": Save("yes"), "T2": Save("no")})
    published(commission, with_question("T2", text="Otherwise?"))
    carry_over.one(row.pk, by=by)
    now = reread(by, row)
    assert now.state == AppraisalState.TRIAGE
    assert now.sheet.entries["T1"]["value"] == "yes"
    assert now.sheet.entries["T2"]["earlier"]["said"] == ["No"]


def test_sections_said_to_have_changed_and_marks_to_ask_go_with_it(by, commission):
    row = answered(by)
    Appraisal.objects.filter(pk=row.pk).update(
        said_changed={"renewal": False, "sections": ["A", "I"]}
    )
    sheet = reread(by, row).sheet
    sheet.to_ask = ["T3", "T2"]
    sheet.save()

    def shorter(q):
        return replace(
            q,
            sections=tuple(s for s in q.sections if s.id != "I"),
            questions=tuple(x for x in q.questions if x.section != "I"),
            triage=tuple(x for x in q.triage if x.id != "T3"),
        )

    published(commission, shorter)
    carry_over.one(row.pk, by=by)
    now = reread(by, row)
    assert now.said_changed == {"renewal": False, "sections": ["A"]}
    assert now.sheet.to_ask == ["T2"]


# --- What stays ---------------------------------------------------------------------------------
def test_an_appraisal_stays_on_its_edition_until_somebody_moves_it(by, commission):
    row = answered(by)
    published(commission, *CHANGES)
    assert reread(by, row).version.edition == BASELINE.edition
    appraise.submit(row.pk, by=by)
    assert reread(by, row).version.edition == BASELINE.edition


def test_what_was_submitted_never_moves(by, commission):
    row = submitted(by)
    published(commission, *CHANGES)
    with pytest.raises(Refused, match="submitted before"):
        carry_over.one(row.pk, by=by)
    Appraisal.objects.filter(pk=row.pk).update(state=AppraisalState.ANSWERING)
    with pytest.raises(Refused, match="submitted before"):
        carry_over.one(row.pk, by=by)
    Appraisal.objects.filter(pk=row.pk).update(only_questions=["A2"])
    with pytest.raises(Refused, match="The hub asked"):
        carry_over.one(row.pk, by=by)
    assert not CarryReport.objects.exists()


def test_withdrawn_and_ended_ones_stay(by, commission):
    row = answered(by)
    appraise.withdraw(row.pk, by=by, because="No longer planned.")
    published(commission, *CHANGES)
    with pytest.raises(Refused, match="not being answered"):
        carry_over.one(row.pk, by=by)


def test_there_may_be_nothing_to_do(by, commission):
    row = answered(by)
    with pytest.raises(Refused, match="nothing to do"):
        carry_over.one(row.pk, by=by)
    version = published(commission, *CHANGES)
    published(commission, edition="3.0")
    with pytest.raises(Refused, match="meanwhile"):
        carry_over.one(row.pk, by=by, version_id=version.pk)


def test_another_instrument_is_refused(by, commission, monkeypatch):
    row = answered(by)
    other = published(commission, lambda q: replace(q, id="another"))
    monkeypatch.setattr(questionnaires, "current_version", lambda: other)
    with pytest.raises(Refused, match="another questionnaire"):
        carry_over.one(row.pk, by=by)


def test_strangers_and_those_who_may_not(by, dora, otto, commission):
    row = answered(by)
    published(commission, *CHANGES)
    with pytest.raises(Refused, match="role"):
        carry_over.one(row.pk, by=dora.actor)
    with acting_for(otto.organisation), pytest.raises(Appraisal.DoesNotExist):
        carry_over.one(row.pk, by=otto.actor)


# --- Colleagues ---------------------------------------------------------------------------------
def test_a_link_that_asks_about_a_changed_question_comes_first(by, commission):
    row = answered(by)
    request = asked(row, by)
    published(commission, *CHANGES)
    with pytest.raises(Refused, match="is asked about question A4"):
        carry_over.one(row.pk, by=by)
    contribute.keep(request.pk, {"A4": contribute.Given("yes"), "A2": contribute.Given("trl3")},
                    by=by)  # fmt: skip
    colleague.revoke(request.pk, by=by)
    carry_over.one(row.pk, by=by)
    request.refresh_from_db()
    assert list(request.draft) == ["A2"]


def test_a_reply_to_a_changed_question_is_settled_first(by, commission):
    row = answered(by)
    request = asked(row, by)
    (proposal,) = reply(request, A4="yes").values()
    colleague.revoke(request.pk, by=by)
    published(commission, *CHANGES)
    with pytest.raises(Refused, match="replied to question A4"):
        carry_over.one(row.pk, by=by)
    replies.decline(proposal.pk, by=by)
    carry_over.one(row.pk, by=by)


def test_a_link_about_other_questions_goes_on(by, commission):
    row = answered(by)
    request = asked(row, by)
    published(commission, with_question("C1", text="Otherwise?"))
    carry_over.one(row.pk, by=by)
    (proposal,) = reply(ColleagueRequest.objects.get(pk=request.pk), A2="trl3").values()
    settled = replies.accept(proposal.pk, by=by, revision=None)
    assert settled.done
    assert ColleagueRequest.objects.get().state in (ColleagueState.SETTLED, ColleagueState.REPLIED)


def test_a_link_that_lapsed_stops_nothing(by, commission):
    row = answered(by)
    request = asked(row, by)
    published(commission, *CHANGES)
    ColleagueRequest.objects.filter(pk=request.pk).update(
        expires_at=clock.now() - timedelta(days=1)
    )
    carry_over.one(row.pk, by=by)


def test_it_is_on_record(by, commission):
    row = answered(by)
    published(commission, *CHANGES)
    report = carry_over.one(row.pk, by=by)
    event = AuditEvent.objects.get(event="appraisal.carried_over")
    assert event.detail["report"] == str(report.pk)
    assert event.detail["asked_again"] == 1
    assert event.detail["triage"] == "stands"
