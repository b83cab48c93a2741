"""Operators' pages: the directory and first stewards, and nothing of any organisation."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import bells
from portal.actions import invitations, operators, recovery
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db

ENTRY = {
    "name": "Institute of Doors",
    "kind": "research",
    "type": "rto",
    "size_band": "small",
    "country": "SE",
    "city": "Lund",
}
PAGES = ["operations", "operations-new", "operations-help"]
ONE = ["operations-organisation", "operations-edit", "operations-suspend"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_operators(olga, stella, browse, client, name):
    url = reverse(f"portal:{name}")
    assert browse(olga).get(url).status_code == 200
    assert browse(stella).get(url).status_code == 404
    assert client.get(url).url.startswith("/account/login/")


@pytest.mark.parametrize("name", [*ONE, "operations-resume"])
def test_pages_of_an_organisation_are_for_operators(olga, stella, browse, name):
    url = reverse(f"portal:{name}", args=[stella.organisation.pk])
    if name != "operations-resume":
        assert browse(olga).get(url).status_code == 200
    assert browse(stella).post(url, {"confirmation": "University A"}).status_code == 404
    assert Organisation.objects.get(pk=stella.organisation.pk).active


@pytest.mark.parametrize("name", ONE)
def test_unknown_organisations_are_not_there(olga, browse, name):
    url = reverse(f"portal:{name}", args=["01a2028c-b709-7629-a5a6-ad079c89ac22"])
    assert browse(olga).get(url).status_code == 404


def test_an_operator_enters_no_organisation(olga, stella, ines, browse):
    client = browse(olga)
    assert client.get("/").url == "/operations/"
    assert client.get("/members/").url == "/operations/"
    assert client.post("/units/", {"name": "Mine"}).status_code == 403
    page = client.get(reverse("portal:operations-organisation", args=[stella.organisation.pk]))
    assert "Stella" not in page.content.decode()
    assert "Ines" not in page.content.decode()


def test_an_organisation_is_added_and_edited(olga, browse):
    client = browse(olga)
    answer = client.post("/operations/organisations/new/", ENTRY)
    made = Organisation.objects.get(name="Institute of Doors")
    assert answer.url == reverse("portal:operations-organisation", args=[made.pk])
    edit = reverse("portal:operations-edit", args=[made.pk])
    client.post(edit, ENTRY | {"name": "Institute of Gates", "kind": "hub"})
    made.refresh_from_db()
    assert (made.name, made.kind) == ("Institute of Gates", "research")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"type": ""}, "type"),
        ({"size_band": ""}, "size_band"),
        ({"country": ""}, "country"),
        ({"country": "US"}, "country"),
        ({"kind": "company"}, "kind"),
    ],
)
def test_wrong_entries_name_their_field(olga, browse, change, field):
    answer = browse(olga).post("/operations/organisations/new/", ENTRY | change)
    assert field in answer.context["form"].errors
    assert "Lund" in answer.content.decode()
    assert not Organisation.objects.exists()


def test_type_and_size_belong_to_research_organisations(olga, browse):
    browse(olga).post("/operations/organisations/new/", ENTRY | {"kind": "ministry"})
    made = Organisation.objects.get()
    assert (made.type, made.size_band, made.country) == ("", "", "SE")
    browse(olga).post("/operations/organisations/new/", ENTRY | {"kind": "commission"})
    assert Organisation.objects.get(kind="commission").country == ""


def test_the_list_is_searched(olga, browse, university_a, university_b):
    client = browse(olga)
    found = client.get("/operations/?q=sity b").content.decode()
    assert "University B" in found
    assert "University A" not in found
    assert "University A" not in client.get("/operations/?kind=hub").content.decode()
    assert client.get("/operations/?kind=nonsense&page=99").status_code == 200


def test_the_list_costs_the_same_for_one_row_and_for_many(olga, browse, university_a):
    client = browse(olga)
    client.get("/operations/")
    counts = []
    for many in (1, 20):
        for n in range(many):
            made = cast.organisation(f"Organisation {many}-{n}")
            invitations.invite_first_steward(
                made.pk, by=operators.actor(olga), email=f"s{many}-{n}@x.example"
            )
        with CaptureQueriesContext(connection) as queries:
            client.get("/operations/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_first_steward_is_invited_renewed_and_revoked(olga, browse, university_b):
    client = browse(olga)
    url = reverse("portal:operations-organisation", args=[university_b.pk])
    page = client.post(url, {"email": "sten@b.example", "name": "Sten"}).content.decode()
    first = re.search(r"/invitation/([\w-]+)/", page)[1]
    assert "sten@b.example" in client.get("/operations/").content.decode()
    row = invitations.find(first)
    one = reverse("portal:operations-invitation", args=[university_b.pk, row.pk])
    page = client.post(one, {"do": "renew"}).content.decode()
    second = re.search(r"/invitation/([\w-]+)/", page)[1]
    assert invitations.find(first) is None
    client.post(one, {"do": "revoke"}, follow=True)
    assert invitations.find(second).revoked_at is not None
    assert "sten@b.example" not in client.get("/operations/").content.decode()


def test_other_peoples_invitations_are_not_the_operators(olga, stella, browse):
    with acting_for(stella.organisation):
        row, _link = invitations.invite(
            by=stella.actor, email="nora@new.example", roles=["officer"]
        )
    client = browse(olga)
    assert "nora@new.example" not in client.get("/operations/").content.decode()
    one = reverse("portal:operations-invitation", args=[stella.organisation.pk, row.pk])
    assert client.post(one, {"do": "revoke"}).status_code == 403
    assert invitations.find("x") is None


@pytest.mark.parametrize("kind", [OrganisationKind.FUNDER])
def test_the_operator_is_told_why_nobody_can_be_invited(olga, browse, kind):
    country = "" if kind == OrganisationKind.COMMISSION else "NL"
    other = cast.organisation("Somewhere", kind=kind, type="", size_band="", country=country)
    url = reverse("portal:operations-organisation", args=[other.pk])
    page = browse(olga).get(url).content.decode()
    assert "empty portal" in page
    assert "Invite the first steward" not in page
    answer = browse(olga).post(url, {"email": "s@x.example"})
    assert answer.context["form"].non_field_errors()


def test_suspending_asks_for_the_name(olga, browse, university_a):
    client = browse(olga)
    url = reverse("portal:operations-suspend", args=[university_a.pk])
    wrong = client.post(url, {"confirmation": "University"})
    assert "not the name" in wrong.content.decode()
    client.post(url, {"confirmation": "University A"})
    assert not Organisation.objects.get(pk=university_a.pk).active
    client.post(reverse("portal:operations-resume", args=[university_a.pk]))
    assert Organisation.objects.get(pk=university_a.pk).active


def test_a_member_is_helped_in(olga, ines, browse):
    client = browse(olga)
    answer = client.post("/operations/help/", {"email": "nobody@x.example"})
    assert "no account" in str(answer.context["form"].errors["email"])
    page = client.post("/operations/help/", {"email": ines.user.email}).content.decode()
    secret = re.search(r"/reset/([\w-]+)/", page)[1]
    assert recovery.find(secret).user == ines.user


def test_work_that_failed_is_shown_by_its_kind_and_never_by_its_words(olga, stella, browse):
    owner = stella.organisation
    with acting_for(owner):
        for subject in (owner.pk, stella.user.pk):
            bells.ring_later("score", subject)
    bells.complain("score", owner.pk, ValueError("Partner X"), lasting=True)
    bells.complain("score", stella.user.pk, OSError("disk"))
    for name, arguments in (("operations", []), ("operations-organisation", [owner.pk])):
        text = browse(olga).get(reverse(f"portal:{name}", args=arguments)).content.decode()
        assert "Scoring an appraisal" in text
        assert "Waits for you" in text
        assert "Is tried again by itself" in text
        assert "<code>ValueError</code>" in text
        assert "Partner X" not in text


def test_without_failures_the_operators_page_says_nothing_of_them(olga, browse):
    assert "Work that failed" not in browse(olga).get(reverse("portal:operations")).content.decode()
