"""A quarter is collected once, stays as it was, and survives whatever happens meanwhile."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection, transaction

from portal import bells, clock
from portal.authority import Refused, product
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for
from reporting import tasks
from reporting.actions import collect
from reporting.domain.audit import AuditFailed
from reporting.domain.documents import NotAudited
from reporting.domain.periods import Quarter
from reporting.domain.rules import Audience
from reporting.domain.tallies import CountsDiffer
from reporting.models import Snapshot
from reporting.queries import collected, figures
from reporting.queries.collected import Obstacle
from tests.architecture.test_sizes import ROOT
from tests.reporting import filing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "collector"])

BY = product("Test")
SUMMER, AUTUMN = Quarter(2026, 3), Quarter(2026, 4)
WINTER = datetime(2027, 1, 12, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_october() -> Iterator[None]:
    with clock.set_to(filing.AUTUMN):
        yield
    figures.done()


@pytest.fixture
def sector(hub: Organisation) -> list[Organisation]:
    """Eight organisations with a quarter's work."""
    found = filing.organisations(8)
    for each in found:
        filing.file(each, 12)
        filing.refer(hub, each, 6)
    return found


def _collect(ministry: Organisation, quarter: Quarter = SUMMER) -> Snapshot | None:
    with acting_for(ministry):
        return collect.collect(quarter, by=BY)


def _documents(ministry: Organisation) -> list[dict]:
    with acting_for(ministry):
        return [json.loads(each.document) for each in Snapshot.objects.order_by("period")]


def test_it_stores_what_was_counted_and_cleared(ministry, sector):
    snapshot = _collect(ministry)
    assert (snapshot.member_state, snapshot.period) == ("NL", "2026-Q3")
    with acting_for(ministry):
        shown = collected.published(snapshot, Audience.PUBLISHABLE)
        event = AuditEvent.objects.get(event="figures.collected")
    assert shown.at("registered-type") == 96
    assert shown.at("registered-type", "university") == 48
    assert shown.share("scored-band", "low") == 50
    assert shown.share("decided-verdict", "ahead") == 75
    assert shown.at("received-source", "portal") == 48
    assert shown.median("first-advice") == 10
    assert shown.median("triage-minutes") == 10
    assert shown.at("tenants-type") == 8
    assert shown.at("scored-band", "high") == 0
    assert event.detail == {"period": "2026-Q3", "digest": snapshot.digest}


def test_a_second_collection_is_none(ministry, sector):
    first = _collect(ministry)
    filing.file(sector[0], 5)
    assert _collect(ministry) is None
    with acting_for(ministry):
        assert [each.digest for each in Snapshot.objects.all()] == [first.digest]


