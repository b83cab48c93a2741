"""Asking colleagues: the link, what it takes, and its end."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings

from diligence.actions import colleague, contribute, replies, tell
from diligence.actions.colleague import Letter
from diligence.actions.contribute import Given
from diligence.choices import ColleagueState
from diligence.models import ColleagueRequest, Proposal
from diligence.queries import colleague as reading
from portal import clock
from portal.actions import shared_links
from portal.actions.shared_links import ClosedError
from portal.authority import Refused
from portal.enums import LinkPurpose
from portal.mail import Delivery
from portal.models import AuditEvent, Bell, SharedLink
from portal.tenancy import acting_for
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


def test_asking_makes_one_link_and_keeps_its_digest_only(appraisal, ines):
    row, link = colleague.ask(appraisal.pk, ["I5", "A2"], LETTER, by=ines.actor)
    assert row.questions == ["A2", "I5"]
    assert link.url.endswith(f"/ask/{link.secret}/")
    stored = SharedLink.objects.get()
    assert stored.digest == link.digest
    assert link.secret not in str(vars(stored)) + str(vars(row))
    assert (stored.purpose, stored.subject) == (LinkPurpose.COLLEAGUE, row.pk)
    assert stored.expires_at == row.expires_at == link.expires_at
    event = AuditEvent.objects.get(event="colleague.asked")
    assert event.detail["partnership"] == str(appraisal.partnership_id)
    assert link.secret not in str(event.detail)


@pytest.mark.parametrize(
    ("questions", "letter", "field"),
    [
        ([], LETTER, "questions"),
        (["T1"], LETTER, "questions"),
        (["Z9"], LETTER, "questions"),
        (["A2"], Letter("  "), "to_name"),
        (["A2"], Letter("x" * 151), "to_name"),
        (["A2"], Letter("Lee\x00"), "to_name"),
        (["A2"], Letter("Lee", "not an address"), "to_email"),
        (["A2"], Letter("Lee", message="x" * 1001), "message"),
    ],
)
def test_what_is_wrong_is_named_by_field(appraisal, ines, questions, letter, field):
    with pytest.raises(ValidationError) as wrong:
        colleague.ask(appraisal.pk, questions, letter, by=ines.actor)
    assert field in wrong.value.message_dict
    assert not ColleagueRequest.objects.exists()
    assert not SharedLink.objects.exists()


@pytest.mark.parametrize("days", [0, 61, -1])
def test_a_link_has_a_term(appraisal, ines, days):
    with pytest.raises(Refused, match="1 to 60 days"):
        colleague.ask(appraisal.pk, ["A2"], Letter("Lee", days=days), by=ines.actor)


def test_a_decider_does_not_ask(appraisal, dora):
    with pytest.raises(Refused):
        colleague.ask(appraisal.pk, ["A2"], LETTER, by=dora.actor)


def test_a_draft_is_nobody_elses_until_it_is_sent(asked, ines):
    contribute.keep(asked.pk, {"A2": Given("trl3", "Early days")}, by=LEE)
    assert not Proposal.objects.exists()
    assert "A2" not in entries()
    asked.refresh_from_db()
    assert asked.draft == {"A2": {"value": "trl3", "note": "Early days"}}
    sent = reply(asked)
    assert {id: (p.value, p.note) for id, p in sent.items()} == {"A2": ("trl3", "Early days")}
    assert asked.state == ColleagueState.REPLIED
    assert "A2" not in entries()


def test_what_cannot_be_stored_is_named_and_the_rest_is_kept(asked):
    given = {"A2": Given("trl99"), "A4": Given("yes"), "I5": Given("x" * 4001)}
    problems = contribute.keep(asked.pk, given, by=LEE)
    assert {problem.question for problem in problems} == {"A2", "I5"}
    asked.refresh_from_db()
    assert asked.draft == {"A4": {"value": "yes", "note": ""}}


def test_what_was_not_asked_is_refused_and_stores_nothing(asked):
    with pytest.raises(Refused):
        contribute.keep(asked.pk, {"A4": Given("yes"), "A1": Given(["joint"])}, by=LEE)
    asked.refresh_from_db()
    assert asked.draft == {}


def test_nothing_at_all_cannot_be_sent(asked):
    contribute.keep(asked.pk, {"A2": Given(None, "")}, by=LEE)
    with pytest.raises(Refused, match="at least one question"):
        contribute.send(asked.pk, by=LEE)


def test_renewing_ends_the_old_link_and_keeps_the_draft(appraisal, ines):
    row, old = colleague.ask(appraisal.pk, ["A2"], LETTER, by=ines.actor)
    contribute.keep(row.pk, {"A2": Given("trl3")}, by=LEE)
    row, new = colleague.renew(row.pk, by=ines.actor, days=3)
    assert new.secret != old.secret
    with pytest.raises(ClosedError, match="closed"), shared_links.opened(old.secret, COLLEAGUE):
        pass
    with shared_links.opened(new.secret, COLLEAGUE) as link:
        assert link.subject == row.pk
    row.refresh_from_db()
    assert row.draft["A2"]["value"] == "trl3"
    assert row.expires_at - clock.now() < timedelta(days=3, minutes=1)


COLLEAGUE = LinkPurpose.COLLEAGUE


def test_revoking_closes_every_link_and_renewing_undoes_it(appraisal, ines):
    row, link = colleague.ask(appraisal.pk, ["A2"], LETTER, by=ines.actor)
    colleague.revoke(row.pk, by=ines.actor)
    with pytest.raises(ClosedError), shared_links.opened(link.secret, COLLEAGUE):
        pass
    with pytest.raises(Refused, match="revoked already"):
        colleague.revoke(row.pk, by=ines.actor)
    row, _new = colleague.renew(row.pk, by=ines.actor)
    assert (row.state, row.revoked_at) == (ColleagueState.OPEN, None)


def test_a_link_lapses_by_the_clock(appraisal, ines):
    row, link = colleague.ask(appraisal.pk, ["A2"], Letter("Lee", days=2), by=ines.actor)
    with clock.set_to(clock.now() + timedelta(days=2, minutes=1)):
        with (
            pytest.raises(ClosedError, match="lapsed"),
            shared_links.opened(link.secret, COLLEAGUE),
        ):
            pass
        verdict = colleague.may_remind(ines.actor, row)
        assert "lapsed" in verdict.reason


def test_a_link_opens_for_its_purpose_alone(appraisal, ines):
    _row, link = colleague.ask(appraisal.pk, ["A2"], LETTER, by=ines.actor)
    for other in (LinkPurpose.RESULT, LinkPurpose.CALENDAR):
        with pytest.raises(ClosedError, match="not known"), shared_links.opened(link.secret, other):
            pass


@override_settings(MAIL_ON=True)
def test_the_mail_says_who_asks_and_nothing_else(appraisal, ines):
    letter = Letter("Lee", "lee@lab.example", "About quantum secrets", shows_title=True)
    row, link = colleague.ask(appraisal.pk, ["A2"], letter, by=ines.actor)
    assert colleague.mailed(row, link) is Delivery.SENT
    (sent,) = mail.outbox
    assert sent.to == ["lee@lab.example"]
    told = sent.subject + sent.body + str(sent.alternatives)
    assert link.url in told
    assert "University A" in told
    assert appraisal.partnership.title not in told
    assert "quantum" not in told


@override_settings(MAIL_ON=True)
def test_a_reminder_brings_a_working_link_once_a_day(appraisal, ines):
    letter = Letter("Lee", "lee@lab.example")
    row, link = colleague.ask(appraisal.pk, ["A2"], letter, by=ines.actor)
    with pytest.raises(Refused, match="within the last day"):
        colleague.remind(row.pk, by=ines.actor)
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert colleague.remind(row.pk, by=ines.actor) is Delivery.SENT
        with pytest.raises(Refused, match="within the last day"):
            colleague.remind(row.pk, by=ines.actor)
        secret = mail.outbox[0].body.split("/ask/")[1].split("/")[0]
        for each in (secret, link.secret):
            with shared_links.opened(each, COLLEAGUE) as opened:
                assert opened.expires_at == row.expires_at


def test_nobody_is_reminded_without_mail(asked, ines):
    with clock.set_to(clock.now() + timedelta(days=2)), pytest.raises(Refused, match="No mail"):
        colleague.remind(asked.pk, by=ines.actor)


def test_a_reply_rings_for_the_officer_who_asked(asked, ines):
    reply(asked, A2="trl3")
    assert Bell.objects.get(kind="tell").subject == asked.pk
    assert tell.waiting(asked.pk) == [ines.user.email]
    assert not Bell.objects.filter(kind="tell").exists()
    reply(asked, A2="trl7")
    assert not Bell.objects.filter(kind="tell").exists(), "something waits already"


def test_what_waits_stands_on_the_start_page(asked, ines):
    assert reading.replied(ines.actor, 5) == []
    sent = reply(asked, A2="trl3", A4="no")
    assert [row.pk for row in reading.replied(ines.actor, 5)] == [asked.appraisal_id]
    for one in sent.values():
        replies.decline(one.pk, by=ines.actor)
    assert reading.replied(ines.actor, 5) == []


def test_the_record_tells_every_step(asked, ines):
    contribute.opened(asked, by=LEE)
    contribute.opened(ColleagueRequest.objects.get(), by=LEE)
    sent = reply(asked, A2="trl3")
    replies.accept(sent["A2"].pk, by=ines.actor, revision=0)
    told = AuditEvent.objects.filter(detail__partnership=str(asked.appraisal.partnership_id))
    steps = [e.event for e in told.order_by("at", "id") if e.event[:5] in ("colle", "reply")]
    assert steps == ["colleague.asked", "colleague.opened", "colleague.replied", "reply.accepted"]
    assert told.get(event="colleague.replied").user_id is None


def test_somebody_elses_reply_is_not_there(asked, otto, ines):
    sent = reply(asked, A2="trl3")
    with acting_for(otto.organisation, user=otto.user.pk):
        with pytest.raises(Proposal.DoesNotExist):
            replies.accept(sent["A2"].pk, by=otto.actor, revision=0)
        with pytest.raises(ColleagueRequest.DoesNotExist):
            colleague.revoke(asked.pk, by=otto.actor)
