"""Whoever runs another organisation's provider, or this one's carelessly: what they don't get."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from portal.actions import people
from portal.enums import ProviderState
from portal.federation import public_mail
from portal.models import (
    AuditEvent,
    EmailDomain,
    IdentityProvider,
    Invitation,
    Membership,
    SignInProblem,
)
from portal.models.door import digest_of
from portal.tenancy import acting_for
from tests import cast
from tests.portal.sso import setting
from tests.portal.sso.setting import arrive, leave

pytestmark = pytest.mark.django_db

INWARDS = "/you/"


@pytest.fixture
def steward(stella: cast.Member) -> Client:
    client = Client()
    client.force_login(stella.user)
    return client


@pytest.fixture
def evil(university_b: Any) -> IdentityProvider:
    """B's provider, in use, whose operator says what they like; `b.example` is B's own domain."""
    made = setting.openid(university_b, "evilevil", name="Evil")
    setting.domain(university_b, "b.example", made)
    return made


def last_kind(row: IdentityProvider) -> str:
    with acting_for(row.owner):
        return SignInProblem.objects.filter(provider=row).order_by("-at", "-pk")[0].kind


def domain_of(address: str) -> str:
    return address.partition("@")[2]


# -- another organisation's provider --------------------------------------------------------------
def test_a_claim_alone_lets_nobody_in(evil, them, stella):
    """B's steward may write A's domain onto their list; nothing comes of it."""
    with acting_for(evil.owner):
        name = domain_of(stella.user.email)
        EmailDomain.objects.create(
            domain=name, digest=digest_of("claimed:x"), claimed_by="Evil", provider=evil
        )
    client = Client()
    answer = arrive(client, evil, them, sub="x", email=stella.user.email)
    assert answer.status_code == 403
    assert last_kind(evil) == "domain"
    assert not SocialAccount.objects.exists()
    page = client.post("/account/login/", {"login": f"anybody@{domain_of(stella.user.email)}"})
    assert page.status_code == 200, "nobody is led there"


@pytest.mark.parametrize("who", ["member", "former member", "operator"])
def test_people_of_others_are_not_theirs_even_under_a_domain_of_their_own(evil, them, stella, who):
    """Somebody of A has an address at B; so has the operator. B's word opens neither account."""
    user = cast.operator() if who == "operator" else stella.user
    type(user).objects.filter(pk=user.pk).update(email="victim@b.example")
    if who == "former member":
        with acting_for(stella.organisation):
            row = Membership.objects.filter(pk=stella.membership.pk)
            row.update(active=False, ended_at=stella.membership.since)
    client = Client()
    answer = arrive(client, evil, them, sub="x", email="victim@b.example")
    assert answer.status_code == 403
    assert last_kind(evil) == "elsewhere"
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_of_several_addresses_only_those_of_its_own_domain_count(evil, them, stella):
    arrive(Client(), evil, them, sub="x", email=[stella.user.email, "x@b.example"])
    assert SocialAccount.objects.get().user.email == "x@b.example"


@pytest.fixture
def bound(evil, them, stella) -> Client:
    """Stella of A works for B as well, and came by B's provider."""
    with acting_for(evil.owner):
        Membership.objects.create(user=stella.user, roles=["officer"])
    SocialAccount.objects.create(user=stella.user, provider=evil.key, uid="stella-at-b")
    client = Client()
    arrive(client, evil, them, sub="stella-at-b", acr="https://refeds.org/profile/mfa")
    assert client.session["bound"] == str(evil.owner_id)
    return client


def test_it_sees_and_ends_no_session_of_another_organisation(bound, stella):
    other = Client()
    other.post("/account/login/", {"login": stella.user.email, "password": cast.PASSWORD})
    page = bound.get("/you/sessions/")
    assert len(page.context["page"].object_list) <= 1
    assert "only this session is listed" in page.content.decode()
    for address in ("/you/sessions/end-others/", "/you/sessions/1/end/"):
        assert bound.post(address).status_code in {403, 404}
    assert other.get("/you/").status_code == 200