def test_a_snapshot_is_never_rewritten(ministry, sector):
    _collect(ministry)
    with acting_for(ministry):
        for change in (
            "UPDATE reporting_snapshot SET document = ''",
            "DELETE FROM reporting_snapshot",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


def test_a_later_correction_changes_nothing_of_a_quarter(ministry, sector):
    _collect(ministry)
    filing.file(sector[0], 7)
    for each in sector:
        filing.file(each, 11, at=filing.AUTUMN)
    with clock.set_to(WINTER):
        _collect(ministry, AUTUMN)
    first, second = (each["audiences"]["internal"]["tables"] for each in _documents(ministry))
    for name, table in first.items():
        for row, values in table["cells"].items():
            assert second[name]["cells"][row]["2026-Q3"] == values["2026-Q3"], (name, row)
    assert second["registered-type"]["cells"]["*"] == {"2026-Q3": 96, "2026-Q4": 88, "*": 184}


def test_small_numbers_are_withheld_and_nowhere_in_the_document(ministry):
    """Two organisations: nothing but zeros and the number of quarters may be told."""
    for each in filing.organisations(2):
        filing.file(each, 13)
    (document,) = _documents(ministry) if _collect(ministry) else ()
    for audience in ("publishable", "internal"):
        cells = document["audiences"][audience]["tables"]["registered-type"]["cells"]
        assert {value for row in cells.values() for value in row.values()} <= {":c", 0}
        assert document["audiences"][audience]["medians"]["full-minutes"]["2026-Q3"] == ":c"
    assert "13" not in json.dumps(document["audiences"]["internal"]["tables"]["scored-band"])


def test_no_organisation_is_named_in_a_document(ministry, sector):
    text = _collect(ministry).document
    assert all(str(each.pk) not in text and each.name not in text for each in sector)
    assert "Secret" not in text


def test_it_is_refused_too_early_too_late_and_to_others(ministry, sector, hub):
    with pytest.raises(Refused, match="from 2027-01-10 on"):
        _collect(ministry, AUTUMN)
    with clock.set_to(WINTER):
        _collect(ministry, AUTUMN)
    with pytest.raises(Refused, match="only grows at its end"):
        _collect(ministry)
    with pytest.raises(Refused, match="this organisation is none"):
        _collect(hub)


@pytest.mark.parametrize(
    ("failure", "obstacle"),
    [
        (AuditFailed(["x"]), Obstacle.NOT_CLEARED),
        (CountsDiffer("low differs"), Obstacle.COUNTS_DIFFER),
        (NotAudited("altered"), Obstacle.ALTERED),
    ],
)
def test_without_an_audit_nothing_is_stored_and_the_page_can_say_why(
    ministry, sector, failure, obstacle, monkeypatch
):
    def fail(*_args: object) -> None:
        raise failure

    monkeypatch.setattr(collect, "compose", fail)
    with acting_for(ministry):
        assert collect.ring_if_due()
    with pytest.raises(type(failure)):
        tasks.collect_figures(str(ministry.pk), str(ministry.pk))
    with acting_for(ministry):
        assert not Snapshot.objects.exists()
        expected = collected.expected(ministry, "")
    assert expected.overdue
    assert expected.obstacle is obstacle
    assert expected.lasting
    bell = bells.of("collect", ministry.pk)
    assert bells.given_up(bell), "the sweeper leaves it to the operator"
    assert tasks.collect_due() == 0, "nor does the schedule try it again"


def test_once_the_cause_is_mended_it_is_collected_and_nothing_complains_any_more(ministry, sector):
    with acting_for(ministry):
        collect.ring_if_due()
    bells.complain("collect", ministry.pk, CountsDiffer("low differs"), lasting=True)
    call_command("collect", stdout=StringIO())
    assert bells.of("collect", ministry.pk) is None
    with clock.set_to(WINTER):
        assert tasks.collect_due() == 1


def test_what_may_pass_is_tried_again(ministry, sector, monkeypatch):
    def away(*_args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(collect, "compose", away)
    with acting_for(ministry):
        collect.ring_if_due()
    with pytest.raises(OperationalError):
        tasks.collect_figures(str(ministry.pk), str(ministry.pk))
    bell = bells.of("collect", ministry.pk)
    assert (bell.problem, bells.given_up(bell)) == ("OperationalError", False)
    with acting_for(ministry):
        assert not collected.expected(ministry, "").lasting


def test_an_altered_snapshot_stops_the_next_one(ministry, sector):
    _collect(ministry)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("UPDATE reporting_snapshot SET document = replace(document, '96', '97')")
        cursor.execute("SET ROLE portal_app")
    with clock.set_to(WINTER), pytest.raises(NotAudited):
        _collect(ministry, AUTUMN)


def test_splits_that_do_not_add_up_are_not_stored(ministry, sector, monkeypatch):
    folded = figures._folded
    monkeypatch.setattr(
        figures, "_folded", lambda source, rows: folded(source, [r for r in rows if r[1] is None])
    )
    with pytest.raises(CountsDiffer, match="differ by organisation and in all"):
        _collect(ministry)


def test_the_schedule_rings_once_for_ministries_that_lack_a_quarter(ministry, sector):
    assert tasks.collect_due() == 1
    assert bells.of("collect", ministry.pk) is not None
    with clock.set_to(WINTER):
        tasks.collect_figures(str(ministry.pk), str(ministry.pk))
        with acting_for(ministry):
            assert collected.periods() == ["2026-Q3"]
        assert bells.of("collect", ministry.pk) is not None, "another quarter is due"
        tasks.collect_figures(str(ministry.pk), str(ministry.pk))
        assert bells.of("collect", ministry.pk) is None
        tasks.collect_figures(str(ministry.pk), str(ministry.pk))
    with acting_for(ministry):
        assert collected.periods() == ["2026-Q3", "2026-Q4"]
    assert tasks.collect_due() == 0


KILLED = """
import os, signal, sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = settings.DATABASES["collector"]["NAME"] = sys.argv[2]
django.setup()
from datetime import datetime
from portal import clock
from reporting import tasks
from reporting.actions import collect
collect.audit.record = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
with clock.set_to(datetime.fromisoformat(sys.argv[3])):
    tasks.collect_figures(sys.argv[1], sys.argv[1])
"""


def test_a_worker_killed_in_between_leaves_nothing_half_and_the_bell_ringing(ministry, sector):
    with acting_for(ministry):
        collect.ring_if_due()
    arguments = [str(ministry.pk), connection.settings_dict["NAME"], filing.AUTUMN.isoformat()]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    with acting_for(ministry):
        assert not Snapshot.objects.exists()
    assert bells.of("collect", ministry.pk) is not None
    tasks.collect_figures(str(ministry.pk), str(ministry.pk))
    with acting_for(ministry):
        assert collected.periods() == ["2026-Q3"]
    assert bells.of("collect", ministry.pk) is None


def test_the_command_collects_what_is_due_and_says_so(ministry, sector):
    out = StringIO()
    call_command("collect", stdout=out)
    call_command("collect", "--period", "2026-Q3", "--ministry", ministry.name, stdout=out)
    call_command("collect", stdout=out)
    first, second, third = out.getvalue().splitlines()
    assert first.startswith("Ministry NL, 2026-Q3: collected, ")
    assert second == "Ministry NL, 2026-Q3: collected before."
    assert third == "Ministry NL: nothing is due."
    with pytest.raises(CommandError, match="Write it like 2026-Q3"):
        call_command("collect", "--period", "2026-3")
    with pytest.raises(CommandError, match="There is no ministry “X”"):
        call_command("collect", "--ministry", "X")
    error = StringIO()
    with pytest.raises(SystemExit):
        call_command("collect", "--period", "2026-Q4", stderr=error)
    assert "can be collected from 2027-01-10 on" in error.getvalue()
