"""Who saw a partnership, when, and under which rule: once a day, in one statement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.models import Partnership
from portal import audit, clock
from portal.actions import sealing, tokens
from portal.authority import product
from portal.enums import Role, TokenScope
from portal.models import AuditEvent, Unit, UnitAssignment
from portal.queries import ledger
from portal.tenancy import acting_for
from tests import cast
from tests.cast import Member
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ines: Member) -> Partnership:
    with acting_for(ines.organisation):
        unit = Unit.objects.create(name="Physics")
        return Partnership.objects.create(
            title="Sensors", unit=unit, registered_by="Ines", responsible="Desk"
        )


def _looks(who: Member) -> list[tuple[str, str, str]]:
    with acting_for(who.organisation):
        rows = AuditEvent.objects.filter(event="partnership.seen").order_by("id")
        return [(row.by, row.detail["rule"], row.detail["form"]) for row in rows]


def _open(client: Client, case: Partnership, name: str = "partnership-detail") -> int:
    return client.get(reverse(f"diligence:{name}", args=[case.pk])).status_code


def test_a_look_is_noted_once_a_day_and_member(ines: Member, dora: Member, case, browse) -> None:
    client = browse(ines)
    for name in ("partnership-detail", "partnership-detail", "partnership-timeline"):
        assert _open(client, case, name) == 200
    assert _open(browse(dora), case) == 200
    assert _looks(ines) == [
        ("Ines Officer", "organisation", "page"),
        ("Dora Decider", "organisation", "page"),
    ]
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert _open(browse(ines), case) == 200
    assert len(_looks(ines)) == 3


def test_two_at_once_count_once(ines: Member, case) -> None:
    with acting_for(ines.organisation):
        for _ in "12":
            audit.seen(case, ines.actor, "organisation", form="page")
        sealing.seal_new()
        assert ledger.check().whole
    assert len(_looks(ines)) == 1


def test_looking_costs_one_statement(ines: Member, case) -> None:
    with acting_for(ines.organisation):
        for _ in "12":
            with CaptureQueriesContext(
                connection,
            ) as told:
                audit.seen(case, ines.actor, "organisation", form="page")
            assert len(told) == 1


def test_what_is_refused_or_absent_was_not_seen(otto: Member, ines: Member, case, browse) -> None:
    assert _open(browse(otto), case) == 404
    assert _open(browse(ines), case, "partnership-restore") == 403
    assert _looks(ines) == _looks(otto) == []


def test_changing_something_is_told_as_that(ines: Member, case, browse) -> None:
    client = browse(ines)
    answer = client.post(reverse("diligence:partnership-discard", args=[case.pk]))
    assert answer.status_code == 302
    assert _looks(ines) == []


def test_lists_are_no_looks(ines: Member, case, browse) -> None:
    assert browse(ines).get(reverse("diligence:partnership-list")).status_code == 200
    assert _looks(ines) == []


def test_the_rule_is_the_unit_where_work_is_limited(ines: Member, case, browse) -> None:
    limited = cast.member(ines.organisation, "Udo Unit", Role.OFFICER)
    with acting_for(ines.organisation):
        UnitAssignment.objects.create(membership=limited.membership, unit_id=case.unit_id)
    assert _open(browse(limited), case) == 200
    assert _looks(ines) == [("Udo Unit", "unit", "page")]


@pytest.fixture
def machine(ines: Member) -> Callable[[str], int]:
    """`machine("partnerships/")`: reads with a token of Ines, and returns the answer's status."""
    with acting_for(ines.organisation, user=ines.user.pk):
        _token, secret = tokens.create(
            by=ines.actor,
            name="Research system",
            expires_at=clock.now() + timedelta(days=9),
            scopes=[TokenScope.READ],
        )
    headers = {"authorization": f"Bearer {secret}"}
    return lambda path: Client().get(f"/api/v1/{path}", headers=headers).status_code


def test_a_token_is_named(ines: Member, case, machine) -> None:
    assert machine(f"partnerships/{case.pk}/") == 200
    assert _looks(ines) == [("Ines Officer", "token", "interface")]


def test_a_list_that_hands_out_every_fact_is_a_look_at_each(ines: Member, case, machine) -> None:
    with acting_for(ines.organisation):
        PartnershipFactory.create_batch(2)
    for _ in "12":
        assert machine("partnerships/") == 200
    assert _looks(ines) == [("Ines Officer", "token", "interface")] * 3


def test_measures_are_read_of_a_partnership(ines: Member, scored, machine) -> None:
    assert machine(f"appraisals/{scored.pk}/measures/") == 200
    with acting_for(ines.organisation):
        assert AuditEvent.objects.get(event="partnership.seen").subject_id == scored.partnership_id


def test_a_file_is_told_as_a_file(ines: Member, scored, browse) -> None:
    address = reverse("diligence:appraisal-record-pdf", args=[scored.pk])
    assert browse(ines).get(address).status_code == 200
    assert [form for _by, _rule, form in _looks(ines)] == ["file"]


def test_looking_with_other_eyes_is_told_as_that(
    stella: Member, ines: Member, case, browse
) -> None:
    client = browse(stella)
    answer = client.post(reverse("portal:seeing"), {"roles": [Role.OFFICER.value]})
    assert answer.status_code == 302
    assert _open(client, case) == 200
    assert _looks(ines) == [("Stella Steward", "seeing", "page")]


def test_the_page_tells_members_hub_links_and_exports(
    ines: Member, case, browse: Callable[..., Client]
) -> None:
    about = {"partnership": str(case.pk)}
    with acting_for(ines.organisation):
        audit.record("consultation.viewed", None, by=product("Hub NL"), detail=about)
        told = about | {"colleague": "Lee"}
        audit.record("colleague.opened", None, by=product("Lee"), detail=told)
        audit.record("register.exported", None, by=ines.actor, detail={})
        audit.record("appraisal.started", None, by=ines.actor, detail=about)
    client = browse(ines)
    page = client.get(reverse("diligence:partnership-seen", args=[case.pk])).content.decode()
    assert "An adviser of the hub read it" in page
    assert "Hub NL" in page
    assert "The link was opened: Lee" in page
    assert "Exported the register, which may have included this" in page
    assert "Triage was begun" not in page
    page = client.get(reverse("diligence:partnership-seen", args=[case.pk])).content.decode()
    assert "Role in the whole organisation" in page, "whoever opens it stands in it from then on"


def test_the_timeline_tells_steps_and_not_looks(ines: Member, case, browse) -> None:
    client = browse(ines)
    _open(client, case)
    page = client.get(reverse("diligence:partnership-timeline", args=[case.pk])).content.decode()
    assert "Partnership: seen" not in page


def test_an_empty_page_says_so(ines: Member, case, browse) -> None:
    page = browse(ines).get(reverse("diligence:partnership-seen", args=[case.pk]))
    assert "Nobody has looked at it yet" in page.content.decode()
