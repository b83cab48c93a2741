"""Before what can't be taken back it is asked again who is there, and nothing typed is lost."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from portal import clock, stepup
from portal.models import Invitation, Membership
from portal.tenancy import acting_for
from tests import cast
from tests.isolation.matrix import routes
from tests.portal.doors.conftest import change_session

pytestmark = pytest.mark.django_db

ASKED = {
    # release
    "diligence:appraisal-send",
    "diligence:appraisal-reply",
    "diligence:result-share",
    "advisory:advice-issue",
    "reporting:contribution-confirm",
    # decision
    "diligence:decision",
    "diligence:low-decisions",
    # export
    "diligence:register-export",
    "diligence:appraisal-certificate",
    "diligence:appraisal-certificate-json",
    "diligence:appraisal-record-pdf",
    "diligence:questionnaire-export",
    "diligence:draft-export",
    "reporting:figures-csv",
    # publishing
    "diligence:draft-publish",
    "reporting:report-publish",
    # opening doors for others
    "portal:invite",
    "portal:invitation-renew",
    "portal:member",
    "portal:member-end",
    "portal:member-resume",
    "portal:member-reset",
    "portal:member-second-factor",
    "portal:token-new",
}
"""Pages that ask. Whoever adds one that can't be taken back adds it here."""


def views():
    found = {}

    def walk(patterns, prefix=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                name = getattr(pattern, "namespace", None)
                walk(pattern.url_patterns, f"{prefix}{name}:" if name else prefix)
            elif pattern.name:
                found[prefix + pattern.name] = getattr(pattern.callback, "view_class", None)

    walk(get_resolver().url_patterns)
    return found


def test_the_list_of_pages_that_ask_is_this_one():
    asking = {name for name, view in views().items() if getattr(view, "step_up", False)}
    assert asking >= ASKED
    assert set(routes()) >= ASKED


def test_a_sign_in_counts_for_a_quarter_of_an_hour(strict, browse, ines):
    client = browse(ines)
    assert client.get("/tokens/new/").status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=14)):
        assert client.get("/tokens/new/").status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        answer = client.get("/tokens/new/?a=1")
        assert answer.url.startswith("/account/step-up/?next=%2Ftokens%2Fnew%2F")


def test_an_instant_to_come_confirms_nothing(strict, browse, ines):
    client = browse(ines)
    change_session(client, stepped_up_at=(clock.now() + timedelta(hours=3)).timestamp())
    assert client.get("/tokens/new/").status_code == 302


def test_after_confirming_one_is_back_where_one_was(strict, browse, ines, stale):
    client = browse(ines)
    stale(client)
    ask = client.get("/tokens/new/?a=1")
    page = client.get(ask.url)
    assert page.context["kept"].to == "/tokens/new/?a=1"
    wrong = client.post(
        "/account/step-up/",
        {"way": "password", "password": "not this one", "to": page.context["kept"].to},
    )
    assert "password" in wrong.context["form"].errors
    assert client.get("/tokens/new/").status_code == 302, "still asked"
    done = client.post(
        "/account/step-up/",
        {"way": "password", "password": cast.PASSWORD, "to": page.context["kept"].to},
    )
    assert done.url == "/tokens/new/?a=1"
    assert client.get(done.url).status_code == 200


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil", ""]
)
def test_it_leads_nowhere_else(strict, browse, ines, address):
    client = browse(ines)
    given = {"way": "password", "password": cast.PASSWORD, "to": address}
    assert client.post("/account/step-up/", given).url == "/"
    assert client.get("/account/step-up/", {"next": address}).context["kept"].to == "/"


