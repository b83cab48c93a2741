"""The calendar of due dates: what programs read at its address, and when it closes."""

from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from diligence.actions import calendar
from portal import clock
from portal.actions import members
from portal.authority import Refused
from portal.models import Organisation
from portal.models.audit import AuditEvent
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db


def day(count=0):
    return clock.today() + timedelta(days=count)


def opened(who):
    with acting_for(who.organisation):
        return calendar.open_address(by=who.actor)


def read(link, client=None):
    path = "/" + link.url.split("/", 3)[3]
    return (client or Client()).get(path)


def events(link):
    answer = read(link)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    assert found.errors == []
    return list(found.walk("VEVENT"))


@pytest.fixture
def row(ines):
    with acting_for(ines.organisation):
        return PartnershipFactory(
            title="Quantum, sensing; and\nmore" + "ü" * 60,
            reference="ZR-77",
            starts_on=day(7),
            partners=[PartnerFactory(name="Zorvath Institute")],
        )


def test_a_day_has_a_kind_and_a_code_and_nothing_else(ines, row):
    link = opened(ines)
    (event,) = events(link)
    assert event["DTSTART"].dt == day(7)
    assert event["DTEND"].dt == day(8)
    assert event["SUMMARY"] == f"Start of a partnership that isn't appraised · {row.code}"
    assert event["URL"].endswith(f"/partnerships/{row.pk}/")
    text = read(link).content.decode()
    for secret in ("Quantum", "Zorvath", "ZR-77", "Tsukuba", "Lindqvist", ines.user.name):
        assert secret not in text


def test_it_is_well_formed_and_stays_the_same_entry(ines, row):
    link = opened(ines)
    content = read(link).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for name in (b"VERSION:2.0", b"PRODID:", b"UID:", b"DTSTAMP:"):
        assert name in content
    before = events(link)[0]["UID"]
    with acting_for(ines.organisation):
        row.starts_on = day(9)
        row.save(update_fields=["starts_on"])
    (event,) = events(link)
    assert (event["UID"], event["DTSTART"].dt) == (before, day(9))


def test_an_empty_calendar_can_be_read(ines):
    assert events(opened(ines)) == []


def test_it_is_stored_nowhere_on_the_way_and_makes_no_session(ines, row):
    answer = read(opened(ines))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies


def test_a_new_address_closes_the_earlier_one(ines):
    first, second = opened(ines), opened(ines)
    assert (read(first).status_code, read(second).status_code) == (410, 200)
    with acting_for(ines.organisation):
        calendar.close_address(by=ines.actor)
        told = list(AuditEvent.objects.order_by("id").values_list("event", flat=True))
    assert read(second).status_code == 410
    assert told == ["calendar.opened", "calendar.opened", "calendar.closed"]


def test_it_lapses_after_a_year(ines):
    link = opened(ines)
    with clock.set_to(clock.now() + timedelta(days=364)):
        assert read(link).status_code == 200
    with clock.set_to(clock.now() + timedelta(days=366)):
        assert read(link).status_code == 410


def test_who_left_reads_nothing_more(ines, stella, row):
    link = opened(ines)
    with acting_for(ines.organisation):
        members.end(ines.membership.pk, by=stella.actor)
    answer = read(link)
    assert answer.status_code == 410
    assert row.code not in answer.content.decode()
    with acting_for(ines.organisation):
        members.resume(ines.membership.pk, by=stella.actor)
    assert read(link).status_code == 410, "who comes back makes an address anew"


def test_a_suspended_organisation_closes_it(ines, row):
    link = opened(ines)
    with acting_for(ines.organisation):
        Organisation.objects.filter(pk=ines.organisation.pk).update(active=False)
    assert read(link).status_code == 410


def test_units_limit_it(ines, row):
    with acting_for(ines.organisation):
        here = UnitFactory()
        shown = PartnershipFactory(starts_on=day(3), unit=here)
    limited_to(ines, here)
    (event,) = events(opened(ines))
    assert shown.code in event["SUMMARY"]


def test_who_is_signed_in_elsewhere_changes_nothing(ines, otto, row, browse):
    link = opened(ines)
    answer = read(link, browse(otto))
    assert row.code in answer.content.decode()
    with acting_for(otto.organisation):
        other = PartnershipFactory(starts_on=day(1))
    assert other.code not in read(link, browse(otto)).content.decode()


def test_no_other_link_opens_it(ines):
    assert Client().get("/calendar/calendar_forged.ics").status_code == 410


def test_stewards_have_nothing_due(stella):
    with acting_for(stella.organisation), pytest.raises(Refused):
        calendar.open_address(by=stella.actor)
