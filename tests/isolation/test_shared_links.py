"""A shared link opens one row for one purpose: what else is tried with it finds nothing."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from diligence.actions import colleague
from diligence.models import ColleagueRequest, Proposal
from portal import clock, limits
from portal.actions import shared_links
from portal.actions.shared_links import ClosedError
from portal.enums import LinkPurpose
from portal.models import AuditEvent, SharedLink
from portal.tenancy import NotActingError, acting_for
from tests.isolation.beyond import World
from tests.isolation.world import Estate, snapshot

pytestmark = pytest.mark.django_db

SETTLES = frozenset({"AuditEvent", "SharedLink", "ColleagueRequest"})
"""What opening a page of one's own link writes: when it was opened."""


def page_of(estate: Estate, name: str = "colleague-page", door: str = "colleague") -> str:
    return reverse(f"diligence:{name}", args=[estate.secrets[door]])


def anybody() -> Client:
    return Client(raise_request_exception=False)


def test_a_link_of_b_opens_nothing_of_a(world: World) -> None:
    before = snapshot(world.a.organisation)
    for name, door in (
        ("colleague-page", "colleague"),
        ("colleague-check", "colleague"),
        ("shared-result", "result"),
    ):
        told = anybody().get(page_of(world.b, name, door)).content.decode()
        assert world.b.organisation.name in told
        assert world.a.mark not in told
    assert snapshot(world.a.organisation) == before


def test_keys_of_a_in_the_body_of_bs_page_reach_nothing(world: World) -> None:
    before = snapshot(world.a.organisation)
    forged = {
        "A4": "yes",
        "A4.seen": "0.-",
        "appraisal": str(world.a.answering.pk),
        "request": str(world.a.asked.pk),
        "owner": str(world.a.organisation.pk),
        "pk": str(world.a.asked.pk),
        "then": "check",
    }
    client = anybody()
    assert client.post(page_of(world.b), forged).status_code == 302
    assert client.post(page_of(world.b, "colleague-check"), forged).status_code == 302
    assert snapshot(world.a.organisation) == before
    with acting_for(world.b.organisation):
        assert Proposal.objects.filter(request=world.b.asked, question="A4").exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["colleague-page", "colleague-check", "shared-result"])
def test_guesses_open_nothing(world: World, name: str, method: str) -> None:
    secret, before = world.a.secrets["colleague"], snapshot(world.a.organisation)
    guesses = (
        "",
        "x",
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        secret.replace("colleague_", "result_"),
        world.a.secrets["invitation"],
        world.a.secrets["token"],
        str(world.a.asked.pk),
        "%00",
        "../" * 3,
        "'; DROP TABLE portal_sharedlink; --",
        "é" * 400,
    )
    for guess in guesses:
        path = reverse(f"diligence:{name}", args=["SECRET"]).replace("SECRET", guess)
        response = getattr(anybody(), method)(path, {"A2": "trl3", "A2.seen": "0.-"})
        assert response.status_code in {404, 405, 410}, guess
        assert world.a.mark not in response.content.decode()
    assert snapshot(world.a.organisation) == before


def test_the_digest_is_no_secret(world: World) -> None:
    """Whoever reads the database has no link."""
    with acting_for(world.a.organisation):
        digests = [row.digest for row in SharedLink.objects.filter(owner=world.a.organisation)]
    for digest in digests:
        response = anybody().get(reverse("diligence:colleague-page", args=[digest]))
        assert response.status_code == 410


def test_revoked_and_lapsed_links_take_nothing(world: World) -> None:
    officer = world.a.officer
    with acting_for(world.a.organisation, user=officer.user.pk):
        letter = colleague.Letter("Kim", days=2)
        gone, link = colleague.ask(world.a.answering.pk, ["A2"], letter, by=officer.actor)
        lapsing, lapsed = colleague.ask(world.a.answering.pk, ["A2"], letter, by=officer.actor)
        colleague.revoke(gone.pk, by=officer.actor)
    before = snapshot(world.a.organisation)
    later = clock.now() + timedelta(days=3)
    for secret, at in ((link.secret, clock.now()), (lapsed.secret, later)):
        for name in ("colleague-page", "colleague-check"):
            path = reverse(f"diligence:{name}", args=[secret])
            with clock.set_to(at):
                client = anybody()
                assert client.get(path).status_code == 410
                assert client.post(path, {"A2": "trl3", "A2.seen": "0.-"}).status_code == 410
    assert snapshot(world.a.organisation) == before
    assert lapsing.state == "open"


def test_a_suspended_organisations_links_are_closed(world: World) -> None:
    organisation = world.a.organisation
    with acting_for(organisation):
        type(organisation).objects.filter(pk=organisation.pk).update(active=False)
    for name, door in (("colleague-page", "colleague"), ("shared-result", "result")):
        response = anybody().get(page_of(world.a, name, door))
        assert response.status_code == 410
        assert world.a.mark not in response.content.decode()


