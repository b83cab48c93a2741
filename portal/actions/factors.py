"""Seeds of second factors, sealed: a copy of the database makes nobody's codes."""

import base64
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.db import transaction

from portal import vault

SEALED: Final = "sealed:"
BESIDE: Final = b"second factor"
WHERE: Final = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
"""Where a factor keeps what codes are made from. Passkeys keep a public key, which is no secret."""


def sealed(text: str) -> str:
    """A seed as it is stored."""
    return SEALED + base64.b64encode(vault.seal(text.encode(), BESIDE)).decode()


def opened(stored: str) -> str:
    """The seed; one stored before there was a vault is plain. Raises VaultError."""
    if not stored.startswith(SEALED):
        return stored
    return vault.open_sealed(base64.b64decode(stored.removeprefix(SEALED)), BESIDE).decode()


def is_right_now(factor: Authenticator, code: str) -> bool:
    """Whether a time-based code is the present one, whether or not it was used already."""
    if factor.type != Authenticator.Type.TOTP:
        return False
    return bool(validate_totp_code(opened(factor.data["secret"]), code))


def _is_current(stored: str) -> bool:
    """Whether the present master key sealed it, and no earlier one."""
    if not stored.startswith(SEALED):
        return False
    head = base64.b64decode(stored.removeprefix(SEALED))[len(vault.MAGIC) :]
    return head[: vault.ID].hex() == vault.current().name


@transaction.atomic
def seal_anew() -> int:
    """Seal what was stored as it is, or by an earlier master key; how many they were."""
    changed = 0
    rows = Authenticator.objects.select_for_update().filter(type__in=WHERE)
    for row in rows:
        place = WHERE[Authenticator.Type(row.type)]
        stored = row.data.get(place, "")
        if stored and not _is_current(stored):
            row.data[place] = sealed(opened(stored))
            row.save(update_fields=["data"])
            changed += 1
    return changed
