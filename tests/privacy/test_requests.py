"""Requests of people: recorded, due in a month, answered; copies made by the worker and fetched."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import register
from portal import bells, clock
from portal.actions import person_export, person_requests
from portal.authority import Refused
from portal.enums import Role
from portal.models import AuditEvent, KnownDevice, Membership, PersonRequest
from portal.privacy.retention import later
from portal.queries import privacy as reading
from portal.tasks_privacy import make_export
from portal.tenancy import acting_for
from tests.factories.register import PartnershipFactory
from tests.portal.doors.conftest import change_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = settings.STORAGES | {"files": files}


def made(row: PersonRequest, who) -> PersonRequest:
    make_export(str(row.pk), str(who.organisation.pk))
    with acting_for(who.organisation):
        row.refresh_from_db()
    return row


def unpacked(data: bytes):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert sorted(packed.namelist()) == ["data.json", "read-me.html"]
        return json.loads(packed.read("data.json")), packed.read("read-me.html").decode()


def worked(ines):
    row = PartnershipFactory(title="Coastal sensing", responsible="Ines Officer")
    register.discard(row.pk, by=ines.actor)
    KnownDevice.objects.create(
        user=ines.user,
        digest="q" * 64,
        label="Firefox on Linux",
        first_on=clock.today(),
        last_on=clock.today(),
    )


def test_ones_own_copy_holds_everything_and_is_ones_own_alone(ines, stella):
    with acting_for(ines.organisation):
        worked(ines)
        row = person_requests.ask_for_own(ines.user, by=ines.actor)
        assert (row.state, row.due_on) == ("making", later(clock.today(), 1))
        with pytest.raises(Refused, match="already"):
            person_requests.ask_for_own(ines.user, by=ines.actor)
    row = made(row, ines)
    assert row.state == "ready"
    assert bells.of(person_requests.BELL, row.pk) is None
    with acting_for(ines.organisation):
        _row, data = person_export.fetch(row.pk, by=ines.actor, own=True)
        told, page = unpacked(data)
        assert told["account"]["email"] == ines.user.email
        assert told["account"]["devices"][0]["label"] == "Firefox on Linux"
        assert {part["what"] for part in told["rows"]} >= {
            "Responsible for a partnership",
            "Registered a partnership",
            "Changed a partnership",
        }
        assert any(event["event"] == "partnership.discarded" for event in told["record"])
        assert "Ines Officer" in page
        assert "<script" not in page
        with pytest.raises(Refused, match="alone"):
            person_export.fetch(row.pk, by=stella.actor, own=False)
        with pytest.raises(PersonRequest.DoesNotExist):
            person_export.fetch(row.pk, by=stella.actor, own=True)
        assert AuditEvent.objects.filter(event="person.copy_fetched").count() == 1


def test_a_stewards_copy_of_a_member_holds_neither_devices_nor_steps(ines, stella):
    with acting_for(stella.organisation):
        worked(ines)
        row = person_requests.record(
            by=stella.actor,
            kind="access",
            person="Ines",
            email=ines.user.email,
            received_on=clock.today(),
        )
        person_requests.make_copy(row.pk, by=stella.actor)
    row = made(row, stella)
    with acting_for(stella.organisation):
        told, _page = unpacked(person_export.fetch(row.pk, by=stella.actor, own=False)[1])
        assert "record" not in told
        assert not {"devices", "sessions", "last_signed_in"} & set(told["account"])


def test_somebody_without_an_account_is_found_by_what_rows_call_them(stella, otto):
    with acting_for(otto.organisation):
        PartnershipFactory(responsible="Vera Lindqvist")
    with acting_for(stella.organisation):
        mine = PartnershipFactory(responsible="Vera Lindqvist", benefit="Led by Vera Lindqvist.")
        row = person_requests.record(
            by=stella.actor,
            kind="access",
            person="Vera Lindqvist",
            email="",
            received_on=clock.today() - timedelta(days=3),
        )
        person_requests.make_copy(row.pk, by=stella.actor)
    row = made(row, stella)
    with acting_for(stella.organisation):
        told, _page = unpacked(person_export.fetch(row.pk, by=stella.actor, own=False)[1])
    found = {part["what"]: [each["id"] for each in part["rows"]] for part in told["rows"]}
    assert found == {
        "Responsible for a partnership": [str(mine.pk)],
        "Asked about their own data": [str(row.pk)],
    }
    assert told["account"] is None
    places = {(each["table"], each["column"]): each["rows"] for each in told["mentioned"]}
    assert places["diligence.Partnership", "benefit"] == [str(mine.pk)]


def test_a_request_is_due_in_a_month_and_closed_with_an_answer(stella, ines):
    with acting_for(stella.organisation):
        row = person_requests.record(
            by=stella.actor,
            kind="erasure",
            person="Somebody",
            email="",
            received_on=clock.today(),
        )
        assert list(reading.open_requests()) == [row]
        with pytest.raises(ValidationError, match="answered"):
            person_requests.close(row.pk, by=stella.actor, outcome=" ")
        with pytest.raises(Refused, match="role"):
            person_requests.close(row.pk, by=ines.actor, outcome="x")
        with pytest.raises(Refused, match="ask for one"):
            person_requests.make_copy(row.pk, by=stella.actor)
        person_requests.close(row.pk, by=stella.actor, outcome="Nothing is held.")
        with pytest.raises(Refused, match="already"):
            person_requests.close(row.pk, by=stella.actor, outcome="Again")
        assert not reading.open_requests()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"person": "  "}, "person"), ({"received_on": None}, "received_on")],
)
def test_what_is_wrong_with_a_request_is_said_at_its_field(stella, change, field):
    tomorrow = clock.today() + timedelta(days=1)
    values = {"person": "Somebody", "received_on": clock.today()} | {
        name: value or (tomorrow if name == "received_on" else value)
        for name, value in change.items()
    }
    with acting_for(stella.organisation), pytest.raises(ValidationError) as problem:
        person_requests.record(by=stella.actor, kind="access", email="", **values)
    assert field in problem.value.message_dict


def test_making_it_twice_makes_it_once(ines):
    with acting_for(ines.organisation):
        row = person_requests.ask_for_own(ines.user, by=ines.actor)
    assert person_export.make(row.pk, ines.organisation.pk)
    assert not person_export.make(row.pk, ines.organisation.pk)


def known_elsewhere(client, ines, university_b):
    """Ines is a member of University B too, and came by University A's own sign-in."""
    with acting_for(university_b):
        Membership.objects.create(user=ines.user, owner=university_b, roles=[str(Role.OFFICER)])
    change_session(client, bound=str(ines.organisation.pk), acting=None)


