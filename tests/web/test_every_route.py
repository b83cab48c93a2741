"""What holds for every address of the product: headers, tokens of forms, redirects."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.http import BadHeaderError, HttpResponse
from django.test import Client
from django.urls import reverse

from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX, Open
from tests.isolation.test_matrix import Browser
from tests.web.test_headers import wrong

PEOPLE = {
    "nobody": lambda world: None,
    "stranger": lambda world: world.stranger,
}
"""Pages that others see are looked at as they are crawled."""


@pytest.mark.parametrize("person", PEOPLE)
def test_every_route_answers_with_every_header(world: World, person: str) -> None:
    who = PEOPLE[person](world)
    browser = Browser(world, who)
    odd = {}
    for name, route in MATRIX.items():
        if "get" not in route.methods:
            continue
        answer = browser.send(name, "get")
        problems = wrong(answer)
        if who is not None and may_be_kept(answer) and name not in KEPT:
            problems.append("may be kept")
        if name.startswith("api:") and "attachment" not in answer.headers["Content-Disposition"]:
            problems.append("an interface that a browser renders")
        if problems:
            odd[name] = problems
    assert odd == {}


def may_be_kept(answer: HttpResponse) -> bool:
    return "no-store" not in answer.headers.get("Cache-Control", "")


KEPT = {"security-txt"}
"""Public, the same for everybody, and told to be kept."""

UNPROTECTED = {
    "sso-acs": "sent by the provider's page; its signature and our request protect it",
    "account_late": "keeps nothing: what it is sent is shown again, sealed for who typed it",
}
"""Routes that change something without a token of ours, and what protects them instead."""


def test_whatever_changes_something_needs_the_token_of_its_form(world: World) -> None:
    """As a member whose browser another site makes send it: cookies travel, the token does not."""
    browser = Browser(world, world.a.steward)
    let_through = {}
    for name, route in MATRIX.items():
        for method in route.methods.keys() - {"get"}:
            if name in UNPROTECTED:
                continue
            browser.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            browser.client.force_login(world.a.steward.user)
            answer = browser.send(name, method)
            if answer.status_code != 403:
                let_through[f"{method} {name}"] = answer.status_code
    assert let_through == {}


def test_a_token_of_another_session_is_none(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.a.steward.user)
    client.get(reverse("portal:you"))
    answer = client.post(
        reverse("portal:units"),
        {"name": "Physics", "csrfmiddlewaretoken": "a" * 64},
    )
    assert answer.status_code == 403
    token = client.cookies["csrftoken"].value
    sent = {"name": "Physics", "csrfmiddlewaretoken": token}
    elsewhere = client.post(reverse("portal:units"), sent, headers={"origin": "https://evil.eu"})
    assert elsewhere.status_code == 403
    assert client.post(reverse("portal:units"), sent).status_code in {200, 302}


OUT = "https://evil.example/"
PAYLOADS = [
    OUT,
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\x00//evil.example",
    "\x0b//evil.example",
    " //evil.example",
    "\u00a0//evil.example",
    "\u2028//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\evil.example",
    "https://testserver@evil.example/",
    "https://testserver:x@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "https://evil.example\\@testserver/",
    "http://testserver\\.evil.example",
    "//testserver@evil.example/",
    "//evil%00.example",
    "/%09/evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "ftp://evil.example/",
    "//[::1]/",
    "//127.0.0.1:8080/",
    "http://[::ffff:7f00:1]/",
    "//ｅvil.example",
    "//evil。example",
    "https://xn--vil-epa.example/",
]
NEXT_LIKE = ("next", "back", "return", "return_to", "return_url", "redirect", "url", "from", "to")


def leads_out(answer: HttpResponse) -> str:
    """Where an answer leads to outside of this portal, by header; '' where it stays."""
    for header in ("Location", "HX-Redirect", "HX-Location", "Refresh", "HX-Push-Url"):
        to = answer.headers.get(header, "")
        # As a browser reads it: tabs and line ends vanish, backslashes are slashes.
        read = "".join(one for one in to if one not in "\t\r\n").strip().replace("\\", "/")
        parts = urlsplit(read)
        scheme_out = parts.scheme and parts.scheme not in {"http", "https"}
        if scheme_out or read.startswith("//") or parts.netloc not in {"", "testserver"}:
            return f"{header}: {to}"
    return ""


INSIDE = "/nowhere-in-particular/"
"""An address of this portal that nothing leads to by itself."""


def test_no_parameter_leads_out(world: World) -> None:
    """Every address with a payload in every parameter that could mean: and then go there.

    Those that go where such a parameter says, or could, get every payload.
    """
    found, followed = set(), set()
    for who in (None, world.a.officer):
        browser = Browser(world, who)
        for name, path, ways in _addresses(world, who):
            if _follows(browser.client, path, ways):
                followed.add(name)
            could = name in followed or (who is None and takes_next(name))
            for payload in PAYLOADS if could else PAYLOADS[:1]:
                answers = _tried(browser.client, path, ways, payload)
                found |= {f"{name} {out}" for answer in answers if (out := leads_out(answer))}
    assert found == set()
    assert "account_login" in followed


def _addresses(world: World, who: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is tried: its name, its path, and what is sent by which method."""
    # Signing out comes last: after it everybody is nobody.
    for name, route in sorted(MATRIX.items(), key=lambda one: one[0] == "account_logout"):
        open_to = {route.get, route.post}
        if name == "readyz" or (who is None and not open_to & {Open.ANYBODY, Open.BEARER}):
            continue
        estate = getattr(world, route.at)
        path = reverse(name, kwargs=route.kwargs(estate))
        ways: dict[str, Any] = {"get": None} if "get" in route.methods else {}
        if "post" in route.methods and takes_next_in_form(path):
            ways["post"] = route.body(estate)
        yield name, path, ways


