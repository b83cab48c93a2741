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
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from portal import devices, limits, policy, upkeep
from portal.actions import factors, recovery
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


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").strip().lower()


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

    def is_safe_url(self, url: str | None) -> bool:
        """A page of this portal, named without a host: no other host of ours is one either."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Lead on, and tell the person by mail where the browser is a new one."""
        response: HttpResponse = super().post_login(request, user, **more)
        met = devices.meet(request, response, user)
        if met.is_new:
            self.send_notification_mail(
                "account/email/new_device", user, {"device": met.label}, email=user.email
            )
            recovery.write_down("session.new_device", user)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count before looking: of the account from this address, of the account, the address.

        Only what fails stays counted. Whoever attacks an account from many addresses slows down
        strangers to it: not a browser its owner signed in with before, and no passkey.
        """
        account, address = _account(credentials), limits.address_of(request)
        self._counted: list[tuple[str, ...]] = [
            ("sign_in", address, account),
            ("sign_in_address", address),
        ]
        if not devices.knows(request, account):
            self._counted.append(("sign_in_account", account))
        waits = [limits.take(*counted) for counted in self._counted]
        longest = max((wait.minutes for wait in waits if wait), default=0)
        if longest:
            raise ValidationError(
                _("Too many attempts did not succeed. Wait %(minutes)d minutes, then try again."),
                code="too_many_login_attempts",
                params={"minutes": longest},
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            for counted in self._counted:
                limits.give_back(*counted)
        else:
            upkeep.note_failure(_account(credentials))
        return user

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """To the address the person signs in with."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail is the configured one, whatever host was asked."""
        user, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
        return f"{settings.PUBLIC_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("portal:you")

    def format_email_subject(self, subject: str) -> str:
        """Without the host that was asked, which whoever asks can choose."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; a mail server that fails is logged and changes no page's answer."""
        if not settings.MAIL_ON:
            return
        context = {
            "host": urlsplit(settings.PUBLIC_URL).netloc,
            "url": settings.PUBLIC_URL,
            "email": email,
        } | context
        try:
            # Not allauth's own: it asks the request, which is over where mail waits for a commit.
            self.render_mail(template_prefix, email, context).send()
        except (SMTPException, OSError):
            logger.exception("Mail %s could not be sent", template_prefix)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the next one and type it again."),
    }

    def encrypt(self, text: str) -> str:
        return factors.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.opened(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the configured name, whatever host a request was sent to."""
        return {"id": devices.passkey_host(), "name": "Ajar"}

    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG without style attributes, as the security policy wants."""
        code: Any = segno.make(url)
        svg: str = code.svg_inline(
            scale=5, border=4, omitsize=True, lineclass=None, svgclass="qr", light="#fff"
        )
        return svg
