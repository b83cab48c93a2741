"""The backlog as the database sorts it, page by page, narrowed and counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diligence.actions import appraise, grid
from diligence.actions.answer import Save
from diligence.choices import PartnershipState
from diligence.domain.backlog import ordered
from diligence.models import Appraisal, ImportBatch, ImportRow, Partnership
from diligence.queries import backlog
from diligence.queries.backlog import Wanted, waiting_of
from portal import clock
from tests.factories import PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acting(acting_as, ines, baseline):
    acting_as(ines)


def on(days: int | None):
    return None if days is None else clock.today() + timedelta(days=days)


def listed(ines, **wanted) -> list[str]:
    page = backlog.page(ines.actor, Wanted(**wanted), clock.today())
    return [row.title for row in page.rows]


DAYS = st.one_of(st.none(), st.integers(-90, 90))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(DAYS, st.integers(0, 60), st.booleans()), min_size=1, max_size=8))
def test_the_database_sorts_as_the_domain_does(ines, drawn):
    Partnership.objects.all().delete()
    for starts, lasts, area in drawn:
        ends = None if starts is None or lasts < 20 else on(starts + lasts)
        areas = ["ai"] if area else []
        PartnershipFactory(starts_on=on(starts), ends_on=ends, technology_areas=areas)
    found = list(backlog.matching(ines.actor, Wanted(), clock.today()))
    wanted = ordered(map(waiting_of, Partnership.objects.all()), clock.today())
    assert [str(row.pk) for row in found] == [row.id for row in wanted]


def test_pages_begin_behind_a_row_whatever_was_finished_meanwhile(ines):
    rows = [PartnershipFactory(title=f"{n}", starts_on=on(n)) for n in range(7)]
    first = backlog.page(ines.actor, Wanted(per_page=3), clock.today())
    assert [row.title for row in first.rows] == ["0", "1", "2"]
    assert (first.before, first.after) == (None, rows[2].pk)
    Partnership.objects.filter(pk__in=[rows[0].pk, rows[2].pk]).update(appraisal_state="ended_low")
    second = backlog.page(ines.actor, Wanted(per_page=3, after=first.after), clock.today())
    assert [row.title for row in second.rows] == ["3", "4", "5"]
    back = backlog.page(ines.actor, Wanted(per_page=3, before=second.before), clock.today())
    assert [row.title for row in back.rows] == ["1"]
    assert (back.before, back.after) == (None, rows[1].pk)
    last = backlog.page(ines.actor, Wanted(per_page=3, after=second.after), clock.today())
    assert ([row.title for row in last.rows], last.after) == (["6"], None)


def test_only_what_waits_for_its_triage_is_there(ines):
    PartnershipFactory(title="new")
    PartnershipFactory(title="ended", state=PartnershipState.ENDED)
    PartnershipFactory(title="discarded", discarded_at=clock.now())
    for state in ("ended_low", "answering", "scored", "withdrawn"):
        PartnershipFactory(title=state, appraisal_state=state)
    begun = PartnershipFactory(title="begun")
    appraise.start(begun.pk, by=ines.actor)
    assert sorted(listed(ines)) == ["begun", "new"]
    assert backlog.standing(ines.actor, clock.today()) == backlog.Standing(2, 6, 0)


def test_a_member_limited_to_units_sees_theirs_only(ines):
    unit = UnitFactory()
    PartnershipFactory(title="theirs", unit=unit)
    PartnershipFactory(title="another's", unit=UnitFactory())
    PartnershipFactory(title="nobody's")
    actor = limited_to(ines, unit)
    page = backlog.page(actor, Wanted(), clock.today())
    assert [row.title for row in page.rows] == ["theirs"]
    assert backlog.standing(actor, clock.today()).left == 1


def test_it_is_narrowed_by_what_the_register_knows(ines):
    unit = UnitFactory()
    PartnershipFactory(title="old", starts_on=on(-3), technology_areas=["ai"], unit=unit)
    PartnershipFactory(title="near", starts_on=on(20), search_text="sakura institute")
    PartnershipFactory(title="undated")
    assert listed(ines, starts="started") == ["old"]
    assert listed(ines, starts="30") == ["near"]
    assert listed(ines, starts="none") == ["undated"]
    assert listed(ines, area="ai") == ["old"]
    assert sorted(listed(ines, area="none")) == ["near", "undated"]
    assert listed(ines, unit=unit.pk) == ["old"]
    assert listed(ines, q="Sakura") == ["near"]


def test_it_is_narrowed_to_one_import(ines):
    row = PartnershipFactory(title="imported")
    PartnershipFactory(title="typed")
    batch = ImportBatch.objects.create(
        name="list.xlsx", format="xlsx", digest="0" * 64, uploaded_by="Ines"
    )
    ImportRow.objects.create(batch=batch, number=2, partnership=row)
    assert listed(ines, batch=batch.pk) == ["imported"]


def test_imports_of_colleagues_are_not_named_to_who_keeps_to_a_unit(ines):
    told = {"format": "xlsx", "digest": "0" * 64, "uploaded_by": "Ines", "finished_at": clock.now()}
    ImportBatch.objects.create(name="theirs.xlsx", **told)
    mine = ImportBatch.objects.create(name="mine.xlsx", user_id=ines.actor.user_id, **told)
    assert len(backlog.batches(ines.actor)) == 2
    limited = replace(ines.actor, unit_ids=frozenset({UnitFactory().pk}))
    assert backlog.batches(limited) == [mine]


def test_what_was_finished_today_is_counted_and_what_was_taken_back_is_not(ines):
    row = PartnershipFactory()
    saves = {f"T{n}": Save("yes" if n == 1 else "no") for n in range(1, 11)}
    grid.save_row(row.pk, by=ines.actor, saves=saves, finish=True)
    today = clock.today()
    assert backlog.standing(ines.actor, today) == backlog.Standing(0, 1, 1)
    assert [found.partnership_id for found in backlog.finished_on(ines.actor, today)] == [row.pk]
    grid.take_back(row.pk, by=ines.actor)
    assert backlog.standing(ines.actor, today) == backlog.Standing(1, 1, 0)


def test_the_pace_is_the_organisations_and_names_nobody(ines):
    moment = clock.now()
    for index in range(7):
        row = PartnershipFactory(appraisal_state="ended_low")
        begun = appraise.start(row.pk, by=ines.actor)
        Appraisal.objects.filter(pk=begun.pk).update(
            state="ended_low", triaged_at=moment - timedelta(seconds=24 * index)
        )
    assert backlog.typical_seconds() == 25
