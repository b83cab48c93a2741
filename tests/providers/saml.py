"""A SAML identity provider on pysaml2: `python saml.py PORT FOLDER`. The providers' Python."""

import base64
import html
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from desk import Desk, Handler, page, serve
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import get_xmlsec_binary

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
BASE = f"http://localhost:{PORT}"
DESK = Desk()
KEY, CERTIFICATE = FOLDER / "idp-key.pem", FOLDER / "idp-cert.pem"


def make_key() -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "400"),
            *("-subj", "/CN=idp", "-keyout", str(KEY), "-out", str(CERTIFICATE)),
        ],
        check=True,
        capture_output=True,
    )


def configuration(partner: str = "") -> IdPConfig:
    """`partner`: the metadata of the portal, once it is known."""
    told = {
        "entityid": f"{BASE}/metadata",
        "xmlsec_binary": get_xmlsec_binary(["/usr/bin", "/usr/local/bin"]),
        "key_file": str(KEY),
        "cert_file": str(CERTIFICATE),
        "encryption_keypairs": [{"key_file": str(KEY), "cert_file": str(CERTIFICATE)}],
        "service": {
            "idp": {
                "want_authn_requests_signed": True,
                "scope": DESK.orders.get("scopes", ["university-a.example"]),
                "endpoints": {"single_sign_on_service": [(f"{BASE}/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
            }
        },
    }
    if partner:
        told["metadata"] = {"inline": [partner]}
    loaded = IdPConfig()
    loaded.load(told)
    return loaded


class Saml(Handler):
    desk = DESK
    cookie = "saml_idp"

    def respond(self, path: str, raw: str, form: dict[str, str]) -> None:
        if path == "/metadata":
            told = str(entity_descriptor(configuration())).encode()
            self.send(told, kind="application/samlmetadata+xml")
        elif path == "/enter":
            self.enter(form)
        elif path == "/sso":
            self.single_sign_on(raw)
        else:
            self.send(b"", status=HTTPStatus.NOT_FOUND)

    def single_sign_on(self, raw: str) -> None:
        query = {name: rows[0] for name, rows in parse_qs(raw, keep_blank_values=True).items()}
        server = Server(config=configuration(DESK.orders["partner"]))
        request = server.parse_authn_request(
            query["SAMLRequest"],
            BINDING_HTTP_REDIRECT,
            relay_state=query.get("RelayState"),
            sigalg=query.get("SigAlg"),
            signature=query.get("Signature"),
        )
        message = request.message
        session = self.session()
        again = str(message.force_authn).lower() == "true"
        fresh = session is not None and session["at"] >= time.time() - 3 and "seen" not in session
        if session is None or (again and not fresh and not DESK.orders.get("never_again")):
            self.ask(f"/sso?{urlencode(query)}")
            return
        session["seen"] = True
        self.answer(server, server.response_args(message), session)

    def answer(self, server: Server, asked: dict[str, str], session: dict[str, object]) -> None:
        person = dict(DESK.people[str(session["person"])])
        name = NameID(format=NAMEID_FORMAT_PERSISTENT, text=str(person.pop("id")))
        response = server.create_authn_response(
            person,
            asked["in_response_to"],
            asked["destination"],
            asked["sp_entity_id"],
            name_id=name,
            authn={
                "class_ref": session["context"],
                "authn_auth": BASE,
                "authn_instant": int(str(session["at"])),
            },
            sign_assertion=True,
            sign_alg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            digest_alg="http://www.w3.org/2001/04/xmlenc#sha256",
            sign_response=bool(DESK.orders.get("sign_response")),
            encrypt_assertion=bool(DESK.orders.get("encrypt")),
        )
        sent = base64.b64encode(str(response).encode()).decode()
        self.send(
            page(
                "Back",
                f'<form method=post action="{html.escape(asked["destination"])}">'
                f'<input type=hidden name=SAMLResponse value="{sent}">'
                "<button>Go on</button></form>",
            )
        )


if not KEY.exists():
    make_key()
serve(Saml, PORT)