def _follows(client: Client, path: str, ways: dict[str, Any]) -> bool:
    answers = _tried(client, path, ways, INSIDE)
    return any(INSIDE in told for answer in answers for told in answer.headers.values())


def takes_next(name: str) -> bool:
    return name.startswith(("account", "mfa", "sso")) or name in {"portal:switch", "portal:start"}


def _tried(client: Client, path: str, ways: dict[str, Any], payload: str) -> list[Any]:
    answers = []
    path += "?" + "&".join(f"{one}={quote(payload)}" for one in NEXT_LIKE)
    told = {"referer": payload, "hx-current-url": payload}
    with suppress(BadHeaderError):  # line ends in a header: no server sends that on
        if "get" in ways:
            answers.append(client.get(path, headers=told))
        if "post" in ways:
            sent = ways["post"] | dict.fromkeys(NEXT_LIKE, payload)
            answers.append(client.post(path, sent, headers=told))
    for answer in answers:
        if answer.streaming:
            answer.getvalue()  # read to its end, which closes the file
    return answers


def takes_next_in_form(path: str) -> bool:
    return path.startswith(
        ("/account/login", "/account/step-up", "/switch/", "/account/logout")
    ) or path.endswith(("/files/", "/remove/", "/restore/"))


def test_signing_in_leads_back_to_this_portal_alone(world: World) -> None:
    from tests.cast import PASSWORD

    for number, payload in enumerate(PAYLOADS):
        client = Client(raise_request_exception=False, REMOTE_ADDR=f"198.51.100.{number}")
        answer = client.post(
            f"{reverse('account_login')}?next={quote(payload)}",
            {"login": world.a.officer.user.email, "password": PASSWORD, "next": payload},
        )
        assert answer.status_code == 302, payload
        assert not leads_out(answer), payload
    client = Client()
    path = reverse("portal:you")
    answer = client.post(
        f"{reverse('account_login')}?next={path}",
        {"login": world.a.officer.user.email, "password": PASSWORD, "next": path},
    )
    assert answer.headers["Location"] == path
