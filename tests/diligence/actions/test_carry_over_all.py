"""Moving all open appraisals: each by itself, watched, stopped, killed, and never twice."""

from io import StringIO

import pytest
from django.core.management import call_command

from diligence.actions import appraise, carry_over, colleague
from diligence.choices import WorkState
from diligence.models import Appraisal, CarryOver, CarryReport
from diligence.queries import carry_over as queries
from diligence.tasks import move_appraisals
from portal import bells
from portal.authority import Refused
from portal.enums import OrganisationKind, Role
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnershipFactory, limited_to
from tests.factories.appraisals import answered, submitted
from tests.factories.colleagues import asked
from tests.factories.editions import published, with_question

pytestmark = pytest.mark.django_db

CHANGED = with_question("A4", text="Asked in other words?")


@pytest.fixture
def by(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        yield ines.actor


@pytest.fixture
def steward(by, stella):
    return stella.actor


def begun(by, count=3):
    return [appraise.start(PartnershipFactory().pk, by=by) for _n in range(count)]


def work(run) -> CarryOver:
    """As the worker does, until nothing is left."""
    while carry_over.step(run.pk):
        pass
    run.refresh_from_db()
    return run


def test_all_that_are_open_move(by, steward, commission):
    open_ = [*begun(by, 2), answered(by)]
    done = submitted(by)
    version = published(commission, CHANGED)
    run = carry_over.start(by=steward, version_id=version.pk)
    assert (run.state, run.total) == (WorkState.WAITING, 3)
    assert bells.of("carry_over", run.pk) is not None
    work(run)
    assert (run.state, run.done, run.refused) == (WorkState.DONE, 3, [])
    assert bells.of("carry_over", run.pk) is None
    moved = set(Appraisal.objects.filter(version=version).values_list("pk", flat=True))
    assert moved == {row.pk for row in open_}
    assert Appraisal.objects.get(pk=done.pk).version != version
    assert {report.carry_over_id for report in CarryReport.objects.all()} == {run.pk}
    finished = AuditEvent.objects.get(event="carry_over.finished")
    assert finished.detail == {"moved": 3, "refused": 0}


def test_what_cannot_move_is_listed_with_its_reason(by, steward, commission):
    _first, second, _third = begun(by, 3)
    asks = answered(by)
    asked(asks, by)
    version = published(commission, CHANGED)
    run = carry_over.start(by=steward, version_id=version.pk)
    appraise.withdraw(second.pk, by=by, because="No longer planned.")
    work(run)
    assert (run.state, run.done, run.total) == (WorkState.DONE, 4, 4)
    because = {item["appraisal"]: item["because"] for item in run.refused}
    assert set(because) == {str(second.pk), str(asks.pk)}
    assert "not being answered" in because[str(second.pk)]
    assert "is asked about question A4" in because[str(asks.pk)]
    told = queries.refused_in(steward, run)
    assert {item["appraisal"].pk for item in told} == {second.pk, asks.pk}
    assert Appraisal.objects.filter(version=version).count() == 2
    colleague.revoke(asks.colleague_requests.get().pk, by=by)
    again = work(carry_over.start(by=steward, version_id=version.pk))
    assert (again.total, again.refused) == (1, [])


def test_one_run_at_a_time_and_only_when_there_is_something_to_do(by, steward, commission):
    old = queries.edition_in_force()
    begun(by, 1)
    with pytest.raises(Refused, match="nothing to do"):
        carry_over.start(by=steward, version_id=old.pk)
    version = published(commission, CHANGED)
    with pytest.raises(Refused, match="meanwhile"):
        carry_over.start(by=steward, version_id=old.pk)
    carry_over.start(by=steward, version_id=version.pk)
    with pytest.raises(Refused, match="being moved already"):
        carry_over.start(by=steward, version_id=version.pk)


def test_stopping_keeps_what_moved(by, steward, commission):
    begun(by, 3)
    version = published(commission, CHANGED)
    run = carry_over.start(by=steward, version_id=version.pk)
    carry_over.step(run.pk)
    carry_over.cancel(run.pk, by=steward)
    assert not carry_over.step(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (WorkState.CANCELLED, 1)
    assert bells.of("carry_over", run.pk) is None
    assert Appraisal.objects.filter(version=version).count() == 1
    with pytest.raises(Refused, match="ended already"):
        carry_over.cancel(run.pk, by=steward)
    rest = work(carry_over.start(by=steward, version_id=version.pk))
    assert rest.total == 2
    assert Appraisal.objects.filter(version=version).count() == 3


def test_who_may_not(by, dora, steward, otto, commission):
    begun(by, 1)
    version = published(commission, CHANGED)
    for actor in (by, dora.actor):
        with pytest.raises(Refused, match="role"):
            carry_over.start(by=actor, version_id=version.pk)
    run = carry_over.start(by=steward, version_id=version.pk)
    with pytest.raises(CarryOver.DoesNotExist):
        carry_over.cancel(run.pk, by=by)
    with acting_for(otto.organisation), pytest.raises(CarryOver.DoesNotExist):
        carry_over.cancel(run.pk, by=otto.actor)


def test_it_ends_when_whoever_asked_for_it_may_no_longer(by, stella, commission):
    begun(by, 1)
    version = published(commission, CHANGED)
    run = carry_over.start(by=stella.actor, version_id=version.pk)
    stella.membership.roles = [Role.OFFICER]
    stella.membership.save()
    assert not carry_over.step(run.pk)
    run.refresh_from_db()
    assert run.state == WorkState.FAILED
    assert not CarryReport.objects.exists()


def test_a_steward_of_some_units_moves_and_sees_those(by, stella, commission):
    unit = Unit.objects.create(name="Physics")
    mine = appraise.start(PartnershipFactory(unit=unit).pk, by=by)
    begun(by, 1)
    version = published(commission, CHANGED)
    every = work(carry_over.start(by=stella.actor, version_id=version.pk))
    limited = limited_to(stella, unit)
    assert queries.reports_in(stella.actor, every).count() == 2
    assert [each.appraisal_id for each in queries.reports_in(limited, every)] == [mine.pk]
    newest = published(commission, CHANGED, edition="3.0")
    run = work(carry_over.start(by=limited, version_id=newest.pk))
    assert run.total == 1
    assert [row.pk for row in Appraisal.objects.filter(version=newest)] == [mine.pk]


@pytest.mark.parametrize("appraisals", [2, 12])
def test_each_takes_as_many_statements_however_many_there_are(
    by, steward, commission, appraisals, django_assert_max_num_queries
):
    begun(by, appraisals)
    version = published(commission, CHANGED)
    run = carry_over.start(by=steward, version_id=version.pk)
    carry_over.step(run.pk)
    with django_assert_max_num_queries(26):
        carry_over.step(run.pk)


# --- Killed -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_between_leaves_whole_appraisals(monkeypatch):
    """Killed after an appraisal moved and before the run says so: neither is stored."""
    call_command("load_questionnaire", stdout=StringIO())
    house = cast.organisation("University A")
    commission = cast.organisation("Commission", country="", kind=OrganisationKind.COMMISSION)
    stella = cast.member(house, "Stella Steward", Role.STEWARD)
    ines = cast.member(house, "Ines Officer", Role.OFFICER)
    with acting_for(house, user=ines.user.pk):
        rows = begun(ines.actor, 3)
    version = published(commission, CHANGED)
    with acting_for(house, user=stella.user.pk):
        run = carry_over.start(by=stella.actor, version_id=version.pk)

    class Killed(BaseException):
        pass

    moves, real = [], bells.under_way

    def dies(*args, **options):
        moves.append(args)
        if len(moves) == 2:
            raise Killed
        real(*args, **options)

    monkeypatch.setattr(carry_over.bells, "under_way", dies)
    with pytest.raises(Killed):
        carry_over.run(run.pk, house.pk)
    with acting_for(house):
        run.refresh_from_db()
        assert (run.state, run.done) == (WorkState.RUNNING, 1)
        assert CarryReport.objects.count() == 1
        assert bells.of("carry_over", run.pk) is not None
    move_appraisals(str(run.pk), str(house.pk))
    with acting_for(house):
        run.refresh_from_db()
        assert (run.state, run.done, run.refused) == (WorkState.DONE, 3, [])
        reports = CarryReport.objects.values_list("appraisal", flat=True)
        assert sorted(reports) == sorted(row.pk for row in rows)
