"""Who is away and who stands in: units pass for the time, permissions never grow."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal import acting, clock
from portal.acting import StandIn, widened
from portal.actions import absences, members
from portal.authority import Refused
from portal.enums import OrganisationKind, Role, permissions_of
from portal.models import Absence
from portal.models.audit import AuditEvent
from portal.tenancy import acting_for
from tests import cast
from tests.factories import PartnershipFactory, UnitFactory, limited_to

UNITS = "ABCD"


def days(first=0, last=10):
    today = clock.today()
    return {"from_on": today + timedelta(days=first), "until_on": today + timedelta(days=last)}


def loaded(who):
    with acting_for(who.organisation):
        found = acting.load(who.membership.pk, who.user)
    assert found is not None
    return found


@pytest.fixture
def nora(university_a, db):
    """A second officer."""
    return cast.member(university_a, "Nora Officer", Role.OFFICER)


@pytest.fixture
def chemistry(university_a, nora, ines):
    """Ines works for chemistry and Nora for physics."""
    with acting_for(university_a):
        rows = [UnitFactory(name="Chemistry"), UnitFactory(name="Physics")]
    limited_to(ines, rows[0])
    limited_to(nora, rows[1])
    return rows


def arranged(who, delegate, by=None, **when):
    with acting_for(who.organisation):
        return absences.arrange(
            who.membership.pk,
            delegate_id=delegate.membership.pk,
            by=(by or who).actor,
            **(when or days()),
        )


def refused(who, delegate, field, by=None, **when):
    with pytest.raises(ValidationError) as told:
        arranged(who, delegate, by, **when)
    assert list(told.value.message_dict) == [field]
    return told.value.message_dict[field][0]


def test_units_pass_for_the_time_and_come_back_by_themselves(ines, nora, chemistry):
    before = loaded(nora)
    arranged(ines, nora)
    meanwhile = loaded(nora)
    assert meanwhile.actor.unit_ids == {unit.pk for unit in chemistry}
    assert meanwhile.own_unit_ids == before.actor.unit_ids == {chemistry[1].pk}
    assert meanwhile.actor.permissions == before.actor.permissions
    assert [absent.name for absent in meanwhile.stands_in_for] == ["Ines Officer"]
    with clock.set_to(clock.now() + timedelta(days=11)):
        assert loaded(nora).actor == before.actor
    assert loaded(ines).actor.unit_ids == {chemistry[0].pk}


def test_it_begins_on_its_first_day(ines, nora, chemistry):
    arranged(ines, nora, **days(2, 3))
    assert loaded(nora).actor.unit_ids == {chemistry[1].pk}
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert len(loaded(nora).actor.unit_ids) == 2


def test_it_can_be_ended_early(ines, nora, stella, chemistry):
    row = arranged(ines, nora)
    with acting_for(ines.organisation):
        with pytest.raises(Refused):
            absences.end(row.pk, by=nora.actor)
        absences.end(row.pk, by=stella.actor)
    assert loaded(nora).actor.unit_ids == {chemistry[1].pk}


def test_who_works_for_the_whole_organisation_hands_all_of_it_on(ines, nora, university_a):
    with acting_for(university_a):
        unit = UnitFactory()
    limited_to(nora, unit)
    arranged(ines, nora)
    assert loaded(nora).actor.unit_ids is None


def test_the_record_shows_who_really_did_it(ines, nora, chemistry, university_a):
    arranged(ines, nora)
    with acting_for(university_a):
        row = PartnershipFactory(unit=chemistry[0])
    browser = Client()
    browser.force_login(nora.user)
    answer = browser.post(f"/partnerships/{row.pk}/discard/")
    assert answer.status_code == 302
    with acting_for(university_a):
        event = AuditEvent.objects.get(event="partnership.discarded")
    assert (event.by, event.user_id) == ("Nora Officer", nora.user.pk)


def test_nobody_stands_in_for_themselves(ines):
    assert "themselves" in refused(ines, ines, "delegate")


def test_roles_dont_pass(ines, dora, stella):
    assert "Decider" in refused(dora, ines, "delegate")
    assert "Research officer" in refused(ines, stella, "delegate")


def test_more_roles_dont_reach_into_units_of_others(ines, chemistry, university_a):
    both = cast.member(university_a, "Bea Both", Role.OFFICER, Role.DECIDER)
    limited_to(both, chemistry[1])
    assert "Decider as well" in refused(ines, both, "delegate")


def test_a_role_given_meanwhile_takes_the_units_away_again(ines, nora, stella, chemistry):
    arranged(ines, nora)
    with acting_for(ines.organisation):
        members.change(
            nora.membership.pk,
            by=stella.actor,
            roles=[Role.OFFICER, Role.DECIDER],
            unit_ids=[chemistry[1].pk],
        )
    assert loaded(nora).actor.unit_ids == {chemistry[1].pk}


def test_there_are_no_chains_and_no_loops(ines, nora, university_a):
    third = cast.member(university_a, "Theo Officer", Role.OFFICER)
    arranged(ines, nora)
    assert "is away as well" in refused(third, ines, "delegate")
    assert "handed on twice" in refused(nora, third, "from_on")
    assert "is away as well" in refused(nora, ines, "delegate")
    assert "already" in refused(ines, third, "from_on")
    arranged(nora, third, **days(11, 12))


@pytest.mark.parametrize(
    ("first", "last"),
    [(3, 2), (-9, -1), (0, 400)],
)
def test_days_have_to_make_sense(ines, nora, first, last):
    refused(ines, nora, "until_on", **days(first, last))


def test_only_oneself_or_a_steward(ines, nora, stella, otto, university_a):
    third = cast.member(university_a, "Theo Officer", Role.OFFICER)
    with pytest.raises(Refused):
        arranged(ines, nora, by=third)
    arranged(ines, nora, by=stella)
    with acting_for(university_a):
        assert Absence.objects.get().created_by == "Stella Steward"
    with pytest.raises(Http404):
        _across(otto, ines)


def _across(stranger, delegate):
    with acting_for(delegate.organisation):
        absences.arrange(
            stranger.membership.pk,
            delegate_id=delegate.membership.pk,
            by=delegate.actor,
            **days(),
        )


def test_a_stranger_cannot_stand_in(ines, otto):
    with acting_for(ines.organisation), pytest.raises(ValidationError):
        absences.arrange(
            ines.membership.pk, delegate_id=otto.membership.pk, by=ines.actor, **days()
        )


def test_with_a_membership_end_its_absences(ines, nora, stella, chemistry):
    arranged(ines, nora)
    with acting_for(ines.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    assert loaded(nora).actor.unit_ids == {chemistry[1].pk}
    assert loaded(nora).stands_in_for == ()


roles = st.frozensets(st.sampled_from([Role.OFFICER, Role.DECIDER, Role.STEWARD]), min_size=1)
units = st.none() | st.frozensets(st.sampled_from(UNITS), min_size=1)
people = st.lists(st.tuples(roles, units), max_size=4)


def powers(of, where):
    """Every (permission, unit) somebody has of what belongs to units."""
    working = of - {Role.STEWARD}
    granted = permissions_of(OrganisationKind.RESEARCH, working)
    return {(what, unit) for what in granted for unit in (UNITS if where is None else where)}


@given(roles, units, people)
def test_permissions_never_grow(own_roles, own_units, others):
    """What can be done meanwhile, one of the people could do before."""
    absent = [StandIn("X", date.max, frozenset(r), u) for r, u in others]
    now = powers(own_roles, widened(own_units, own_roles, absent))
    before = powers(own_roles, own_units).union(*(powers(r, u) for r, u in others))
    assert now <= before
    assert powers(own_roles, own_units) <= now


def test_the_pages(ines, nora, stella, browse):
    page = browse(ines).post(
        "/you/absence/",
        {"delegate": str(nora.membership.pk), **{k: v.isoformat() for k, v in days().items()}},
        follow=True,
    )
    assert "Nora Officer stands in." in page.content.decode()
    listed = browse(stella).get("/members/").content.decode()
    assert "Nora Officer stands in" in listed
    mine = browse(nora).get("/you/absence/").content.decode()
    assert "For Ines Officer until" in mine
    wrong = browse(ines).post("/you/absence/", {"delegate": str(nora.membership.pk)})
    assert wrong.status_code == 200
    assert "First day" in wrong.content.decode()
    with acting_for(ines.organisation):
        row = Absence.objects.get()
    assert browse(nora).post(f"/absences/{row.pk}/end/").status_code == 403
    assert browse(ines).post(f"/absences/{row.pk}/end/", follow=True).status_code == 200
    with acting_for(ines.organisation):
        assert Absence.objects.get().ended_at is not None


def test_hubs_have_no_units_to_hand_on(ada, browse):
    assert browse(ada).get("/you/absence/").status_code == 404
