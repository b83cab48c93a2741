"""Every answer carries every header, whoever gives it; cookies go nowhere else."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from portal import clock
from portal.enums import Role
from portal.headers import CONTENT_SECURITY_POLICY, FILE_POLICY, PERMISSIONS_POLICY
from tests import cast

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


def wrong(answer: HttpResponse) -> list[str]:
    """What an answer lacks or has otherwise."""
    found = [
        f"{name}: {answer.headers.get(name)}"
        for name, expected in ALWAYS.items()
        if answer.headers.get(name) != expected
    ]
    if answer.headers.get("Content-Security-Policy") not in {CONTENT_SECURITY_POLICY, FILE_POLICY}:
        found.append(f"policy: {answer.headers.get('Content-Security-Policy')}")
    if answer.status_code != 304 and answer.status_code != 204:
        kind = answer.headers.get("Content-Type", "")
        if not kind:
            found.append("no content type")
        elif kind.startswith("text/") and "charset=utf-8" not in kind.lower().replace('"', ""):
            found.append(f"no character set: {kind}")
    for value in ("unsafe", "*", "data:", "blob:", "http:"):
        if value in answer.headers.get("Content-Security-Policy", ""):
            found.append(f"a policy that allows {value}")
    if "Access-Control-Allow-Origin" in answer.headers:
        found.append("it lets other sites read")
    return found


@pytest.mark.django_db
def test_answers_that_no_view_gives_have_them_too() -> None:
    with override_settings(WHITENOISE_USE_FINDERS=True):
        static = Client().get("/static/css/tokens.css")
        static.getvalue()  # read to its end, which closes the file
    client = Client(raise_request_exception=False)
    told = {
        "a page that is not there": client.get("/nowhere/"),
        "an interface that is not there": client.get("/api/v1/nowhere/"),
        "another host": client.get("/", headers={"host": "evil.example"}),
        "a method nobody knows": client.generic("BREW", reverse("account_login")),
        "a method that is not answered": client.put("/healthz"),
        "a form without its token": Client(enforce_csrf_checks=True).post("/account/login/"),
        "a static file": static,
        "a static file that is not there": client.get("/static/nowhere.css"),
        "a path that leads out": client.get("/static/../portal/settings.py"),
        "nothing to decode": client.get("/%ff%fe/"),
        "NUL": client.get("/\x00/?q=%00"),
        "too large": client.generic(
            "POST", "/", b"x", "text/plain", headers={"content-length": "99999999999"}
        ),
    }
    assert {what: problems for what, one in told.items() if (problems := wrong(one))} == {}
    assert told["a static file"].status_code == 200
    assert told["another host"].status_code == 400
    assert told["a path that leads out"].status_code == 404


def test_the_policy_names_what_is_used_and_nothing_else() -> None:
    allowed = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert allowed.pop("default-src") == "'none'"
    assert {allowed.pop("frame-ancestors"), allowed.pop("base-uri")} == {"'none'"}
    assert set(allowed.values()) == {"'self'"}
    permitted = dict(part.split("=") for part in PERMISSIONS_POLICY.split(", "))
    assert {name for name, to in permitted.items() if to != "()"} == {
        "clipboard-write",
        "publickey-credentials-create",
        "publickey-credentials-get",
    }
    assert {"camera", "microphone", "geolocation", "payment", "usb"} <= permitted.keys()


def setting(expression: str, **environment: str) -> str:
    """What a setting is in a process of its own with this environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    done = subprocess.run(
        [sys.executable, "-c", f"from portal import settings as s; print({expression})"],
        env=kept | {"AJAR_DATA": os.environ["AJAR_DATA"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip()


def test_behind_tls_cookies_are_bound_to_the_host() -> None:
    told = setting(
        "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS",
        AJAR_URL="https://ajar.example.eu",
    )
    assert told == "('__Host-sessionid', '__Host-csrftoken', True, True, True, False)" or (
        told == "__Host-sessionid __Host-csrftoken True True True False"
    )


@pytest.mark.parametrize(
    ("reach", "told"),
    [("host", "False False"), ("subdomains", "True False"), ("preload", "True True")],
)
def test_how_far_transport_security_reaches_is_a_setting(reach: str, told: str) -> None:
    expression = "s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD"
    assert setting(expression, AJAR_HSTS=reach, AJAR_URL="https://a.eu") == told
    assert "set it to host" in setting(expression, AJAR_HSTS="all")


@pytest.mark.django_db
def test_a_host_cookie_keeps_the_rules_of_its_name() -> None:
    """`__Host-` needs Secure, the path / and no domain; the session is for scripts invisible."""
    with override_settings(
        SESSION_COOKIE_NAME="__Host-sessionid",
        CSRF_COOKIE_NAME="__Host-csrftoken",
        SESSION_COOKIE_SECURE=True,
        CSRF_COOKIE_SECURE=True,
    ):
        client = Client()
        officer = cast.member(cast.organisation("University A"), "Ines Officer", Role.OFFICER)
        client.force_login(officer.user)
        client.get(reverse("account_logout"), secure=True)
        client.get(reverse("portal:you"), secure=True)
        for name in ("__Host-sessionid", "__Host-csrftoken"):
            cookie = client.cookies[name]
            assert cookie["secure"]
            assert cookie["httponly"]
            assert cookie["path"] == "/"
            assert not cookie["domain"]
            assert cookie["samesite"] == "Lax"


def test_strict_transport_security_is_sent_behind_tls() -> None:
    with override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True):
        answer = Client().get("/healthz", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.django_db
def test_security_txt_names_a_contact_and_ends() -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
    contact = "mailto:security@example.eu, https://example.eu/report"
    with override_settings(SECURITY_CONTACT=contact):
        answer = Client().get("/.well-known/security.txt")
    fields = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [value for name, value in fields if name == "Contact"] == [
        "mailto:security@example.eu",
        "https://example.eu/report",
    ]
    told = dict(fields)
    assert told["Canonical"] == f"{settings.PUBLIC_URL}/.well-known/security.txt"
    assert told["Expires"].endswith("T00:00:00Z")
    left = datetime.fromisoformat(told["Expires"]) - clock.now()
    assert timedelta(days=150) < left < timedelta(days=365)


@pytest.mark.parametrize("contact", ["security@example.eu", "http://example.eu", "javascript:x"])
def test_a_contact_that_is_no_address_stops_the_start(contact: str) -> None:
    assert "mailto:" in setting("s.MODE", AJAR_SECURITY_CONTACT=contact)


def test_answers_tell_no_versions() -> None:
    answer = Client().get("/healthz")
    assert not {"Server", "X-Powered-By"} & set(answer.headers)
