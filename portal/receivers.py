"""What people change about their own way in, as allauth tells it, goes on record."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from portal.actions import recovery
from portal.models import User


@receiver(password_changed, dispatch_uid="portal.password_changed")
def _password_changed(user: User, **_more: Any) -> None:
    recovery.write_down("password.changed", user)


@receiver(password_reset, dispatch_uid="portal.password_reset")
def _password_reset(user: User, **_more: Any) -> None:
    recovery.write_down("password.reset_by_mail", user)


@receiver(authenticator_added, dispatch_uid="portal.authenticator_added")
def _factor_added(user: User, authenticator: Authenticator, **_more: Any) -> None:
    recovery.write_down(f"{_NAMES[authenticator.type]}.added", user)


@receiver(authenticator_removed, dispatch_uid="portal.authenticator_removed")
def _factor_removed(user: User, authenticator: Authenticator, **_more: Any) -> None:
    recovery.write_down(f"{_NAMES[authenticator.type]}.removed", user)


@receiver(authenticator_reset, dispatch_uid="portal.authenticator_reset")
def _factor_reset(user: User, authenticator: Authenticator, **_more: Any) -> None:
    recovery.write_down(f"{_NAMES[authenticator.type]}.renewed", user)


_NAMES = {
    Authenticator.Type.TOTP: "second_factor",
    Authenticator.Type.RECOVERY_CODES: "recovery_codes",
}
