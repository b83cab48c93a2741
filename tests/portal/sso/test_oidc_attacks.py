"""Forged, stolen, old and misdirected OpenID answers: none lets anybody in, each says why."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test import Client

from portal import clock, fetch
from tests.portal.sso import setting
from tests.portal.sso.setting import arrive, leave

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def refused(answer: Any, problem: Any, kind: str, client: Client | None = None) -> None:
    assert answer.status_code == 403, answer
    assert problem()[0] == kind, problem()
    assert not SocialAccount.objects.exists()
    assert client is None or "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"aud": "another-client"}, "audience"),
        ({"aud": ["another-client"]}, "audience"),
        ({"aud": ["ajar-client", "another-client"]}, "audience"),
        ({"azp": "another-client"}, "audience"),
        ({"exp": int((clock.now() - HOUR).timestamp())}, "expired"),
        ({"iat": int((clock.now() + HOUR).timestamp())}, "expired"),
        ({"nbf": int((clock.now() + HOUR).timestamp())}, "expired"),
        ({"exp": "soon"}, "expired"),
        ({"exp": None}, "signature"),
        ({"sub": None}, "signature"),
        ({"sub": " "}, "no_name"),
    ],
)
def test_claims_that_are_not_as_they_must_be(row, them, problem, said, kind):
    client = Client()
    refused(arrive(client, row, them, **said), problem, kind, client)


@pytest.mark.parametrize("nonce", ["of another request", "", None, 0])
def test_an_answer_to_another_request(row, them, problem, nonce):
    def other(_taken: dict[str, str]) -> None:
        them.claims["nonce"] = nonce

    refused(arrive(Client(), row, them, other), problem, "nonce")


def test_signed_by_another_key(row, them, problem):
    them.published = rsa.generate_private_key(65537, 2048)
    refused(arrive(Client(), row, them), problem, "signature")


def test_an_unknown_key(row, them, problem):
    them.header = {"kid": "two"}
    refused(arrive(Client(), row, them), problem, "signature")


def test_no_signature_at_all(row, them, problem):
    def forge(_taken: dict[str, str]) -> None:
        them.token = jwt.encode(them.claims, None, algorithm="none", headers={"kid": "one"})

    refused(arrive(Client(), row, them, forge), problem, "signature")


def test_the_public_key_is_no_shared_secret(row, them, problem):
    """Algorithm confusion: HS256 with the published key as its secret."""

    def forge(_taken: dict[str, str]) -> None:
        public = them.key.public_key()
        secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        head, body = ({"alg": "HS256", "kid": "one"}, them.claims)
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
            for part in (head, body)
        ]
        mac = hmac.new(secret, b".".join(parts), hashlib.sha256).digest()
        them.token = b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()

    refused(arrive(Client(), row, them, forge), problem, "signature")


def test_a_key_for_encryption_signs_nothing(row, them, problem, monkeypatch):
    keys = them.keys()
    keys["keys"][0]["use"] = "enc"
    monkeypatch.setattr(them, "keys", lambda: keys)
    refused(arrive(Client(), row, them), problem, "signature")


def test_a_state_is_good_once(row, them, problem):
    client = Client()
    taken = leave(client, row)
    them.says(taken["nonce"], sub=" ")
    query = {"code": "c0de", "state": taken["state"]}
    client.get(f"/account/sso/{row.key}/answer/", query)
    them.says(taken["nonce"])
    refused(client.get(f"/account/sso/{row.key}/answer/", query), problem, "state")


def test_a_state_belongs_to_its_browser(row, them, problem):
    """Signing somebody in to the attacker's account, by the attacker's own code and state."""
    taken = leave(Client(), row)
    them.says(taken["nonce"])
    victim = Client()
    query = {"code": "c0de", "state": taken["state"]}
    refused(victim.get(f"/account/sso/{row.key}/answer/", query), problem, "state", victim)
    assert them.asked == []


@pytest.mark.parametrize("query", [{}, {"code": "c0de"}, {"state": "x" * 16, "code": "c0de"}])
def test_no_state_or_an_invented_one(row, them, problem, query):
    refused(Client().get(f"/account/sso/{row.key}/answer/", query), problem, "state")


def test_an_answer_of_another_provider(row, them, university_b, problem):
    """Mix-up: each provider has an address of its own, and a state is of one provider."""
    other = setting.openid(university_b, "otherotr")
    client = Client()
    taken = leave(client, row)
    them.says(taken["nonce"])
    query = {"code": "c0de", "state": taken["state"]}
    answer = client.get(f"/account/sso/{other.key}/answer/", query)
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()
    assert them.asked == []


def test_an_answer_that_names_another_issuer(row, them, problem):
    client = Client()
    taken = leave(client, row)
    them.says(taken["nonce"])
    query = {"code": "c0de", "state": taken["state"], "iss": "https://evil.example"}
    refused(client.get(f"/account/sso/{row.key}/answer/", query), problem, "issuer", client)
    assert them.asked == []


def test_userinfo_about_somebody_else(row, them, problem):
    them.userinfo = {"sub": "stella-1", "email": "stella@university-a.example"}
    refused(arrive(Client(), row, them), problem, "other_person")


def test_userinfo_changes_nothing_that_is_signed(row, them, membership):
    them.userinfo = {"sub": "nora-1", "email": "stella@university-a.example", "acr": "forged"}
    client = Client()
    arrive(client, row, them)
    assert membership("nora@university-a.example")
    assert client.session["contexts"] == []


def test_an_error_holds_no_token(row, them, problem):
    them.status = 400
    refused(arrive(Client(), row, them), problem, "provider")
    assert problem()[1] == "The token endpoint answers 400 (invalid_grant)."


@pytest.mark.parametrize(
    ("error", "kind"), [("access_denied", "cancelled"), ("server_error", "provider")]
)
def test_errors_of_the_provider(row, them, problem, error, kind):
    client = Client()
    taken = leave(client, row)
    query = {"error": error, "state": taken["state"], "error_description": "<script>"}
    answer = client.get(f"/account/sso/{row.key}/answer/", query)
    refused(answer, problem, kind)
    assert b"<script>" not in answer.content


def test_confirming_again(row, them, problem):
    """Only an authentication after the question counts, and only of the same person."""
    client = Client()
    arrive(client, row, them)
    now = int(clock.now().timestamp())
    for said, kind in (
        ({"auth_time": now - 600}, "not_again"),
        ({"auth_time": None}, "not_again"),
        ({"auth_time": now + 600}, "not_again"),
        ({"sub": "somebody-else"}, "other_person"),
        ({}, ""),
    ):
        page = client.get("/account/sso/again/", {"next": "/you/"})
        taken = setting.follow(client, page)
        assert (taken["prompt"], taken["max_age"]) == ("login", "0")
        them.says(taken["nonce"], **said)
        query = {"code": "c0de", "state": taken["state"]}
        answer = client.get(f"/account/sso/{row.key}/answer/", query)
        if kind:
            assert answer.status_code == 403
            assert problem()[0] == kind
            assert "stepped_up_at" not in client.session
        else:
            assert answer["Location"] == "/you/"
            assert client.session["stepped_up_at"]


@pytest.mark.django_db(transaction=True)
def test_a_slow_provider_holds_no_transaction(row, them, monkeypatch):
    """Neither of whoever comes in nor of a member who is asked anew who they are."""
    held = []

    def session(**options):
        held.append(connection.in_atomic_block)
        return them.session(**options)

    monkeypatch.setattr(fetch, "session", session)
    client = Client()
    arrive(client, row, them)
    taken = setting.follow(client, client.get("/account/sso/again/", {"next": "/you/"}))
    them.says(taken["nonce"])
    query = {"code": "c0de", "state": taken["state"]}
    assert client.get(f"/account/sso/{row.key}/answer/", query)["Location"] == "/you/"
    assert held == [False, False]


def test_no_way_back_leads_elsewhere(row, them):
    client = Client()
    page = client.get(f"/account/sso/{row.key}/", {"next": "https://evil.example/"})
    taken = setting.follow(client, page)
    them.says(taken["nonce"])
    query = {"code": "c0de", "state": taken["state"]}
    answer = client.get(f"/account/sso/{row.key}/answer/", query)
    assert answer["Location"] == "/"


def test_a_provider_gives_nobody_another_way_in(row, them):
    """Whoever runs the provider could otherwise set a passkey that opens other organisations."""
    client = Client()
    arrive(client, row, them)
    for page in ("/account/password/change/", "/account/mfa/passkeys/add/"):
        assert client.get(page).status_code == 403
    assert client.get(f"/account/sso/{row.key}/connect/").status_code == 403