def test_it_renames_nobody_in_another_organisation(bound, stella):
    bound.post("/you/", {"name": "Somebody Else"})
    stella.user.refresh_from_db()
    assert stella.user.name == "Stella Steward"


def test_it_accepts_no_invitation_of_another_organisation(bound, stella, university_a):
    with acting_for(university_a):
        Membership.objects.filter(pk=stella.membership.pk).delete()
        row = Invitation.objects.create(
            digest=digest_of("invitation_x"),
            expires_at=stella.membership.since.replace(year=2100),
            email=stella.user.email,
            roles=["officer"],
        )
    assert bound.post("/invitation/invitation_x/").status_code == 403
    with acting_for(university_a):
        assert Invitation.objects.get(pk=row.pk).accepted_at is None


def test_an_own_second_factor_is_asked_for_and_the_binding_outlives_it(evil, them, stella):
    """Else whoever runs the provider could pass by with what the person alone has."""
    with acting_for(evil.owner):
        Membership.objects.create(user=stella.user, roles=["officer"])
    SocialAccount.objects.create(user=stella.user, provider=evil.key, uid="stella-at-b")
    secret = generate_totp_secret()
    TOTP.activate(stella.user, secret)
    client = Client()
    answer = arrive(client, evil, them, sub="stella-at-b")
    assert answer["Location"].startswith("/account/mfa/authenticate/")
    assert "_auth_user_id" not in client.session
    codes = Authenticator.objects.get(user=stella.user).wrap()
    from allauth.mfa.totp.internal import auth

    counter = next(iter(auth.yield_hotp_counters_from_time()))
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    assert codes is not None
    client.post("/account/mfa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"]
    assert client.session["bound"] == str(evil.owner_id)


# -- this organisation's own ----------------------------------------------------------------------
def test_an_address_that_was_given_to_somebody_new(row, them, steward, membership, problem):
    """The same address under another lasting name is another person until a steward says so."""
    arrive(Client(), row, them)
    mine = membership("nora@university-a.example")
    client = Client()
    answer = arrive(client, row, them, sub="nora-2")
    assert answer.status_code == 403
    assert problem()[0] == "renamed"
    assert "_auth_user_id" not in client.session
    people_page = f"/settings/sign-in/{row.pk}/people/"
    told = steward.get(people_page).content.decode()
    assert "Nora New" in told
    assert "none yet" in told
    away = f"{people_page}{mine.pk}/disconnect/"
    assert "Nora New" in steward.get(away).content.decode()
    assert steward.post(away).status_code == 302
    assert steward.post(away).status_code == 404
    assert arrive(Client(), row, them, sub="nora-2").status_code == 302
    assert SocialAccount.objects.get().user == mine.user


def test_names_of_one_issuer_are_not_those_of_the_next(row, them, steward, monkeypatch):
    """Each issuer counts its people from one: 1001 there is somebody else than 1001 here."""
    from portal.actions import provider_documents

    arrive(Client(), row, them)
    monkeypatch.setattr(provider_documents, "discovered", lambda issuer: "{}")
    form = {"name": row.name, "entity_id": "https://new.example", "client_id": row.client_id}
    steward.post(f"/settings/sign-in/{row.pk}/edit/", form)
    assert not SocialAccount.objects.exists()


def test_switched_off_ends_sessions_and_setting_up_again_does_not(row, them, steward):
    client = Client()
    arrive(client, row, them)
    for state, status in (("live", 200), ("draft", 200), ("off", 302)):
        with acting_for(row.owner):
            IdentityProvider.objects.filter(pk=row.pk).update(state=state)
        assert client.get(INWARDS).status_code == status
    assert "_auth_user_id" not in client.session
    assert "switched off" in client.get("/account/login/").content.decode()
    assert steward.get(INWARDS).status_code == 200, "who came otherwise works on"


