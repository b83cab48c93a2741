"""Old events go by a recorded pruning, and only so: the chain stays whole, the rest is damage."""

from datetime import timedelta

import pytest
from django.db import connection

from portal import audit, clock
from portal.actions import erasure, forgetting, pruning, sealing
from portal.authority import Refused, product
from portal.enums import Role
from portal.ledger import prunings, seals
from portal.models import AuditEvent, AuditPruning, LegalHold, RetentionRule, RetentionRun
from portal.queries import ledger
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.cast import Member

pytestmark = pytest.mark.django_db

AJAR = product("Ajar")


def _old(who: Member, count: int, *, days: int = 400, event: str = "unit.renamed") -> list[object]:
    """Events of that many days ago, sealed."""
    with acting_for(who.organisation):
        with clock.set_to(clock.now() - timedelta(days=days)):
            keys = [audit.record(event, None, by=who.actor).pk for _ in range(count)]
        sealing.seal_new()
    return keys


def _prune(who: Member, days: int = 370) -> int:
    with acting_for(who.organisation):
        return pruning.prune(clock.now() - timedelta(days=days), by=AJAR)


def test_old_events_go_and_the_chain_stays_whole(stella: Member, record) -> None:
    _old(stella, 5)
    record(3)
    assert _prune(stella) == 5
    with acting_for(stella.organisation):
        assert AuditEvent.objects.filter(event="unit.renamed").count() == 3
        assert AuditEvent.objects.get(event="record.pruned").detail["count"] == 5
        assert AuditPruning.objects.get().taken == {"1": "all"}
        report = ledger.check()
        assert report.whole
        assert (report.events, report.pruned, report.waiting) == (3, 5, 1)
        assert sealing.seal_new() == 1
        assert sealing.seal_everything() == 0
        assert ledger.check().whole


def test_pruning_again_goes_on_where_it_ended(stella: Member, monkeypatch) -> None:
    monkeypatch.setattr(seals, "BATCH", 4)
    monkeypatch.setattr(pruning, "CHUNK", 7)
    _old(stella, 18)
    assert [_prune(stella) for _ in range(4)] == [7, 7, 4, 0]
    with acting_for(stella.organisation):
        assert [row.taken for row in AuditPruning.objects.order_by("id")] == [
            {"1": "all", "2": "7"},
            {"2": "8", "3": "all", "4": "3"},
            {"4": "c", "5": "all"},
        ]
        report = ledger.check()
        assert (report.whole, report.pruned) == (True, 18)


def test_the_last_year_stays_whatever_anybody_asks(stella: Member) -> None:
    _old(stella, 2, days=300)
    with pytest.raises(Refused, match="last year"):
        _prune(stella, days=200)
    assert _prune(stella, days=366) == 0


def test_unsealed_events_stay(stella: Member) -> None:
    with acting_for(stella.organisation), clock.set_to(clock.now() - timedelta(days=400)):
        audit.record("unit.renamed", None, by=stella.actor)
    assert _prune(stella) == 0


@pytest.mark.parametrize("event", sorted(pruning.STAY))
def test_what_explains_an_absence_stays(stella: Member, event: str) -> None:
    _old(stella, 1, event=event)
    assert _prune(stella) == 0


def test_what_is_held_stays(stella: Member) -> None:
    case = new_id()
    with acting_for(stella.organisation):
        with clock.set_to(clock.now() - timedelta(days=400)):
            about = {"partnership": str(case)}
            audit.record("appraisal.started", None, by=stella.actor, detail=about)
            audit.record("unit.renamed", None, by=stella.actor)
        sealing.seal_new()
        hold = LegalHold.objects.create(
            subject_type="diligence.partnership", subject_id=case, title="x", reason="y", by="z"
        )
    assert _prune(stella) == 1
    with acting_for(stella.organisation):
        assert AuditEvent.objects.filter(event="appraisal.started").exists()
        assert ledger.check().whole
        LegalHold.objects.update(released_at=clock.now())
        LegalHold.objects.create(title="Everything", reason="y", by="z")
        assert hold.pk
    assert _prune(stella) == 0
    with acting_for(stella.organisation):
        LegalHold.objects.update(released_at=clock.now())
    assert _prune(stella) == 1
    with acting_for(stella.organisation):
        assert ledger.check().whole


def test_the_organisations_rule_says_when(stella: Member) -> None:
    _old(stella, 2, days=1000)
    assert pruning.prune_all() == 0
    with acting_for(stella.organisation):
        RetentionRule.objects.create(category="record", months=24, reason="Ours", by="Stella")
    assert pruning.prune_all() == 2
    with acting_for(stella.organisation):
        RetentionRule.objects.update(months=1)
        assert pruning.due_before() <= clock.now() - pruning.LEAST


def test_a_deletion_is_no_pruning(stella: Member, as_owner) -> None:
    """Somebody with the database alone deletes events and records a pruning of them."""
    _old(stella, 4)
    with as_owner() as run:
        run("DELETE FROM portal_auditevent")
        run(
            "INSERT INTO portal_auditpruning "
            "(id, owner_id, before, count, ids_digest, taken, at, by, mac) "
            "VALUES (gen_random_uuid(), %s, now(), 4, '', '{\"1\": \"all\"}', now(), 'Ajar', '')",
            stella.organisation.pk,
        )
    with acting_for(stella.organisation):
        report = ledger.check()
    kinds = [each.damage.value for each in report.findings]
    assert kinds == ["deleted"] * 4 + ["pruning_forged"]


