"""Mail goes out when AJAR_SMTP says where to; otherwise it is off and nothing pretends."""

import logging
from enum import StrEnum
from smtplib import SMTPException
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


PATIENCE: Final = 5
"""Seconds a mail server may take for each answer: somebody waits for the page meanwhile."""


class Delivery(StrEnum):
    """What became of a mail; whoever asked for it reads it on the page."""

    SENT = "sent"
    OFF = "off"
    FAILED = "failed"


class ConfiguredBackend(EmailBackend):
    """SMTP by AJAR_SMTP=smtp[s]://user:password@host:port; off when it is empty."""

    def __init__(self, **kwargs: Any) -> None:
        parts = urlsplit(settings.EMAIL_URL)
        super().__init__(
            host=parts.hostname or "",
            port=parts.port or (465 if parts.scheme == "smtps" else 587),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_ssl=parts.scheme == "smtps",
            use_tls=parts.scheme == "smtp" and bool(parts.username),
            timeout=PATIENCE,
            fail_silently=bool(kwargs.get("fail_silently")),
        )

    def send_messages(self, email_messages: Any) -> int:
        if not settings.MAIL_ON:
            return 0
        return super().send_messages(email_messages) or 0


def send(name: str, to: str, context: dict[str, Any]) -> Delivery:
    """Send `email/<name>` (subject, text and HTML) to one address.

    Never raises for a mail server's failure: a link that exists must still reach its page.
    """
    if not settings.MAIL_ON:
        return Delivery.OFF
    context = {"host": urlsplit(settings.PUBLIC_URL).netloc} | context
    subject = " ".join(render_to_string(f"email/{name}_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject, render_to_string(f"email/{name}.txt", context).strip() + "\n", to=[to]
    )
    message.attach_alternative(render_to_string(f"email/{name}.html", context), "text/html")
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("Mail %s could not be sent", name)
        return Delivery.FAILED
    return Delivery.SENT
