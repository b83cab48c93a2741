"""Keys of A's rows sent by B where a form, a body, a session or a message takes a key."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from advisory.tasks import bring_consultation
from diligence.actions import score
from diligence.models import Partnership, PartnershipPartner
from diligence.tasks import score_appraisal, tell_officers
from portal import acting, bells
from portal.authority import Refused, product
from portal.models import Bell, Invitation, UnitAssignment
from portal.tenancy import NotActingError, acting_for
from reporting.actions import collect, report
from reporting.domain.periods import Quarter
from tests.cast import Member
from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX
from tests.isolation.world import MARK, snapshot

pytestmark = pytest.mark.django_db

# The questionnaire in force is everybody's.
OF_A_ROW = [
    name
    for name, route in MATRIX.items()
    if name.startswith("api:") and route.about not in {"", "edition"} and route.at == "a"
]


def signed_in(who: Member) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


@pytest.fixture
def otto(world: World) -> Client:
    return signed_in(world.stranger)


@pytest.fixture
def untouched(world: World) -> Any:
    """A is the same after the test, to the last column."""
    before = snapshot(world.a.organisation)
    yield
    assert snapshot(world.a.organisation) == before


def of_b(world: World, model: type[Model], **wanted: Any) -> int:
    with acting_for(world.b.organisation):
        return model._base_manager.filter(owner_id=world.b.organisation.pk, **wanted).count()


def new_partnership(world: World, **fields: Any) -> dict[str, Any]:
    return MATRIX["diligence:partnership-new"].body(world.b) | fields


@pytest.mark.usefixtures("untouched")
class TestForms:
    def test_a_unit_of_another_organisation(self, otto: Client, world: World):
        body = new_partnership(world, unit=str(world.a.unit.pk))
        response = otto.post(reverse("diligence:partnership-new"), body)
        assert response.status_code in {200, 422}
        assert "unit" in response.context["form"].errors
        assert of_b(world, Partnership, title="Taken over") == 0

    def test_a_partner_of_another_organisation(self, otto: Client, world: World):
        body = new_partnership(world, **{"partners-0-partner": str(world.a.partner.pk)})
        response = otto.post(reverse("diligence:partnership-new"), body)
        assert response.status_code in {200, 422}
        assert MARK.encode() not in response.content
        assert of_b(world, Partnership, title="Taken over") == 0
        assert of_b(world, PartnershipPartner, partner_id=world.a.partner.pk) == 0

    @pytest.mark.parametrize("command", ["use", "look_up", "change"])
    def test_a_partner_chosen_by_key(self, otto: Client, world: World, command: str):
        body = new_partnership(world, **{command: f"0:{world.a.partner.pk}"})
        response = otto.post(reverse("diligence:partnership-new"), body)
        assert MARK.encode() not in response.content

    def test_a_merge_with_anothers_partner(self, otto: Client, world: World):
        path = reverse("diligence:partner-merge", args=[world.b.partner.pk])
        other = str(world.a.partner.pk)
        assert otto.get(path, {"with": other}).status_code == 404
        assert otto.post(path, {"with": other, "keep": "this"}).status_code == 404

    def test_evidence_for_anothers_appraisal(self, otto: Client, world: World):
        path = reverse("diligence:attachment-add", args=[world.b.partnership.pk])
        body = MATRIX["diligence:attachment-add"].body(world.b)
        body |= {"appraisal": str(world.a.answering.pk), "question": "A2"}
        assert otto.post(path, body).status_code == 404

    def test_dropping_anothers_evidence(self, otto: Client, world: World):
        path = reverse("diligence:appraisal-section", args=[world.b.answering.pk, "A"])
        body = {"A2": "basic", "A2.seen": "1.-", "drop": f"A2@{world.a.evidence.pk}"}
        assert otto.post(path, body).status_code in {200, 302}

    @pytest.mark.parametrize("route", ["portal:member", "portal:invite"])
    def test_limits_to_anothers_unit(self, otto: Client, world: World, route: str):
        about = [world.b.newcomer.membership.pk] if route == "portal:member" else []
        body = {"email": "x@y.example", "roles": ["officer"], "units": [str(world.a.unit.pk)]}
        response = otto.post(reverse(route, args=about), body)
        assert response.status_code in {200, 403, 422}
        assert of_b(world, UnitAssignment, unit_id=world.a.unit.pk) == 0
        assert of_b(world, Invitation, email="x@y.example") == 0

    def test_a_filter_by_anothers_unit(self, otto: Client, world: World):
        response = otto.get(reverse("diligence:partnership-list"), {"unit": str(world.a.unit.pk)})
        assert response.status_code == 200
        assert MARK.encode() not in response.content

    def test_switching_to_a_membership_of_somebody_else(self, otto: Client, world: World):
        body = {"membership": str(world.a.officer.membership.pk)}
        assert otto.post(reverse("portal:switch"), body).status_code == 403
        assert MARK.encode() not in otto.get(reverse("diligence:partnership-list")).content


@pytest.mark.usefixtures("untouched")
class TestSessionsAndTokens:
    @pytest.mark.parametrize("whose", ["membership of A", "own membership, A's organisation"])
    def test_a_forged_session(self, otto: Client, world: World, whose: str):
        """Whoever could write the session would still find no membership of theirs in A."""
        own = world.stranger.membership.pk
        membership = own if whose.startswith("own") else world.a.officer.membership.pk
        session = otto.session
        session[acting.SESSION_KEY] = [str(membership), str(world.a.organisation.pk)]
        session.save()
        response = otto.get(reverse("diligence:partnership-list"))
        assert response.status_code == 403
        assert MARK.encode() not in response.content

    @pytest.mark.parametrize("name", OF_A_ROW)
    def test_a_token_of_b_with_keys_of_a(self, world: World, name: str):
        route = MATRIX[name]
        for method, who in route.methods.items():
            # The officer's token where officers may come in at all, else the steward's.
            wanted = who if isinstance(who, tuple) else (who,)
            officer = any(world.b.officer.actor.may(each) for each in wanted)
            secret = world.b.secrets["token" if officer else "steward token"]
            headers = {"Authorization": f"Bearer {secret}"}
            told = getattr(Client(), method)(
                reverse(name, kwargs=route.kwargs(world.a)),
                *([] if method == "get" else [route.body(world.a)]),
                headers=headers,
                **({} if method == "get" else {"content_type": "application/json"}),
            )
            assert told.status_code == 404
            assert told.json() == {"detail": "Not found."}

    def test_a_token_of_b_with_keys_of_a_in_the_body(self, world: World):
        headers = {"Authorization": f"Bearer {world.b.secrets['token']}"}
        for name, body, status in (
            ("partnerships", {"unit": str(world.a.unit.pk)}, 400),
            ("appraisals", {"partnership": str(world.a.partnership.pk)}, 404),
        ):
            full = {"title": "T", "partners": [{"name": "X"}]} | body
            path = reverse(f"api:{name}")
            told = Client().post(path, full, content_type="application/json", headers=headers)
            assert told.status_code == status, told.content
        partners = [{"id": str(world.a.partner.pk), "name": "Mine"}]
        body = {"title": "T", "partners": partners}
        path = reverse("api:partnerships")
        told = Client().post(path, body, content_type="application/json", headers=headers)
        assert world.a.partner.pk not in {uuid.UUID(row["id"]) for row in told.json()["partners"]}

    def test_a_token_wins_over_a_session(self, world: World):
        """A browser of A that sends B's token acts for B."""
        client = signed_in(world.a.officer)
        headers = {"Authorization": f"Bearer {world.b.secrets['token']}"}
        told = client.get(reverse("api:partnerships"), headers=headers).json()["results"]
        assert told
        assert MARK not in str(told)


