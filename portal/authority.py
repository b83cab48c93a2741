"""Authority: which member may do what now, always with the reason."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.enums import Permission


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to "may I?": true or false, and why. The reason is shown as it stands."""

    allowed: bool
    reason: str = ""
    permission: Permission | None = field(default=None, compare=False)
    """What is missing, where a role would help: the refusal's page explains who can give it."""
    by_unit: bool = field(default=False, compare=False)
    """Whether the member's limit to units is why."""

    def __bool__(self) -> bool:
        return self.allowed


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An action was refused; `reason` is the sentence the user reads.

    `permission` and `by_unit` are about the member and their roles, never about a row.
    """

    def __init__(
        self, reason: str, *, permission: Permission | None = None, by_unit: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permission = permission
        self.by_unit = by_unit


def require(verdict: Verdict) -> None:
    """Raise Refused, with the verdict's reason, unless it allows."""
    if not verdict:
        raise Refused(str(verdict.reason), permission=verdict.permission, by_unit=verdict.by_unit)


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
            False,
            _("Your role in this organisation does not include this. Ask your steward."),
            permission=permission,
        )

    def may_any(self, permissions: Iterable[Permission]) -> Verdict:
        """Whether one of several permissions is held; there must be at least one."""
        verdicts = [self.may(permission) for permission in permissions]
        return next((verdict for verdict in verdicts if verdict), verdicts[0])

    def works_on(self, unit_id: uuid.UUID | None) -> Verdict:
        if self.unit_ids is None or unit_id in self.unit_ids:
            return Verdict(True)
        return Verdict(
            False,
            _("Your work is limited to certain units, and this belongs to another one."),
            by_unit=True,
        )


def product(label: str) -> Actor:
    """The product acting by itself: a task, a command."""
    return Actor(label=label, permissions=frozenset(Permission))


def bearer(label: str) -> Actor:
    """Somebody without an account who came by a link: may do nothing but what the link is for."""
    return Actor(label=label)
