"""What the collector counts, and what it can't read."""

import ast
from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from portal.models import Organisation
from portal.tenancy import acting_for
from reporting.domain.periods import Quarter
from reporting.domain.tallies import ELSEWHERE
from reporting.models import SealedTally
from reporting.queries import figures
from tests.architecture.test_sizes import ROOT, sources
from tests.reporting import filing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "collector"])

SUMMER = Quarter(2026, 3)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    figures.done()


def _sum(counts) -> dict[str, int]:
    return {category: sum(cases.values()) for category, cases in counts.items()}


def test_it_counts_by_category_and_organisation(hub: Organisation):
    one, two, three = filing.organisations(3)
    filing.file(one, 4, bands=["low", "refer"])
    filing.file(two, 3, areas=["space"])
    filing.file(three, 2, areas=[])
    filing.refer(hub, one, 2)
    filing.refer(hub, None, 3)
    found = figures.count("NL", SUMMER, demonstration=False)
    assert found.of("registered.type") == {
        "university": {str(one.pk): 4, str(three.pk): 2},
        "rto": {str(two.pk): 3},
    }
    assert _sum(found.of("registered.technology")) == {"sensitive": 4, "other": 3, "none": 2}
    assert _sum(found.of("scored.technology")) == {"sensitive": 4, "other": 3, "none": 2}
    assert found.of("scored.outcome")["refer"] == {str(one.pk): 2}
    assert _sum(found.of("started.triage")) == {"before": 9}
    assert _sum(found.of("decided.verdict")) == {"proceed": 6, "decline": 3}
    assert _sum(found.of("measures.when")) == {"in_time": 4, "late": 5}
    assert found.of("received.source") == {"portal": {str(one.pk): 2}, "telephone": {ELSEWHERE: 3}}
    assert _sum(found.of("answered.when")) == {"in_time": 3, "late": 2}
    assert _sum(found.of("advice.days")) == {"10": 5}
    assert _sum(found.of("triaged.minutes")) == {"10": 9}
    assert set(found.tenants) == {str(each.pk) for each in (one, two, three)}


def test_it_counts_the_quarter_the_member_state_and_the_real_world_only():
    (home,) = filing.organisations(1)
    (abroad,) = filing.organisations(1, country="SE")
    (invented,) = filing.organisations(1, demonstration=True)
    (left,) = filing.organisations(1, active=False)
    for each in (home, abroad, invented, left):
        filing.file(each, 2)
    filing.file(home, 5, at=filing.AUTUMN)
    found = figures.count("NL", SUMMER, demonstration=False)
    assert {name: _sum(of) for name, of in found.counts.items()}["scored.band"] == {
        "low": 1,
        "medium": 1,
    }
    assert figures.count("NL", SUMMER, demonstration=True).of("registered.type") == {
        "university": {str(invented.pk): 2}
    }


def test_an_appraisal_counts_by_its_last_score_of_the_quarter():
    (home,) = filing.organisations(1)
    (appraisal,) = filing.file(home, 1, bands=["high"])
    with acting_for(home):
        score = appraisal.scores.get()
        score.pk, score.submission, score.baseline_band = None, 2, "low"
        score._state.adding = True
        score.id = appraisal.pk
        score.save(force_insert=True)
    found = figures.count("NL", SUMMER, demonstration=False)
    assert _sum(found.of("scored.band")) == {"low": 1}


def test_cases_on_editions_that_do_not_build_on_the_baseline_are_counted_by_themselves():
    (home,) = filing.organisations(1)
    own, ended, _kept = filing.file(home, 3, bands=["high"], decided=False)
    with acting_for(home):
        rows = type(own).objects
        rows.filter(pk=own.pk).update(baseline_route="", baseline_outcome="", baseline_band="")
        # The baseline's own triage would have ended it: it builds on the baseline all the same.
        rows.filter(pk=ended.pk).update(baseline_route="ended_low")
        withdrawn = filing.file(home, 1, decided=False)[0]
        rows.filter(pk=withdrawn.pk).update(baseline_route="", state="withdrawn")
    found = figures.count("NL", SUMMER, demonstration=False)
    assert found.of("triaged_apart.edition") == {"left_out": {str(home.pk): 1}}
    assert found.of("scored_apart.edition") == {"left_out": {str(home.pk): 1}}
    assert _sum(found.of("triaged.route")) == {"ended_low": 1, "goes_on": 1}
    assert _sum(found.of("scored.band")) == {"high": 1}


def test_what_was_withdrawn_or_discarded_is_not_counted():
    (home,) = filing.organisations(1)
    withdrawn, kept = filing.file(home, 2)
    with acting_for(home):
        type(withdrawn).objects.filter(pk=withdrawn.pk).update(state="withdrawn")
        partnership = kept.partnership
        type(partnership).objects.filter(pk=partnership.pk).update(discarded_at=filing.SUMMER)
    found = figures.count("NL", SUMMER, demonstration=False)
    assert _sum(found.of("triaged.route")) == {"goes_on": 1}
    assert _sum(found.of("registered.type")) == {"university": 1}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("portal_organisation", "name"),
        ("portal_organisation", "city"),
        ("diligence_partnership", "title"),
        ("diligence_partnership", "partner_names"),
        ("diligence_partnership", "partner_countries"),
        ("diligence_partnership", "benefit"),
        ("diligence_answersheet", "entries"),
        ("diligence_score", "answers"),
        ("diligence_decision", "reasons"),
        ("diligence_decision", "decided_by"),
        ("diligence_dossier", "id"),
        ("diligence_partner", "name"),
        ("advisory_referral", "sender_name"),
        ("advisory_referral", "summary"),
        ("advisory_note", "text"),
        ("advisory_advice", "document"),
        ("portal_user", "email"),
        ("portal_auditevent", "detail"),
        ("reporting_snapshot", "document"),
    ],
)
def test_the_collector_reads_no_names_notes_or_evidence(table: str, column: str):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connections[figures.ALIAS].cursor() as cursor,
    ):
        cursor.execute(f"SELECT {column} FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO reporting_sealedtally (id) VALUES (gen_random_uuid())",
        "UPDATE diligence_partnership SET owner_id = owner_id",
        "DELETE FROM diligence_score",
    ],
)
def test_the_collector_writes_nothing(statement: str):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connections[figures.ALIAS].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_application_has_nothing_of_the_collectors_policy():
    """The same statement that counts everything for the collector finds nothing for the app."""
    one, two = filing.organisations(2)
    filing.file(one, 3)
    filing.file(two, 3)
    counted = "SELECT count(*) FROM diligence_score"
    with connections[figures.ALIAS].cursor() as cursor:
        cursor.execute(counted)
        assert cursor.fetchone() == (6,)
    with connection.cursor() as cursor:
        cursor.execute(counted)
        assert cursor.fetchone() == (0,)
    with acting_for(one), connection.cursor() as cursor:
        cursor.execute(counted)
        assert cursor.fetchone() == (3,)


def test_sealed_counts_are_written_and_not_read(ministry: Organisation):
    with acting_for(ministry):
        SealedTally(period="2026-Q3", document="{}", digest="").save(force_insert=True)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            SealedTally.objects.exists()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            SealedTally.objects.all().delete()


def test_only_one_module_uses_the_collectors_connection():
    using = {
        str(path.relative_to(ROOT))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value == figures.ALIAS
    }
    assert using - {"portal/settings.py", "portal/embedded/place.py"} == {
        "reporting/queries/figures.py"
    }
