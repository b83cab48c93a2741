"""Adapters between django-allauth and Ajar: who may enter, and how mail and codes are made."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal import policy
from portal.models import User

logger = logging.getLogger(__name__)


class Backend(AuthenticationBackend):
    """E-mail and password. Production knows no demonstration people, signed in or not."""

    def user_can_authenticate(self, user: User) -> bool:
        return policy.may_enter(user).allowed

    def _check_password(self, user: User | None, password: str) -> User | None:
        if user is not None and user.is_active and not policy.may_enter(user):
            # Answers exactly as for an unknown address, at the same cost.
            self._did_check_password = True
            user.check_password(password)
            return None
        checked: User | None = super()._check_password(user, password)
        return checked


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: members come by invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask your steward."),
        "email_password_mismatch": _(
            "This e-mail address and password do not belong together. "
            "Check both, or ask for a new password."
        ),
        "incorrect_code": _("This code is not right. Wait for the next one and type it again."),
        "incorrect_password": _("This is not your present password. Type it again."),
        "enter_current_password": _("This is not your present password. Type it again."),
        "too_many_login_attempts": _(
            "Too many attempts did not succeed. Wait five minutes, then try again."
        ),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail is the configured one, whatever host was asked."""
        user, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
        return f"{settings.PUBLIC_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("portal:you")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; a mail server that fails is logged and changes no page's answer."""
        if not settings.MAIL_ON:
            return
        context = {
            "host": urlsplit(settings.PUBLIC_URL).netloc,
            "url": settings.PUBLIC_URL,
        } | context
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("Mail %s could not be sent", template_prefix)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the next one and type it again."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG without style attributes, as the security policy wants."""
        code: Any = segno.make(url)
        svg: str = code.svg_inline(
            scale=5, border=4, omitsize=True, lineclass=None, svgclass="qr", light="#fff"
        )
        return svg
