"""Pages behind one-time links: what they show, what they change, what they never leak."""

from datetime import timedelta

import pytest

from portal import acting, clock, limits
from portal.actions import invitations, operators, recovery
from portal.enums import Role
from portal.models import Invitation, Membership, User
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db

FORM = {"name": "Nora New", "password1": cast.PASSWORD, "password2": cast.PASSWORD}


@pytest.fixture
def link(stella):
    with acting_for(stella.organisation):
        _row, made = invitations.invite(
            by=stella.actor, email="nora@new.example", name="Nora", roles=[Role.OFFICER]
        )
    return f"/invitation/{made.secret}/"


def test_the_page_says_who_invites_to_what(client, link):
    page = client.get(link).content.decode()
    for words in ("University A", "Stella Steward", "Research officer", "nora@new.example"):
        assert words in page


def test_the_answer_is_kept_nowhere_and_the_address_goes_nowhere(client, link):
    answer = client.get(link)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_reading_changes_nothing(client, link, stella):
    client.get(link)
    assert not User.objects.filter(email="nora@new.example").exists()
    assert client.get(link).status_code == 200


def test_accepting_signs_in_and_acts_for_the_organisation(client, link, stella):
    assert client.post(link, FORM).url == "/"
    current = client.get("/you/").context["acting"]
    assert current.organisation == stella.organisation
    assert current.user.email == "nora@new.example"
    assert client.session[acting.SESSION_KEY][1] == str(stella.organisation.pk)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "something different"}, "password2"),
        ({"password1": "nora@new.example", "password2": "nora@new.example"}, "password1"),
        (
            {"password1": "Nora New Nora", "password2": "Nora New Nora", "name": "Nora New Nora"},
            "password1",
        ),
    ],
)
def test_wrong_input_names_its_field_and_keeps_the_name(client, link, change, field):
    answer = client.post(link, FORM | change)
    assert field in answer.context["form"].errors
    assert (FORM | change)["name"] in answer.content.decode()
    assert not User.objects.filter(email="nora@new.example").exists()


def test_a_known_person_signs_in_first(client, stella, otto):
    with acting_for(stella.organisation):
        _row, made = invitations.invite(
            by=stella.actor, email=otto.user.email, roles=[Role.OFFICER]
        )
    address = f"/invitation/{made.secret}/"
    page = client.get(address).content.decode()
    assert f"/account/login/?next={address}" in page
    assert client.post(address, FORM).status_code == 200
    assert client.get("/").status_code == 302
    client.force_login(otto.user)
    assert "Accept the invitation" in client.get(address).content.decode()
    assert client.post(address).url == "/"
    assert client.get("/you/").context["acting"].organisation == stella.organisation


def test_somebody_else_is_told_to_sign_out(link, otto, browse):
    client = browse(otto)
    assert "Sign out" in client.get(link).content.decode()
    client.post(link, FORM)
    with acting_for(otto.organisation, user=otto.user.pk):
        assert Membership.objects.filter(user=otto.user).count() == 1


@pytest.mark.parametrize("address", ["/invitation/x/", "/reset/x/", "/operator/x/"])
def test_unknown_links_are_closed(client, address):
    for answer in (client.get(address), client.post(address, FORM)):
        assert answer.status_code == 410
        assert "does not open" in answer.content.decode()


def test_each_reason_has_its_words(client, link):
    with clock.set_to(clock.now() + timedelta(days=20)):
        assert "lapsed" in client.get(link).content.decode()
    client.post(link, FORM)
    client.logout()
    assert "accepted already" in client.get(link).content.decode()


def test_revoked_links_are_closed(client, link, stella):
    with acting_for(stella.organisation):
        invitations.revoke(Invitation.objects.get().pk, by=stella.actor)
    assert "revoked" in client.get(link).content.decode()


def test_guessing_is_slowed_down(client, settings, monkeypatch):
    settings.RATE_LIMITS_OBLIGATORY = True
    monkeypatch.setitem(limits.LIMITS, "link_address", limits.Limit(3, 60))
    answers = [client.get("/invitation/guess/").status_code for _try in range(5)]
    assert answers == [410, 410, 410, 429, 429]


def test_a_new_password_ends_other_sessions(client, browse, stella, ines):
    elsewhere = browse(ines)
    assert elsewhere.get("/you/").status_code == 200
    with acting_for(stella.organisation):
        _membership, made = recovery.reset_link(ines.membership.pk, by=stella.actor)
    new = "a window left open, 2026"
    client.post(f"/reset/{made.secret}/", {"password1": new, "password2": new})
    assert elsewhere.get("/you/").status_code == 302


def test_a_reset_password_obeys_the_rules(client, stella, ines):
    with acting_for(stella.organisation):
        _membership, made = recovery.reset_link(ines.membership.pk, by=stella.actor)
    address = f"/reset/{made.secret}/"
    answer = client.post(address, {"password1": "ines.officer", "password2": "ines.officer"})
    assert "password1" in answer.context["form"].errors
    assert recovery.find(made.secret).is_open()


def test_the_operators_link_opens_operations(client):
    made = operators.make_link()
    address = f"/operator/{made.secret}/"
    assert client.get(address).status_code == 200
    assert client.post(address, FORM | {"email": "op@run.example"}).url == "/operations/"
    assert client.get("/operations/").status_code == 200
    assert client.get("/").url == "/operations/"


def test_the_operators_link_refuses_a_members_address(client, ines):
    made = operators.make_link()
    answer = client.post(f"/operator/{made.secret}/", FORM | {"email": ines.user.email})
    assert "not members" in str(answer.context["form"].errors["email"])
    assert operators.find(made.secret).is_open()