@pytest.mark.parametrize(
    "change",
    ['taken = \'{"1-2": "all"}\'', "count = 9", "ids_digest = ''", "before = now()", "by = 'x'"],
)
def test_a_pruning_cannot_be_stretched(stella: Member, as_owner, change: str) -> None:
    _old(stella, 2)
    assert _prune(stella) == 2
    with as_owner() as run:
        assert run(f"UPDATE portal_auditpruning SET {change}") == 1
    with acting_for(stella.organisation):
        assert not ledger.check().whole


def test_without_its_pruning_an_absence_is_a_deletion(stella: Member, as_owner) -> None:
    _old(stella, 2)
    _prune(stella)
    with as_owner() as run:
        run("DELETE FROM portal_auditpruning")
    with acting_for(stella.organisation):
        found = ledger.check().first
    assert found is not None
    assert found.damage == "deleted"


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ([(1, 3, 2), (2, 3, 2), (4, 3, 2)], {"1-2": "all", "4": "all"}),
        ([(7, 5, 3)], {"7": "5"}),
        ([(1, 1, 1), (2, 1, 2), (3, 1, 1)], {"1": "all", "2": "1", "3": "all"}),
        ([(1, 0, 4)], {}),
    ],
)
def test_entries_are_named_shortly(chosen, told: dict[str, str]) -> None:
    assert prunings.taken_from(chosen) == told


# --- Names forgotten ------------------------------------------------------------------------------
def _forget(who: Member, label: str = "Former member 7F3K") -> int:
    with acting_for(who.organisation):
        RetentionRun.objects.create(kind="erasure")
        return forgetting.forget_person(who.user.pk, label, by=AJAR)


def test_a_forgotten_name_leaves_the_chain_whole(stella: Member, record) -> None:
    record(3)
    record(2, sealed=False)
    assert _forget(stella) == 5
    with acting_for(stella.organisation):
        assert set(
            AuditEvent.objects.filter(event="unit.renamed").values_list("by", "user_id", "salt")
        ) == {("Former member 7F3K", None, "")}
        report = ledger.check()
        assert (report.whole, report.forgotten) == (True, 5)
        sealing.seal_new()
        assert ledger.check().whole


@pytest.mark.parametrize(
    "change", ["by = 'Somebody Else'", "user_id = gen_random_uuid()", "event = 'unit.closed'"]
)
def test_a_forgotten_name_excuses_nothing_else(stella: Member, record, as_owner, change) -> None:
    event = record(3)[1]
    _forget(stella)
    with as_owner() as run:
        run(f"UPDATE portal_auditevent SET {change} WHERE id = %s", event.pk)
    with acting_for(stella.organisation):
        found = ledger.check().first
    assert found is not None
    assert (found.damage, found.event_id) == ("edited", event.pk)


def test_a_name_taken_out_past_the_portal_is_damage(stella: Member, record, as_owner) -> None:
    """With another event of forgetting copied, and its digest computed anew."""
    record(2)
    _forget(stella)
    victim = record(1)[0]
    with as_owner() as run:
        run(
            "UPDATE portal_auditevent SET by = 'Former member 7F3K', user_id = NULL, salt = '' "
            "WHERE id = %s",
            victim.pk,
        )
        run(
            "UPDATE portal_auditevent SET detail = "
            "jsonb_set(detail, '{events}', detail->'events' || to_jsonb(%s::text)) "
            "WHERE event = 'record.names_forgotten'",
            str(victim.pk),
        )
    with acting_for(stella.organisation):
        damaged = {each.event_id for each in ledger.check().findings}
    assert victim.pk in damaged


def test_the_function_that_prunes_is_the_applications_only_way(stella: Member) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('portal_app', 'portal_auditevent', 'DELETE'), "
            "has_table_privilege('portal_app', 'portal_auditpruning', 'DELETE')"
        )
        assert cursor.fetchone() == (False, False)


def test_erasing_who_pruned_leaves_the_record_whole(stella: Member, record) -> None:
    """The mac of a pruning covers its maker, so no name may stand there that has to go."""
    _old(stella, 3)
    other = cast.member(stella.organisation, "Olaf Other", Role.STEWARD)
    with acting_for(stella.organisation):
        assert pruning.prune(clock.now() - timedelta(days=370), by=other.actor) == 3
        sealing.seal_new()
        assert AuditEvent.objects.get(event="record.pruned").by == "Olaf Other"
        assert AuditPruning.objects.get().by == pruning.MAKER
        planned = erasure.plan(other.membership.pk, by=stella.actor)
        told = [*planned.found, *planned.stays]
        assert "portal.AuditPruning" not in {each.names.model for each in told}
        erasure.erase(other.membership.pk, by=stella.actor)
        sealing.seal_new()
        report = ledger.check()
        assert report.whole
        assert (report.pruned, report.forgotten) == (3, 1)
        assert "Olaf" not in AuditEvent.objects.get(event="record.pruned").by


def test_an_event_without_a_seal_keeps_no_other_from_its_end(stella: Member, monkeypatch) -> None:
    monkeypatch.setattr(pruning, "CHUNK", 2)
    with clock.set_to(clock.now() - timedelta(days=2400)):
        early = new_id()
    _old(stella, 4, days=2300)
    with acting_for(stella.organisation):
        event = audit._entry("unit.renamed", None, stella.actor, {})
        event.id, event.at = early, clock.now() - timedelta(days=2400)
        audit._commit(event)
        event.save(force_insert=True)
    assert pruning.prune_all() == 4
    with acting_for(stella.organisation):
        assert AuditEvent.objects.filter(event="unit.renamed").get().pk == early