def test_an_ended_membership_stops_the_open_session_and_its_tokens_at_once(world: World):
    browser, officer = signed_in(world.a.officer), world.a.officer
    headers = {"Authorization": f"Bearer {world.a.secrets['token']}"}
    register, api = reverse("diligence:partnership-list"), reverse("api:partnerships")
    assert browser.get(register).status_code == 200
    assert Client().get(api, headers=headers).status_code == 200
    steward = signed_in(world.a.steward)
    steward.post(reverse("portal:member-end", args=[officer.membership.pk]))
    assert browser.get(register).status_code == 403
    assert browser.get(api).status_code in {401, 403}
    assert Client().get(api, headers=headers).status_code == 401
    steward.post(reverse("portal:member-resume", args=[officer.membership.pk]))
    assert browser.get(register).status_code == 200
    # What was revoked with the membership stays revoked.
    assert Client().get(api, headers=headers).status_code == 401


def test_a_suspended_organisation_stops_open_sessions_and_tokens_at_once(world: World):
    browser = signed_in(world.a.officer)
    headers = {"Authorization": f"Bearer {world.a.secrets['token']}"}
    operator = Client()
    operator.force_login(world.operator)
    path = reverse("portal:operations-suspend", args=[world.a.organisation.pk])
    operator.post(path, {"confirmation": world.a.organisation.name})
    assert browser.get(reverse("diligence:partnership-list")).status_code == 403
    assert Client().get(reverse("api:partnerships"), headers=headers).status_code == 401


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_own_rows_alone(world: World, form: str, tmp_path: Any):
    for who, own in ((world.stranger, "Quillon"), (world.a.officer, MARK)):
        response = signed_in(who).get(reverse("diligence:register-export"), {"format": form})
        body = b"".join(response.streaming_content)
        text = body.decode("utf-8-sig") if form == "csv" else _cells(body, tmp_path)
        assert own in text
        assert ({MARK, "Quillon"} - {own}).pop() not in text


