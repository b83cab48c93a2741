"""Assertions that a real identity provider encrypts, and our own key for them renewed meanwhile."""

import base64
import html
import re
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from lxml import etree

from portal.models import AuditEvent, IdentityProvider, Organisation
from portal.tenancy import acting_for
from tests import cast
from tests.portal.sso import setting
from tests.providers.running import Running, started

pytestmark = pytest.mark.django_db

PERSON = {"id": "sam-1", "mail": ["sam@university-a.example"], "displayName": ["Sam Signed"]}
DS = "{http://www.w3.org/2000/09/xmldsig#}"
MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("idp")
    with started("saml.py", str(folder), ready="/metadata") as running:
        running.tell(people={"sam": PERSON})
        yield running


@pytest.fixture
def steward(stella: cast.Member) -> Client:
    client = Client()
    client.force_login(stella.user)
    return client


@pytest.fixture
def row(
    provider: Running, steward: Client, university_a: Organisation, settings: Any
) -> IdentityProvider:
    """Set up by the steward's page, out of what the provider publishes."""
    settings.FETCH_LOOPBACK = True
    form = {"name": "SAML of A", "metadata_url": f"{provider.address}/metadata"}
    answer = steward.post("/settings/sign-in/new/edugain_saml/", form | {"creates_accounts": "on"})
    assert answer.status_code == 302, answer.content
    with acting_for(university_a):
        made = IdentityProvider.objects.get(owner=university_a)
        IdentityProvider.objects.filter(pk=made.pk).update(state="live")
    setting.domain(university_a, "university-a.example", made)
    return made


@pytest.fixture
def read_ours(provider: Running, row: IdentityProvider) -> Callable[[], str]:
    """The provider reads our metadata, which is returned."""

    def read() -> str:
        told: str = Client().get(f"/account/sso/{row.key}/metadata/").content.decode()
        provider.tell(partner=told)
        return told

    return read


def uses(metadata: str) -> list[tuple[str, str]]:
    """Use and certificate of each key in our metadata."""
    found = etree.fromstring(metadata.encode()).iter(f"{MD}KeyDescriptor")
    return sorted((node.get("use"), "".join(node.itertext()).strip()) for node in found)


def encrypted_for(sent: str) -> str:
    """The certificate that an answer names as whose key opens it."""
    found = etree.fromstring(base64.b64decode(sent)).iter(f"{DS}X509Certificate")
    return "".join(next(found).itertext())


def answer_of(url: str) -> tuple[str, str]:
    """Log in at the provider; where its page posts to, and what."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(url, timeout=20).read().decode()
    to = re.search(r'name=to value="([^"]+)"', page)
    assert to is not None, page
    form = {"user": "sam", "password": "x", "code": "1", "to": html.unescape(to.group(1))}
    place = url[: url.index("/sso?")] + "/enter"
    page = browser.open(place, urlencode(form).encode(), timeout=30).read().decode()
    sent = re.search(r'action="([^"]+)".*name=SAMLResponse value="([^"]+)"', page)
    assert sent is not None, page
    return html.unescape(sent.group(1)), sent.group(2)


def come(client: Client, row: IdentityProvider) -> tuple[Any, str]:
    """Through the provider and back; the portal's answer, and what was posted."""
    away = client.get(client.get(f"/account/sso/{row.key}/").context["go"])
    to, sent = answer_of(away["Location"])
    posted = Client().post(to[to.index("/account") :], {"SAMLResponse": sent})
    assert posted.status_code == 302, posted.content
    return client.get(posted["Location"]), sent


def test_encrypted_assertions_of_a_real_provider_and_a_new_key(
    provider, row, steward, read_ours, membership, university_a
):

    provider.tell(encrypt=True)
    page = f"/settings/sign-in/{row.pk}/key/"
    first = uses(read_ours())
    assert [use for use, _certificate in first] == ["encryption", "signing"]

    # Encrypted for the only key: nobody on the way reads who it is.
    client = Client()
    answer, sent = come(client, row)
    xml = base64.b64decode(sent)
    assert b"EncryptedAssertion" in xml
    read = re.sub(rb"CipherValue>[^<]*<", b"", xml).replace(b"saml", b"")
    assert b"sam" not in read
    assert answer["Location"] == "/"
    assert membership("sam@university-a.example")

    # The next key is published beside it; the first goes on signing.
    steward.post(page, {"what": "prepare"})
    both = uses(read_ours())
    assert [use for use, _certificate in both] == ["encryption"] * 2 + ["signing"] * 2
    assert set(first) < set(both)
    assert steward.post(page, {"what": "prepare"}).status_code == 403

    # The provider knows both; it encrypts for the one that it read first, and either is opened.
    steward.post(page, {"what": "swap"})
    assert "Signed until lately" in steward.get(page).content.decode()
    answer, sent = come(Client(), row)
    assert answer["Location"] == "/"
    assert set(uses(read_ours())) == set(both)
    answer, again = come(Client(), row)
    assert answer["Location"] == "/"
    assert encrypted_for(sent) != encrypted_for(again)

    # The first key goes: it is published no more.
    steward.post(page, {"what": "retire"})
    last = uses(read_ours())
    assert len(last) == 2
    assert not set(first) & set(last)
    assert come(Client(), row)[0]["Location"] == "/"
    with acting_for(university_a):
        told = AuditEvent.objects.filter(event__startswith="provider.key_").order_by("pk")
        assert [each.event for each in told] == [
            "provider.key_prepared",
            "provider.key_swapped",
            "provider.key_retired",
        ]


def test_what_is_encrypted_for_a_key_that_went_is_not_opened(
    provider, row, steward, read_ours, problem
):
    """A provider that still reads our metadata of last month is told apart from a forgery."""
    provider.tell(encrypt=True)
    read_ours()
    page = f"/settings/sign-in/{row.pk}/key/"
    client = Client()
    away = client.get(client.get(f"/account/sso/{row.key}/").context["go"])
    to, sent = answer_of(away["Location"])
    for what in ("prepare", "swap", "retire"):
        steward.post(page, {"what": what})
    answer = Client().post(to[to.index("/account") :], {"SAMLResponse": sent})
    assert answer.status_code == 403
    assert problem() == ("response", "The answer can't be read as SAML.")


def test_openid_has_no_key_of_ours(steward, university_a):
    other = setting.openid(university_a)
    assert steward.get(f"/settings/sign-in/{other.pk}/key/").status_code == 404
    assert steward.post(f"/settings/sign-in/{other.pk}/key/", {"what": "swap"}).status_code == 404
