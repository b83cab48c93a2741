"""Keys of one organisation's case sent where a form or a body of another takes a key."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advisory.actions import drafting
from advisory.models import Advice, CountersignRequest, Referral, SavedView
from diligence.models import Attachment, Dossier
from portal.tenancy import acting_for
from reporting.models import Rendering
from tests.cast import Member
from tests.isolation.beyond import SAYS, World
from tests.isolation.matrix import MATRIX
from tests.isolation.world import MARK, snapshot

pytestmark = pytest.mark.django_db


def signed_in(who: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(who.user)
    return client


@pytest.fixture(autouse=True)
def untouched(world: World) -> Iterator[None]:
    """Nothing of A, its hub, its ministry or the Commission is different after the test.

    But for their record, in which a refusal of their own members stands.
    """
    without = frozenset({"AuditEvent"})
    before = snapshot(*world.victims, without=without)
    yield
    assert snapshot(*world.victims, without=without) == before


class TestOrganisations:
    @pytest.fixture
    def otto(self, world: World) -> Client:
        return signed_in(world.stranger)

    @pytest.mark.parametrize("field", ["measure", "appraisal"])
    def test_evidence_for_anothers_measure(self, otto: Client, world: World, field: str):
        path = reverse("diligence:attachment-add", args=[world.b.decided.pk])
        key = world.a.measure.pk if field == "measure" else world.a.advised.pk
        body = MATRIX["diligence:attachment-add"].body(world.b) | {field: str(key)}
        assert otto.post(path, body).status_code == 404
        with acting_for(world.b.organisation):
            assert not Attachment.objects.filter(name__contains="Trojan").exists()

    @pytest.mark.parametrize("name", ["decision-record", "decision-statement"])
    def test_anothers_decision_under_ones_own_partnership(
        self, otto: Client, world: World, name: str
    ):
        for pk, decision in (
            (world.b.decided.pk, world.a.decision.pk),
            (world.a.decided.pk, world.b.decision.pk),
        ):
            assert otto.get(reverse(f"diligence:{name}", args=[pk, decision])).status_code == 404

    def test_anothers_dossier_among_ones_own(self, otto: Client, world: World):
        with acting_for(world.a.organisation):
            theirs = Dossier.objects.first()
        path = reverse("diligence:appraisal-dossier", args=[world.b.referred.pk])
        assert otto.get(path, {"at": str(theirs.pk)}).status_code == 404

    def test_anothers_file_ticked_in_ones_own_dossier(self, otto: Client, world: World):
        path = reverse("api:dossier", args=[world.b.answering.pk])
        ticked = otto.get(path, {"include": [f"file:{world.a.file.pk}", "title"]}).json()
        assert MARK not in json.dumps(ticked)
        assert ticked["content"]["included"] == ["title"]
        assert ticked["digest"] == otto.get(path, {"include": "title"}).json()["digest"]

    def test_anothers_decisions_by_filter(self, otto: Client, world: World):
        wanted = {"partnership": str(world.a.decided.pk)}
        assert otto.get(reverse("api:decisions"), wanted).json()["results"] == []
        shown = otto.get(reverse("diligence:decision-list"), {"unit": str(world.a.unit.pk)})
        assert MARK not in shown.content.decode()

    def test_anothers_digest_binds_nothing(self, otto: Client, world: World):
        """What A's decider was shown is no ground for a decision of B."""
        body = MATRIX["api:decision"].body(world.b) | {"digest": world.a.decision.basis_digest}
        path = reverse("api:decision", args=[world.b.advised.pk])
        assert otto.post(path, body, content_type="application/json").status_code in {400, 409}


