"""A PDF made in steps: watched, stopped, repeated after a kill, published once."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal import bells, pdf
from portal.tenancy import acting_for
from reporting.actions import contribution, report
from reporting.choices import RenderingState
from reporting.models import Rendering
from reporting.queries import reports
from reporting.tasks import render_report
from tests.disk import room_for
from tests.reporting.making import again, ask, published
from tests.reporting.preparing import MADE

pytestmark = pytest.mark.usefixtures("kept_apart")


# --- Made -------------------------------------------------------------------------------------
def test_a_draft_is_made_and_kept_under_its_hash(frozen, cycle, petra, quick):
    row = ask(cycle, petra)
    assert row.state == RenderingState.WAITING
    assert row.draft
    assert report.make(row.pk, petra.organisation.pk)
    row = again(row, petra)
    assert (row.state, row.pages, row.sha256) == (RenderingState.DONE, 12, MADE.sha256)
    with acting_for(petra.organisation), default_storage.open(row.stored_as) as kept:
        assert kept.read() == MADE.data
    assert bells.of(report.BELL, row.pk) is None


def test_the_task_makes_it(frozen, cycle, petra, quick):
    row = ask(cycle, petra)
    render_report(str(row.pk), str(petra.organisation.pk))
    assert again(row, petra).state == RenderingState.DONE


def test_the_same_document_is_not_made_twice(frozen, cycle, petra, quick):
    first = ask(cycle, petra)
    assert ask(cycle, petra).pk == first.pk
    report.make(first.pk, petra.organisation.pk)
    assert ask(cycle, petra).pk == first.pk
    with acting_for(petra.organisation):
        contribution.write(frozen.pk, "policy", text="New", revision=0, by=petra.actor)
    assert ask(cycle, petra).pk != first.pk


def test_every_step_is_seen_while_it_goes_on(frozen, cycle, petra, monkeypatch):
    row, seen = ask(cycle, petra), []

    def made(html: str, *, progress: pdf.Progress, **given: object) -> pdf.Rendered:
        progress(0, 4, "Reading the report")
        seen.append(again(row, petra))
        return MADE

    monkeypatch.setattr(report.pdf, "render", made)
    report.make(row.pk, petra.organisation.pk)
    assert (seen[0].state, seen[0].what) == (RenderingState.RUNNING, "Reading the report")


def test_stopped_work_ends_at_its_next_step_and_keeps_nothing(frozen, cycle, petra, monkeypatch):
    row = ask(cycle, petra)

    def made(html: str, *, progress: pdf.Progress, **given: object) -> pdf.Rendered:
        with acting_for(petra.organisation):
            report.stop(row.pk, by=petra.actor)
        progress(4, 4, "Done")
        return MADE

    monkeypatch.setattr(report.pdf, "render", made)
    assert not report.make(row.pk, petra.organisation.pk)
    row = again(row, petra)
    assert (row.state, row.stored_as) == (RenderingState.STOPPED, "")
    assert bells.of(report.BELL, row.pk) is None


def test_what_cannot_be_made_says_why_and_can_be_tried_again(frozen, cycle, petra, monkeypatch):
    row = ask(cycle, petra)

    def lacking(html: str, **given: object) -> pdf.Rendered:
        raise pdf.PdfUnavailableError("PDF can't be made here: install libpango.")

    monkeypatch.setattr(report.pdf, "render", lacking)
    assert not report.make(row.pk, petra.organisation.pk)
    row = again(row, petra)
    assert row.state == RenderingState.FAILED
    assert "libpango" in row.problem
    with acting_for(petra.organisation):
        report.try_again(row.pk, by=petra.actor)
    monkeypatch.setattr(report.pdf, "render", lambda html, **given: MADE)
    assert report.make(row.pk, petra.organisation.pk)


def test_a_disk_without_room_keeps_no_half_of_it_and_the_bell_rings_again(
    frozen, cycle, petra, quick
):
    row = ask(cycle, petra)
    with room_for(4), pytest.raises(OSError, match="too large"):
        report.make(row.pk, petra.organisation.pk)
    row = again(row, petra)
    assert (row.state, row.stored_as) == (RenderingState.RUNNING, "")
    waiting = bells.of(report.BELL, row.pk)
    assert waiting is not None
    assert report.make(row.pk, petra.organisation.pk)
    row = again(row, petra)
    assert row.state == RenderingState.DONE
    with acting_for(petra.organisation), default_storage.open(row.stored_as) as kept:
        assert kept.read() == MADE.data


def test_killed_before_it_was_kept_it_is_made_again_and_kept_once(
    frozen, cycle, petra, monkeypatch
):
    """A killed worker leaves the row running, its bell waiting, perhaps half a file."""

    class KilledError(BaseException):
        pass

    row = ask(cycle, petra)

    def killed(html: str, *, progress: pdf.Progress, **given: object) -> pdf.Rendered:
        progress(0, 4, "Reading")
        raise KilledError

    monkeypatch.setattr(report.pdf, "render", killed)
    with pytest.raises(KilledError):
        report.make(row.pk, petra.organisation.pk)
    assert again(row, petra).state == RenderingState.RUNNING
    assert bells.of(report.BELL, row.pk) is not None
    half = f"{petra.organisation.pk}/reports/{MADE.sha256[:40]}.pdf"
    with acting_for(petra.organisation):
        default_storage.save(half, ContentFile(MADE.data[:4]))
    monkeypatch.setattr(report.pdf, "render", lambda html, **given: MADE)
    assert report.make(row.pk, petra.organisation.pk)
    assert not report.make(row.pk, petra.organisation.pk), "done work is not done again"
    stored_as = again(row, petra).stored_as
    with acting_for(petra.organisation), default_storage.open(stored_as) as kept:
        assert kept.read() == MADE.data
    assert default_storage.listdir(f"{petra.organisation.pk}/reports")[1] == [
        f"{MADE.sha256[:40]}.pdf"
    ]


def test_work_that_goes_on_keeps_its_bell_silent(frozen, cycle, petra, monkeypatch):
    row, due = ask(cycle, petra), []

    def made(html: str, *, progress: pdf.Progress, **given: object) -> pdf.Rendered:
        progress(0, 4, "Reading")
        bell = bells.of(report.BELL, row.pk)
        due.append(bell.due_at if bell else None)
        return MADE

    monkeypatch.setattr(report.pdf, "render", made)
    report.make(row.pk, petra.organisation.pk)
    assert (due[0] - datetime.now(UTC)).total_seconds() > 30


def test_strangers_neither_see_nor_stop_it(frozen, cycle, petra, carl):
    row = ask(cycle, petra)
    with acting_for(carl.organisation), pytest.raises(Rendering.DoesNotExist):
        report.stop(row.pk, by=carl.actor)


def test_a_research_organisation_issues_no_report(cycle, ines):
    with pytest.raises(reports.NothingToReport, match="issues no report"):
        reports.kind_of(ines.organisation)


# --- Verified ---------------------------------------------------------------------------------
def test_a_file_is_recognised_by_its_hash_only_by_its_issuer(
    frozen, cycle, petra, carl, confirm_it, quick
):
    confirm_it(frozen)
    published(cycle, petra, "NL-2025-2026-E1")
    with acting_for(petra.organisation):
        assert reports.verify(MADE.sha256).state == "published"
        assert reports.verify("0" * 64).state == "unknown"
        named = b"<x:xmpmeta ... Research security in the Netherlands, NL-2025-2026-E1 ..."
        assert reports.verify("0" * 64, named).state == "changed"
    with acting_for(carl.organisation):
        assert reports.verify(MADE.sha256).state == "unknown"
