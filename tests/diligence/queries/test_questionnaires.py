"""Which questionnaire is in force, and what its editions say."""

import pytest

from diligence.exchange.packaged import packaged
from diligence.queries import questionnaires
from diligence.queries.questionnaires import (
    BASELINE,
    AlteredError,
    NoQuestionnaireError,
    current_version,
    definition,
    read_again,
    with_digest,
)
from portal.tenancy import acting_for
from tests.factories import levels

pytestmark = pytest.mark.django_db


def test_the_baseline_is_in_force_for_everybody(baseline, ines, otto, acting_as):
    for member in (ines, otto):
        acting_as(member)
        assert current_version() == baseline


def test_the_heavy_document_is_not_read_with_the_version(baseline):
    assert current_version(BASELINE).get_deferred_fields() == {"document", "cases"}


def test_without_a_questionnaire_it_says_what_to_do(university_a):
    with pytest.raises(NoQuestionnaireError, match="load_questionnaire"):
        current_version(BASELINE)
    with acting_for(university_a), pytest.raises(NoQuestionnaireError, match="load_questionnaire"):
        current_version()


def test_an_edition_for_one_member_state_is_read_there_only(ministry, university_a, university_b):
    version = levels.national(ministry, levels.composed())
    with acting_for(university_a):
        assert current_version() == version
    with acting_for(university_b), pytest.raises(NoQuestionnaireError):
        current_version()


def test_a_definition_is_read_once_a_process(baseline, django_assert_num_queries):
    questionnaires._known.clear()
    version = current_version(BASELINE)
    with django_assert_num_queries(1):
        first = definition(version)
    with django_assert_num_queries(0):
        assert definition(version) is first
    assert first == packaged("eu-baseline")


def test_an_edition_is_found_by_its_digest(baseline):
    assert with_digest(baseline.digest) == baseline
    with pytest.raises(NoQuestionnaireError, match="f00"):
        with_digest("f00")


def test_altered_bytes_are_noticed(baseline):
    version = with_digest(baseline.digest)
    version.document = version.document.replace("2026", "2027")
    with pytest.raises(AlteredError, match="digest differs"):
        read_again(version)
