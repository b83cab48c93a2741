"""What both providers share: people, a sign-in page with a session of its own, an order book.

Runs with the providers' Python, and knows nothing of Ajar.
"""

import html
import json
import secrets
import time
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REFEDS_MFA = "https://refeds.org/profile/mfa"
REFEDS_SFA = "https://refeds.org/profile/sfa"


class Desk:
    """`people`: login name → what is said of them. `orders`: what tests told the provider."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.orders: dict[str, Any] = {}

    def begin(self, person: str, code: str) -> str:
        key = secrets.token_urlsafe(16)
        context = REFEDS_MFA if code else REFEDS_SFA
        self.sessions[key] = {"person": person, "at": int(time.time()), "context": context}
        return key


def page(title: str, body: str) -> bytes:
    told = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1>{body}</html>"
    return told.encode()


class Handler(BaseHTTPRequestHandler):
    """A request; a subclass answers `answer(path, form)`."""

    desk: Desk
    cookie = "idp"

    def log_message(self, *_told: object) -> None:
        """Tests read answers, not logs."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/favicon.ico":
            self.send(b"", kind="image/x-icon")
            return
        self.respond(parts.path, parts.query, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = urlsplit(self.path).path
        if path == "/_tell":
            told = json.loads(body)
            self.desk.people |= told.pop("people", {})
            self.desk.orders |= told
            self.send(b"{}", kind="application/json")
            return
        self.respond(path, body, {name: rows[0] for name, rows in parse_qs(body).items()})

    def respond(self, path: str, raw: str, form: dict[str, str]) -> None:
        raise NotImplementedError

    def send(
        self,
        body: bytes,
        *,
        kind: str = "text/html; charset=utf-8",
        status: int = HTTPStatus.OK,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def lead(self, to: str, cookie: str = "") -> None:
        headers = {"Location": to} | ({"Set-Cookie": cookie} if cookie else {})
        self.send(b"", status=HTTPStatus.SEE_OTHER, headers=headers)

    def session(self) -> dict[str, Any] | None:
        jar = SimpleCookie(self.headers.get("Cookie", ""))
        return self.desk.sessions.get(jar[self.cookie].value) if self.cookie in jar else None

    def ask(self, to: str) -> None:
        """The sign-in page: a name, a password that is not looked at, a code for a factor more."""
        fields = "".join(
            f"<p><label>{label} <input name={name}></label></p>"
            for name, label in (("user", "User name"), ("password", "Password"), ("code", "Code"))
        )
        hidden = f'<input type=hidden name=to value="{html.escape(to)}">'
        body = f"<form method=post action=/enter>{fields}{hidden}<button>Log in</button></form>"
        self.send(page("Identity provider", body))

    def enter(self, form: dict[str, str]) -> None:
        if form.get("user") not in self.desk.people:
            self.send(page("Unknown", "<p>Nobody has this name.</p>"), status=HTTPStatus.FORBIDDEN)
            return
        key = self.desk.begin(form["user"], form.get("code", ""))
        self.lead(form["to"], f"{self.cookie}={key}; Path=/; HttpOnly; SameSite=Lax")


def serve(handler: type[Handler], port: int) -> None:
    ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()
