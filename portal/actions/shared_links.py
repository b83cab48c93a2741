"""Shared links: somebody without an account opens one row, for one purpose, and nothing else.

`make` says what a link opens and gives its address once; `opened` lets the work for whoever
presents it run inside the owner's walls, without a membership, a session or a permission.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.actions.links import Link
from portal.authority import Actor, Refused
from portal.enums import LinkPurpose
from portal.models import SharedLink
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_for, acting_id, presenting

DEFAULT_DAYS: Final = 14
LONGEST_DAYS: Final = {
    LinkPurpose.COLLEAGUE: 60,
    LinkPurpose.RESULT: 60,
    LinkPurpose.CALENDAR: 366,
}
"""How long a link of each purpose may work. A calendar asks for its address again and again."""


class ClosedError(Exception):
    """The link opens nothing (any more); `reason` is the sentence its bearer reads."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def make(
    purpose: LinkPurpose,
    subject: uuid.UUID,
    *,
    page: str,
    by: Actor,
    days: int = DEFAULT_DAYS,
    until: datetime | None = None,
) -> Link:
    """A link by which its bearer opens the acting organisation's row `subject`.

    `page` names the address that takes the secret (`diligence:colleague-page`). Whether `by` may
    open that row to somebody is for the caller to have asked. `until` ends it sooner than `days`
    do: with another link to the same row. Raises Refused for a term out of
    bounds. The link is known to the caller alone: what is stored finds it, and cannot make it.
    """
    longest = LONGEST_DAYS[purpose]
    if not 1 <= days <= longest:
        raise Refused(_("A link works for 1 to %(days)d days. Choose fewer.") % {"days": longest})
    secret = new_secret(purpose.value)
    path = reverse(page, kwargs={"secret": secret})
    expires_at = until or clock.now() + timedelta(days=days)
    link = Link(secret, digest_of(secret), f"{settings.PUBLIC_URL}{path}", expires_at)
    SharedLink.objects.create(
        digest=link.digest,
        created_by_id=by.user_id,
        expires_at=link.expires_at,
        purpose=purpose,
        subject=subject,
    )
    return link


def hold(subject: uuid.UUID) -> None:
    """Wait until nobody is inside a link to this row, and let nobody in until the transaction ends.

    Whoever comes by a link has it locked before any row: lock in the same order, or both wait.
    """
    rows = SharedLink.objects.filter(owner_id=acting_id(), subject=subject).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def revoke(purpose: LinkPurpose, subject: uuid.UUID) -> int:
    """Close every link to this row. Returns how many were open."""
    rows = SharedLink.objects.filter(
        owner_id=acting_id(), purpose=purpose, subject=subject, revoked_at=None
    )
    return rows.update(revoked_at=clock.now())


def find(secret: str, purpose: LinkPurpose) -> SharedLink | None:
    """The link this secret is, whatever its state, with its owner; None for an unknown secret."""
    digest = digest_of(secret)
    with presenting(digest):
        return (
            SharedLink.objects.select_related("owner", "created_by")
            .filter(digest=digest, purpose=purpose)
            .first()
        )


def why_closed(link: SharedLink | None) -> str:
    """Why a link opens nothing; '' when it does."""
    if link is None:
        return _("This link is not known here. Check that the whole address was copied.")
    if link.revoked_at is not None:
        return _("This link was closed by those who sent it. Ask them for a new one.")
    if not link.is_open():
        return _("This link has lapsed. Ask those who sent it for a new one.")
    if not link.owner.active:
        return _("The organisation that sent this link is suspended at present.")
    return ""


@contextmanager
def opened(secret: str, purpose: LinkPurpose) -> Iterator[SharedLink]:
    """The open link that `secret` is, inside acting_for of its owner, in one transaction.

    Raises ClosedError, before anything of the owner is read, where it opens nothing.
    """
    link = find(secret, purpose)
    reason = why_closed(link)
    if link is None or reason:
        raise ClosedError(reason)
    with acting_for(link.owner):
        # Read again inside the walls: it may have been revoked between the two.
        present = SharedLink.objects.filter(pk=link.pk, revoked_at=None)
        if not present.update(used_at=clock.now()):
            raise ClosedError(
                _("This link was closed by those who sent it. Ask them for a new one.")
            )
        yield link
