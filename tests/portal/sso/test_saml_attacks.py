"""Forged, stolen, old and misdirected SAML answers: none lets anybody in, each says why."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from portal import clock, vault
from portal.actions import provider_keys
from portal.enums import ProviderState
from portal.models import IdentityProvider, Membership, Organisation, User
from portal.models.door import digest_of
from portal.tenancy import acting_for
from tests.portal.sso import forging, setting
from tests.portal.sso.forging import Said

pytestmark = pytest.mark.django_db

IDP = forging.keys()
OTHER = forging.keys()


@pytest.fixture
def row(university_a: Organisation) -> IdentityProvider:
    key = "samlsaml"
    with acting_for(university_a):
        made = IdentityProvider(
            key=key,
            digest=digest_of(f"provider:{key}"),
            name="SAML of A",
            protocol="saml",
            preset="edugain_saml",
            entity_id=forging.IDP,
            metadata=forging.metadata(IDP),
            state=ProviderState.LIVE,
            creates_accounts=True,
            by="Stella",
        )
        own = provider_keys.make("https://ajar.example/", clock.now())
        made.sp_key_sealed = vault.seal(own.key.encode(), made.pk.bytes)
        made.sp_certificate = own.certificate
        made.save(force_insert=True)
    setting.domain(university_a, "university-a.example", made)
    return made


@pytest.fixture
def browser() -> Client:
    return Client()


def leave(client: Client, row: IdentityProvider) -> Said:
    """Through the link; what an honest answer would say."""
    page = client.get(f"/account/sso/{row.key}/")
    away = client.get(page.context["go"])
    query = parse_qs(urlsplit(away["Location"]).query)
    assert {"SAMLRequest", "SigAlg", "Signature"} <= set(query)
    xml = OneLogin_Saml2_Utils.decode_base64_and_inflate(query["SAMLRequest"][0])
    request = etree.fromstring(xml)
    base = f"{configured.PUBLIC_URL}/account/sso/{row.key}"
    return Said(request.get("ID"), f"{base}/metadata/", f"{base}/acs/")


def post(row: IdentityProvider, root: Any, client: Client | None = None) -> Any:
    """As a browser that comes from the provider: without our cookies."""
    form = {"SAMLResponse": forging.packed(root)}
    return (client or Client()).post(f"/account/sso/{row.key}/acs/", form)


def honest(said: Said) -> Any:
    return forging.response(said, forging.signed(forging.assertion(said), IDP))


def refused(answer: Any, problem: Callable[[], tuple[str, str]], *kinds: str) -> None:
    assert answer.status_code == 403, answer
    assert problem()[0] in kinds, problem()
    assert not SocialAccount.objects.exists()


def test_an_honest_answer_lets_in(row, browser, membership):
    answer = post(row, honest(leave(browser, row)))
    assert answer.status_code == 302, answer.content
    done = browser.get(answer["Location"])
    assert done["Location"] == "/"
    assert browser.session["bound"] == str(row.owner_id)
    assert membership("nora@university-a.example").roles == []
    assert SocialAccount.objects.get().uid == "nora-1"


def test_a_relay_state_leads_nowhere(row, browser):
    """Where to go afterwards lies in the session; what the provider posts about it is not read."""
    form = {"SAMLResponse": forging.packed(honest(leave(browser, row)))}
    form["RelayState"] = "https://evil.example/"
    answer = Client().post(f"/account/sso/{row.key}/acs/", form)
    assert answer["Location"].startswith(f"/account/sso/{row.key}/finish/?a=")
    assert browser.get(answer["Location"])["Location"] == "/"


def test_only_the_session_that_asked_is_signed_in(row, browser, problem):
    """Signing somebody in to an attacker's account, with the attacker's own honest answer."""
    answer = post(row, honest(leave(browser, row)))
    victim = Client()
    refused(victim.get(answer["Location"]), problem, "state")
    assert browser.get(answer["Location"]).status_code == 403  # used up by the attempt


def test_unsigned(row, browser, problem):
    said = leave(browser, row)
    refused(post(row, forging.response(said, forging.assertion(said))), problem, "signature")


def test_only_the_response_is_signed(row, browser, problem):
    said = leave(browser, row)
    root = forging.response(said, forging.assertion(said))
    refused(post(row, forging.signed(root, IDP)), problem, "signature")


def test_signed_by_another_key(row, browser, problem):
    """The certificate in the answer is the attacker's; only the metadata's counts."""
    said = leave(browser, row)
    root = forging.response(said, forging.signed(forging.assertion(said), OTHER))
    refused(post(row, root), problem, "signature")


def test_signed_with_sha1(row, browser, problem):
    said = leave(browser, row)
    root = forging.response(said, forging.signed(forging.assertion(said), IDP, weak=True))
    refused(post(row, root), problem, "signature", "response")


def test_changed_after_signing(row, browser, problem):
    root = honest(leave(browser, row))
    root.find(".//saml:NameID", forging.NS).text = "stella-1"
    refused(post(row, root), problem, "signature")


WRAPPINGS = sorted(forging.wrapped(Said("_r", "a", "b"), IDP))


@pytest.mark.parametrize("name", WRAPPINGS)
def test_signature_wrapping(row, browser, problem, name, stella):
    said = leave(browser, row)
    answer = post(row, forging.wrapped(said, IDP)[name])
    refused(answer, problem, "signature", "response", "audience")


def test_a_comment_in_a_name_does_not_cut_it(row, browser, membership):
    """CVE-2017-11427: text behind a comment was dropped, and the signature still held."""
    said = leave(browser, row)
    said.name = "nora-1<!-- -->.evil.example"
    answer = post(row, honest(said))
    browser.get(answer["Location"])
    assert SocialAccount.objects.get().uid == "nora-1.evil.example"


CHANGES: dict[str, tuple[Callable[[Said], None], tuple[str, ...]]] = {
    "another audience": (lambda s: setattr(s, "audience", "https://x.example"), ("audience",)),
    "no audience": (lambda s: setattr(s, "audience", ""), ("audience",)),
    "another recipient": (lambda s: setattr(s, "recipient", "https://x.example/"), ("audience",)),
    "a recipient that begins alike": (
        lambda s: (
            setattr(s, "destination", s.recipient),
            setattr(s, "recipient", s.recipient + "x/"),
        ),
        ("audience",),
    ),
    "a destination that begins alike": (
        lambda s: setattr(s, "destination", s.recipient + "?x"),
        ("audience",),
    ),
    "another issuer": (lambda s: setattr(s, "issuer", "https://x.example"), ("issuer",)),
    "too old": (lambda s: setattr(s, "at", s.at - timedelta(hours=1)), ("expired", "audience")),
    "to come": (lambda s: setattr(s, "at", s.at + timedelta(hours=1)), ("expired",)),
    "unasked": (
        lambda s: (setattr(s, "answers", ""), setattr(s, "answered", "")),
        ("unasked",),
    ),
    "unasked, with a question put outside the signature": (
        lambda s: setattr(s, "answers", ""),
        ("unasked",),
    ),
    "another question, with ours outside the signature": (
        lambda s: setattr(s, "answers", "_another"),
        ("unasked", "audience"),
    ),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_misdirected(row, browser, problem, name):
    said = leave(browser, row)
    change, kinds = CHANGES[name]
    change(said)
    refused(post(row, honest(said)), problem, *kinds)


def test_used_twice(row, browser, problem):
    root = honest(leave(browser, row))
    assert post(row, copy.deepcopy(root)).status_code == 302
    answer = post(row, root)
    assert answer.status_code == 403
    assert problem()[0] == "replayed"


def test_an_answer_to_a_question_that_was_answered(row, browser, problem):
    said = leave(browser, row)
    browser.get(post(row, honest(said))["Location"])
    said.id = "_second"
    browser.post("/account/logout/")
    again = post(row, honest(said))
    assert browser.get(again["Location"]).status_code == 403
    assert problem()[0] == "state"


def test_too_large_is_not_even_read(row, problem):
    answer = Client().post(f"/account/sso/{row.key}/acs/", {"SAMLResponse": "A" * 300_000})
    refused(answer, problem, "too_large")


def test_nothing_unverified_is_stored(row, settings):
    """Whoever floods the address leaves no session and no answer, and a hundred causes."""
    settings.RATE_LIMITS_OBLIGATORY = True
    sessions = Session.objects.count()
    for _each in range(120):
        Client().post(f"/account/sso/{row.key}/acs/", {"SAMLResponse": "bm9uc2Vuc2U="})
    with acting_for(row.owner):
        assert row.problems.count() == 100
    assert Session.objects.count() == sessions
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!!!",
        "bm9uc2Vuc2U=",
        "PGE+",
        # An entity that would read a file of ours.
        "PCFET0NUWVBFIHggWzwhRU5USVRZIGYgU1lTVEVNICJmaWxlOi8vL2V0Yy9wYXNzd2QiPl0+PHg+JmY7PC94Pg==",
    ],
)
def test_nonsense(row, text, problem):
    answer = Client().post(f"/account/sso/{row.key}/acs/", {"SAMLResponse": text})
    refused(answer, problem, "response", "signature", "provider")
    assert "root:" not in problem()[1]


def test_of_another_provider(row, browser, university_b, problem):
    """Mix-up: an honest answer for A's provider, posted to B's address."""
    with acting_for(university_b):
        other = copy.copy(row)
        other.pk = None
        other.id = type(row)._meta.pk.get_default()
        other.key, other.owner = "samlofbb", university_b
        other.digest = digest_of("provider:samlofbb")
        other.sp_key_sealed = vault.seal(
            vault.open_sealed(row.sp_key_sealed, row.pk.bytes), other.pk.bytes
        )
        other._state.adding = True
        other.save(force_insert=True)
    answer = post(other, honest(leave(browser, row)))
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_held_answer_is_sealed_and_of_one_provider(row, browser):
    answer = post(row, honest(leave(browser, row)))
    word = parse_qs(urlsplit(answer["Location"]).query)["a"][0]
    held = bytes(cache.get(f"saml-answer:{word}"))
    assert vault.is_sealed(held)
    assert b"nora" not in held


def test_single_logout_is_not_there(row):
    assert Client().get(f"/account/sso/{row.key}/sls/").status_code == 404
    assert Client().get(f"/account/saml/{row.key}/sls/").status_code == 404


def test_our_metadata_names_the_configured_host(row):
    told = Client(HTTP_HOST="localhost").get(f"/account/sso/{row.key}/metadata/").content.decode()
    assert f'{configured.PUBLIC_URL}/account/sso/{row.key}/acs/"' in told
    assert "SingleLogoutService" not in told


def test_an_expired_document_lets_nobody_in(row, browser, problem):
    with acting_for(row.owner):
        old = forging.metadata(IDP, attributes="validUntil='2020-01-01T00:00:00Z'")
        IdentityProvider.objects.filter(pk=row.pk).update(metadata=old)
    refused(post(row, honest(leave(browser, row))), problem, "metadata")


def test_confirming_again_needs_a_new_authentication(row, browser, problem):
    browser.get(post(row, honest(leave(browser, row)))["Location"])
    for late, kind in ((timedelta(minutes=20), "not_again"), (timedelta(0), "")):
        page = browser.get("/account/sso/again/", {"next": "/you/"})
        away = browser.get(page.context["go"])
        query = parse_qs(urlsplit(away["Location"]).query)
        xml = OneLogin_Saml2_Utils.decode_base64_and_inflate(query["SAMLRequest"][0])
        request = etree.fromstring(xml)
        assert request.get("ForceAuthn") == "true"
        base = f"{configured.PUBLIC_URL}/account/sso/{row.key}"
        said = Said(request.get("ID"), f"{base}/metadata/", f"{base}/acs/", id=f"_a{late.seconds}")
        said.instant = said.at - late
        answer = browser.get(post(row, honest(said))["Location"])
        if kind:
            assert answer.status_code == 403
            assert problem()[0] == kind
            assert "stepped_up_at" not in browser.session
        else:
            assert answer["Location"] == "/you/"
            assert browser.session["stepped_up_at"]


def test_members_stay_as_they_were(row, browser, stella):
    said = leave(browser, row)
    post(row, forging.wrapped(said, IDP)[WRAPPINGS[0]])
    with acting_for(row.owner):
        assert Membership.objects.get(user=stella.user).roles == ["steward"]
