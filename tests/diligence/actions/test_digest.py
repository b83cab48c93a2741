"""The digest: who gets it, when, once, and not a word of what waits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox

from diligence import tasks
from diligence.actions import digest, put_off
from diligence.choices import DigestRhythm
from diligence.models import DigestChoice, ReminderPlan
from portal import bells, clock
from portal.actions import absences, members
from portal.authority import Refused
from portal.enums import Role
from portal.models import Bell
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnerFactory, PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 5, tzinfo=UTC)
TITLE, PARTNER, REFERENCE, UNIT = "Quantum sensing", "Zorvath Institute", "ZR-77", "Chemistry"


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.MAIL_ON = True
    with clock.set_to(WEDNESDAY):
        yield


def day(count=0):
    return clock.today() + timedelta(days=count)


def partnership(who, starts=7, **facts):
    with acting_for(who.organisation):
        return PartnershipFactory(
            title=TITLE,
            reference=facts.pop("reference", REFERENCE),
            starts_on=day(starts),
            partners=[PartnerFactory(name=PARTNER)],
            **facts,
        )


def chosen(who, rhythm=DigestRhythm.DAILY):
    with acting_for(who.organisation):
        return digest.choose(rhythm, by=who.actor)


def ring(who):
    with acting_for(who.organisation):
        return digest.ring_due("NL")


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    """Answer one bell; the mails that went out."""

    def answered(row):
        before = len(outbox.outbox)
        with django_capture_on_commit_callbacks(execute=True), acting_for(row.owner_id):
            digest.send(row.pk)
        return outbox.outbox[before:]

    return answered


def test_it_says_numbers_and_a_link_and_nothing_else(ines, post):
    with acting_for(ines.organisation):
        unit = UnitFactory(name=UNIT)
    row = partnership(ines, unit=unit, responsible="Prof. Vera Lindqvist")
    partnership(ines, starts=-7, reference="ZR-78")
    (message,) = post(chosen(ines))
    assert message.to == [ines.user.email]
    assert message.subject == "2 things wait for you in Ajar"
    written = f"{message.subject} {message.body} {message.alternatives[0].content}"
    assert "One of them is overdue." in written
    assert "/workplan/" in message.body
    secrets = {
        *(TITLE, PARTNER, REFERENCE, UNIT, row.code, row.search_text, row.responsible),
        *(str(row.pk), ines.user.name, ines.organisation.name, str(row.starts_on)),
        *("Start of a partnership", "Tsukuba", "Japan"),
    }
    assert [secret for secret in secrets if secret.casefold() in written.casefold()] == []


def test_nothing_is_sent_where_nothing_reaches_a_reminder(ines, post):
    partnership(ines, starts=8)
    row = chosen(ines)
    assert post(row) == []
    with clock.set_to(WEDNESDAY + timedelta(days=1)):
        assert len(post(row)) == 1


def test_what_is_put_off_is_not_told(ines, post):
    item = partnership(ines)
    with acting_for(ines.organisation):
        put_off.put_off("start", item.pk, until=day(3), because="Later", by=ines.actor)
    assert post(chosen(ines)) == []


def test_the_organisations_own_days_decide(ines, post):
    partnership(ines, starts=11)
    with acting_for(ines.organisation):
        ReminderPlan.objects.create(kind="start", offsets=[11], changed_by="Stella")
    assert len(post(chosen(ines))) == 1


def test_once_a_day_however_often_it_is_rung(ines, post):
    partnership(ines)
    row = chosen(ines)
    assert (ring(ines), ring(ines)) == (1, 1)
    assert Bell.objects.filter(kind=digest.BELL).count() == 1
    assert len(post(row)) == 1
    assert not Bell.objects.filter(kind=digest.BELL).exists()
    assert post(row) == []
    assert ring(ines) == 0


def test_a_worker_that_dies_before_the_commit_sends_it_the_next_time(ines, post):
    partnership(ines)
    row = chosen(ines)
    ring(ines)
    with pytest.raises(RuntimeError, match="killed"), acting_for(ines.organisation):
        _send_and_die(row)
    assert outbox.outbox == []
    assert Bell.objects.filter(kind=digest.BELL).exists()
    assert len(post(row)) == 1


def _send_and_die(row):
    digest.send(row.pk)
    raise RuntimeError("killed")


def test_working_days_and_mondays(ines, dora):
    chosen(ines)
    chosen(dora, DigestRhythm.WEEKLY)
    counts = {}
    for shift in range(-2, 5):
        with clock.set_to(WEDNESDAY + timedelta(days=shift)):
            counts[clock.today().strftime("%a")] = ring(ines)
    assert counts == {"Mon": 2, "Tue": 1, "Wed": 1, "Thu": 1, "Fri": 1, "Sat": 0, "Sun": 0}
    with clock.set_to(datetime(2026, 12, 25, 5, tzinfo=UTC)):
        assert ring(ines) == 0


def test_a_monday_tells_of_the_weekend(ines, post):
    partnership(ines, starts=10)
    row = chosen(ines)
    with clock.set_to(WEDNESDAY + timedelta(days=2)):
        assert post(row) == []
    with clock.set_to(WEDNESDAY + timedelta(days=5)):
        assert len(post(row)) == 1


def test_never_and_without_mail_nothing_is_rung(ines, settings):
    chosen(ines, DigestRhythm.OFF)
    assert ring(ines) == 0
    chosen(ines)
    settings.MAIL_ON = False
    assert ring(ines) == 0


def test_who_has_left_is_not_written_to_even_if_they_come_back(ines, stella, post):
    partnership(ines)
    row = chosen(ines)
    with acting_for(ines.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    assert post(row) == []
    with acting_for(ines.organisation):
        members.resume(ines.membership.pk, by=stella.actor)
        assert DigestChoice.objects.get().rhythm == DigestRhythm.OFF
    assert post(row) == []


@pytest.fixture
def away(ines, university_a):
    """Ines is away; Nora, limited to another unit, stands in."""
    nora = cast.member(university_a, "Nora Officer", Role.OFFICER)
    with acting_for(university_a):
        here, there = UnitFactory(name="Here"), UnitFactory(name="There")
    limited_to(ines, here)
    limited_to(nora, there)
    partnership(ines, unit=here)
    with acting_for(university_a):
        absences.arrange(
            ines.membership.pk,
            delegate_id=nora.membership.pk,
            from_on=day(),
            until_on=day(3),
            by=ines.actor,
        )
    return nora


def test_who_stands_in_gets_it_instead(ines, away, post):
    (message,) = post(chosen(ines))
    assert message.to == [away.user.email]
    assert message.subject == "One thing waits for you in Ajar"


def test_who_stands_in_and_has_a_digest_gets_one_of_all(ines, away, post):
    theirs = chosen(away)
    assert post(chosen(ines)) == []
    (message,) = post(theirs)
    assert message.to == [away.user.email]


def test_units_limit_what_is_counted(ines, university_a, post):
    with acting_for(university_a):
        unit = UnitFactory()
    partnership(ines)
    nora = cast.member(university_a, "Nora Officer", Role.OFFICER)
    limited_to(nora, unit)
    assert post(chosen(nora)) == []
    assert len(post(chosen(ines))) == 1


def test_only_those_who_move_things_on_choose(stella):
    with acting_for(stella.organisation), pytest.raises(Refused):
        digest.choose(DigestRhythm.DAILY, by=stella.actor)


def test_the_early_morning_rings_for_every_organisation(ines, otto, monkeypatch):
    chosen(ines)
    chosen(otto)
    monkeypatch.setattr(bells, "send", lambda *_a, **_k: None)
    assert tasks.ring_digests() == 2
    assert Bell.objects.filter(kind=digest.BELL).count() == 2
