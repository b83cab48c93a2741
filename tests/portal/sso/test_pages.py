"""A steward sets up a sign-in, tries it, uses it, and switches it off; an operator confirms."""

import html
import json
import re
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client

from portal import fetch
from portal.actions import providers
from portal.enums import Role
from portal.forms import provider_keys
from portal.models import AuditEvent, EmailDomain, IdentityProvider, Membership, User
from portal.tenancy import acting_for
from tests import cast
from tests.portal.sso import forging, setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(stella: cast.Member) -> Client:
    client = Client()
    client.force_login(stella.user)
    return client


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What addresses answer to `fetch.get`."""
    told: dict[str, bytes] = {}

    def get(url: str, **_options: Any) -> fetch.Fetched:
        if url not in told:
            raise fetch.NotFetched("The address can't be reached.")
        return fetch.Fetched(url, told[url], "application/json", "", unchanged=False)

    monkeypatch.setattr(fetch, "get", get)
    return told


WELL_KNOWN = f"{setting.ISSUER}/.well-known/openid-configuration"
FORM = {"name": "University A", "entity_id": setting.ISSUER, "client_id": "ajar-client"}


def made(owner: Any) -> IdentityProvider:
    with acting_for(owner):
        return IdentityProvider.objects.get(owner=owner)


def test_setting_up_an_openid_provider(steward, published, university_a):
    published[WELL_KNOWN] = json.dumps(setting.DOCUMENT).encode()
    answer = steward.post(
        "/settings/sign-in/new/federation_oidc/",
        FORM | {"secret": "very secret", "trusted_contexts": "https://refeds.org/profile/mfa\n"},
    )
    row = made(university_a)
    assert answer["Location"] == f"/settings/sign-in/{row.pk}/"
    assert (row.state, row.trusted_contexts) == ("draft", ["https://refeds.org/profile/mfa"])
    assert b"very secret" not in bytes(row.secret_sealed or b"")
    page = steward.get(f"/settings/sign-in/{row.pk}/").content.decode()
    assert f"/account/sso/{row.key}/answer/" in page
    assert "very secret" not in page
    assert "very secret" not in steward.get(f"/settings/sign-in/{row.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"entity_id": "http://id.university-a.example"}, "https://"),
        ({"entity_id": "https://elsewhere.example"}, "reached"),
        ({"scopes": "*.example"}, "is not a domain"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_refused_and_why(steward, published, change, told):
    published[WELL_KNOWN] = json.dumps(setting.DOCUMENT).encode()
    answer = steward.post("/settings/sign-in/new/plain_oidc/", FORM | change)
    assert answer.status_code == 200
    assert told in answer.content.decode()


def told_by(page) -> tuple[str, str]:
    """What the form carries, and the redirect URI it tells beforehand."""
    text = page.content.decode()
    carried = re.search(r'name="reserved" value="([^"]+)"', text)
    address = re.search(r"/account/sso/([a-z0-9]{16})/answer/", text)
    assert carried, text
    assert address, text
    return html.unescape(carried[1]), address[1]


def test_the_addresses_its_operator_needs_are_told_before_it_is_saved(
    steward, published, university_a, university_b, browse
):
    """Whoever registers the portal at the provider gets a client ID only for a redirect URI."""
    published[WELL_KNOWN] = json.dumps(setting.DOCUMENT).encode()
    new = "/settings/sign-in/new/plain_oidc/"
    carried, key = told_by(steward.get(new))
    wrong = steward.post(new, FORM | {"client_id": "", "reserved": carried})
    assert told_by(wrong)[1] == key, "they stay while the form is mended"
    made = steward.post(new, FORM | {"reserved": carried})
    assert made.status_code == 302
    with acting_for(university_a):
        assert IdentityProvider.objects.get().key == key

    beside = browse(cast.member(university_a, "Sven Steward", Role.STEWARD))
    other = browse(cast.member(university_b, "Vera Steward", Role.STEWARD))
    for somebody in (beside, other):
        assert told_by(somebody.get(new, {"reserved": carried}))[1] != key
        assert told_by(somebody.post(new, FORM | {"reserved": carried}))[1] != key
        assert told_by(somebody.post(new, FORM | {"reserved": f"{carried}x"}))[1] != key
    with acting_for(university_b):
        assert not IdentityProvider.objects.filter(owner=university_b).exists()


def test_one_comes_back_to_the_same_addresses_for_a_week(steward, published, monkeypatch):
    published[WELL_KNOWN] = json.dumps(setting.DOCUMENT).encode()
    new = "/settings/sign-in/new/plain_oidc/"
    first = steward.get(new)
    carried, key = told_by(first)
    [link] = re.findall(r'href="(\?reserved=[^"]+)"', first.content.decode())
    assert told_by(steward.get(new + html.unescape(link)))[1] == key
    with monkeypatch.context() as later:
        later.setattr(provider_keys, "SECONDS", -1)
        for late in (
            steward.get(new, {"reserved": carried}),
            steward.post(new, FORM | {"reserved": carried}),
        ):
            assert told_by(late)[1] != key
            assert "no longer kept" in late.content.decode()


def test_a_form_that_is_sent_twice_takes_no_addresses_twice(steward, published, university_a):
    published[WELL_KNOWN] = json.dumps(setting.DOCUMENT).encode()
    new = "/settings/sign-in/new/plain_oidc/"
    carried, key = told_by(steward.get(new))
    steward.post(new, FORM | {"reserved": carried})
    again = steward.post(new, FORM | {"name": "University A again", "reserved": carried})
    assert told_by(again)[1] != key
    assert "no longer kept" in again.content.decode()
    assert made(university_a).key == key


def test_nothing_is_set_up_without_a_line_in_the_record(stella, monkeypatch):
    def record(*_args: Any, **_fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(providers.audit, "record", record)
    with acting_for(stella.organisation):
        with pytest.raises(RuntimeError):
            providers.add(by=stella.actor, protocol="oidc", preset="plain_oidc", name="A")
        assert not IdentityProvider.objects.exists()


def test_problems_are_listed_in_the_order_of_the_page(steward):
    page = steward.post("/settings/sign-in/new/plain_oidc/", {"scopes": "*.example"})
    assert list(page.context["form"].errors) == ["name", "entity_id", "client_id", "scopes"]


def test_a_document_of_another_issuer_is_refused(steward, published):
    other = setting.DOCUMENT | {"issuer": "https://evil.example"}
    published[WELL_KNOWN] = json.dumps(other).encode()
    answer = steward.post("/settings/sign-in/new/plain_oidc/", FORM)
    assert "another" in answer.content.decode() or "issuer" in answer.content.decode()
    assert answer.status_code == 200


def test_setting_up_a_saml_provider(steward, published, university_a):
    text = forging.metadata(forging.keys())
    answer = steward.post(
        "/settings/sign-in/new/edugain_saml/", {"name": "University A", "metadata": text}
    )
    row = made(university_a)
    assert answer.status_code == 302
    assert row.entity_id == forging.IDP
    assert row.certificate_until is not None
    assert b"PRIVATE" not in bytes(row.sp_key_sealed or b"")
    assert "CERTIFICATE" in row.sp_certificate
    page = steward.get(f"/settings/sign-in/{row.pk}/").content.decode()
    assert "university-a.example" in page
    assert f"/account/sso/{row.key}/metadata/" in page


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "<a/>",
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    ],
)
def test_metadata_of_no_use(steward, text, university_a):
    answer = steward.post("/settings/sign-in/new/plain_saml/", {"name": "A", "metadata": text})
    assert answer.status_code == 200
    assert "root:" not in answer.content.decode()
    with acting_for(university_a):
        assert not IdentityProvider.objects.filter(owner=university_a).exists()


def _tables() -> dict[str, Any]:
    """Every table's rows but those of the session, the record and the provider itself."""
    quiet = {"django_session", "portal_auditevent", "portal_identityprovider", "portal_tally"}
    told = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
        )
        for (name,) in cursor.fetchall():
            if name not in quiet and "cache" not in name:
                cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '')) FROM \"{name}\" t")
                told[name] = cursor.fetchone()
    return told


