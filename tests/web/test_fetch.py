"""Fetching can't be aimed inwards, and nothing that answers badly holds a request up."""

import ast
import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from portal import fetch
from portal.fetch import NotFetched, get, is_public, session
from tests.architecture.test_borders import modules
from tests.web.serving import say, serving

JSON = {"application/json"}


@pytest.fixture
def loopback() -> Iterator[None]:
    with override_settings(FETCH_LOOPBACK=True):
        yield


def resolves(monkeypatch: pytest.MonkeyPatch, **names: str) -> list[str]:
    """Names that a test makes up; every question is noted."""
    asked: list[str] = []
    real = socket.getaddrinfo
    given = {name.replace("_", "."): address for name, address in names.items()}

    def answer(host: str, port: int, *args: object, **options: object) -> object:
        asked.append(host)
        if host not in given:
            return real(host, port, *args, **options)  # type: ignore[arg-type]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0))
            for one in given[host].split(",")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.usefixtures("loopback")
def test_what_a_public_address_answers_comes_back() -> None:
    with serving(lambda one: say(one, b'{"a": 1}', ETag='"v1"')) as (port, seen):
        fetched = get(f"http://127.0.0.1:{port}/metadata", kinds=JSON)
    assert (fetched.body, fetched.content_type, fetched.etag, fetched.unchanged) == (
        b'{"a": 1}',
        "application/json",
        '"v1"',
        False,
    )
    assert seen[0].headers["Accept"] == "application/json"
    assert "Cookie" not in seen[0].headers


@pytest.mark.usefixtures("loopback")
def test_what_is_unchanged_is_not_sent_again() -> None:
    def answer(one: object) -> None:
        assert one.headers["If-None-Match"] == '"v1"'
        one.send_response(304)
        one.end_headers()

    with serving(answer) as (port, _seen):
        fetched = get(f"http://127.0.0.1:{port}/", kinds=JSON, etag='"v1"')
    assert fetched.unchanged
    assert fetched.etag == '"v1"'


INNER = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
]


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_never_connected_to(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolves(monkeypatch, idp_example_org=address)

    def refuse(*_args: object, **_options: object) -> None:
        pytest.fail("it connected")

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(NotFetched, match="not a public address"):
        get("https://idp.example.org/", kinds=JSON)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "1.1.1.1"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_one_inner_address_among_public_ones_spoils_them(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, idp_example_org="93.184.215.14,10.0.0.7")
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_o: pytest.fail("connected"))
    with pytest.raises(NotFetched, match="not a public address"):
        get("https://idp.example.org/", kinds=JSON)


WRITTEN_OTHERWISE = [
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127.0.0.1:8443/",
    "https://127.0.0.1%2f@example.org:8443/",
    "https://example.org@127.0.0.1/",
    "https://user:secret@example.org/",
    "https://example.org:22/",
    "https://example.org:99999/",
    "http://example.org/",
    "HTTP://127.0.0.1/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://127.0.0.1:6379/_INFO",
    "data:application/json,{}",
    "https://",
    "https:///x",
    "//example.org/",
    "example.org",
    "https://exa mple.org/",
    "https://\x00example.org/",
    "https://.example.org/",
    "https://" + "a" * 300 + ".example/",
    "",
]


@pytest.mark.parametrize("url", WRITTEN_OTHERWISE)
def test_no_way_of_writing_an_address_gets_past(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_o: pytest.fail("connected"))
    with pytest.raises(NotFetched) as refused:
        get(url, kinds=JSON)
    assert refused.value.reason
    assert len(refused.value.reason) < 300


@pytest.mark.usefixtures("loopback")
def test_plain_http_stays_on_this_machine_where_tests_may_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolves(monkeypatch, idp_example_org="93.184.215.14")
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_o: pytest.fail("connected"))
    with pytest.raises(NotFetched, match="not a public address"):
        get("http://idp.example.org/", kinds=JSON)


def test_production_can_not_fetch_from_its_own_machine() -> None:
    with serving(say) as (port, seen), pytest.raises(NotFetched, match="https://"):
        get(f"http://127.0.0.1:{port}/", kinds=JSON)
    assert seen == []


