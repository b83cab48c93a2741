"""An edition: published once, under its name and hash, and never changed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from portal.authority import Refused
from portal.models.audit import AuditEvent
from portal.tenancy import acting_for
from reporting.actions import confirm, contribution, publish, report
from reporting.choices import RenderingState
from reporting.models import Contribution, Rendering, Report
from reporting.queries import reports
from reporting.queries.contribution import opened
from tests.reporting.making import again, published

pytestmark = pytest.mark.usefixtures("kept_apart")


def test_an_unconfirmed_return_is_not_published(frozen, cycle, petra):
    with pytest.raises(Refused, match="Confirm the return"):
        published(cycle, petra, "NL-2025-2026-E1")


def test_publishing_names_the_edition_and_records_who(frozen, cycle, petra, confirm_it, quick):
    confirm_it(frozen)
    with pytest.raises(ValidationError, match="NL-2025-2026-E1"):
        published(cycle, petra, "yes")
    row = published(cycle, petra, "nl-2025-2026-e1")
    with acting_for(petra.organisation):
        edition = Report.objects.get()
        event = AuditEvent.objects.get(event="report.published")
    assert (edition.edition, edition.published_by) == (1, "Petra Policy")
    assert (edition.sha256, edition.digest) == (row.sha256, row.digest)
    assert event.user_id == petra.user.pk


def test_an_edition_never_changes(frozen, cycle, petra, confirm_it, quick):
    confirm_it(frozen)
    published(cycle, petra, "NL-2025-2026-E1")
    with acting_for(petra.organisation):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Report.objects.update(sha256="0" * 64)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Report.objects.all().delete()


def test_a_correction_is_a_new_edition_that_says_what_was_corrected(
    frozen, cycle, petra, confirm_it, quick
):
    confirm_it(frozen)
    published(cycle, petra, "NL-2025-2026-E1")
    with pytest.raises(Refused, match="Nothing changed since edition 1"):
        published(cycle, petra, "NL-2025-2026-E2", "Nothing")
    with acting_for(petra.organisation):
        confirm.begin_correction(frozen.pk, by=petra.actor)
        contribution.write(frozen.pk, "policy", text="New", revision=0, by=petra.actor)
    confirm_it(frozen, correction="Text on policy.")
    with pytest.raises(ValidationError, match="what was corrected"):
        published(cycle, petra, "NL-2025-2026-E2")
    published(cycle, petra, "NL-2025-2026-E2", "The text on policy was missing.")
    with acting_for(petra.organisation):
        assert [(each.edition, each.correction) for each in reports.published(cycle)] == [
            (2, "The text on policy was missing."),
            (1, ""),
        ]


def test_two_who_publish_at_once_publish_one_edition(frozen, cycle, petra, confirm_it, quick):
    confirm_it(frozen)
    kind = reports.kind_of(petra.organisation)
    with acting_for(petra.organisation):
        document = publish.prepare(
            cycle, kind, name="NL-2025-2026-E1", correction="", by=petra.actor
        )
        rows = [
            report.enqueue(cycle, kind, document, by=petra.actor, correction="") for _ in range(2)
        ]
    for row in rows:
        report.make(row.pk, petra.organisation.pk)
    first, second = (again(row, petra) for row in rows)
    assert (first.state, second.state) == (RenderingState.DONE, RenderingState.FAILED)
    assert "published meanwhile" in second.problem
    with acting_for(petra.organisation):
        assert Report.objects.count() == 1


def test_killed_between_rendering_and_publishing_it_is_published_once(
    frozen, cycle, petra, confirm_it, quick, monkeypatch
):
    confirm_it(frozen)
    kind = reports.kind_of(petra.organisation)
    with acting_for(petra.organisation):
        document = publish.prepare(
            cycle, kind, name="NL-2025-2026-E1", correction="", by=petra.actor
        )
        row = report.enqueue(cycle, kind, document, by=petra.actor, correction="")
    real = publish.record

    def killed(rendering: Rendering) -> str:
        real(rendering)
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        report.make(row.pk, petra.organisation.pk)
    with acting_for(petra.organisation):
        assert not Report.objects.exists(), "all of it or nothing"
    monkeypatch.setattr(publish, "record", real)
    assert report.make(row.pk, petra.organisation.pk)
    with acting_for(petra.organisation):
        assert Report.objects.count() == 1


def test_the_commission_publishes_the_union_of_confirmed_returns(
    frozen: Contribution, cycle, petra, carl, confirm_it, quick
):
    with pytest.raises(Refused, match="No Member State"):
        published(cycle, carl, "EU-2025-2026-E1")
    confirm_it(frozen)
    published(cycle, carl, "EU-2025-2026-E1")
    with acting_for(carl.organisation):
        edition = Report.objects.get()
    given = {each["member_state"]: each["revision"] for each in opened(edition.document)["returns"]}
    assert len(given) == 27
    assert {state for state, revision in given.items() if revision} == {"NL"}
