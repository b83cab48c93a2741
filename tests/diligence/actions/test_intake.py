"""Imports: what is new, what changes, what is refused, and the way back."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import appraise, intake, intake_run, intake_try, register
from diligence.choices import ImportRowState, ImportState
from diligence.models import ImportBatch, ImportRow, Partner, Partnership, PartnershipChange
from diligence.queries import intake as imports
from portal import bells
from portal.actions import members, units
from portal.authority import Refused
from portal.models import AuditEvent
from tests.factories import limited_to, sheets
from tests.factories.sheets import PLAIN

State = ImportRowState


@pytest.fixture(autouse=True)
def _acting(ines, acting_as):
    acting_as(ines)


def told(batch):
    """State → how many rows, those that have any."""
    return {state: count for state, count in imports.counts(batch).items() if count}


def problems(batch, number):
    return imports.lines_of(batch).get(number=number).problems


def changed(*rows, **cells):
    """PLAIN with other cells: `changed(("A-1", "Title", "x"))`."""
    found = [list(row) for row in PLAIN]
    for reference, heading, value in rows:
        line = next(row for row in found if row[0] == reference)
        line[PLAIN[0].index(heading)] = value
    return found


# --- New --------------------------------------------------------------------------------------
def test_a_file_becomes_partnerships_with_their_partners(ines):
    batch = sheets.stored(ines.actor, sheets.text(PLAIN))
    assert batch.state == ImportState.DONE
    assert told(batch) == {State.STORED: 3}
    ice = Partnership.objects.get(reference="A-2")
    assert (ice.title, ice.state, str(ice.starts_on)) == ("Sea ice", "running", "2025-03-01")
    assert ice.partner_countries == ["JP", "NZ"]
    assert ice.partner_names == "Kauri Institute; Gulmar Works"
    assert ice.history.get().kind == "imported"
    assert ice.registered_by == "Ines Officer"
    assert Partnership.objects.get(reference="A-3").state == "ended"
    assert Partnership.objects.get(reference="A-1").state == "running", "by its days"


def test_the_dry_run_stores_nothing_in_the_register(ines):
    batch = sheets.checked(ines.actor, sheets.text(PLAIN))
    assert batch.state == ImportState.CHECKED
    assert told(batch) == {State.NEW: 3}
    assert not Partnership.objects.exists()
    assert not Partner.objects.exists()


def test_every_step_is_in_the_ledger(ines):
    batch = sheets.stored(ines.actor, sheets.text(PLAIN))
    sheets.worked(intake_run.undo(batch.pk, by=ines.actor))
    events = AuditEvent.objects.filter(subject_id=batch.pk).values_list("event", flat=True)
    assert set(events) == {
        "import.uploaded", "import.started", "import.stored", "import.undoing", "import.undone",
    }  # fmt: skip


# --- Known again ------------------------------------------------------------------------------
def test_the_same_file_again_has_nothing_new(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    assert told(sheets.checked(ines.actor, sheets.text(PLAIN))) == {State.UNCHANGED: 3}


def test_a_second_file_updates_what_it_names_and_erases_nothing(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    again = changed(("A-1", "Title", "Quantum sensing II"), ("A-1", "End date", ""),
                    ("A-2", "Partner", "Kauri Institute"), ("A-2", "Country", "NZ"))  # fmt: skip
    batch = sheets.checked(ines.actor, sheets.text(again))
    assert told(batch) == {State.UPDATE: 2, State.UNCHANGED: 1}
    row = imports.lines_of(batch).get(number=2)
    assert row.changes == {"title": ["Quantum sensing", "Quantum sensing II"]}
    sheets.worked(intake_run.store(batch.pk, by=ines.actor))
    first = Partnership.objects.get(reference="A-1")
    assert (first.title, str(first.ends_on)) == ("Quantum sensing II", "2027-12-31")
    assert Partnership.objects.get(reference="A-2").partner_names == "Kauri Institute"
    assert Partner.objects.count() == 4, "partners stay on record"


def test_rows_without_a_reference_are_known_by_the_code(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    code = Partnership.objects.get(reference="A-1").code
    batch = sheets.checked(
        ines.actor,
        sheets.text(
            [
                ("Code", "Title", "Partner"),
                (code.lower(), "Renamed", ""),
                ("P-0000000", "Elsewhere", "Alpha"),
            ]
        ),
    )
    assert told(batch) == {State.UPDATE: 1, State.NEW: 1}
    assert "No partnership of yours" in problems(batch, 3)[0]["problem"]


def test_a_discarded_reference_is_registered_anew_and_said(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    register.discard(Partnership.objects.get(reference="A-1").pk, by=ines.actor)
    batch = sheets.checked(ines.actor, sheets.text(PLAIN))
    assert told(batch) == {State.NEW: 1, State.UNCHANGED: 2}
    assert "was discarded" in problems(batch, 2)[0]["problem"]


# --- What is wrong ----------------------------------------------------------------------------
def test_problems_name_column_value_and_remedy(ines):
    rows = changed(("A-1", "Start date", "soon"), ("A-2", "Status", "verlobt"),
                   ("A-3", "Country", "Atlantis"))  # fmt: skip
    batch = sheets.checked(ines.actor, sheets.text(rows))
    assert told(batch) == {State.PROBLEM: 3}
    first = problems(batch, 2)[0]
    assert (first["column"], first["value"]) == (4, "soon")
    assert "2026-03-01" in first["remedy"]
    assert problems(batch, 3)[0]["word"] == "verlobt"
    assert "not a country" in problems(batch, 4)[0]["problem"]


def test_words_are_given_a_meaning_once_for_all_rows(ines):
    rows = changed(("A-1", "Status", "Verlobt"), ("A-2", "Status", "verlobt."))
    batch = sheets.checked(ines.actor, sheets.text(rows))
    (word,) = imports.unknown_words(batch)
    assert (word.field, word.rows) == ("state", 2)
    intake_try.say_words(batch.pk, by=ines.actor, words={"state": {word.word: "agreed"}})
    assert told(batch) == {State.NEW: 3}
    sheets.worked(intake_run.store(batch.pk, by=ines.actor))
    assert Partnership.objects.get(reference="A-1").state == "agreed"
    later = sheets.checked(ines.actor, sheets.text(rows))
    assert told(later) == {State.UNCHANGED: 3}, "the meaning is remembered with the mapping"


def test_a_word_can_be_left_empty_but_not_mean_anything_else(ines):
    batch = sheets.checked(ines.actor, sheets.text(changed(("A-1", "Status", "verlobt"))))
    with pytest.raises(ValidationError, match="meaning that is offered"):
        intake_try.say_words(batch.pk, by=ines.actor, words={"state": {"verlobt": "married"}})
    intake_try.say_words(batch.pk, by=ines.actor, words={"state": {"verlobt": ""}})
    assert told(batch) == {State.NEW: 3}


def test_the_same_reference_twice_is_pointed_out_until_one_is_corrected(ines):
    rows = [*PLAIN, ("A-1", "Another", "Kauri Institute", "NZ", "", "", "")]
    batch = sheets.checked(ines.actor, sheets.text(rows))
    assert told(batch) == {State.NEW: 3, State.PROBLEM: 1}
    assert "Row 2 has the same reference" in problems(batch, 5)[0]["problem"]
    row = imports.lines_of(batch).get(number=2)
    intake_try.correct(batch.pk, row.pk, by=ines.actor, typed={0: "A-4"})
    assert told(batch) == {State.NEW: 4}
    intake_try.correct(batch.pk, row.pk, by=ines.actor, typed={0: "A-3"})
    assert "Row 4" in problems(batch, 2)[0]["problem"]
    intake_try.leave_out(batch.pk, row.pk, by=ines.actor, out=True)
    assert told(batch) == {State.NEW: 3, State.SKIPPED: 1}


def test_likely_duplicates_are_told_and_stop_nothing(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    rows = [("Title", "Partner", "Country"), ("Quantum sensing", "Port Harlan University", "CA"),
            ("New work", "Port Harlan Universitty", "CA")]  # fmt: skip
    batch = sheets.checked(ines.actor, sheets.text(rows))
    assert told(batch) == {State.NEW: 2}
    assert "same title and partner" in problems(batch, 2)[0]["problem"]
    assert "may be the same as “Port Harlan University”" in problems(batch, 3)[0]["problem"]
    assert imports.hinted(batch) == 2


def test_partners_are_known_by_their_numbers(ines):
    sheets.stored(ines.actor, sheets.text(
        [("Title", "Partner", "Country", "ROR"), ("One", "ETH Zürich", "CH", "05a28rw58")]
    ))  # fmt: skip
    sheets.stored(ines.actor, sheets.text(
        [("Title", "Partner", "ROR id"), ("Two", "Swiss Institute", "https://ror.org/05a28rw58")]
    ))  # fmt: skip
    assert Partner.objects.get().name == "ETH Zürich"
    wrong = sheets.checked(ines.actor, sheets.text(
        [("Title", "Partner", "ROR id"), ("Three", "X", "05a28rw59")]
    ))  # fmt: skip
    assert "check digits" in problems(wrong, 2)[0]["problem"]


def test_lists_beside_the_partners_must_fit_them(ines):
    batch = sheets.checked(ines.actor, sheets.text(changed(("A-2", "Country", "NZ"))))
    assert "2 partners here, but 1 values" in problems(batch, 3)[0]["problem"]
    batch = sheets.checked(ines.actor, sheets.text(changed(("A-2", "Country", "–; JP"))))
    assert told(batch) == {State.NEW: 3}


def test_several_columns_may_give_partners(ines):
    rows = [("Title", "Partner 1", "Country 1", "Partner 2", "Country 2"),
            ("One", "Alpha Lab", "JP", "", ""),
            ("Two", "Beta Lab", "", "Gamma Lab", "CA")]  # fmt: skip
    sheets.stored(ines.actor, sheets.text(rows))
    two = Partnership.objects.get(title="Two")
    assert two.partner_names == "Beta Lab; Gamma Lab"
    assert two.partner_countries == ["CA"]


# --- Mapping ----------------------------------------------------------------------------------
def test_a_mapping_that_says_too_little_or_too_much_is_refused(ines):
    batch = sheets.uploaded(ines.actor, sheets.text(PLAIN))
    usual = {"dates": "dmy", "decimal": "point", "state": "dates"}
    for fields, field in (
        (["title"], "columns"),
        ([""] * 7, "columns"),
        (["title", "title", "", "", "", "", ""], "columns"),
        (["nonsense", "title", "", "", "", "", ""], "columns"),
    ):
        with pytest.raises(ValidationError) as refused:
            intake_try.map_columns(batch.pk, by=ines.actor, fields=fields, **usual)
        assert field in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        intake_try.map_columns(batch.pk, by=ines.actor, fields=["title", *[""] * 6],
                               dates="x", decimal="y", state="z")  # fmt: skip
    assert set(refused.value.message_dict) == {"dates", "decimal", "state"}


def test_the_mapping_is_remembered_for_these_headings(ines):
    first = sheets.checked(ines.actor, sheets.text(PLAIN), decimal="comma")
    fields = [*first.mapping["columns"][:6], ""]
    intake_try.map_columns(first.pk, by=ines.actor, fields=fields, dates="mdy", decimal="comma",
                           state="agreed")  # fmt: skip
    upper = [[text.upper() for text in PLAIN[0]], *PLAIN[1:]]
    found = imports.suggestion(sheets.uploaded(ines.actor, sheets.text(upper)))
    assert found.remembered
    assert found.reading.columns == tuple(fields)
    assert (found.reading.dates, found.reading.decimal) == ("mdy", "comma")
    assert found.reading.state == "agreed"


def test_worksheet_and_heading_row_can_be_chosen(ines):
    data = sheets.book([("Notes",), ("nothing",)], [("List of 2026",), *PLAIN])
    batch = sheets.uploaded(ines.actor, data, "two.xlsx")
    assert (batch.sheet, batch.heading_row, batch.sheets) == ("Sheet2", 2, ["Sheet1", "Sheet2"])
    intake.lay_out(batch.pk, by=ines.actor, sheet="Sheet1", heading_row=1, heading_lines=1)
    batch.refresh_from_db()
    assert (batch.headings, batch.total) == (["Notes"], 1)
    with pytest.raises(ValidationError, match="one of the rows shown"):
        intake.lay_out(batch.pk, by=ines.actor, sheet="Sheet1", heading_row=99, heading_lines=1)
    with pytest.raises(ValidationError, match="worksheets"):
        intake.lay_out(batch.pk, by=ines.actor, sheet="Sheet9", heading_row=1, heading_lines=1)


def test_a_crowd_in_one_cell_is_pointed_out(ines):
    crowd = ";".join(f"Partner {number}" for number in range(201))
    rows = [("Title", "Partner"), ("One", crowd), ("Two", crowd.rpartition(";")[0])]
    batch = sheets.checked(ines.actor, sheets.text(rows))
    assert told(batch) == {State.NEW: 1, State.PROBLEM: 1}
    assert "more than 200 partners" in problems(batch, 2)[0]["problem"]
    assert not imports.lines_of(batch).get(number=2).partnership


# --- Units and permissions --------------------------------------------------------------------
def test_units_are_found_by_name_and_never_made(ines, stella):
    unit = units.create(by=stella.actor, name="Chemistry")
    rows = [("Title", "Partner", "Department"), ("One", "Alpha", "chemistry"),
            ("Two", "Beta", "Alchemy")]  # fmt: skip
    batch = sheets.checked(ines.actor, sheets.text(rows))
    assert told(batch) == {State.NEW: 1, State.PROBLEM: 1}
    (word,) = imports.unknown_words(batch)
    assert (word.field, word.written) == ("unit", "Alchemy")
    intake_try.say_words(batch.pk, by=ines.actor, words={"unit": {"alchemy": str(unit.pk)}})
    assert told(batch) == {State.NEW: 2}


def test_members_of_units_import_into_their_units_only(ines, stella):
    mine = units.create(by=stella.actor, name="Chemistry")
    units.create(by=stella.actor, name="Physics")
    whole = ines.actor
    sheets.stored(whole, sheets.text([("Reference", "Title", "Partner", "Unit"),
                                      ("P-9", "Theirs", "Alpha", "Physics")]))  # fmt: skip
    limited_to(ines, mine)
    limited = replace(whole, unit_ids=frozenset({mine.pk}))
    rows = [("Reference", "Title", "Partner", "Unit"), ("C-1", "One", "Alpha", ""),
            ("C-2", "Two", "Alpha", "Physics"), ("P-9", "Taken", "Alpha", "")]  # fmt: skip
    batch = sheets.checked(limited, sheets.text(rows))
    assert told(batch) == {State.NEW: 1, State.PROBLEM: 2}
    sheets.worked(intake_run.store(batch.pk, by=limited))
    assert Partnership.objects.get(reference="C-1").unit == mine
    assert imports.visible_to(limited).count() == 2, "the one uploaded as the same person counts"


def test_a_dry_run_tells_nothing_of_another_units_partnership(ines, stella):
    mine = units.create(by=stella.actor, name="Chemistry")
    units.create(by=stella.actor, name="Physics")
    rows = [("Reference", "Title", "Partner", "Unit"), ("P-9", "Theirs", "Alpha", "Physics")]
    sheets.stored(ines.actor, sheets.text(rows))
    code = Partnership.objects.get(reference="P-9").code
    limited = replace(ines.actor, unit_ids=frozenset({mine.pk}))
    rows = [("Code", "Reference", "Title", "Partner"), (code, "", "A guess", "Gamma"),
            ("", "P-9", "Another", "Gamma")]  # fmt: skip
    batch = sheets.checked(limited, sheets.text(rows))
    assert told(batch) == {State.PROBLEM: 2}
    for row in imports.lines_of(batch):
        assert (row.partnership, row.changes) == (None, {})
        assert "Another unit's" in row.problems[0]["problem"]


def test_who_may_not_change_the_register_may_not_import(dora):
    with pytest.raises(Refused):
        sheets.uploaded(dora.actor, sheets.text(PLAIN))


def test_the_worker_stops_when_the_member_may_no_longer(ines, stella):
    batch = sheets.checked(ines.actor, sheets.text(PLAIN))
    batch = intake_run.store(batch.pk, by=ines.actor)
    members.end(ines.membership.pk, by=stella.actor)
    batch = sheets.worked(batch)
    assert batch.state == ImportState.CHECKED
    assert "It stopped" in batch.notes[-1]
    assert not Partnership.objects.exists()
    assert bells.of(intake_run.BELL, batch.pk) is None


# --- Undo -------------------------------------------------------------------------------------
def test_an_import_is_undone_as_a_whole(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    again = [*changed(("A-1", "Title", "Renamed")), ("A-4", "New", "Delta", "JP", "", "", "")]
    batch = sheets.stored(ines.actor, sheets.text(again))
    assert told(batch) == {State.STORED: 2, State.UNCHANGED: 2}
    batch = sheets.worked(intake_run.undo(batch.pk, by=ines.actor))
    assert batch.state == ImportState.UNDONE
    assert told(batch) == {State.UNDONE: 2, State.UNCHANGED: 2}
    assert Partnership.objects.get(reference="A-1").title == "Quantum sensing"
    assert Partnership.objects.get(reference="A-4").discarded_at is not None
    assert sheets.checked(ines.actor, sheets.text(PLAIN)).state == ImportState.CHECKED


def test_what_was_worked_on_since_is_kept_and_named(ines, baseline):
    batch = sheets.stored(ines.actor, sheets.text(PLAIN))
    first, second, third = (Partnership.objects.get(reference=f"A-{n}") for n in (1, 2, 3))
    register.edit(first.pk, by=ines.actor, revision=1, title="Mine now")
    appraise.start(second.pk, by=ines.actor)
    register.discard(third.pk, by=ines.actor)
    batch = sheets.worked(intake_run.undo(batch.pk, by=ines.actor))
    assert told(batch) == {State.KEPT: 2, State.UNDONE: 1}
    assert "changed since" in problems(batch, 2)[0]["problem"]
    assert "appraisal" in problems(batch, 3)[0]["problem"]
    assert Partnership.objects.filter(discarded_at__isnull=True).count() == 2


def test_a_change_that_was_changed_again_is_kept(ines):
    sheets.stored(ines.actor, sheets.text(PLAIN))
    batch = sheets.stored(ines.actor, sheets.text(changed(("A-1", "Title", "Renamed"))))
    row = Partnership.objects.get(reference="A-1")
    register.edit(row.pk, by=ines.actor, revision=row.revision, title="Mine now")
    batch = sheets.worked(intake_run.undo(batch.pk, by=ines.actor))
    assert told(batch)[State.KEPT] == 1
    row.refresh_from_db()
    assert row.title == "Mine now"


def test_nothing_is_undone_discarded_or_stored_out_of_its_order(ines):
    batch = sheets.uploaded(ines.actor, sheets.text(PLAIN))
    for step in (intake_run.undo, intake_run.store):
        with pytest.raises(Refused):
            step(batch.pk, by=ines.actor)
    batch = sheets.stored(ines.actor, sheets.text(PLAIN))
    row = imports.lines_of(batch).first()
    for step in (
        lambda: intake.discard(batch.pk, by=ines.actor),
        lambda: intake_run.store(batch.pk, by=ines.actor),
        lambda: intake_try.correct(batch.pk, row.pk, by=ines.actor, typed={1: "x"}),
        lambda: intake_try.say_words(batch.pk, by=ines.actor, words={}),
    ):
        with pytest.raises(Refused):
            step()


def test_a_discarded_import_leaves_no_rows(ines):
    batch = sheets.checked(ines.actor, sheets.text(PLAIN))
    intake.discard(batch.pk, by=ines.actor)
    assert not ImportRow.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.DISCARDED
    assert not imports.listed(ines.actor).exists()


def test_what_was_to_be_corrected_can_follow_later(ines):
    rows = changed(("A-1", "Start date", "soon"))
    batch = sheets.stored(ines.actor, sheets.text(rows))
    assert told(batch) == {State.STORED: 2, State.PROBLEM: 1}
    row = imports.lines_of(batch).get(state=State.PROBLEM)
    intake_try.correct(batch.pk, row.pk, by=ines.actor, typed={4: "2026-01-01"})
    batch = sheets.worked(intake_run.store(batch.pk, by=ines.actor))
    assert told(batch) == {State.STORED: 3}
    assert PartnershipChange.objects.count() == 3
