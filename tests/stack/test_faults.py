"""What people see while parts of a running portal are away, and that nothing is lost by it."""

import gc
import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import GeneratorType
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from lxml.etree import SerialisationError

from diligence.models import Attachment
from portal import mail
from portal.embedded import processes
from portal.enums import Role
from portal.models import Unit
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.disk import room_for
from tests.factories import PartnershipFactory
from tests.ports import free_port
from tests.stack.running import Stack, Visitor, wait_for

pytestmark = pytest.mark.stack


class Told:
    """An answer with its headers."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=20)
        try:
            line.request("GET", path, headers={"Cookie": f"sessionid={visitor.session}"})
            answer = line.getresponse()
            self.status, self.headers = answer.status, answer.headers
            self.text = answer.read().decode()
        finally:
            line.close()


@pytest.fixture
def steward(stack: Stack) -> tuple[Visitor, Any]:
    with stack.database():
        organisation = cast.organisation(f"University {new_id()}")
        member = cast.member(organisation, "Stella Steward", Role.STEWARD)
        return stack.visitor(member.user), organisation


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    found = processes.in_session(pid)
    for one in found:
        processes.send(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in found:
            processes.send(one, signal.SIGCONT)


def test_while_the_database_is_away_a_page_says_so_and_the_session_survives(
    stack: Stack, steward: tuple[Visitor, Any]
) -> None:
    visitor, organisation = steward
    assert Told(visitor, reverse("portal:units")).status == 200
    seen: list[Told] = []
    stack.kill("postgres")
    deadline = time.monotonic() + 60
    while not seen or seen[-1].status != 200:
        assert time.monotonic() < deadline, "it did not come back"
        seen.append(Told(visitor, reverse("portal:units")))
        time.sleep(0.05)
    away = [told for told in seen if told.status != 200]
    assert away, "the database was never away"
    for told in away:
        assert told.status == 503, told.text[:500]
        assert int(told.headers["Retry-After"]) > 0
        assert "<h1" in told.text
        assert "Set-Cookie" not in told.headers or "sessionid" not in told.headers["Set-Cookie"]
        assert "Traceback" not in told.text
        assert "psycopg" not in told.text
        assert told.headers["Content-Security-Policy"].startswith("default-src 'none'")
    # The same session works on: nobody had to sign in again.
    status, _to = visitor.post(reverse("portal:units"), name="Faculty of Physics")
    assert status == 302
    with stack.database(), acting_for(organisation):
        assert Unit.objects.filter(name="Faculty of Physics").count() == 1


def test_a_machine_is_told_in_json(stack: Stack, steward: tuple[Visitor, Any]) -> None:
    visitor, _organisation = steward
    stack.kill("postgres")
    told = Told(visitor, "/api/v1/partnerships/")
    if told.status == 503:  # else it was back already
        assert "database" in json.loads(told.text)["detail"]
        assert told.headers["Retry-After"]
    wait_for(
        lambda: Told(visitor, reverse("portal:units")).status == 200,
        seconds=60,
        told="the database is back",
    )


def test_without_broker_and_worker_what_is_saved_is_saved(
    stack: Stack, steward: tuple[Visitor, Any]
) -> None:
    visitor, organisation = steward
    with frozen(stack.pid("broker")), frozen(stack.pid("worker")):
        begun = time.monotonic()
        assert Told(visitor, reverse("portal:start")).status == 200
        status, _to = visitor.post(reverse("portal:units"), name="Faculty of Law")
        took = time.monotonic() - begun
    assert status == 302
    assert took < 10
    with stack.database(), acting_for(organisation):
        assert Unit.objects.filter(name="Faculty of Law").exists()


# -- the disk --------------------------------------------------------------------------------------
def end_what_was_cut_off() -> None:
    """The library's own generators can't finish the file either, and would say so whenever they
    are collected, in another test: the record of the failed request keeps them for a while."""
    for one in gc.get_objects():
        # Not isinstance, which asks every lazy object of the process what it stands for.
        if type(one) is GeneratorType and "openpyxl" in one.gi_code.co_filename:
            with suppress(SerialisationError):
                one.close()
    gc.collect()


@pytest.fixture
def officer(db: None) -> tuple[Client, cast.Member]:
    member = cast.member(cast.organisation("University A"), "Ines Officer", Role.OFFICER)
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    return client, member


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_finds_no_room_keeps_nothing(
    officer: tuple[Client, cast.Member], settings: Any
) -> None:
    client, member = officer
    with acting_for(member.organisation, user=member.user.pk):
        row = PartnershipFactory()
    # Its own organisation's alone: other tests store theirs in the same place at the same time.
    folder = Path(settings.DATA_DIR) / "files" / str(member.organisation.pk)
    before = files_below(folder)
    address = reverse("diligence:attachment-add", args=[row.pk])
    letter = SimpleUploadedFile("letter.txt", b"Dear colleagues\n" * 20_000, "text/plain")
    with room_for(100_000):
        answer = client.post(address, {"files": letter})
    assert answer.status_code == 507, answer.status_code
    assert b"no room left" in answer.content
    assert files_below(folder) == before
    with acting_for(member.organisation):
        assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
# Temporary files of what was cut off are closed when they are collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_export_that_finds_no_room_says_so(
    officer: tuple[Client, cast.Member], kind: str
) -> None:
    """A workbook is put together in temporary files; a CSV needs none."""
    client, member = officer
    with acting_for(member.organisation, user=member.user.pk):
        for _number in range(3):
            PartnershipFactory()
    with room_for(16):
        answer = client.get(reverse("diligence:register-export"), {"format": kind})
    assert answer.status_code in {200, 507}
    if answer.status_code == 507:
        assert b"no room left" in answer.content
    assert client.get(reverse("diligence:register-export"), {"format": kind}).status_code == 200
    end_what_was_cut_off()


# -- the mail server -------------------------------------------------------------------------------
class Refusing:
    """Takes nobody's mail, for the time being."""

    async def handle_MAIL(self, *_args: Any) -> str:
        return "451 Try again later"


