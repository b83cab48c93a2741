"""The demonstration: made by the product's own actions, at realistic rates, blind to country."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any, Final

import pytest
from django.db import transaction

from advisory.actions import refer
from advisory.demo import story
from diligence.actions import score
from diligence.choices import AppraisalState, PartnershipState
from diligence.demo import filing
from diligence.demo.answers import REMARKABLE, TRIAGE_ONLY, draw_case, full_answers
from diligence.demo.partnerships import invent_partners
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import Appraisal, Partnership, Score
from portal import bells, clock, demo
from portal.actions import retention
from portal.enums import OrganisationKind, Role
from portal.models import Bell, LegalHold, Organisation, PersonRequest, User
from portal.queries import privacy as reading
from portal.tenancy import acting_for
from reporting.demo import biennium

WORK: Final = {"score": score.run, "refer": refer.bring, "tell": None, "render": None}
"""Mail and PDFs are the worker's own: here their bells fall silent."""


def answer_bells(_world: demo.World) -> None:
    """What the worker does, without a worker."""
    while waiting := list(Bell.objects.all()):
        for bell in waiting:
            work = WORK[bell.kind] or partial(bells.silence, bell.kind)
            # The demonstration's clock goes with the message, as it does to the worker.
            with clock.set_to(bell.rung_at), acting_for(bell.owner_id):
                work(bell.subject)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[demo.World]:
    """One small world for all tests of this file, rolled back after them."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        for room in (filing, story, biennium):
            patch.setattr(room, "await_worker", answer_bells)
        # The collector counts on a connection of its own, which sees nothing of this transaction.
        patch.setattr(biennium, "_collect", lambda world, office: None)
        yield demo.make(scale=0.02, progress=lambda done, total, what: None)
        transaction.set_rollback(True)


def rows(world: demo.World) -> list[Partnership]:
    found: list[Partnership] = []
    for organisation in world.organisations.values():
        with acting_for(organisation):
            found += Partnership.objects.all()
    return found


def test_the_world_is_made_once_and_says_so(world):
    assert demo.is_seeded()
    research = Organisation.objects.filter(kind=OrganisationKind.RESEARCH)
    by_state = Counter(research.values_list("country", flat=True))
    assert by_state == {"DE": 16, "PT": 11, "EE": 5}
    commissions = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)
    assert commissions.filter(demonstration=True).count() == 1
    # The baseline is published by the other one, which the demonstration's is no stand-in for.
    assert commissions.filter(demonstration=False).count() == 1
    assert all(research.values_list("demonstration", flat=True))
    assert all(User.objects.values_list("demonstration", flat=True))
    assert {login.email for login in demo.logins()} <= set(
        User.objects.values_list("email", flat=True)
    )


def test_most_end_at_triage_and_the_rest_went_the_whole_way(world):
    states = Counter(row.appraisal_state for row in rows(world))
    ended = states[AppraisalState.ENDED_LOW] + states[AppraisalState.OUT_OF_SCOPE]
    appraised = sum(states.values()) - states[""]
    assert ended / appraised > 0.5
    assert states[AppraisalState.SCORED] > 0
    assert states[AppraisalState.SUBMITTED] == 0
    assert {row.state for row in rows(world)} >= {PartnershipState.RUNNING, PartnershipState.ENDED}
    assert not Bell.objects.exists()


def test_every_outcome_was_scored_from_its_answers(world):
    for organisation in world.organisations.values():
        with acting_for(organisation):
            scored = Appraisal.objects.filter(state=AppraisalState.SCORED)
            stored = {(item.appraisal_id, item.submission): item for item in Score.objects.all()}
            for appraisal in scored:
                found = stored[appraisal.pk, appraisal.submission]
                assert found.outcome == appraisal.outcome
                assert score.replay(found) == found.document.encode()


def test_days_spread_over_two_years(world):
    days = [row.registered_at for row in rows(world)]
    assert min(days) >= world.start
    assert max(days) <= world.end
    assert (max(days) - min(days)).days > 500


def test_data_protection_has_begun_and_what_had_its_time_is_gone(world):
    name = "Rheinau University"
    steward = world.held_by(name, Role.STEWARD)
    with acting_for(world.organisations[name]):
        asked = PersonRequest.objects.order_by("received_on")
        assert [row.state for row in asked] == ["closed", "open", "open"]
        assert [row.due_on < clock.today() for row in asked] == [True, False, False]
        assert LegalHold.objects.count() == 1
        found = reading.ready(retention.preview(0, by=steward))
    assert (found.count, found.late) == (0, False)


def test_kind_of_case_is_drawn_without_knowing_the_country(world):
    """The same draws with other partners give the same cases and the same answers."""
    questionnaire = packaged("eu-baseline")
    first, second = demo.random.Random(7), demo.random.Random(7)
    for _ in range(50):
        case, again = draw_case(first), draw_case(second)
        assert case["id"] == again["id"]
        told = full_answers(first, questionnaire, case)
        assert told == full_answers(second, questionnaire, again)
        assert told["B2"] == worked_cases("eu-baseline")["assumed"]["B2"]


def test_outcomes_do_not_depend_on_the_partners_country(world):
    """Replaying every score with all partners moved to one country changes no byte of it."""
    for organisation in world.organisations.values():
        with acting_for(organisation):
            for stored in Score.objects.all():
                moved = score.json.loads(stored.answers) | {"B2": ["XX"], "B1": ["Somebody else"]}
                version = stored.appraisal.version
                again = score.calculate(score.questionnaires.definition(version), moved)
                assert again.document == stored.document


def test_organisations_are_as_many_and_as_large_as_a_country_has():
    countries = Counter(cast.country for cast in demo.ORGANISATIONS)
    for found, least in zip(sorted(countries.values(), reverse=True), (15, 10, 4), strict=True):
        assert found >= least
    assert max(cast.partnerships for cast in demo.ORGANISATIONS) > 1500


def test_about_four_in_a_hundred_are_drawn_to_be_referred():
    referred = (1 - TRIAGE_ONLY) * {kind: share for share, kind in REMARKABLE}["refer"]
    assert 0.03 <= referred <= 0.05


def test_partners_come_from_all_continents_and_exist_nowhere():
    partners = invent_partners(demo.random.Random(1), 120)
    assert len({partner.country for partner in partners}) > 30
    assert len({partner.name for partner in partners}) == 120
    kinds = {
        country: {partner.kind for partner in group}
        for country, group in groupby(
            sorted(partners, key=lambda partner: partner.country),
            key=lambda partner: partner.country,
        )
    }
    assert any(len(found) > 2 for found in kinds.values())