def test_trying_changes_nothing_and_shows_what_would_happen(steward, row, them, rule, university_a):
    with acting_for(university_a):
        IdentityProvider.objects.filter(pk=row.pk).update(state="draft")
    rule("staff@university-a.example", "officer")
    with acting_for(university_a):
        before = _tables()
    page = steward.get(f"/settings/sign-in/{row.pk}/try/")
    taken = setting.follow(steward, page)
    said = {"eduperson_scoped_affiliation": ["staff@university-a.example", "x@evil.example"]}
    them.says(taken["nonce"], **said)
    query = {"code": "c0de", "state": taken["state"]}
    back = steward.get(f"/account/sso/{row.key}/answer/", query)
    assert back["Location"] == f"/settings/sign-in/{row.pk}/tried/"
    told = steward.get(back["Location"]).content.decode()
    assert "You would get a new account without a role" in told
    assert "You would gain the role Research officer" in told
    assert "x@evil.example" in told
    assert "may not speak" in told
    with acting_for(university_a):
        assert _tables() == before
    assert not User.objects.filter(email="nora@university-a.example").exists()
    with acting_for(university_a):
        assert AuditEvent.objects.filter(event="provider.tried").count() == 1
    assert "bound" not in steward.session


def test_only_a_tried_connection_is_used(steward, row, them, university_a):
    with acting_for(university_a):
        IdentityProvider.objects.filter(pk=row.pk).update(state="draft")
    use = f"/settings/sign-in/{row.pk}/use/"
    assert steward.post(use).status_code == 403
    taken = setting.follow(steward, steward.get(f"/settings/sign-in/{row.pk}/try/"))
    them.says(taken["nonce"])
    steward.get(f"/account/sso/{row.key}/answer/", {"code": "c0de", "state": taken["state"]})
    assert steward.post(use).status_code == 302
    assert made(university_a).state == "live"
    assert steward.post(f"/settings/sign-in/{row.pk}/off/").status_code == 302
    assert made(university_a).state == "off"


