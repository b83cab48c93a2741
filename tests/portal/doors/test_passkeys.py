"""Passkeys as far as no browser is needed: names, pages, and answers that are none.

The ceremony itself is driven by Chromium in tests/journeys/test_26_passkey.py.
"""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from portal import devices

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(settings):
    settings.PUBLIC_URL = "https://ajar.example:8443"
    settings.HTTPS = True
    return settings


@pytest.mark.parametrize(
    ("url", "https", "works"),
    [
        ("https://ajar.example", True, True),
        ("http://localhost:8000", False, True),
        ("http://ajar.example", False, False),
        ("http://127.0.0.1:8000", False, False),
        ("https://192.0.2.1", True, False),
        ("https://[2001:db8::1]:8443", True, False),
    ],
)
def test_they_need_a_name_and_https(settings, url, https, works):
    settings.PUBLIC_URL, settings.HTTPS = url, https
    assert devices.passkeys_work() is works


def test_they_are_bound_to_the_configured_name_whatever_host_is_asked(named, browse, ines):
    named.ALLOWED_HOSTS = ["*"]
    page = browse(ines).get("/account/mfa/passkeys/add/", headers={"Host": "evil.example"})
    options = json.loads(page.context["creation_options"])["publicKey"]
    assert options["rp"]["id"] == "ajar.example"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"


def test_on_a_bare_address_the_page_says_so_and_offers_what_works(settings, browse, ines):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    page = browse(ines).get("/account/mfa/passkeys/add/").content.decode()
    assert "Passkeys need a name" in page
    assert "127.0.0.1" in page
    assert "data-passkey" not in page
    assert "data-passkey" not in Client().get("/account/login/").content.decode()


def test_the_sign_in_page_offers_them_where_they_work(named):
    page = Client().get("/account/login/").content.decode()
    assert "Sign in with a passkey" in page
    assert "js/passkey.js" in page


def test_options_of_a_sign_in_name_nobody(named, ines):
    answer = Client().get("/account/mfa/passkeys/sign-in/", headers={"Accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["rpId"] == "ajar.example"
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"


SHAPED = {
    "id": "eA",
    "rawId": "eA",
    "type": "public-key",
    "response": {"clientDataJSON": "?", "attestationObject": "eA", "userHandle": "eA"},
}
NONE = [
    *("", "null", "1", "[]", "{}", "{", '"x"', '{"id": "x"}', '{"response": {"userHandle": 5}}'),
    json.dumps(SHAPED),
    json.dumps(SHAPED | {"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
]


@pytest.mark.parametrize("credential", NONE)
def test_what_is_no_passkey_is_refused_without_a_fault(named, browse, ines, credential):
    stranger = Client()
    stranger.get("/account/mfa/passkeys/sign-in/", headers={"Accept": "application/json"})
    sent = {"credential": credential}
    assert stranger.post("/account/mfa/passkeys/sign-in/", sent).status_code in {200, 302}
    assert stranger.get("/you/").status_code == 302
    client = browse(ines)
    client.get("/account/mfa/passkeys/add/")
    again = client.post("/account/mfa/passkeys/add/", sent | {"name": "x", "passwordless": "on"})
    assert again.status_code == 200
    assert not Authenticator.objects.exists()
    step = client.post("/account/step-up/", sent | {"way": "passkey"})
    assert step.status_code == 200


def test_whose_passkey_it_is_is_theirs_to_rename_and_remove(named, browse, ines, otto):
    row = Authenticator.objects.create(
        user=ines.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    foreign = browse(otto)
    for step in ("rename", "remove"):
        assert foreign.get(f"/account/mfa/passkeys/{row.pk}/{step}/").status_code == 404
        assert foreign.post(f"/account/mfa/passkeys/{row.pk}/{step}/", {"name": "x"}).status_code == 404  # fmt: skip  # noqa: E501
    own = browse(ines)
    page = own.get("/account/mfa/passkeys/").content.decode()
    assert "Phone" in page
    assert f"/account/mfa/passkeys/{row.pk}/rename/" in page
    assert own.get(f"/account/mfa/passkeys/{row.pk}/remove/").status_code == 200
    own.post(f"/account/mfa/passkeys/{row.pk}/rename/", {"name": "My phone"})
    assert "My phone" in own.get("/account/mfa/passkeys/").content.decode()
    own.post(f"/account/mfa/passkeys/{row.pk}/remove/")
    assert not Authenticator.objects.exists()
