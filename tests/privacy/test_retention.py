"""What has had its time goes, on the day and not before; what is held stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from diligence.actions import register
from diligence.models import (
    Appraisal,
    Attachment,
    Decision,
    Fact,
    Partner,
    Partnership,
    Score,
)
from portal import bells, clock
from portal.actions import holds, person_requests, retention
from portal.authority import Refused
from portal.models import (
    ApiToken,
    AuditEvent,
    Membership,
    PersonRequest,
    RetentionRule,
    RetentionRun,
    User,
)
from portal.privacy.retention import classes, later, months_of, own_rules
from portal.tasks_privacy import RETAIN, retain, ring_retention
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories.consultations import scored
from tests.factories.register import PartnerFactory, PartnershipFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = settings.STORAGES | {"files": files}


def run_on(day: datetime, who: Member) -> dict[str, int]:
    with clock.set_to(day):
        return retention.run(who.organisation.pk)


# --- Counting -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "falls_on"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-05-15", 60, "2031-05-15"),
        ("2026-05-15", -60, "2021-05-15"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, falls_on):
    told = later(datetime.fromisoformat(day).date(), months)
    assert told.isoformat() == falls_on


# --- Each class at its boundary -----------------------------------------------------------------
def _discarded(who):
    row = PartnershipFactory()
    register.discard(row.pk, by=who.actor)
    return Partnership, row.pk


def _abandoned(who):
    return Partnership, PartnershipFactory(updated_at=clock.now()).pk


def _low(who):
    row = PartnershipFactory(state="running", ends_on=clock.today())
    return Partnership, row.pk


def _appraised(who):
    appraisal = scored(who.actor, "K29")
    rows = Partnership.objects.filter(pk=appraisal.partnership_id)
    rows.update(state="ended", ends_on=clock.today())
    return Partnership, appraisal.partnership_id


def _partner(who):
    return Partner, PartnerFactory(updated_at=clock.now()).pk


def _fact(who):
    partner = PartnerFactory()
    PartnershipFactory(partners=[partner], state="running")
    row = Fact.objects.create(
        partner=partner,
        questionnaire="q",
        question="B1",
        asked_as="single",
        value="yes",
        source="corrected",
        learned_by="Ines Officer",
        valid_until=clock.today(),
    )
    return Fact, row.pk


def _file(who):
    row = Attachment.objects.create(
        partnership=PartnershipFactory(state="running"),
        name="agreement.pdf",
        content_type="application/pdf",
        size=4,
        sha256="0" * 64,
        stored_as=default_storage.save("a/file", ContentFile(b"here")),
        uploaded_at=clock.now(),
        uploaded_by="Ines Officer",
        removed_at=clock.now(),
    )
    return Attachment, row.pk


def _token(who):
    row = ApiToken.objects.create(
        membership=who.membership,
        name="machine",
        digest="d" * 64,
        expires_at=clock.now(),
    )
    return ApiToken, row.pk


CASES = {
    "discarded": (_discarded, 12),
    "abandoned": (_abandoned, 12),
    "low": (_low, 24),
    "appraised": (_appraised, 60),
    "partners": (_partner, 24),
    "facts": (_fact, 24),
    "removed_files": (_file, 3),
    "tokens": (_token, 12),
}


@pytest.mark.parametrize("key", CASES)
def test_it_goes_on_the_day_and_not_before(key, ines, baseline):
    make, months = CASES[key]
    with acting_for(ines.organisation), clock.set_to(START):
        model, pk = make(ines)
        User.objects.filter(pk=ines.user.pk).update(last_login=clock.now() + timedelta(days=9999))
    day = datetime.combine(later(START.date(), months), START.timetz())
    assert key not in run_on(day - timedelta(days=1), ines)
    with acting_for(ines.organisation):
        assert model.objects.filter(pk=pk).exists()
    assert run_on(day, ines)[key] == 1
    with acting_for(ines.organisation):
        assert not model.objects.filter(pk=pk).exists()
        told = RetentionRun.objects.get(removed__has_key=key)
        assert (told.rules, told.removed[key]) == ({key: months}, 1)
        event = AuditEvent.objects.get(event="retention.carried_out", subject_id=told.pk)
        assert event.detail["went"] == 1
    connection.check_constraints()


def test_an_appraised_partnership_goes_with_all_that_hangs_on_it(ines, baseline):
    with acting_for(ines.organisation), clock.set_to(START):
        _model, pk = _appraised(ines)
        assert Score.objects.filter(appraisal__partnership_id=pk).exists()
    run_on(START + timedelta(days=5 * 366), ines)
    with acting_for(ines.organisation):
        assert not Appraisal.objects.exists()
        assert not Score.objects.exists()
        assert not Decision.objects.exists()
    connection.check_constraints()


def test_a_rule_of_the_organisation_counts_instead(stella):
    with acting_for(stella.organisation), clock.set_to(START):
        PartnershipFactory(updated_at=clock.now())
        retention.set_rule("abandoned", by=stella.actor, months=18, reason="Annual planning")
    assert "abandoned" not in run_on(START + timedelta(days=400), stella)
    assert run_on(START + timedelta(days=550), stella)["abandoned"] == 1


@pytest.mark.parametrize("months", [0, 5, 37, 999])
def test_rules_stay_within_their_bounds(stella, months):
    with acting_for(stella.organisation), pytest.raises(Refused, match="Between 6 and 36"):
        retention.set_rule("abandoned", by=stella.actor, months=months, reason="Because")


def test_rules_need_a_reason_a_class_and_the_right_to_set_them(stella, ines):
    with acting_for(stella.organisation):
        with pytest.raises(Refused, match="Say why"):
            retention.set_rule("abandoned", by=stella.actor, months=12, reason=" ")
        with pytest.raises(Refused, match="for ever"):
            retention.set_rule("runs", by=stella.actor, months=12, reason="x")
        with pytest.raises(RetentionRule.DoesNotExist):
            retention.set_rule("cases", by=stella.actor, months=60, reason="a hub's class")
        with pytest.raises(Refused, match="role"):
            retention.set_rule("abandoned", by=ines.actor, months=12, reason="x")
        retention.set_rule("abandoned", by=stella.actor, months=12, reason="x")
        retention.take_rule_back("abandoned", by=stella.actor)
        assert own_rules() == {}


# --- Holds --------------------------------------------------------------------------------------
def test_what_is_held_stays_until_it_is_released(stella):
    with acting_for(stella.organisation), clock.set_to(START):
        held = PartnershipFactory(updated_at=clock.now())
        PartnershipFactory(updated_at=clock.now())
        hold = holds.place(
            by=stella.actor, subject_type="diligence.partnership", called=held.code, reason="Claim"
        )
    late = START + timedelta(days=400)
    assert run_on(late, stella)["abandoned"] == 1
    with acting_for(stella.organisation), clock.set_to(late):
        assert list(Partnership.objects.values_list("pk", flat=True)) == [held.pk]
        assert RetentionRun.objects.get(removed__has_key="abandoned").held == {"abandoned": 1}
        holds.release(hold.pk, by=stella.actor, because="Settled")
    assert run_on(late, stella)["abandoned"] == 1


@pytest.mark.parametrize("of", ["partner", "everything"])
def test_a_hold_on_a_partner_or_on_everything_keeps_its_partnerships(stella, of):
    with acting_for(stella.organisation), clock.set_to(START):
        partner = PartnerFactory(name="Zorvath Institute")
        PartnershipFactory(partners=[partner], updated_at=clock.now())
        kind = "diligence.partner" if of == "partner" else holds.EVERYTHING
        holds.place(by=stella.actor, subject_type=kind, called="zorvath institute", reason="Audit")
    assert "abandoned" not in run_on(START + timedelta(days=4000), stella)
    with acting_for(stella.organisation):
        assert Partnership.objects.count() == 1


def test_a_hold_names_one_thing_and_a_reason(stella, otto):
    with acting_for(otto.organisation):
        PartnershipFactory(code="P-OTTO")
    with acting_for(stella.organisation):
        for kind, called, reason, field in [
            ("diligence.partnership", "P-OTTO", "x", "called"),
            ("diligence.partnership", "", "x", "called"),
            ("advisory.referral", "H-1", "x", "subject_type"),
            (holds.EVERYTHING, "", "  ", "reason"),
        ]:
            with pytest.raises(ValidationError) as problem:
                holds.place(by=stella.actor, subject_type=kind, called=called, reason=reason)
            assert field in problem.value.message_dict
        holds.place(by=stella.actor, subject_type=holds.EVERYTHING, called="", reason="Audit")
        with pytest.raises(ValidationError, match="stands already"):
            holds.place(by=stella.actor, subject_type=holds.EVERYTHING, called="", reason="Again")


# --- The run ------------------------------------------------------------------------------------
def test_a_run_that_is_killed_between_chunks_goes_on_where_it_stopped(stella, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 2)
    with acting_for(stella.organisation), clock.set_to(START):
        PartnershipFactory.create_batch(5, updated_at=clock.now())
    late, chunk = START + timedelta(days=400), retention._chunk
    seen = []

    def killed(of, tried):
        if of.key == "abandoned":
            seen.append(of)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return chunk(of, tried)

    monkeypatch.setattr(retention, "_chunk", killed)
    with pytest.raises(KeyboardInterrupt):
        run_on(late, stella)
    with acting_for(stella.organisation):
        assert Partnership.objects.count() == 3
    monkeypatch.setattr(retention, "_chunk", chunk)
    assert run_on(late, stella)["abandoned"] == 3
    assert run_on(late, stella) == {}


def test_bytes_that_a_killed_run_left_go_with_the_next(stella):
    with acting_for(stella.organisation), clock.set_to(START):
        _model, pk = _file(stella)
        name = Attachment.objects.get(pk=pk).stored_as
    late = START + timedelta(days=100)
    run_on(late, stella)
    assert default_storage.exists(name), "the commit's end never came"
    run_on(late + timedelta(days=1), stella)
    assert not default_storage.exists(name)


def test_the_task_runs_for_every_organisation_and_silences_its_bell(stella, otto):
    ring_retention()
    for who in (stella, otto):
        assert bells.of(RETAIN, who.organisation.pk)
        retain(str(who.organisation.pk), str(who.organisation.pk))
        assert bells.of(RETAIN, who.organisation.pk) is None


def test_members_who_never_come_back_lose_their_membership_but_for_the_last_steward(stella, ines):
    late = clock.now() + timedelta(days=500)
    run_on(late, stella)
    with acting_for(stella.organisation):
        ines.membership.refresh_from_db()
        stella.membership.refresh_from_db()
    assert (ines.membership.active, stella.membership.active) == (False, True)


def test_an_account_goes_a_year_after_its_last_membership_ended(stella, ines, otto):
    with acting_for(otto.organisation):
        Membership.objects.create(user=stella.user, owner=otto.organisation, roles=["officer"])
    with acting_for(stella.organisation):
        both = [ines.membership.pk, stella.membership.pk]
        Membership.objects.filter(pk__in=both).update(active=False, ended_at=START)
    run_on(START + timedelta(days=366), stella)
    with acting_for(stella.organisation):
        assert not Membership.objects.filter(pk__in=both).exists()
    gone, kept = User.objects.get(pk=ines.user.pk), User.objects.get(pk=stella.user.pk)
    assert not gone.is_active
    assert "Ines" not in gone.name + gone.email
    assert (kept.is_active, kept.name) == (True, "Stella Steward"), "known elsewhere"


def test_names_go_out_of_the_record_after_two_years(stella, ines):
    with acting_for(stella.organisation), clock.set_to(START):
        old = register.discard(PartnershipFactory().pk, by=ines.actor)
    late = START + timedelta(days=740)
    User.objects.update(last_login=late)
    run_on(late, stella)
    with acting_for(stella.organisation):
        event = AuditEvent.objects.get(event="partnership.discarded")
        assert event.user_id is None
        assert event.by.startswith("Member ")
        assert event.by != old


# --- What will go -------------------------------------------------------------------------------
def test_the_preview_tells_the_day_and_changes_nothing(stella):
    with acting_for(stella.organisation), clock.set_to(START):
        PartnershipFactory(updated_at=clock.now())
    with acting_for(stella.organisation), clock.set_to(START + timedelta(days=300)):
        found = {of.key: rows for of, rows in retention.preview(90, by=stella.actor)}
        assert found["abandoned"][0].on.isoformat() == "2027-01-31"
        assert Partnership.objects.count() == 1
    with acting_for(stella.organisation), clock.set_to(START + timedelta(days=200)):
        assert "abandoned" not in {of.key for of, _rows in retention.preview(90, by=stella.actor)}


def test_periods_are_the_products_where_nobody_said_otherwise():
    told = {of.key: months_of({}, of) for of in classes()}
    assert told["abandoned"] == 12
    assert told["low"] == 24
    assert told["appraised"] == 60
    assert told["not_pursued"] == 24
    assert told["cases"] == 60
    assert (told["record"], told["record_names"]) == (60, 24)
    assert (told["inactive"], told["figures"]) == (12, None)


def test_a_copy_of_somebodys_data_goes_after_a_month_and_the_request_stays(ines):
    with acting_for(ines.organisation), clock.set_to(START):
        row = person_requests.ask_for_own(ines.user, by=ines.actor)
        name = default_storage.save("a/copy", ContentFile(b"copy"))
        PersonRequest.objects.update(stored_as=name)
    assert "copies" not in run_on(START + timedelta(days=27), ines)
    assert run_on(START + timedelta(days=28), ines)["copies"] == 1
    run_on(START + timedelta(days=29), ines)
    assert not default_storage.exists(name)
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert row.stored_as == ""
