"""Authority: which member may do what now, always with the reason."""

import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.enums import Permission


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to "may I?": true or false, and why. The reason is shown as it stands."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An action was refused; `reason` is the sentence the user reads."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def require(verdict: Verdict) -> None:
    """Raise Refused, with the verdict's reason, unless it allows."""
    if not verdict:
        raise Refused(str(verdict.reason))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member of the acting organisation, or the product itself (no membership)."""

    label: str
    user_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    permissions: frozenset[Permission] = frozenset()
    unit_ids: frozenset[uuid.UUID] | None = field(default=None)
    """The units this member's work is limited to; None means the whole organisation."""

    def may(self, permission: Permission) -> Verdict:
        if permission in self.permissions:
            return Verdict(True)
        return Verdict(
            False, _("Your role in this organisation does not include this. Ask your steward.")
        )

    def works_on(self, unit_id: uuid.UUID | None) -> Verdict:
        if self.unit_ids is None or unit_id in self.unit_ids:
            return Verdict(True)
        return Verdict(
            False, _("Your work is limited to certain units, and this belongs to another one.")
        )


def product(label: str) -> Actor:
    """The product acting by itself: a task, a command."""
    return Actor(label=label, permissions=frozenset(Permission))


def bearer(label: str) -> Actor:
    """Somebody without an account who came by a link: may do nothing but what the link is for."""
    return Actor(label=label)