class Keeping:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content)
        return "250 OK"


@contextmanager
def mail_server(handler: Any) -> Iterator[str]:
    port = free_port()
    running = Controller(handler, hostname="127.0.0.1", port=port)
    running.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        running.stop()


@contextmanager
def hanging_server() -> Iterator[str]:
    """Takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            try:
                while True:
                    taken.append(server.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for line in taken:
                line.close()
            thread.join(5)


def ask_reset(url: str, email: str) -> tuple[Any, float]:
    """Ask for a new password while mail goes to this server; the answer and how long it took."""
    with override_settings(
        EMAIL_URL=url, MAIL_ON=True, EMAIL_BACKEND="portal.mail.ConfiguredBackend"
    ):
        begun = time.monotonic()
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        return answer, time.monotonic() - begun


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_fails_hangs_or_is_away_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page says the same, and soon; the next try, with a server that works, does arrive."""
    monkeypatch.setattr(mail, "PATIENCE", 1)
    member = cast.member(cast.organisation("University A"), "Ines Officer", Role.OFFICER)
    told = []
    with mail_server(Refusing()) as refusing:
        told.append(ask_reset(refusing, member.user.email))
    with hanging_server() as hanging:
        told.append(ask_reset(hanging, member.user.email))
    told.append(ask_reset("smtp://127.0.0.1:9", member.user.email))
    keeping = Keeping()
    with mail_server(keeping) as works:
        told.append(ask_reset(works, member.user.email))
    assert {answer.status_code for answer, _took in told} == {302}
    assert {answer.headers["Location"] for answer, _took in told} == {
        reverse("account_reset_password_done")
    }
    assert max(took for _answer, took in told) < 8
    wait_for(lambda: keeping.mails, seconds=5, told="the mail arrived")
    assert b"/account/password/reset/key/" in keeping.mails[0]


@pytest.mark.django_db
def test_a_mail_that_fails_is_told_to_whoever_sent_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 1)
    with (
        hanging_server() as hanging,
        override_settings(
            EMAIL_URL=hanging, MAIL_ON=True, EMAIL_BACKEND="portal.mail.ConfiguredBackend"
        ),
    ):
        begun = time.monotonic()
        delivery = mail.send("invitation", "ines@a.example", {"link": "https://x", "days": 7})
    assert delivery is mail.Delivery.FAILED
    assert time.monotonic() - begun < 4
