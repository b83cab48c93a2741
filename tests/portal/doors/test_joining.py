"""Joining by one's address: the address is proved by mail, and a steward decides."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from portal import clock
from portal.actions import joining, people
from portal.enums import JoinedBy
from portal.models import AddressProof, AuditEvent, EmailDomain, JoinRequest, Membership, User
from portal.models.door import digest_of
from portal.tenancy import acting_for
from tests import cast

pytestmark = pytest.mark.django_db

DOMAIN = "university-a.example"
NEW = {"name": "Nora New", "password1": cast.PASSWORD, "password2": cast.PASSWORD}


@pytest.fixture(autouse=True)
def mail_on(settings):
    settings.MAIL_ON = True


@pytest.fixture
def domain(university_a) -> EmailDomain:
    with acting_for(university_a):
        return EmailDomain.objects.create(
            domain=DOMAIN,
            digest=digest_of(f"domain:{DOMAIN}"),
            claimed_by="Stella",
            verified_at=clock.now(),
            verified_by="Olga",
            joining=True,
        )


def asked(email: str, client: Client | None = None) -> str:
    """The path of the link that was mailed, or ''."""
    mail.outbox.clear()
    answer = (client or Client()).post("/join/", {"email": email})
    assert answer.status_code == 200
    assert "Look into your mail" in answer.content.decode()
    found = re.search(r"https?://[^/]+(/join/\S+)", mail.outbox[0].body) if mail.outbox else None
    return found[1] if found else ""


def test_a_new_person_asks_and_becomes_a_member(domain, stella, browse):
    path = asked("Nora@University-A.example")
    client = Client()
    assert "University A" in client.get(path).content.decode()
    assert client.post(path, NEW).url == "/you/"
    assert "You asked to join: University A" in client.get("/you/").content.decode()
    assert client.get("/partnerships/").status_code == 403, "nothing is open yet"
    assert client.get("/api/v1/partnerships/").status_code == 403
    steward = browse(stella)
    assert "asks to join" in steward.get("/").content.decode()
    page = steward.get("/members/joining/").content.decode()
    assert "nora@university-a.example" in page
    with acting_for(stella.organisation):
        row = JoinRequest.objects.get()
    accept = f"/members/joining/{row.pk}/accept/"
    assert "roles" in steward.post(accept, {}).context["form"].errors
    mail.outbox.clear()
    assert steward.post(accept, {"roles": ["officer"]}).url == "/members/joining/"
    assert [message.to for message in mail.outbox] == [["nora@university-a.example"]]
    assert "officer" not in mail.outbox[0].body
    assert client.get("/partnerships/").status_code == 200
    with acting_for(stella.organisation):
        membership = Membership.objects.get(user__email="nora@university-a.example")
        told = set(AuditEvent.objects.values_list("event", flat=True))
    assert (membership.roles, membership.joined_by) == (["officer"], JoinedBy.DOMAIN)
    assert {"join.asked", "join.accepted"} <= told
    assert steward.post(accept, {"roles": ["steward"]}).status_code == 404, "answered once"


def test_the_answer_is_the_same_whoever_asks(domain, ines):
    people.add(email=f"known@{DOMAIN}", name="Known", password=cast.PASSWORD)
    pages = set()
    for email in (f"known@{DOMAIN}", f"unknown@{DOMAIN}", "somebody@elsewhere.example"):
        page = Client().post("/join/", {"email": email}).content.decode()
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken[^}]+', "", page))
    assert len(pages) == 1


def test_the_mail_is_the_same_with_and_without_an_account(domain):
    people.add(email=f"known@{DOMAIN}", name="Known", password=cast.PASSWORD)
    texts = set()
    for email in (f"known@{DOMAIN}", f"unknown@{DOMAIN}"):
        path = asked(email)
        texts.add(mail.outbox[0].body.replace(path, ""))
    assert len(texts) == 1


@pytest.mark.parametrize(
    "change", [{"joining": False}, {"verified_at": None}, {"digest": "0" * 64}]
)
def test_only_confirmed_domains_that_let_people_ask(domain, change):
    with acting_for(domain.owner):
        EmailDomain.objects.filter(pk=domain.pk).update(**change)
    assert asked(f"nora@{DOMAIN}") == ""
    assert not mail.outbox


def test_a_suspended_organisation_takes_nobody(domain):
    with acting_for(domain.owner):
        type(domain.owner).objects.filter(pk=domain.owner_id).update(active=False)
    assert asked(f"nora@{DOMAIN}") == ""


@pytest.mark.parametrize("email", [f"x@sub.{DOMAIN}", f"x@evil-{DOMAIN}", f"{DOMAIN}@evil.example"])
def test_another_domain_is_another_domain(domain, email):
    assert asked(email) == ""


def test_a_link_works_once_for_a_day_and_only_the_last(domain):
    first, second = asked(f"nora@{DOMAIN}"), asked(f"nora@{DOMAIN}")
    assert Client().get(first).status_code == 410
    with clock.set_to(clock.now() + timedelta(hours=25)):
        assert Client().get(second).status_code == 410
    assert Client().post(second, NEW).status_code == 302
    assert Client().get(second).status_code == 410
    assert Client().post(second, NEW | {"name": "Again"}).status_code == 410
    assert User.objects.filter(email=f"nora@{DOMAIN}").count() == 1


def test_a_link_is_no_use_once_the_domain_was_withdrawn(domain):
    path = asked(f"nora@{DOMAIN}")
    with acting_for(domain.owner):
        EmailDomain.objects.filter(pk=domain.pk).update(joining=False)
    assert Client().post(path, NEW).status_code == 410
    assert not User.objects.filter(email=f"nora@{DOMAIN}").exists()


def test_somebody_known_signs_in_first_and_as_themselves(domain, browse, otto):
    known = people.add(email=f"known@{DOMAIN}", name="Known", password=cast.PASSWORD)
    path = asked(known.email)
    assert "Sign in to ask" in Client().get(path).content.decode()
    assert Client().post(path, NEW).status_code == 200
    stranger = browse(otto)
    assert "Sign out" in stranger.get(path).content.decode()
    assert stranger.post(path).status_code == 200
    with acting_for(domain.owner):
        assert not JoinRequest.objects.exists()
    assert browse(known).post(path).url == "/you/"
    with acting_for(domain.owner):
        assert JoinRequest.objects.get().user == known


def test_a_member_does_not_ask_again(domain, ines, browse):
    path = asked(ines.user.email)
    answer = browse(ines).post(path)
    assert answer.status_code == 410
    assert "member of this organisation already" in answer.content.decode()


def test_no_means_no_and_asking_again_is_open(domain, stella, browse):
    client = Client()
    client.post(asked(f"nora@{DOMAIN}"), NEW)
    with acting_for(stella.organisation):
        row = JoinRequest.objects.get()
    steward = browse(stella)
    assert steward.get(f"/members/joining/{row.pk}/decline/").status_code == 200
    steward.post(f"/members/joining/{row.pk}/decline/")
    assert client.get("/partnerships/").status_code == 403
    client.post(asked(f"nora@{DOMAIN}"))
    with acting_for(stella.organisation):
        assert joining.waiting().count() == 1


def test_a_former_member_comes_back_with_the_roles_given_now(domain, stella, ines, browse):
    with acting_for(ines.organisation):
        Membership.objects.filter(pk=ines.membership.pk).update(
            active=False, ended_at=clock.now(), roles=["officer", "decider"]
        )
    client = browse(ines)
    client.post(asked(ines.user.email))
    with acting_for(stella.organisation):
        row = JoinRequest.objects.get()
    browse(stella).post(f"/members/joining/{row.pk}/accept/", {"roles": ["officer"]})
    with acting_for(ines.organisation):
        assert Membership.objects.get(pk=ines.membership.pk).roles == ["officer"]


def test_foreign_stewards_answer_nothing(domain, stella, university_b, browse):
    from portal.enums import Role

    foreign = browse(cast.member(university_b, "Sven Steward", Role.STEWARD))
    Client().post(asked(f"nora@{DOMAIN}"), NEW)
    with acting_for(stella.organisation):
        row = JoinRequest.objects.get()
    for step in ("accept", "decline"):
        assert foreign.get(f"/members/joining/{row.pk}/{step}/").status_code == 404
        assert foreign.post(f"/members/joining/{row.pk}/{step}/", {"roles": ["officer"]}).status_code == 404  # fmt: skip  # noqa: E501
    assert foreign.post(f"/members/joining/domains/{domain.pk}/", {"on": "0"}).status_code == 404
    assert "nora" not in foreign.get("/members/joining/").content.decode()


def test_stewards_say_which_domains_let_people_ask(domain, stella, browse):
    client = browse(stella)
    client.post(f"/members/joining/domains/{domain.pk}/", {"on": "0"})
    assert asked(f"nora@{DOMAIN}") == ""
    client.post(f"/members/joining/domains/{domain.pk}/", {"on": "1"})
    assert asked(f"nora@{DOMAIN}")


def test_without_a_domain_the_page_leads_to_where_one_is_added(stella, browse):
    page = browse(stella).get("/members/joining/").content.decode()
    assert 'href="/settings/sign-in/domains/"' in page


def test_without_mail_the_page_says_whom_to_ask(client, settings):
    settings.MAIL_ON = False
    assert "sends no mail" in client.get("/join/").content.decode()
    assert "sends no mail" in client.post("/join/", {"email": "a@b.example"}).content.decode()


def test_asking_is_limited(strict, domain):
    links = [asked(f"nora@{DOMAIN}") for _ in range(7)]
    assert [bool(link) for link in links] == [True] * 5 + [False] * 2
    with acting_for(domain.owner):
        assert AddressProof.objects.filter(used_at=None).count() == 1