def test_removing_needs_the_name_and_says_who_loses_access(
    row, them, steward, stella, membership, university_a
):
    arrive(Client(), row, them)
    arrive(Client(), row, them, sub="stella-1", email=stella.user.email)
    arrive(Client(), row, them, aud="somebody-else")
    nora = membership("nora@university-a.example")
    page = f"/settings/sign-in/{row.pk}/remove/"
    assert steward.get(page)["Location"] == f"/settings/sign-in/{row.pk}/off/", "in use"
    steward.post(f"/settings/sign-in/{row.pk}/off/")
    told = steward.get(page).content.decode()
    assert "One member has no other way in" in told
    assert "Nora New" in told
    assert "Stella Steward" not in told.partition("<main")[2].partition("</main>")[0]
    assert steward.post(page, {"confirmation": "else"}).status_code == 200
    assert steward.post(page, {"confirmation": row.name})["Location"] == "/settings/sign-in/"
    assert not SocialAccount.objects.exists()
    with acting_for(university_a):
        assert not IdentityProvider.objects.filter(pk=row.pk).exists()
        assert Membership.objects.get(pk=nora.pk).provider is None
        assert SignInProblem.objects.get().provider is None
        assert EmailDomain.objects.get().provider is None
    assert "Removed since" in steward.get("/settings/sign-in/problems/").content.decode()
    with acting_for(university_a):
        event = AuditEvent.objects.get(event="provider.removed")
    assert event.detail == {"name": row.name, "issuer": row.entity_id, "disconnected": 2}


def test_one_in_use_is_not_removed(row, steward):
    page = f"/settings/sign-in/{row.pk}/remove/"
    assert steward.post(page, {"confirmation": row.name}).status_code == 403
    with acting_for(row.owner):
        assert IdentityProvider.objects.get(pk=row.pk).state == ProviderState.LIVE


@pytest.mark.parametrize(
    "name", ["gmail.com", "GMAIL.com", "yahoo.fr", "hotmail.co.uk", "web.de", "proton.me"]
)
def test_a_domain_of_everybody_is_nobodys(steward, university_a, name):
    answer = steward.post("/settings/sign-in/domains/", {"domain": name})
    assert "Everybody can have an address at" in answer.content.decode()
    with acting_for(university_a):
        assert not EmailDomain.objects.exists()


@pytest.mark.parametrize("name", ["outlook.uni-a.example", "uni-a.eu", "live.ac.uk", "free.org"])
def test_what_only_looks_like_one(name):
    assert not public_mail.is_shared(name)


@pytest.mark.parametrize(
    "to",
    [
        *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example"),
        *("/\t/evil.example", "\\\\evil.example", "javascript:alert(1)", "https:evil.example"),
        *("/\n/evil.example", "http:///evil.example", " //evil.example", "evil.example"),
    ],
)
def test_no_way_leads_out(row, client, stella, to):
    """Before the provider, at the sign-in page, and where it is asked anew."""
    leave(client, row, to)
    kept = client.session.get("socialaccount_states", {})
    assert "evil" not in str(kept)
    assert "alert" not in str(kept)
    shown = client.post("/account/login/", {"login": "a@university-a.example", "next": to})
    assert shown["Location"] == f"/account/sso/{row.key}/"
    client.force_login(stella.user)
    assert client.get(f"/account/sso/{row.key}/", {"next": to})["Location"] == "/"


def test_a_door_that_is_not_in_use_says_not_whose_it_is(row, client):
    with acting_for(row.owner):
        IdentityProvider.objects.filter(pk=row.pk).update(state="draft")
    for page in (f"/account/sso/{row.key}/", f"/account/sso/{row.key}/answer/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert row.owner.name not in answer.content.decode()


def test_somebody_without_a_password_gets_one_by_mail(row, them, settings, mailoutbox):
    """Whoever came by the provider alone is not locked in: the mail proves the address."""
    settings.MAIL_ON = True
    arrive(Client(), row, them)
    Client().post("/account/password/reset/", {"email": "nora@university-a.example"})
    assert people.find("nora@university-a.example") is not None
    assert any("/account/password/reset/key/" in message.body for message in mailoutbox)
