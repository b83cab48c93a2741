"""What people change about their own way in, as allauth tells it, goes on record."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_reset
from allauth.account.signals import user_logged_in as let_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from portal import sessions, stepup, upkeep
from portal.actions import factors, recovery
from portal.models import User


@receiver(user_logged_in, dispatch_uid="portal.signed_in")
def _signed_in(request: HttpRequest, **_more: Any) -> None:
    """A session begins. Its person has just shown who they are, but for a provider that vouches:
    it may have asked long ago, and says so itself."""
    sessions.started(request.session)
    records = request.session.get("account_authentication_methods") or [{}]
    if records[-1].get("method") != "socialaccount":
        stepup.mark(request)


@receiver(let_in, dispatch_uid="portal.let_in")
def _let_in(
    request: HttpRequest, user: User, through: dict[str, Any] | None = None, **_more: Any
) -> None:
    """What a session that a provider made may do is part of it; another one has none of that."""
    sessions.enlist(request, user)
    for name in ("bound", "signed_in_by", "signed_in_key", "contexts"):
        request.session.pop(name, None)
    if through is not None:
        request.session.update(through)


@receiver(password_changed, dispatch_uid="portal.password_changed")
def _password_changed(user: User, request: Any, **_more: Any) -> None:
    sessions.end_others(user, but=sessions.here(request))
    sessions.enlist(request, user)
    recovery.write_down("password.changed", user)


@receiver(password_reset, dispatch_uid="portal.password_reset")
def _password_reset(user: User, **_more: Any) -> None:
    sessions.end_others(user)
    recovery.write_down("password.reset_by_mail", user)


@receiver(authenticator_added, dispatch_uid="portal.authenticator_added")
def _factor_added(user: User, authenticator: Authenticator, request: Any, **_more: Any) -> None:
    recovery.write_down(f"{_NAMES[authenticator.type]}.added", user)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # Setting one up shows that it is at hand, as using it does.
        request.session["second_factor_set"] = True
        sessions.end_others(user, but=sessions.here(request))


@receiver(authenticator_removed, dispatch_uid="portal.authenticator_removed")
def _factor_removed(user: User, authenticator: Authenticator, request: Any, **_more: Any) -> None:
    recovery.write_down(f"{_NAMES[authenticator.type]}.removed", user)
    sessions.end_others(user, but=sessions.here(request))


@receiver(authenticator_reset, dispatch_uid="portal.authenticator_reset")
def _factor_reset(user: User, authenticator: Authenticator, **_more: Any) -> None:
    recovery.write_down(f"{_NAMES[authenticator.type]}.renewed", user)


@receiver(authentication_failed, dispatch_uid="portal.factor_failed")
def _factor_failed(user: User, authenticator: Authenticator, request: Any, **_more: Any) -> None:
    upkeep.note_failure(user.email)
    if factors.is_right_now(authenticator, request.POST.get("code", "")):
        # Right and refused: it was used before, maybe by somebody who read it.
        recovery.write_down("second_factor.used_again", user)
        get_adapter().send_notification_mail("mfa/email/code_used_again", user)


@receiver(authenticator_used, dispatch_uid="portal.authenticator_used")
def _factor_used(user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        recovery.write_down("recovery_codes.used", user)
        get_adapter().send_notification_mail("mfa/email/recovery_code_used", user)


_NAMES = {
    Authenticator.Type.TOTP: "second_factor",
    Authenticator.Type.RECOVERY_CODES: "recovery_codes",
    Authenticator.Type.WEBAUTHN: "passkey",
}
