"""Mail: on by AJAR_SMTP, off without, and honest about what became of a message."""

from smtplib import SMTPException

import pytest
from django.core import mail as django_mail

from portal import mail
from portal.mail import ConfiguredBackend, Delivery

CONTEXT = {
    "organisation": "Institute of <Doors>",
    "invited_by": "Stella & Sons",
    "roles": "Steward",
    "url": "https://ajar.example/invitation/x/",
    "expires": "1 Dec 2026",
}


def test_off_sends_nothing(settings):
    settings.MAIL_ON = False
    assert mail.send("invitation", "n@x.example", CONTEXT) is Delivery.OFF
    assert django_mail.outbox == []


def test_sent_as_text_and_as_escaped_html(settings):
    settings.MAIL_ON = True
    assert mail.send("invitation", "n@x.example", CONTEXT) is Delivery.SENT
    message = django_mail.outbox[0]
    assert "Institute of <Doors>" in message.subject
    assert "Stella & Sons invites you" in message.body
    assert "Institute of &lt;Doors&gt;" in message.alternatives[0].content
    assert "style=" not in message.alternatives[0].content


@pytest.mark.parametrize("problem", [SMTPException, ConnectionRefusedError, TimeoutError])
def test_a_failure_is_said_and_raises_nothing(settings, monkeypatch, problem):
    settings.MAIL_ON = True

    def refuse(*_args, **_kwargs):
        raise problem

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert mail.send("reset", "n@x.example", CONTEXT) is Delivery.FAILED


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://relay.example:25", "relay.example", 25, False, False),
        ("smtp://me:p%40ss@relay.example", "relay.example", 587, True, False),
        ("smtps://me:secret@relay.example", "relay.example", 465, False, True),
    ],
)
def test_the_address_says_how_to_send(settings, url, host, port, tls, ssl):
    settings.EMAIL_URL = url
    backend = ConfiguredBackend()
    assert (backend.host, backend.port) == (host, port)
    assert (backend.use_tls, backend.use_ssl) == (tls, ssl)
    if "%40" in url:
        assert backend.password == "p@ss"


def test_the_backend_is_quiet_when_mail_is_off(settings):
    settings.MAIL_ON = False
    assert ConfiguredBackend().send_messages([object()]) == 0
