"""The steward's pages: members, invitations, units, settings, tokens."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import clock
from portal.actions import invitations, tokens
from portal.enums import OrganisationKind, Role, roles_open_to
from portal.forms.members import ROLE_HINTS
from portal.models import ApiToken, Invitation, Membership, Organisation, Unit
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db

STEWARD_PAGES = ["members", "invite", "units", "settings"]


@pytest.mark.parametrize("name", [*STEWARD_PAGES, "tokens", "token-new", "you", "search", "start"])
def test_a_steward_reads_their_pages(stella, browse, name):
    assert browse(stella).get(reverse(f"portal:{name}")).status_code == 200


@pytest.mark.parametrize("name", STEWARD_PAGES)
def test_an_officer_is_told_why_not(ines, browse, name):
    answer = browse(ines).get(reverse(f"portal:{name}"))
    assert answer.status_code == 403
    assert "Ask your steward" in answer.content.decode()


@pytest.mark.parametrize("name", STEWARD_PAGES)
def test_strangers_are_asked_to_sign_in(client, name):
    url = reverse(f"portal:{name}")
    assert client.get(url).url == f"/account/login/?next={url}"


MEMBER_PAGES = ["member", "member-end", "member-reset", "member-second-factor"]


@pytest.mark.parametrize("name", MEMBER_PAGES)
def test_pages_of_a_member(stella, ines, browse, name):
    answer = browse(stella).get(reverse(f"portal:{name}", args=[ines.membership.pk]))
    assert answer.status_code == 200
    assert "Ines Officer" in answer.content.decode()


@pytest.mark.parametrize("name", [*MEMBER_PAGES, "member-resume"])
def test_another_organisations_member_is_not_there(stella, otto, browse, name):
    url = reverse(f"portal:{name}", args=[otto.membership.pk])
    client = browse(stella)
    if name != "member-resume":
        assert client.get(url).status_code == 404
    assert client.post(url, {"roles": "officer"}).status_code == 404
    with acting_for(otto.organisation):
        assert Membership.objects.get(pk=otto.membership.pk).active


def test_the_list_shows_members_with_roles_and_units_and_no_figures(stella, ines, browse):
    page = browse(stella).get("/members/").content.decode()
    assert "Ines Officer" in page
    assert "Whole organisation" in page
    assert not re.search(r"last sign|minutes", page, re.IGNORECASE)


def test_the_list_is_searched_and_shows_the_ended_apart(stella, ines, browse):
    client = browse(stella)
    assert "Ines Officer" not in client.get("/members/?q=stel").content.decode()
    client.post(reverse("portal:member-end", args=[ines.membership.pk]))
    assert "Ines Officer" not in client.get("/members/").content.decode()
    assert "Ines Officer" in client.get("/members/?show=ended").content.decode()


def test_the_heading_counts_no_members_that_a_search_left_out(stella, ines, browse):
    client = browse(stella)
    assert "Nobody matches “zzzz”" in client.get("/members/?q=zzzz").content.decode()
    found = client.get("/members/?q=stel").content.decode()
    assert "One match for “stel”" in found
    assert "member of" not in found


@pytest.mark.parametrize("kind", OrganisationKind)
def test_every_role_that_is_given_says_what_it_does(kind):
    assert set(roles_open_to(kind)) <= set(ROLE_HINTS)


def test_lists_cost_the_same_for_one_row_and_for_many(stella, browse):
    client = browse(stella)
    for address in ("/members/", "/units/", "/tokens/"):
        client.get(address)
    counts = {}
    for round_ in (1, 30):
        with acting_for(stella.organisation):
            for n in range(round_):
                Unit.objects.create(name=f"Unit {round_}-{n}")
                tokens.create(
                    by=stella.actor,
                    name=f"Token {round_}-{n}",
                    expires_at=clock.now() + timedelta(days=3),
                )
                invitations.invite(
                    by=stella.actor, email=f"i{round_}-{n}@new.example", roles=["officer"]
                )
        for n in range(round_):
            cast.member(stella.organisation, f"Extra {round_} {n}", Role.OFFICER)
        for address in ("/members/", "/units/", "/tokens/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(queries))
    assert all(one == many for one, many in counts.values()), counts


def test_roles_are_changed(stella, ines, browse):
    with acting_for(stella.organisation):
        unit = Unit.objects.create(name="Physics")
    url = reverse("portal:member", args=[ines.membership.pk])
    answer = browse(stella).post(url, {"roles": ["officer", "steward"], "units": [str(unit.pk)]})
    assert answer.url == "/members/"
    with acting_for(stella.organisation):
        assert Membership.objects.get(pk=ines.membership.pk).roles == ["officer", "steward"]


@pytest.mark.parametrize(
    "data", [{}, {"roles": ["adviser"]}, {"roles": ["officer"], "units": ["not-a-unit"]}]
)
def test_forged_roles_and_units_come_back_with_the_reason(stella, ines, browse, data):
    with acting_for(stella.organisation):
        Unit.objects.create(name="Physics")
    url = reverse("portal:member", args=[ines.membership.pk])
    answer = browse(stella).post(url, data)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_another_organisations_unit_is_no_choice(stella, ines, otto, browse):
    with acting_for(otto.organisation):
        foreign = Unit.objects.create(name="Foreign")
    with acting_for(stella.organisation):
        Unit.objects.create(name="Own")
    url = reverse("portal:member", args=[ines.membership.pk])
    answer = browse(stella).post(url, {"roles": ["officer"], "units": [str(foreign.pk)]})
    assert "units" in answer.context["form"].errors
    unit_url = reverse("portal:unit", args=[foreign.pk])
    assert browse(stella).get(unit_url).status_code == 404
    assert browse(stella).post(unit_url, {"name": "Stolen"}).status_code == 404


def test_the_last_steward_reads_why_they_stay(stella, browse):
    answer = browse(stella).post(reverse("portal:member-end", args=[stella.membership.pk]))
    assert answer.status_code == 403
    assert "last active steward" in answer.content.decode()


def test_an_end_is_undone_from_the_next_page(stella, ines, browse):
    client = browse(stella)
    answer = client.post(reverse("portal:member-end", args=[ines.membership.pk]), follow=True)
    assert "Undo" in answer.content.decode()
    client.post(reverse("portal:member-resume", args=[ines.membership.pk]))
    with acting_for(stella.organisation):
        assert Membership.objects.get(pk=ines.membership.pk).active


def invite(client, **data):
    return client.post(
        "/members/invite/", {"email": "nora@new.example", "name": "Nora", "roles": "officer"} | data
    )


def test_without_mail_the_link_stands_on_the_page_once(stella, browse):
    client = browse(stella)
    page = invite(client).content.decode()
    assert "sends no mail" in page
    secret = re.search(r"/invitation/([\w-]+)/", page)[1]
    assert invitations.find(secret).email == "nora@new.example"
    assert secret not in client.get("/members/").content.decode()
    assert mail.outbox == []


def test_with_mail_the_link_goes_to_the_invited_alone(stella, browse, settings):
    settings.MAIL_ON = True
    page = invite(browse(stella)).content.decode()
    assert "/invitation/" not in page
    message = mail.outbox[0]
    assert message.to == ["nora@new.example"]
    assert "University A" in message.subject
    assert "/invitation/" in message.body
    assert "/invitation/" in message.alternatives[0].content


def test_a_failing_mail_server_loses_nothing(stella, browse, settings, monkeypatch):
    settings.MAIL_ON = True

    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    page = invite(browse(stella)).content.decode()
    assert "could not be sent" in page
    assert "/invitation/" in page
    with acting_for(stella.organisation):
        assert Invitation.objects.count() == 1


def test_wrong_input_names_the_field_and_keeps_the_rest(stella, ines, browse):
    answer = invite(browse(stella), email=ines.user.email, name="Kept Name")
    assert "member already" in str(answer.context["form"].errors["email"])
    assert "Kept Name" in answer.content.decode()


def test_invitations_are_renewed_and_revoked(stella, browse):
    client = browse(stella)
    invite(client)
    with acting_for(stella.organisation):
        row = Invitation.objects.get()
    page = client.post(reverse("portal:invitation-renew", args=[row.pk])).content.decode()
    assert "/invitation/" in page
    url = reverse("portal:invitation-revoke", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).url == "/members/"
    with acting_for(stella.organisation):
        assert Invitation.objects.get().revoked_at is not None


def test_another_organisations_invitation_is_not_there(stella, otto, browse):
    steward = cast.member(otto.organisation, "Sten Steward", Role.STEWARD)
    with acting_for(otto.organisation):
        row, _link = invitations.invite(by=steward.actor, email="x@b.example", roles=[Role.OFFICER])
    client = browse(stella)
    revoke = reverse("portal:invitation-revoke", args=[row.pk])
    assert client.get(revoke).status_code == 404
    assert client.post(revoke).status_code == 404
    assert client.post(reverse("portal:invitation-renew", args=[row.pk])).status_code == 404


def test_units_are_kept(stella, browse):
    client = browse(stella)
    assert client.post("/units/", {"name": "  Physics   Institute "}).url == "/units/"
    assert "already" in client.post("/units/", {"name": "physics institute"}).content.decode()
    with acting_for(stella.organisation):
        unit = Unit.objects.get(name="Physics Institute")
    url = reverse("portal:unit", args=[unit.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"name": "Physics"})
    client.post(reverse("portal:unit-close", args=[unit.pk]))
    with acting_for(stella.organisation):
        assert Unit.objects.values_list("name", "active").get() == ("Physics", False)
    client.post(reverse("portal:unit-reopen", args=[unit.pk]))
    with acting_for(stella.organisation):
        assert Unit.objects.get().active


def test_settings_are_saved(stella, browse):
    client = browse(stella)
    assert client.post("/settings/", {}).url == "/settings/"
    assert not Organisation.objects.get(pk=stella.organisation.pk).measures_minutes
    client.post("/settings/", {"measures_minutes": "on"})
    assert Organisation.objects.get(pk=stella.organisation.pk).measures_minutes


def test_a_token_is_shown_once(ines, browse):
    mine = browse(ines)
    page = mine.post(
        "/tokens/new/", {"name": "Import", "expires_on": clock.today() + timedelta(days=9)}
    ).content.decode()
    secret = re.search(r"ajar_[\w-]+", page)[0]
    listed = mine.get("/tokens/").content.decode()
    assert "Import" in listed
    assert secret not in listed
    with acting_for(ines.organisation):
        token = ApiToken.objects.get()
    assert mine.post(reverse("portal:token-revoke", args=[token.pk])).url == "/tokens/"
    with acting_for(ines.organisation):
        assert not ApiToken.objects.get().is_open()


@pytest.mark.parametrize("days", [-1, 366])
def test_a_tokens_day_is_checked_by_the_form(ines, browse, days):
    answer = browse(ines).post(
        "/tokens/new/", {"name": "Import", "expires_on": clock.today() + timedelta(days=days)}
    )
    assert "expires_on" in answer.context["form"].errors


def test_officers_see_their_own_tokens_and_stewards_all(ines, stella, browse):
    with acting_for(ines.organisation):
        soon = clock.now() + timedelta(days=1)
        tokens.create(by=ines.actor, name="Of Ines", expires_at=soon)
        row, _secret = tokens.create(by=stella.actor, name="Of Stella", expires_at=soon)
    page = browse(ines).get("/tokens/").content.decode()
    assert "Of Ines" in page
    assert "Of Stella" not in page
    assert browse(ines).post(reverse("portal:token-revoke", args=[row.pk])).status_code == 404
    assert "Of Ines" in browse(stella).get("/tokens/").content.decode()


def test_a_steward_hands_over_a_reset_link(stella, ines, browse, client):
    page = browse(stella).post(reverse("portal:member-reset", args=[ines.membership.pk]))
    address = re.search(r"/reset/[\w-]+/", page.content.decode())[0]
    assert client.get(address).status_code == 200
    new = "a window left open, 2026"
    assert client.post(address, {"password1": new, "password2": new}).url == "/account/login/"
    ines.user.refresh_from_db()
    assert ines.user.check_password(new)
    assert client.get(address).status_code == 410


def test_the_guard_is_explained_on_the_page(stella, ines, otto, browse):
    with acting_for(otto.organisation):
        Membership.objects.create(user=ines.user, roles=["officer"])
    client = browse(stella)
    url = reverse("portal:member-reset", args=[ines.membership.pk])
    assert "operator of this installation" in client.get(url).content.decode()
    assert client.post(url).status_code == 403