def test_questions_that_were_not_asked_are_refused_in_every_way(world: World) -> None:
    before = snapshot(world.a.organisation, without=SETTLES)
    client, path = anybody(), page_of(world.a)
    for forged in (
        {"A1": "joint", "A1.seen": "0.-"},
        {"A4": "yes", "A4.seen": "0.-", "I5": "x"},
        {"A4": "yes", "A4.seen": "0.-", "T1.note": "x"},
        {"G1.seen": "0.-"},
    ):
        response = client.post(path, forged)
        assert response.status_code == 403, forged
    assert snapshot(world.a.organisation, without=SETTLES) == before
    with acting_for(world.a.organisation):
        assert set(ColleagueRequest.objects.get(pk=world.a.asked.pk).draft) == {"A2"}


def test_a_link_gives_no_session_and_no_interface(world: World) -> None:
    secret, client = world.a.secrets["colleague"], anybody()
    assert client.get(page_of(world.a)).status_code == 200
    assert "sessionid" not in client.cookies
    for path in ("/", "/partnerships/", f"/appraisals/{world.a.answering.pk}/"):
        assert client.get(path).status_code == 302
    for headers in (
        {},
        {"Authorization": f"Bearer {secret}"},
        {"Authorization": f"Token {secret}"},
    ):
        for name in ("api:partnerships", "api:appraisals"):
            assert client.get(reverse(name), headers=headers).status_code in {401, 403}
        settle = reverse("api:reply-settle", args=[world.a.reply.pk])
        body = json.dumps({"act": "accept"})
        sent = client.post(settle, body, content_type="application/json", headers=headers)
        assert sent.status_code in {401, 403}


def test_a_link_is_for_one_purpose(world: World) -> None:
    for door, name in (("colleague", "shared-result"), ("result", "colleague-page")):
        assert anybody().get(page_of(world.a, name, door)).status_code == 410
    for door in ("colleague", "result"):
        for other in set(LinkPurpose) - {LinkPurpose(door)}:
            with (
                pytest.raises(ClosedError),
                shared_links.opened(world.a.secrets[door], other),
            ):
                pass


def test_inside_a_link_there_is_one_organisation_and_no_permission(world: World) -> None:
    with shared_links.opened(world.a.secrets["colleague"], LinkPurpose.COLLEAGUE) as link:
        assert link.subject == world.a.asked.pk
        assert {row.owner_id for row in ColleagueRequest.objects.all()} == {world.a.organisation.pk}
    with pytest.raises(NotActingError):
        ColleagueRequest.objects.exists()


def test_whoever_is_signed_in_elsewhere_is_nobody_and_stays_signed_in(world: World) -> None:
    client = anybody()
    client.force_login(world.stranger.user)
    told = client.get(page_of(world.a)).content.decode()
    assert world.b.mark not in told
    assert world.stranger.user.name not in told
    assert client.get("/partnerships/").status_code == 200
    with acting_for(world.a.organisation):
        opened = AuditEvent.objects.get(event="colleague.opened", subject_id=world.a.asked.pk)
    assert opened.user_id is None
    assert "Lee Colleague" in opened.by


def test_replies_of_a_are_not_there_for_b(world: World) -> None:
    before = snapshot(world.a.organisation)
    client = anybody()
    client.force_login(world.b.officer.user)
    theirs = reverse("diligence:reply-list", args=[world.b.answering.pk])
    for forged in (
        {"reply": f"accept@{world.a.reply.pk}@1"},
        {"reply": f"decline@{world.a.reply.pk}"},
        {"all": str(world.a.asked.pk), "seen": "A2@1"},
        {"none": str(world.a.asked.pk)},
    ):
        told = client.post(theirs, forged)
        assert told.status_code in {200, 404}
        assert world.a.mark not in told.content.decode()
    section = reverse("diligence:appraisal-section", args=[world.b.answering.pk, "A"])
    beside = {"A2.seen": "1.-", "A2": "trl3", "reply": f"accept@{world.a.reply.pk}@1"}
    assert world.a.mark not in client.post(section, beside).content.decode()
    assert snapshot(world.a.organisation) == before


def test_guessing_is_slowed_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "link_address", limits.Limit(3, 60))
    with override_settings(RATE_LIMITS_OBLIGATORY=True):
        client = Client(REMOTE_ADDR="203.0.113.77")
        path = reverse("diligence:colleague-page", args=[f"colleague_{uuid.uuid4().hex}"])
        statuses = [client.get(path).status_code for _try in range(5)]
    assert statuses[:3] == [410] * 3
    assert statuses[-1] == 429


def test_the_page_has_no_way_into_the_portal(world: World) -> None:
    html: Any = anybody().get(page_of(world.a)).content.decode()
    links = set(re.findall(r'href="(/[^"]*)"', html)) - {page_of(world.a)}
    inside = {link for link in links if not link.startswith(("/static/", "/ask/"))}
    assert inside <= {reverse("portal:about"), reverse("portal:accessibility")}