class TestHubs:
    @pytest.fixture
    def hugo(self, world: World) -> Client:
        return signed_in(world.other_hub.adviser)

    def test_anothers_case_among_several(self, hugo: Client, world: World):
        path = reverse("advisory:queue-change")
        mine = world.other_hub.referral
        for body in (
            {"take": str(world.hub.referral.pk)},
            {"release": str(world.hub.referral.pk)},
            {"choice": "take", "referral": [str(world.hub.referral.pk), str(mine.pk)]},
            {
                "choice": "assign",
                "referral": [str(world.hub.referral.pk)],
                "to": str(world.other_hub.second.membership.pk),
            },
        ):
            response = hugo.post(path, body, follow=True)
            assert response.status_code == 200
            assert world.hub.referral.code not in response.content.decode()

    @pytest.mark.parametrize("api", [False, True])
    def test_a_case_is_given_to_nobody_of_another_hub(self, hugo: Client, world: World, api: bool):
        name = "referral-assign" if api else "advisory:referral-assign"
        path = reverse(name, args=[world.other_hub.referral.pk])
        kind: dict[str, Any] = {"content_type": "application/json"} if api else {}
        for stranger in (world.hub.second, world.a.officer):
            told = hugo.post(path, {"to": str(stranger.membership.pk)}, **kind)
            assert told.status_code in {200, 400, 422}
        body = {
            "choice": "assign",
            "referral": [str(world.other_hub.referral.pk)],
            "to": str(world.hub.second.membership.pk),
        }
        hugo.post(reverse("advisory:queue-change"), body)
        with acting_for(world.other_hub.organisation):
            row = Referral.objects.get(pk=world.other_hub.referral.pk)
            assert row.assignee == world.other_hub.adviser.membership.pk

    def test_anothers_draft_is_not_issued_as_ones_own(self, hugo: Client, world: World):
        assert world.hub.draft is not None
        body = {"draft": str(world.hub.draft.pk), "signs": world.hub.draft.digest}
        with acting_for(world.other_hub.organisation):
            before = Advice.objects.count()
        key = world.other_hub.referral.pk
        assert hugo.post(reverse("advisory:advice-issue", args=[key]), body).status_code in {
            200,
            403,
        }
        told = hugo.post(
            reverse("referral-advice", args=[key]), body, content_type="application/json"
        )
        assert told.status_code in {400, 403, 404}
        with acting_for(world.other_hub.organisation):
            assert Advice.objects.count() == before

    def test_anothers_advice_under_ones_own_case(self, hugo: Client, world: World):
        args = [world.other_hub.answered.pk, world.hub.advice.pk]
        assert hugo.get(reverse("advisory:advice-detail", args=args)).status_code == 404

    @pytest.mark.parametrize("to", ["a", "ministry", "commission", "other_hub"])
    def test_a_draft_is_offered_to_another_hub_only(self, world: World, to: str):
        """Neither to an organisation that is none, nor to the hub that offers it."""
        hub = world.other_hub
        target = getattr(world, to).organisation
        with acting_for(hub.organisation):
            drafting.take_back(hub.referral.pk, by=hub.adviser.actor)
            drafting.write(hub.referral.pk, says=SAYS, by=hub.adviser.actor)
        # The hub that was asked before is no longer asked: its row says so from now on.
        client = signed_in(hub.adviser)
        page = client.post(
            reverse("advisory:advice-offer", args=[hub.referral.pk]), {"to": str(target.pk)}
        )
        told = client.post(
            reverse("advice-offer", args=[hub.referral.pk]),
            {"hub": str(target.pk)},
            content_type="application/json",
        )
        assert page.status_code in {200, 422}
        assert told.status_code in {400, 403}
        with acting_for(target):
            rows = CountersignRequest.objects.filter(asking_hub=hub.organisation, state="open")
            assert not rows.exists()

    @pytest.fixture
    def untouched(self, request: pytest.FixtureRequest, world: World) -> Iterator[None]:
        """As everywhere, but for what the other hub itself withdrew from this one."""
        without = frozenset({"AuditEvent", "CountersignRequest"})
        before = snapshot(*world.victims, without=without)
        yield
        assert snapshot(*world.victims, without=without) == before

    def test_a_colleagues_view_is_not_forgotten_for_them(self, world: World):
        path = reverse("advisory:view-forget", args=[world.hub.view.pk])
        assert signed_in(world.hub.second).post(path).status_code == 302
        with acting_for(world.hub.organisation):
            assert SavedView.objects.filter(pk=world.hub.view.pk).exists()
        page = signed_in(world.hub.second).get(reverse("advisory:queue"))
        assert world.hub.view.name not in page.content.decode()


class TestMinistries:
    def test_anothers_report_and_rendering_are_not_there(self, world: World):
        client = signed_in(world.ministry_stranger)
        office = world.ministry
        for key in (office.report.pk, office.rendering.pk, office.snapshot.pk):
            for name in ("report-file", "edition", "making", "making-progress"):
                assert client.get(reverse(f"reporting:{name}", args=[key])).status_code == 404
            path = reverse("reporting:making-step", args=[key])
            assert client.post(path, {"again": "1"}).status_code == 404
            assert client.post(path).status_code == 404

    def test_a_file_of_another_ministry_is_unknown_to_verify(self, world: World):
        path, wanted = reverse("reporting:verify"), {"sha256": world.ministry.report.sha256}
        own = signed_in(world.ministry.officer).get(path, wanted).content.decode()
        other = signed_in(world.other_ministry.officer).get(path, wanted).content.decode()
        edition = reverse("reporting:edition", args=[world.ministry.report.pk])
        assert edition in own
        assert edition not in other

    def test_a_report_asked_for_is_of_ones_own_member_state(self, world: World):
        client = signed_in(world.other_ministry.officer)
        client.post(reverse("reporting:report-draft", args=["2025-2026"]))
        with acting_for(world.other_ministry.organisation):
            for row in Rendering.objects.all():
                assert world.ministry.mark not in row.document
                assert '"member_state":"NL"' not in row.document

    def test_anothers_digest_confirms_nothing(self, world: World):
        body = {"seen": world.ministry.report.digest, "name": "Petra SE", "correction": "Mine."}
        path = reverse("reporting:contribution-confirm", args=["2025-2026"])
        told = signed_in(world.other_ministry.officer).post(path, body)
        assert told.status_code in {409, 422}

    def test_a_cycle_is_kept_by_the_commission_alone(self, world: World):
        body = MATRIX["reporting:cycle"].body(world.commission)
        for who in (world.ministry.officer, world.ministry.steward, world.stranger):
            client = signed_in(who)
            path = reverse("reporting:cycle", args=["2025-2026"])
            assert client.post(path, body).status_code == 403
            new = MATRIX["reporting:cycle-new"].body(world.commission)
            assert client.post(reverse("reporting:cycle-new"), new).status_code == 403
