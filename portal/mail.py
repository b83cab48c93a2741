"""Mail goes out when AJAR_SMTP says where to; otherwise it is off and nothing pretends."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


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
            timeout=20,
            fail_silently=bool(kwargs.get("fail_silently")),
        )

    def send_messages(self, email_messages: Any) -> int:
        if not settings.MAIL_ON:
            return 0
        return super().send_messages(email_messages) or 0
