"""What providers publish is read again; new keys need somebody who vouches; ends are announced."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from lxml import etree

from portal import clock, fetch, tasks_sso
from portal.enums import ProviderState
from portal.models import AuditEvent, IdentityProvider, Organisation
from portal.models.door import digest_of
from portal.tenancy import acting_for
from tests import cast
from tests.portal.sso import forging

pytestmark = pytest.mark.django_db

URL = "https://idp.university-a.example/metadata"
KEYS, NEXT, FEDERATION = forging.keys(), forging.keys(), forging.keys()


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    told = {URL: forging.metadata(KEYS)}

    def get(url: str, **_options: Any) -> fetch.Fetched:
        if not told.get(url):
            raise fetch.NotFetched("The address can’t be reached.")
        return fetch.Fetched(url, told[url].encode(), "text/xml", "", unchanged=False)

    monkeypatch.setattr(fetch, "get", get)
    return told


@pytest.fixture
def row(university_a: Organisation) -> IdentityProvider:
    with acting_for(university_a):
        return IdentityProvider.objects.create(
            key="samlsaml",
            digest=digest_of("provider:samlsaml"),
            name="SAML of A",
            protocol="saml",
            preset="edugain_saml",
            entity_id=forging.IDP,
            metadata=forging.metadata(KEYS),
            metadata_url=URL,
            state=ProviderState.LIVE,
            by="Stella",
        )


def now(row: IdentityProvider) -> IdentityProvider:
    with acting_for(row.owner):
        return IdentityProvider.objects.get(pk=row.pk)


def signed(by: forging.Keys) -> str:
    root = etree.fromstring(forging.metadata(NEXT))
    return etree.tostring(forging.signed(root, by)).decode()


def test_the_same_document_changes_nothing(row, published, university_a):
    assert tasks_sso.refresh_sign_ins() == 1
    assert now(row).fetched_at is not None
    assert now(row).metadata == forging.metadata(KEYS)
    assert tasks_sso.refresh_sign_ins() == 0  # fresh enough


def test_new_keys_wait_for_the_steward(row, published, stella):
    published[URL] = forging.metadata(NEXT)
    tasks_sso.refresh_sign_ins()
    assert now(row).metadata == forging.metadata(KEYS)
    assert now(row).metadata_pending == published[URL]
    steward = Client()
    steward.force_login(stella.user)
    assert "New keys of “SAML of A” wait for you" in steward.get("/").content.decode()
    page = f"/settings/sign-in/{row.pk}/metadata/"
    assert "Waiting for you" in steward.get(page).content.decode()
    steward.post(page, {"what": "accept"})
    assert now(row).metadata == published[URL]
    assert now(row).metadata_pending == ""
    with acting_for(row.owner):
        assert AuditEvent.objects.filter(event="provider.metadata_accepted").exists()


def test_the_steward_may_decline(row, published, stella):
    published[URL] = forging.metadata(NEXT)
    tasks_sso.refresh_sign_ins()
    steward = Client()
    steward.force_login(stella.user)
    steward.post(f"/settings/sign-in/{row.pk}/metadata/", {"what": "decline"})
    assert now(row).metadata == forging.metadata(KEYS)
    assert now(row).metadata_pending == ""


@pytest.mark.parametrize(("signer", "taken"), [(FEDERATION, True), (NEXT, False)])
def test_new_keys_come_by_themselves_only_with_the_pinned_signature(row, published, signer, taken):
    with acting_for(row.owner):
        pinned = FEDERATION.certificate.decode()
        IdentityProvider.objects.filter(pk=row.pk).update(metadata_certificate=pinned)
    published[URL] = signed(signer)
    tasks_sso.refresh_sign_ins()
    assert (now(row).metadata == published[URL]) is taken
    assert bool(now(row).metadata_pending) is not taken


def test_what_did_not_change_is_not_sent_again(row, monkeypatch, stella):
    """Asked with the tag of last time. A declined document is asked for, and waits, again."""
    asked: list[str] = []
    new = forging.metadata(NEXT)

    def get(url: str, *, etag: str = "", **_options: Any) -> fetch.Fetched:
        asked.append(etag)
        body = b"" if etag == "v2" else new.encode()
        return fetch.Fetched(url, body, "text/xml", "v2", unchanged=etag == "v2")

    monkeypatch.setattr(fetch, "get", get)
    page = f"/settings/sign-in/{row.pk}/metadata/"
    steward = Client()
    steward.force_login(stella.user)
    for what in ("fetch", "fetch", "decline", "fetch", "accept", "fetch"):
        steward.post(page, {"what": what})
    assert asked == ["", "v2", "", "v2"]
    assert now(row).metadata == new
    assert now(row).metadata_pending == ""


def test_what_can_not_be_fetched_is_said_and_the_old_keys_stay(row, published, stella):
    published[URL] = ""
    assert tasks_sso.refresh_sign_ins() == 0
    assert "reached" in now(row).fetch_problem
    assert now(row).metadata == forging.metadata(KEYS)
    steward = Client()
    steward.force_login(stella.user)
    assert "could not be fetched" in steward.get("/").content.decode()


def test_nonsense_is_not_taken(row, published):
    published[URL] = "<html>maintenance</html>"
    tasks_sso.refresh_sign_ins()
    assert now(row).metadata == forging.metadata(KEYS)
    assert now(row).fetch_problem


def test_an_end_is_announced_at_each_mark_and_says_nothing(row, published, stella, settings):
    settings.MAIL_ON = True
    with acting_for(row.owner):
        end = clock.now() + timedelta(days=45)
        IdentityProvider.objects.filter(pk=row.pk).update(
            certificate_until=end, fetched_at=clock.now()
        )
    told = []
    for days in (0, 1, 16, 17, 39, 44):
        mail.outbox.clear()
        with clock.set_to(end - timedelta(days=45 - days)), acting_for(row.owner):
            IdentityProvider.objects.filter(pk=row.pk).update(fetched_at=clock.now())
        with clock.set_to(end - timedelta(days=45 - days)):
            tasks_sso.refresh_sign_ins()
        told.append(len(mail.outbox))
        assert all("SAML" not in message.body for message in mail.outbox)
    assert told == [1, 0, 1, 0, 1, 1]


def test_other_organisations_are_not_told(row, published, university_b, settings):
    settings.MAIL_ON = True
    bo = cast.member(university_b, "Bo Steward", "steward")
    with acting_for(row.owner):
        IdentityProvider.objects.filter(pk=row.pk).update(certificate_until=clock.now())
    tasks_sso.refresh_sign_ins()
    assert bo.user.email not in [to for message in mail.outbox for to in message.to]


def test_one_providers_oddity_keeps_no_other_from_being_read(
    row, published, university_b, monkeypatch, caplog
):
    with acting_for(university_b):
        other = IdentityProvider.objects.create(
            key="samlofbb",
            digest=digest_of("provider:samlofbb"),
            name="SAML of B",
            protocol="saml",
            preset="edugain_saml",
            entity_id=forging.IDP,
            metadata=forging.metadata(KEYS),
            metadata_url=URL,
            state=ProviderState.LIVE,
            by="Otto",
        )
    refresh = tasks_sso._refresh

    def odd(organisation: Organisation, each: IdentityProvider) -> int:
        if each.pk == row.pk:
            raise RecursionError("deeper than anybody thought of")
        return refresh(organisation, each)

    monkeypatch.setattr(tasks_sso, "_refresh", odd)
    assert tasks_sso.refresh_sign_ins() == 1
    assert now(other).fetched_at is not None
    assert now(row).fetched_at is None
    assert "can't be read" in caplog.text