def test_another_connection_has_to_be_tried_again(steward, row, university_a):
    form = {"name": row.name, "entity_id": row.entity_id, "client_id": "another-client"}
    steward.post(f"/settings/sign-in/{row.pk}/edit/", form)
    assert made(university_a).state == "draft"


def test_a_new_secret_alone_keeps_it_in_use(steward, row, university_a):
    form = {
        "name": row.name,
        "entity_id": row.entity_id,
        "client_id": row.client_id,
        "trusted_contexts": "\n".join(row.trusted_contexts),
        "creates_accounts": "on",
        "secret": "a new one",
    }
    steward.post(f"/settings/sign-in/{row.pk}/edit/", form)
    assert made(university_a).state == "live"


def test_nobody_tries_for_another_organisation(row, them, university_b):
    stranger = Client()
    stranger.force_login(cast.member(university_b, "Sten Steward", "steward").user)
    assert stranger.get(f"/settings/sign-in/{row.pk}/try/").status_code == 404


def test_rules_are_added_and_removed(steward, row, university_a):
    pages = f"/settings/sign-in/{row.pk}/rules/"
    said = {"claim": "affiliation", "test": "is", "value": "staff@x.example", "role": "officer"}
    assert steward.post(pages, said).status_code == 302
    assert steward.post(pages, said | {"role": "adviser"}).status_code == 200
    with acting_for(university_a):
        rule = row.rules.get()
    assert "staff@x.example" in steward.get(pages).content.decode()
    assert steward.post(f"{pages}{rule.pk}/remove/").status_code == 302
    with acting_for(university_a):
        assert not row.rules.exists()


def test_a_domain_is_claimed_confirmed_and_belongs_to_one(steward, university_a, university_b):
    assert steward.post("/settings/sign-in/domains/", {"domain": "@Uni.Example"}).status_code == 302
    assert steward.post("/settings/sign-in/domains/", {"domain": "nonsense"}).status_code == 200
    with acting_for(university_a):
        mine = EmailDomain.objects.get(owner=university_a)
    assert mine.domain == "uni.example"
    assert mine.verified_at is None
    olga = Client()
    olga.force_login(cast.operator())
    page = f"/operations/organisations/{university_a.pk}/domains/"
    assert "uni.example" in olga.get(page).content.decode()
    olga.post(page, {"domain": str(mine.pk), "what": "confirm"})
    setting_b = Client()
    setting_b.force_login(cast.member(university_b, "Sten Steward", "steward").user)
    setting_b.post("/settings/sign-in/domains/", {"domain": "uni.example"})
    with acting_for(university_b):
        theirs = EmailDomain.objects.get(owner=university_b)
    other = f"/operations/organisations/{university_b.pk}/domains/"
    told = olga.post(other, {"domain": str(theirs.pk), "what": "confirm"}, follow=True)
    assert "confirmed for another organisation" in told.content.decode()
    with acting_for(university_b):
        assert EmailDomain.objects.get(owner=university_b).verified_at is None
    steward.post(f"/settings/sign-in/domains/{mine.pk}/", {"what": "release"})
    with acting_for(university_a):
        assert not EmailDomain.objects.filter(owner=university_a).exists()


def test_a_steward_confirms_no_domain(steward, university_a, row):
    page = f"/operations/organisations/{university_a.pk}/domains/"
    assert steward.get(page).status_code == 404
    assert steward.post(page).status_code == 404


def test_connecting_again_under_a_new_name(row, them, stella):
    SocialAccount.objects.create(user=stella.user, provider=row.key, uid="of-last-year")
    client = Client()
    client.post("/account/login/", {"login": stella.user.email, "password": cast.PASSWORD})
    taken = setting.follow(client, client.get(f"/account/sso/{row.key}/connect/"))
    them.says(taken["nonce"], sub="stella-1", email="stella@somewhere.example")
    query = {"code": "c0de", "state": taken["state"]}
    assert client.get(f"/account/sso/{row.key}/answer/", query)["Location"] == "/you/"
    assert SocialAccount.objects.get().uid == "stella-1"


def test_connecting_by_oneself(row, them, university_b, university_a, stella):
    """Who works for two organisations connects a sign-in with the account they have."""
    with acting_for(university_b):
        Membership.objects.create(user=stella.user, roles=["officer"])
    client = Client()
    client.post("/account/login/", {"login": stella.user.email, "password": cast.PASSWORD})
    assert row.name in client.get("/you/").content.decode()
    taken = setting.follow(client, client.get(f"/account/sso/{row.key}/connect/"))
    them.says(taken["nonce"], sub="stella-1", email="stella@somewhere.example")
    query = {"code": "c0de", "state": taken["state"]}
    answer = client.get(f"/account/sso/{row.key}/answer/", query)
    assert answer["Location"] == "/you/"
    assert SocialAccount.objects.get().user == stella.user
    fresh = Client()
    setting.arrive(fresh, row, them, sub="stella-1")
    assert fresh.session["bound"] == str(university_a.pk)
    assert "University B" not in fresh.get("/you/").content.decode()
