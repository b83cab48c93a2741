"""European figures use only the outcome under the unmodified EU baseline, and say so."""

import inspect
import re

import pytest
from django.db import connection

from portal.tenancy import acting_for
from reporting.domain.indicators import BY_ID
from reporting.domain.periods import Quarter
from reporting.queries import figures
from tests.reporting import filing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "collector"])
SUMMER = Quarter(2026, 3)


def _sum(split):
    return {category: sum(cases.values()) for category, cases in split.items()}


def _filed(**baseline):
    """Three cases, high and referred under the own edition; under the baseline as said."""
    (home,) = filing.organisations(1)
    appraisals = filing.file(home, 3, bands=["high"])
    with acting_for(home):
        for appraisal in appraisals:
            type(appraisal).objects.filter(pk=appraisal.pk).update(**baseline)
    return home, appraisals


@pytest.fixture(autouse=True)
def collector():
    yield
    figures.done()


def test_own_outcomes_move_no_european_figure():
    home, appraisals = _filed(outcome="refer", band="high")
    with acting_for(home):
        for appraisal in appraisals:
            score = appraisal.scores.get()
            score.pk, score.id, score.submission = None, appraisal.pk, 2
            score.outcome, score.band = "refer", "high"
            score.baseline_outcome, score.baseline_band = "low", "low"
            score._state.adding = True
            score.save(force_insert=True)
    found = figures.count("NL", SUMMER, demonstration=False)
    assert _sum(found.of("scored.band")) == {"low": 3}
    assert _sum(found.of("scored.outcome")) == {"not_refer": 3}


def test_the_baselines_own_triage_says_where_triage_led():
    _filed(baseline_route="ended_low")
    found = figures.count("NL", SUMMER, demonstration=False)
    assert _sum(found.of("triaged.route")) == {"ended_low": 3}
    # The baseline would have ended them there: they are no scored cases of it.
    assert _sum(found.of("scored.band")) == {}


def test_editions_that_do_not_build_on_the_baseline_are_left_out():
    _filed(baseline_route="")
    found = figures.count("NL", SUMMER, demonstration=False)
    assert _sum(found.of("triaged.route")) == {}
    assert _sum(found.of("scored.band")) == {}
    assert sum(_sum(found.of("decided.verdict")).values()) == 3


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("diligence_score", "outcome"),
        ("diligence_score", "band"),
        ("diligence_appraisal", "outcome"),
        ("diligence_appraisal", "band"),
        ("diligence_decision", "target_band"),
        ("advisory_referral", "outcome"),
    ],
)
def test_the_collector_cannot_even_read_another_outcome(table: str, column: str):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege('portal_collector', %s, %s, 'SELECT')", [table, column]
        )
        assert cursor.fetchone() == (False,)


def test_no_statement_names_another_outcome():
    told = inspect.getsource(figures)
    assert not re.search(r"\b[asdr]\.(outcome|band|target_band)\b", told)


@pytest.mark.parametrize("indicator", ["RP-05", "RP-06"])
def test_the_definition_beside_the_figure_names_which_is_shown(indicator: str):
    assert "EU baseline" in BY_ID[indicator].definition.replace("\n", " ")