def hidden_of(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {html.unescape(name): html.unescape(value) for name, value in fields}


def test_what_was_typed_too_late_comes_back_and_is_sent(strict, browse, stella, stale, with_factor):
    client = browse(stella)
    with_factor(client)
    stale(client)
    typed = {"email": "nora@new.example", "name": "Nora “N” <b>", "roles": ["officer", "decider"]}
    late = client.post("/members/invite/", typed)
    assert late.status_code == 200
    assert "What you typed is kept" in late.content.decode()
    with acting_for(stella.organisation):
        assert not Invitation.objects.exists()
    assert "nora" not in str(dict(client.session)), "nothing typed lies in the session"
    hidden = hidden_of(late.content.decode())
    resumed = client.post("/account/step-up/", hidden | {"password": cast.PASSWORD})
    page = resumed.content.decode()
    assert 'action="/members/invite/"' in page
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    again = [(html.unescape(n), html.unescape(v)) for n, v in fields if n != "csrfmiddlewaretoken"]
    assert again == [
        ("email", "nora@new.example"),
        ("name", "Nora “N” <b>"),
        ("roles", "officer"),
        ("roles", "decider"),
    ]
    client.post("/members/invite/", typed)
    with acting_for(stella.organisation):
        assert Invitation.objects.get().name == "Nora “N” <b>"


def test_a_page_that_is_mostly_read_asks_only_when_it_is_sent(
    strict, browse, stella, ines, stale, with_factor
):
    client = browse(stella)
    with_factor(client)
    stale(client)
    address = reverse("portal:member", args=[ines.membership.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"roles": ["officer", "decider"]})
    assert "Confirm that it is you" in answer.content.decode()
    with acting_for(ines.organisation):
        assert Membership.objects.get(pk=ines.membership.pk).roles == ["officer"]


def test_an_enhanced_form_is_led_to_the_page_that_asks(strict, browse, ines, stale):
    client = browse(ines)
    stale(client)
    answer = client.get("/tokens/new/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/account/step-up/")


def test_guessing_is_slowed_down_and_the_right_answer_waits_too(strict, browse, ines, stale):
    client = browse(ines)
    stale(client)
    for _try in range(10):
        client.post("/account/step-up/", {"way": "password", "password": "guess"})
    answer = client.post("/account/step-up/", {"way": "password", "password": cast.PASSWORD})
    assert answer.status_code == 429
    assert "Wait" in answer.content.decode()
    assert not stepup.confirmed(_request(client))


def _request(client: Client):
    class Request:
        session = client.session

    return Request()


def test_a_second_factor_is_asked_for_where_there_is_one(strict, browse, ines, stale):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ines.user, generate_totp_secret())
    client = browse(ines)
    stale(client)
    page = client.get("/account/step-up/")
    assert list(page.context["ways"]) == ["code"]
    refused = client.post("/account/step-up/", {"way": "password", "password": cast.PASSWORD})
    assert refused.status_code == 200
    assert client.get("/tokens/new/").status_code == 302, "the password is not enough"


def test_the_interface_says_that_it_must_be_confirmed(strict, browse, dora, stale):
    client = browse(dora)
    decide = "/api/v1/appraisals/018f0000-0000-7000-8000-000000000000/decision/"
    sent = {"path": decide, "data": "{}", "content_type": "application/json"}
    assert client.post(**sent).status_code == 400, "let through to what is wrong with it"
    stale(client)
    answer = client.post(**sent)
    assert answer.status_code == 403
    assert "/account/step-up/" in answer.json()["detail"]
    assert client.get(decide).status_code == 404, "reading asks nobody"


def test_whoever_came_by_a_provider_is_not_confirmed_by_that(strict, browse, ines, rf):
    """A provider may have asked this morning; only what it says of now counts."""
    from django.contrib.auth.signals import user_logged_in

    client = browse(ines)
    request = rf.get("/")
    request.session = client.session
    request.session.pop(stepup.SESSION_KEY)
    request.session["account_authentication_methods"] = [{"method": "socialaccount", "at": 0}]
    user_logged_in.send(sender=type(ines.user), request=request, user=ines.user)
    assert not stepup.confirmed(request)
    request.session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    user_logged_in.send(sender=type(ines.user), request=request, user=ines.user)
    assert stepup.confirmed(request)