def _cells(body: bytes, folder: Any) -> str:
    path = folder / "register.xlsx"
    path.write_bytes(body)
    book = load_workbook(path, read_only=True)
    text = "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )
    book.close()
    return text


@pytest.mark.usefixtures("untouched")
class TestTasks:
    def test_scoring_with_another_owners_key_does_nothing(self, world: World):
        for subject in (world.a.answering.pk, world.a.scored.pk):
            owner = str(world.b.organisation.pk)
            _quietly(score_appraisal, str(subject), owner)
            with acting_for(world.b.organisation):
                _quietly(score.run, subject)

    @pytest.mark.parametrize("task", [bring_consultation, tell_officers])
    def test_a_case_brought_or_told_of_with_another_owners_key(self, world: World, task: Any):
        """Neither does A's case travel on B's behalf, nor are A's officers written to."""
        hubs = (world.hub.organisation, world.other_hub.organisation)
        before = snapshot(*hubs)
        for subject in (world.a.consultation.pk, world.a.referred.pk):
            _quietly(task, str(subject), str(world.b.organisation.pk))
        assert snapshot(*hubs) == before
        assert mail.outbox == []

    def test_a_report_made_with_another_owners_key(self, world: World):
        office = world.ministry
        before = snapshot(office.organisation)
        for owner in (world.other_ministry.organisation, world.commission.organisation):
            assert report.make(office.rendering.pk, owner.pk) is False
        assert snapshot(office.organisation) == before

    def test_figures_are_collected_for_ministries_alone(self, world: World):
        for organisation in (world.a.organisation, world.hub.organisation):
            with acting_for(organisation), pytest.raises(Refused, match="ministries"):
                collect.collect(Quarter(2026, 2), by=product("Forged"))

    def test_without_an_owner_no_action_runs(self, world: World):
        with pytest.raises(NotActingError):
            score.run(world.a.scored.pk)

    def test_a_bell_says_for_whom_and_nothing_else(self, world: World):
        with acting_for(world.b.organisation):
            bells.ring_later("score", world.a.answering.pk)
        told = {field.name for field in Bell._meta.concrete_fields}
        assert told == {
            "id",
            "owner",
            "kind",
            "subject",
            "rung_at",
            "due_at",
            "claimed_at",
            "attempts",
            "last_error",
        }
        bell = Bell.objects.get(subject=world.a.answering.pk)
        assert bell.owner_id == world.b.organisation.pk
        _quietly(score_appraisal, str(bell.subject), str(bell.owner_id))


def _quietly(call: Callable[..., object], *keys: object) -> None:
    """A key that leads nowhere may be an error of whoever sent it; what is stored counts."""
    with suppress(ObjectDoesNotExist):
        assert call(*keys) is None
