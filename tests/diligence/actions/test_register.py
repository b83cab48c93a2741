"""Registering, editing and taking back: what the record says afterwards."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import keep, partners, register
from diligence.choices import AppraisalState, ChangeKind
from diligence.models import Partnership, PartnershipChange
from diligence.queries.partnerships import look_alikes, visible_to
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.factories import AppraisalFactory, PartnerFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def tsukuba(ines, acting_as):
    acting_as(ines)
    return PartnerFactory(name="Tsukuba Institute", country="JP")


@pytest.fixture
def lima(ines, acting_as):
    acting_as(ines)
    return PartnerFactory(name="Universidad de Lima", country="PE")


def registered(ines, *partners, **facts):
    return register.partnership(
        by=ines.actor, partners=partners, **({"title": "Quantum sensing"} | facts)
    )


def statements(queries):
    return [
        query["sql"]
        for query in queries.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


def test_ines_registers_a_partnership(ines, tsukuba, lima):
    row = registered(
        ines,
        tsukuba,
        lima,
        reference=" UA-17 ",
        responsible="Prof. Åsa Öberg",
        activities=["joint", "mobility"],
        funding_amount=Decimal("1000"),
        starts_on=dt.date(2026, 1, 1),
    )
    row.refresh_from_db()
    assert row.code[:2] == "P-"
    assert len(row.code) == 9
    assert row.reference == "UA-17"
    assert row.partner_names == "Tsukuba Institute; Universidad de Lima"
    assert row.partner_countries == ["JP", "PE"]
    assert row.search_text.startswith(row.code.casefold())
    assert "asa oberg" in row.search_text
    assert [link.partner for link in row.partner_links.all()] == [tsukuba, lima]
    change = row.history.get()
    assert (change.kind, change.by, change.user_id) == ("registered", "Ines Officer", ines.user.pk)
    assert change.changes == {
        "title": ["", "Quantum sensing"],
        "reference": ["", "UA-17"],
        "responsible": ["", "Prof. Åsa Öberg"],
        "activities": [[], ["joint", "mobility"]],
        "funding_amount": [None, "1000.00"],
        "starts_on": [None, "2026-01-01"],
        "partners": [[], [str(tsukuba.pk), str(lima.pk)]],
    }
    event = AuditEvent.objects.get()
    assert (event.event, event.subject_id) == ("partnership.registered", row.pk)


def test_registering_takes_few_statements(ines, tsukuba, lima):
    with CaptureQueriesContext(connection) as queries:
        registered(ines, tsukuba, lima, reference="UA-1")
    assert len(queries) == 7
    assert len(statements(queries)) == 5


def test_a_partner_named_twice_is_linked_once(ines, tsukuba):
    row = registered(ines, tsukuba, tsukuba)
    assert row.partner_names == "Tsukuba Institute"
    assert row.partner_links.count() == 1


def test_a_merged_record_stands_for_the_one_it_went_into(ines, tsukuba):
    old = PartnerFactory(name="Tsukuba Inst.", merged_into=tsukuba)
    assert registered(ines, old).partner_names == "Tsukuba Institute"


def test_a_taken_code_is_tried_again(ines, tsukuba, monkeypatch):
    codes = iter(["P-0000001", "P-0000001", "P-0000002"])
    monkeypatch.setattr(keep, "new_code", lambda: next(codes))
    assert registered(ines, tsukuba).code == "P-0000001"
    second = registered(ines, tsukuba)
    assert second.code == "P-0000002"
    assert second.search_text.startswith("p-0000002")


def test_codes_that_never_fit_are_an_error_and_not_a_loop(ines, tsukuba, monkeypatch):
    monkeypatch.setattr(keep, "new_code", lambda: "P-0000001")
    registered(ines, tsukuba)
    with pytest.raises(IntegrityError):
        registered(ines, tsukuba)


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"title": "   "}, "title", "cannot be blank"),
        ({"title": "x" * 301}, "title", "at most 300"),
        ({"title": "nul\x00"}, "title", "invisible character"),
        ({"benefit": "half \ud800"}, "benefit", "invisible character"),
        ({"state": "dreamt"}, "state", "not a valid choice"),
        ({"activities": ["joint", "golf"]}, "activities", "not a valid choice"),
        ({"starts_on": dt.date(2026, 2, 1), "ends_on": dt.date(2026, 1, 1)}, "ends_on", "before"),
        ({"state": "ended"}, "ends_on", "on which day"),
        ({"funding_amount": Decimal("-1")}, "funding_amount", "zero or more"),
        ({"funding_amount": Decimal(1), "funding_currency": ""}, "funding_currency", "currency"),
    ],
)
def test_wrong_values_name_the_field_and_the_remedy(ines, tsukuba, facts, field, words):
    with pytest.raises(ValidationError) as caught:
        registered(ines, tsukuba, **facts)
    assert words in " ".join(caught.value.message_dict[field])
    assert not Partnership.objects.exists()


def test_a_partnership_has_partners(ines, acting_as):
    acting_as(ines)
    with pytest.raises(ValidationError) as caught:
        registered(ines)
    assert list(caught.value.message_dict) == ["partners"]


def test_a_reference_is_used_once_and_the_error_names_its_holder(ines, tsukuba):
    first = registered(ines, tsukuba, reference="UA-1", title="The first")
    with pytest.raises(ValidationError) as caught:
        registered(ines, tsukuba, reference="UA-1")
    error = caught.value.error_dict["reference"][0]
    assert "The first" in error.message % error.params
    assert error.params["pk"] == str(first.pk)


def test_otto_may_use_the_reference_ines_uses(ines, otto, tsukuba):
    registered(ines, tsukuba, reference="UA-1")
    with acting_for(otto.organisation):
        row = register.partnership(
            by=otto.actor, partners=[PartnerFactory()], title="Own", reference="UA-1"
        )
        assert row.owner_id == otto.organisation.pk


def test_stella_only_reads(stella, acting_as):
    acting_as(stella)
    with pytest.raises(Refused, match="Ask your steward"):
        register.partnership(by=stella.actor, partners=[PartnerFactory()], title="No")


def test_an_edit_writes_before_and_after(ines, tsukuba, lima):
    row = registered(ines, tsukuba)
    edited = register.edit(
        row.pk, by=ines.actor, revision=1, partners=[lima], title="Quantum sensing II", benefit=""
    )
    assert edited.revision == 2
    assert edited.partner_countries == ["PE"]
    assert "lima" in edited.search_text
    assert edited.history.first().changes == {
        "title": ["Quantum sensing", "Quantum sensing II"],
        "partners": [[str(tsukuba.pk)], [str(lima.pk)]],
    }
    assert [link.partner for link in row.partner_links.all()] == [lima]


def test_an_edit_that_changes_nothing_leaves_no_trace(ines, tsukuba):
    row = registered(ines, tsukuba)
    same = register.edit(row.pk, by=ines.actor, revision=1, title=" Quantum sensing ")
    assert same.revision == 1
    assert row.history.count() == 1


def test_colleagues_edits_of_different_fields_are_both_kept(ines, tsukuba):
    row = registered(ines, tsukuba)
    register.edit(row.pk, by=ines.actor, revision=1, title="New title", benefit="")
    late = register.edit(
        row.pk, by=ines.actor, revision=1, title="Quantum sensing", benefit="Vaccines"
    )
    assert (late.title, late.benefit, late.revision) == ("New title", "Vaccines", 3)


def test_the_same_field_changed_twice_is_a_conflict_showing_both(ines, stella, tsukuba):
    row = registered(ines, tsukuba)
    register.edit(row.pk, by=ines.actor, revision=1, title="Hers", benefit="Same")
    with pytest.raises(register.EditConflict) as caught:
        register.edit(row.pk, by=ines.actor, revision=1, title="Mine", benefit="Same")
    assert caught.value.collisions == (register.Collision("title", "Hers", "Mine"),)
    assert caught.value.by == "Ines Officer"
    row.refresh_from_db()
    assert row.title == "Hers"


def test_limited_members_keep_to_their_units(ines, tsukuba):
    physics, law = UnitFactory(name="Physics"), UnitFactory(name="Law")
    in_law = registered(ines, tsukuba, unit=law, reference="L-1")
    limited = limited_to(ines, physics)
    with pytest.raises(Refused, match="limited to certain units"):
        register.partnership(by=limited, partners=[tsukuba], title="No unit")
    row = register.partnership(by=limited, partners=[tsukuba], title="Mine", unit=physics)
    assert list(visible_to(limited)) == [row]
    with pytest.raises(Partnership.DoesNotExist):
        register.edit(in_law.pk, by=limited, revision=1, title="Stolen")
    with pytest.raises(Refused):
        register.edit(row.pk, by=limited, revision=1, unit=law)
    with pytest.raises(ValidationError) as caught:
        register.edit(row.pk, by=limited, revision=1, reference="L-1")
    assert "Another unit's" in caught.value.message_dict["reference"][0]


def test_ending_and_resuming(ines, tsukuba):
    planned = clock.today() + dt.timedelta(days=300)
    row = registered(ines, tsukuba, state="agreed", ends_on=planned)
    today = clock.today()
    with pytest.raises(ValidationError):
        register.end(row.pk, by=ines.actor, ends_on=today + dt.timedelta(days=1))
    ended = register.end(row.pk, by=ines.actor, ends_on=today)
    assert (ended.state, ended.ends_on) == ("ended", today)
    with pytest.raises(Refused, match="ended already"):
        register.end(row.pk, by=ines.actor, ends_on=today)
    resumed = register.resume(row.pk, by=ines.actor)
    assert (resumed.state, resumed.ends_on) == ("agreed", planned)
    with pytest.raises(Refused, match="Only an ended"):
        register.resume(row.pk, by=ines.actor)


def test_discarding_and_restoring(ines, tsukuba):
    row = registered(ines, tsukuba, reference="UA-1")
    register.discard(row.pk, by=ines.actor)
    assert not visible_to(ines.actor).exists()
    with pytest.raises(Refused, match="Restore it first"):
        register.edit(row.pk, by=ines.actor, revision=2, title="No")
    other = registered(ines, tsukuba, reference="UA-1")
    with pytest.raises(ValidationError):
        register.restore(row.pk, by=ines.actor)
    register.edit(other.pk, by=ines.actor, revision=1, reference="UA-2")
    register.restore(row.pk, by=ines.actor)
    assert visible_to(ines.actor).count() == 2


def test_what_was_submitted_stays_on_record(ines, tsukuba):
    row = registered(ines, tsukuba)
    AppraisalFactory(
        partnership=row,
        state=AppraisalState.SUBMITTED,
        submission=1,
        submitted_at=clock.now(),
        submitted_by="Ines Officer",
    )
    with pytest.raises(Refused, match="stays on record"):
        register.discard(row.pk, by=ines.actor)


def test_a_step_is_taken_back_and_the_taking_back_too(ines, tsukuba, lima):
    row = registered(ines, tsukuba)
    register.edit(row.pk, by=ines.actor, revision=1, partners=[lima], title="New")
    edit = row.history.first()
    undone = register.undo(edit.pk, by=ines.actor)
    assert (undone.title, undone.partner_names) == ("Quantum sensing", "Tsukuba Institute")
    step = row.history.first()
    assert (step.kind, step.undoes) == (ChangeKind.UNDONE, edit)
    with pytest.raises(Refused, match="changed again since"):
        register.undo(edit.pk, by=ines.actor)
    redone = register.undo(step.pk, by=ines.actor)
    assert (redone.title, redone.partner_names) == ("New", "Universidad de Lima")


def test_a_step_is_taken_back_though_its_partner_was_merged_since(ines, tsukuba, lima):
    row = registered(ines, tsukuba)
    register.edit(row.pk, by=ines.actor, revision=1, partners=[tsukuba, lima])
    edit = row.history.first()
    kept = PartnerFactory(name="Universidad Nacional de Lima", country="PE")
    partners.merge(kept.pk, lima.pk, by=ines.actor)
    undone = register.undo(edit.pk, by=ines.actor)
    assert undone.partner_names == "Tsukuba Institute"
    assert row.history.first().changes["partners"] == [
        [str(tsukuba.pk), str(kept.pk)],
        [str(tsukuba.pk)],
    ]


def test_partners_that_became_one_leave_nothing_to_take_back(ines, tsukuba, lima):
    row = registered(ines, tsukuba)
    register.edit(row.pk, by=ines.actor, revision=1, partners=[tsukuba, lima])
    edit = row.history.first()
    partners.merge(tsukuba.pk, lima.pk, by=ines.actor)
    with pytest.raises(Refused, match="changed again since"):
        register.undo(edit.pk, by=ines.actor)


def test_a_step_overtaken_by_another_is_not_taken_back(ines, tsukuba):
    row = registered(ines, tsukuba)
    register.edit(row.pk, by=ines.actor, revision=1, title="Second")
    register.edit(row.pk, by=ines.actor, revision=2, title="Third")
    second = row.history.get(revision=2)
    with pytest.raises(Refused, match="changed again since"):
        register.undo(second.pk, by=ines.actor)
    with pytest.raises(Refused, match="discard"):
        register.undo(row.history.get(revision=1).pk, by=ines.actor)


def test_a_discarding_is_undone_by_restoring(ines, tsukuba):
    row = registered(ines, tsukuba)
    register.discard(row.pk, by=ines.actor)
    register.undo(row.history.first().pk, by=ines.actor)
    assert visible_to(ines.actor).exists()


def test_a_renamed_partner_is_repeated_where_it_takes_part(ines, tsukuba, lima):
    row = registered(ines, tsukuba, lima)
    alone = registered(ines, lima, title="Another")
    tsukuba.name, tsukuba.country = "Tsukuba University", "KR"
    tsukuba.save()
    assert register.refresh_partner(tsukuba.pk) == 1
    row.refresh_from_db()
    alone.refresh_from_db()
    assert row.partner_names == "Tsukuba University; Universidad de Lima"
    assert row.partner_countries == ["KR", "PE"]
    assert "tsukuba university" in row.search_text
    assert alone.partner_names == "Universidad de Lima"


def test_many_are_registered_in_as_many_statements_as_few(ines, tsukuba, lima):
    def entries(first, count):
        return [
            register.Entry([tsukuba, lima], {"title": f"Work {n}", "reference": f"R-{n}"})
            for n in range(first, first + count)
        ]

    with CaptureQueriesContext(connection) as few:
        register.many(entries(0, 2), by=ines.actor)
    with CaptureQueriesContext(connection) as more:
        result = register.many(entries(2, 60), by=ines.actor)
    assert len(few) == len(more) == 6
    assert (len(result.stored), result.refused) == (60, [])
    row = Partnership.objects.get(reference="R-61")
    assert row.history.get().kind == ChangeKind.IMPORTED
    assert row.partner_names == "Tsukuba Institute; Universidad de Lima"
    assert AuditEvent.objects.filter(event="partnership.imported").count() == 62


def test_many_leaves_out_what_cannot_be_stored_and_says_why(ines, tsukuba):
    registered(ines, tsukuba, reference="R-1")
    rows = [{"title": ""}, {"title": "A", "reference": "R-1"}, {"title": "B", "reference": "R-2"}]
    rows.append({"title": "C", "reference": "R-2"})
    result = register.many([register.Entry([tsukuba], row) for row in rows], by=ines.actor)
    assert [row.title for row in result.stored] == ["B"]
    fields = [(position, list(error.message_dict)) for position, error in result.refused]
    assert fields == [(0, ["title"]), (1, ["reference"]), (3, ["reference"])]
    assert PartnershipChange.objects.count() == 2


def test_look_alikes_share_a_partner_and_nearly_a_title(ines, tsukuba, lima):
    row = registered(ines, tsukuba, title="Quantum sensing with diamonds, phase 1")
    registered(ines, lima, title="Quantum sensing with diamonds, phase 1")

    def found(title):
        return [hit.pk for hit in look_alikes(ines.actor, title, [tsukuba.pk])]

    assert found("Quantum Sensing with Diamonds – phase 1") == [row.pk]
    assert found("Quantum sensing with diamonds, phase 2") == []
    assert look_alikes(ines.actor, row.title, [tsukuba.pk], but=row.pk) == []


def test_a_reference_lost_in_a_race_is_a_problem_of_its_field(ines, tsukuba, monkeypatch):
    """Another request stores the reference after this one looked for it."""
    first = registered(ines, tsukuba)
    registered(ines, tsukuba, title="Second", reference="R-1")
    monkeypatch.setattr(keep.register, "with_reference", lambda *_args, **_more: None)
    with pytest.raises(ValidationError, match="just been given"):
        register.edit(first.pk, by=ines.actor, revision=first.revision, reference="R-1")