def asked_for(client, ines) -> PersonRequest:
    assert client.post("/you/data/").status_code == 302
    with acting_for(ines.organisation):
        row = PersonRequest.objects.latest("created_at")
    return made(row, ines)


def test_an_organisations_own_sign_in_reads_no_session_of_elsewhere(browse, ines, university_b):
    """Whoever runs the provider could let themselves in as her, and answer for her."""
    with acting_for(ines.organisation):
        worked(ines)
    client = browse(ines)
    whole = asked_for(client, ines)
    assert whole.here_only is False
    known_elsewhere(client, ines, university_b)
    assert "leaves out your sessions" in client.get("/you/data/").content.decode()
    fetched = client.get(f"/you/data/{whole.pk}/", follow=True)
    assert fetched["Content-Type"].startswith("text/html")
    assert "sessions and devices everywhere" in fetched.content.decode()

    partial = asked_for(client, ines)
    assert partial.here_only is True
    answer = client.get(f"/you/data/{partial.pk}/")
    told, page = unpacked(answer.content)
    assert told["account"]["email"] == ines.user.email
    assert not {"devices", "sessions", "last_signed_in", "second_factors"} & set(told["account"])
    assert "Firefox on Linux" not in page


def test_who_belongs_here_alone_reads_everything_by_any_sign_in(browse, ines):
    with acting_for(ines.organisation):
        worked(ines)
    client = browse(ines)
    change_session(client, bound=str(ines.organisation.pk), acting=None)
    row = asked_for(client, ines)
    told, _page = unpacked(client.get(f"/you/data/{row.pk}/").content)
    assert told["account"]["devices"][0]["label"] == "Firefox on Linux"
