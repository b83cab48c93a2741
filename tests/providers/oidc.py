"""An OpenID provider on pyop: `python oidc.py PORT`. Runs with the providers' Python."""

import json
import sys
import time
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode

from Cryptodome.PublicKey import RSA
from desk import REFEDS_SFA, Desk, Handler, serve
from jwkest.jwk import RSAKey
from oic.oic.message import ProviderConfigurationResponse
from pyop.authz_state import AuthorizationState
from pyop.exceptions import InvalidAuthenticationRequest, OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

PORT = int(sys.argv[1])
ISSUER = f"http://localhost:{PORT}"
DESK = Desk()
EDUPERSON = {name: [name] for name in ("eduperson_scoped_affiliation", "eduperson_entitlement")}
KEY = RSAKey(key=RSA.generate(2048), alg="RS256", kid="first", use="sig")
# It insists on TLS, which a provider on loopback has no certificate for.
ProviderConfigurationResponse.verify = lambda self, **_options: True


def provider() -> Provider:
    """With the clients that tests registered (`_tell` with `clients`)."""
    return Provider(
        KEY,
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/keys",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        },
        STATE,
        CLIENTS,
        Userinfo(DESK.people),
        extra_scopes=EDUPERSON,
    )


STATE = AuthorizationState(HashBasedSubjectIdentifierFactory("salt of the test"))
CLIENTS: dict[str, dict[str, object]] = {}
EXTRA: dict[str, dict[str, object]] = {}
"""When and how somebody signed in, by the code that stands for it."""
OP = provider()


class OpenId(Handler):
    desk = DESK
    cookie = "oidc_idp"

    def respond(self, path: str, raw: str, form: dict[str, str]) -> None:
        CLIENTS.update(DESK.orders.pop("clients", {}))
        pages = {
            "/.well-known/openid-configuration": self.configuration,
            "/keys": self.keys,
            "/authorize": self.authorize,
            "/token": self.token,
            "/userinfo": self.userinfo,
        }
        if path == "/enter":
            self.enter(form)
        elif path in pages:
            pages[path](raw)
        else:
            self.send(b"", status=HTTPStatus.NOT_FOUND)

    def json(self, told: object, status: int = HTTPStatus.OK) -> None:
        self.send(json.dumps(told).encode(), kind="application/json", status=status)

    def configuration(self, _raw: str) -> None:
        self.json(OP.provider_configuration.to_dict())

    def keys(self, _raw: str) -> None:
        self.json(OP.jwks)

    def authorize(self, raw: str) -> None:
        try:
            asked = OP.parse_authentication_request(raw)
        except InvalidAuthenticationRequest as problem:
            self.send(str(problem).encode(), status=HTTPStatus.BAD_REQUEST)
            return
        error = DESK.orders.get("error")
        if error:
            answer = urlencode({"error": error, "state": asked["state"]})
            self.lead(f"{asked['redirect_uri']}?{answer}")
            return
        session = self.session()
        again = "login" in asked.get("prompt", []) or asked.get("max_age") in {0, "0"}
        fresh = session is not None and session["at"] >= time.time() - 3 and "seen" not in session
        if session is None or (again and not fresh and not DESK.orders.get("never_again")):
            self.ask(f"/authorize?{raw}")
            return
        session["seen"] = True
        extra = {"auth_time": session["at"], "acr": session["context"] or REFEDS_SFA}
        answer = OP.authorize(asked, session["person"])
        EXTRA[answer["code"]] = extra
        self.lead(answer.request(asked["redirect_uri"]))

    def token(self, raw: str) -> None:
        try:
            extra = EXTRA.pop(parse_qs(raw).get("code", [""])[0], {})
            told = OP.handle_token_request(raw, dict(self.headers), extra_id_token_claims=extra)
        except OAuthError as problem:
            self.json({"error": problem.oauth_error}, HTTPStatus.BAD_REQUEST)
            return
        self.json(told.to_dict())

    def userinfo(self, raw: str) -> None:
        told = OP.handle_userinfo_request(raw, {"Authorization": self.headers["Authorization"]})
        self.json(told.to_dict() | extras(told["sub"]))


def extras(sub: str) -> dict[str, object]:
    """Claims that no scope of OpenID names, as federations' providers send them."""
    found = (claims for claims in DESK.people.values() if claims.get("sub") == sub)
    names = {"sub", "email", "name"}
    return {name: value for name, value in next(found, {}).items() if name not in names}


serve(OpenId, PORT)