@pytest.mark.usefixtures("loopback")
def test_a_name_is_asked_once_and_the_connection_goes_to_that_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that would lead elsewhere the second time has no second time; `Host` is its own."""
    asked = resolves(monkeypatch, idp_example_org="127.0.0.1")
    with serving(say) as (port, seen):
        get(f"http://idp.example.org:{port}/", kinds=JSON)
    assert asked.count("idp.example.org") == 1
    assert seen[0].headers["Host"] == f"idp.example.org:{port}"


@pytest.mark.usefixtures("loopback")
def test_redirects_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def onward(one: object) -> None:
        say(one, status=302, Location="/again")

    with serving(onward) as (port, seen), pytest.raises(NotFetched, match="more than 3"):
        get(f"http://127.0.0.1:{port}/", kinds=JSON)
    assert len(seen) == fetch.REDIRECTS + 1


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    "target",
    [
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "https://[fd00:ec2::254]/",
        "//192.168.0.1/",
        "https://user:secret@127.0.0.1:9/",
    ],
)
def test_a_redirect_is_looked_at_like_the_first_address(
    monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    with serving(lambda one: say(one, status=302, Location=target)) as (port, seen):
        with pytest.raises(NotFetched):
            get(f"http://127.0.0.1:{port}/", kinds=JSON)
        assert len(seen) == 1


@pytest.mark.usefixtures("loopback")
def test_only_reading_follows_redirects() -> None:
    """What is posted to a provider (a code, a secret) goes there and nowhere else."""
    with serving(lambda one: say(one, status=307, Location="/elsewhere")) as (port, seen):
        with session() as line:
            answer = line.post(f"http://127.0.0.1:{port}/", data={"code": "secret"})
        assert answer.status_code == 307
        assert len(seen) == 1


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("honest", [True, False])
def test_too_much_is_not_read(honest: bool) -> None:
    def flood(one: object) -> None:
        one.send_response(200)
        one.send_header("Content-Type", "application/json")
        if honest:
            one.send_header("Content-Length", "50000000")
        else:
            one.send_header("Connection", "close")
        one.end_headers()
        for _ in range(0 if honest else 1000):
            one.wfile.write(b"x" * 50_000)
        one.close_connection = True

    with serving(flood) as (port, _seen), pytest.raises(NotFetched, match="more than 100000"):
        get(f"http://127.0.0.1:{port}/", kinds=JSON, most=100_000)


@pytest.mark.usefixtures("loopback")
def test_a_redirect_with_an_endless_body_is_not_read_either() -> None:
    def flood(one: object) -> None:
        one.send_response(302)
        one.send_header("Location", "/x")
        one.end_headers()
        for _ in range(1000):
            one.wfile.write(b"x" * 50_000)
        one.close_connection = True

    with serving(flood) as (port, _seen), pytest.raises(NotFetched, match="more than"):
        get(f"http://127.0.0.1:{port}/", kinds=JSON, most=100_000)


@pytest.mark.usefixtures("loopback")
def test_nothing_is_decompressed() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    with (
        serving(lambda one: say(one, bomb, Content_Encoding="gzip")) as (port, seen),
        pytest.raises(NotFetched, match="compressed"),
    ):
        get(f"http://127.0.0.1:{port}/", kinds=JSON)
    assert seen[0].headers["Accept-Encoding"] == "identity"


def _header_by_header(one: object) -> None:
    one.send_response(200)
    for number in range(90):
        one.send_header(f"X-{number}", "1")
        one.flush_headers()
        time.sleep(0.1)


def _byte_by_byte(one: object) -> None:
    one.send_response(200)
    one.send_header("Content-Type", "application/json")
    one.end_headers()  # no length: it ends when it ends
    for _ in range(90):
        one.wfile.write(b"x")
        time.sleep(0.1)


def _never(one: object) -> None:
    time.sleep(3)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("slow", [_never, _header_by_header, _byte_by_byte])
def test_the_time_is_over_for_everything_together(
    monkeypatch: pytest.MonkeyPatch, slow: object
) -> None:
    monkeypatch.setattr(fetch, "SECONDS", 0.6)
    with serving(slow) as (port, _seen):
        began = time.monotonic()
        with pytest.raises(NotFetched, match="no complete answer"):
            get(f"http://127.0.0.1:{port}/", kinds=JSON)
        assert time.monotonic() - began < 2


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("kind", ["text/html", "application/json; x", "", "application/jsonx"])
def test_another_content_type_is_refused(kind: str) -> None:
    with serving(lambda one: say(one, kind=kind)) as (port, _seen):
        if kind.startswith("application/json;"):
            get(f"http://127.0.0.1:{port}/", kinds=JSON)
            return
        with pytest.raises(NotFetched, match="expected is application/json"):
            get(f"http://127.0.0.1:{port}/", kinds=JSON)


@pytest.mark.usefixtures("loopback")
def test_an_error_of_the_other_side_is_told() -> None:
    with (
        serving(lambda one: say(one, status=500)) as (port, _seen),
        pytest.raises(NotFetched, match="500"),
    ):
        get(f"http://127.0.0.1:{port}/", kinds=JSON)


@pytest.mark.usefixtures("loopback")
def test_neither_proxies_nor_netrc_lead_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(say) as (port, seen):
        get(f"http://127.0.0.1:{port}/", kinds=JSON)
    assert "Authorization" not in seen[0].headers


# -- TLS -------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of idp.example.org that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.org")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("idp.example.org")]), False)
        .sign(key, hashes.SHA256())
    )
    target = tmp_path_factory.mktemp("tls") / "both.pem"
    target.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return target


@pytest.fixture
def tls(certificate: Path) -> tuple[ssl.SSLContext, list[str | None]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    named: list[str | None] = []
    context.sni_callback = lambda _line, name, _context: named.append(name)
    return context, named


@pytest.mark.usefixtures("loopback")
def test_the_certificate_is_checked_against_the_name_and_not_the_address(
    monkeypatch: pytest.MonkeyPatch,
    tls: tuple[ssl.SSLContext, list[str | None]],
    certificate: Path,
) -> None:
    resolves(monkeypatch, idp_example_org="127.0.0.1", other_example_org="127.0.0.1")
    context, named = tls
    with serving(say, context) as (port, _seen):
        with session() as line:
            line.verify = str(certificate)
            assert line.get(f"https://idp.example.org:{port}/").status_code == 200
            with pytest.raises(NotFetched, match="certificate"):
                line.get(f"https://other.example.org:{port}/")
        assert named == ["idp.example.org", "other.example.org"]


@pytest.mark.usefixtures("loopback")
def test_a_certificate_of_nobody_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, list[str | None]]
) -> None:
    resolves(monkeypatch, idp_example_org="127.0.0.1")
    with (
        serving(say, tls[0]) as (port, seen),
        pytest.raises(NotFetched, match="certificate"),
    ):
        get(f"https://idp.example.org:{port}/", kinds=JSON)
    assert seen == []


@pytest.mark.usefixtures("loopback")
def test_what_the_guard_raises_is_what_callers_of_requests_expect() -> None:
    with session() as line, pytest.raises(requests.RequestException):
        line.get("https://10.0.0.1/")


# -- the only way ----------------------------------------------------------------------------------
WAYS_OUT = {"requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib"}
MAY = {
    "portal/fetch.py": "is the way",
    "portal/actions/openid.py": "names the types of what the way hands it",
    "portal/embedded/parts.py": "asks this machine's own web process whether it is there",
    "portal/diagnosis.py": "asks neighbours whether they are there",
}


def test_nothing_else_goes_out() -> None:
    """A library that fetches is imported here alone, so that nothing gets past the guard."""
    found = set()
    for module, tree in modules():
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            if any(name == way or name.startswith(f"{way}.") for name in names for way in WAYS_OUT):
                found.add(module)
    assert found <= MAY.keys(), found - MAY.keys()
