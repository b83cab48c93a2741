"""How long the foundation keeps its own rows: links, tokens, memberships, requests, the record."""

import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Final

from django.db.models import DateTimeField, F, Min, Model, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal import clock
from portal.actions import departures, forgetting, pruning
from portal.authority import product
from portal.enums import OrganisationKind
from portal.ledger.digests import FORMAT
from portal.models import (
    AddressProof,
    ApiToken,
    AuditEvent,
    Disclosure,
    Invitation,
    JoinRequest,
    LegalHold,
    Membership,
    PersonRequest,
    ResetLink,
    SharedLink,
    SignInProblem,
    Unit,
)
from portal.privacy import removal, retention
from portal.privacy.removal import Removal
from portal.privacy.retention import Due, Holdable, RetentionClass
from portal.tenancy import acting_id

NAMES: Final = 24
"""Months after which names go out of the record."""
MOST_EVENTS: Final = 5000
"""Events of one person that one day's run takes up."""


# --- What is due --------------------------------------------------------------------------------
def _over(
    model: type[Model], *moments: str, noun: Any, named: str = ""
) -> Callable[[date], list[Due]]:
    """Rows of a door whose first moment that is there has passed."""

    def due(until: date) -> list[Due]:
        manager: Any = model
        since = Coalesce(*moments) if len(moments) > 1 else F(moments[0])
        rows = manager.objects.filter(owner_id=acting_id()).annotate(over=since)
        rows = rows.filter(over__date__lte=until).order_by("over", "pk")

        def title(row: Any) -> str:
            """What it is, and whose or since when: many go on the same day."""
            whose = getattr(row, named, "") or date_format(clock.day_of(row.over))
            return f"{noun}: {whose}"

        return [Due(row.pk, title(row), clock.day_of(row.over), frozenset()) for row in rows]

    return due


_LINKS: Final = (
    _over(
        Invitation,
        *("accepted_at", "revoked_at", "expires_at"),
        noun=_lazy("Invitation"),
        named="email",
    ),
    _over(ResetLink, "used_at", "expires_at", noun=_lazy("Link for a new password")),
    _over(AddressProof, "used_at", "expires_at", noun=_lazy("Proof of an address"), named="email"),
    _over(SharedLink, "revoked_at", "expires_at", noun=_lazy("Shared link")),
    _over(JoinRequest, "decided_at", noun=_lazy("Request to join")),
)


def _all_links(until: date) -> Iterable[Due]:
    for due in _LINKS:
        yield from due(until)


def _asked_by(row: PersonRequest) -> str:
    return f"{row.get_kind_display()}: {row.person or date_format(row.received_on)}"


def _closed_requests(until: date) -> list[Due]:
    rows = PersonRequest.objects.filter(closed_at__date__lte=until).order_by("closed_at", "pk")
    return [Due(row.pk, _asked_by(row), clock.day_of(row.closed_at)) for row in rows]


def _old_copies(until: date) -> list[Due]:
    rows = PersonRequest.objects.filter(created_at__date__lte=until).exclude(stored_as="")
    return [
        Due(row.pk, _asked_by(row), clock.day_of(row.created_at))
        for row in rows.order_by("created_at", "pk")
    ]


def _without_copies(ids: Collection[uuid.UUID]) -> Removal:
    """The request stays, its copy goes."""
    rows = PersonRequest.objects.filter(pk__in=ids)
    names = list(rows.values_list("stored_as", flat=True))

    def forget() -> None:
        rows.update(stored_as="")

    return Removal(stored=names, then=forget)


def _memberships() -> Any:
    return Membership.objects.filter(owner_id=acting_id()).select_related("user")


def _ended_memberships(until: date) -> list[Due]:
    rows = _memberships().filter(active=False, ended_at__date__lte=until).order_by("ended_at", "pk")
    return [_of_member(row, clock.day_of(row.ended_at)) for row in rows]


def _inactive(until: date) -> list[Due]:
    """Members who did not sign in; never those who were invented for a demonstration."""
    last = Greatest("since", "user__last_login", output_field=DateTimeField())
    rows = _memberships().filter(active=True, user__demonstration=False).annotate(last=last)
    rows = rows.filter(last__date__lte=until)
    return [_of_member(row, clock.day_of(row.last)) for row in rows.order_by("last", "pk")]


def _of_member(row: Membership, since: date) -> Due:
    return Due(row.pk, row.user.get_full_name(), since, frozenset([("portal.membership", row.pk)]))


def _named_in_record(until: date) -> list[Due]:
    """People whose names stand in old events of the record, each as one thing that is due."""
    oldest: Any = _old_events(until).order_by().values("user_id").annotate(oldest=Min("at"))
    members = dict(_memberships().values_list("user_id", "pk"))
    return [
        Due(
            row["user_id"],
            # Of whom and how often is nobody's business here.
            _("A name in events from %s on") % date_format(clock.day_of(row["oldest"])),
            clock.day_of(row["oldest"]),
            frozenset([("portal.membership", members.get(row["user_id"], row["user_id"]))]),
        )
        for row in oldest
    ]


def _old_events(until: date) -> QuerySet[AuditEvent]:
    """Events with a name until that day, without those about what is held."""
    rows: QuerySet[AuditEvent] = AuditEvent.objects.filter(
        user_id__isnull=False, format=FORMAT, at__date__lte=until
    )
    held = LegalHold.objects.filter(released_at=None, subject_id__isnull=False)
    ids = list(held.values_list("subject_id", flat=True))
    about = Q(subject_id__in=ids) | Q(partnership__in=[str(each) for each in ids])
    return rows.exclude(about) if ids else rows


def _forget_names(ids: Collection[uuid.UUID]) -> Removal:
    def forget() -> None:
        own = retention.own_rules().get("record_names")
        until = retention.later(clock.today(), -(own.months if own else NAMES))
        for user_id in sorted(ids):
            rows = _old_events(until).filter(user_id=user_id).order_by("pk")
            label = _("Member %s") % departures.mark()
            forgetting.forget(
                list(rows.values_list("pk", flat=True)[:MOST_EVENTS]), label, by=product("Ajar")
            )

    return Removal(then=forget)


# --- What goes with it --------------------------------------------------------------------------
def _plain(*models: type[Model]) -> Callable[[Collection[uuid.UUID]], Removal]:
    """Rows of several tables at once: each finds its own keys."""

    def plan(ids: Collection[uuid.UUID]) -> Removal:
        whole = Removal()
        for model in models:
            manager: Any = model
            rows = manager.objects.filter(pk__in=ids, owner_id=acting_id())
            found = set(rows.values_list("pk", flat=True))
            if found:
                part = removal.of(model, found)
                whole.rows |= part.rows
                whole.emptied += part.emptied
        return whole

    return plan


def _ends(ids: Collection[uuid.UUID]) -> Removal:
    """Memberships end rather than go; the last steward's stays."""
    return Removal(then=lambda: departures.end_inactive(ids))


# --- The classes --------------------------------------------------------------------------------
_GONE: Final = _lazy("the day it was used, revoked or lapsed")


_OF_PEOPLE: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="inactive",
        title=_lazy("Members who no longer sign in: their membership ends"),
        counted_from=_lazy("the last time they signed in"),
        why=_lazy("A way in that nobody uses is only a risk. A steward can resume it."),
        months=12,
        least=3,
        most=36,
        due=_inactive,
        plan=_ends,
    ),
    RetentionClass(
        key="memberships",
        title=_lazy("Ended memberships, with the account where nothing else needs it"),
        counted_from=_lazy("the end of the membership"),
        why=_lazy("Long enough to come back; what somebody decided stays with the case."),
        months=12,
        least=1,
        most=60,
        due=_ended_memberships,
        plan=departures.plan,
    ),
)


_OF_DOORS: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="tokens",
        title=_lazy("API tokens"),
        counted_from=_GONE,
        why=_lazy("Shows which machine had access, while an incident may be found."),
        months=12,
        least=1,
        most=36,
        due=_over(ApiToken, "revoked_at", "expires_at", noun=_lazy("API token"), named="name"),
        plan=_plain(ApiToken),
    ),
    RetentionClass(
        key="links",
        title=_lazy("Invitations, one-time links, shared links and requests to join"),
        counted_from=_GONE,
        why=_lazy("Shows who was let in by whom, while an incident may be found."),
        months=12,
        least=1,
        most=36,
        due=_all_links,
        plan=_plain(Invitation, ResetLink, AddressProof, SharedLink, JoinRequest),
    ),
    RetentionClass(
        key="sign_in_problems",
        title=_lazy("Causes of failed sign-ins"),
        counted_from=_lazy("the day it happened"),
        why=_lazy("Needed while the connection is being repaired."),
        months=3,
        least=1,
        most=12,
        due=_over(SignInProblem, "at", noun=_lazy("Failed sign-in"), named="code"),
        plan=_plain(SignInProblem),
    ),
)


_OF_RECORD: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="record_names",
        title=_lazy("Names in the record of what was done"),
        counted_from=_lazy("the day it was done"),
        why=_lazy(
            "Who did something matters while an incident may be found; that it was done stays."
        ),
        months=NAMES,
        least=12,
        most=60,
        due=_named_in_record,
        plan=_forget_names,
    ),
    RetentionClass(
        key=pruning.CATEGORY,
        title=_lazy("The record of what was done (by the task that prunes it, seals stay)"),
        counted_from=_lazy("the day it was done"),
        why=_lazy("Shows to auditors how an outcome came about and who had access."),
        months=pruning.MONTHS,
        least=13,
        most=120,
    ),
)


_OF_PAPERS: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="copies",
        title=_lazy("Copies of people’s data that were put together for them"),
        counted_from=_lazy("the day it was asked for"),
        why=_lazy("Long enough to fetch it; a new one can be made at any time."),
        months=1,
        least=1,
        most=6,
        due=_old_copies,
        plan=_without_copies,
    ),
    RetentionClass(
        key="requests",
        title=_lazy("Requests of people about their own data"),
        counted_from=_lazy("the answer"),
        why=_lazy("Shows that the request was answered in time, while a complaint may come."),
        months=36,
        least=12,
        most=60,
        due=_closed_requests,
        plan=_plain(PersonRequest),
    ),
    RetentionClass(
        key="disclosures",
        title=_lazy("What was found in texts before they left, and how it was treated"),
        counted_from=_lazy("the day it was found"),
        why=_lazy("Holds no excerpt; shows that personal data were looked for."),
        months=60,
        least=12,
        most=120,
        due=_over(Disclosure, "at", noun=_lazy("What was found in a text")),
        plan=_plain(Disclosure),
    ),
    RetentionClass(
        key="runs",
        title=_lazy("Runs of retention, holds and rules"),
        counted_from=_lazy("no date"),
        why=_lazy("Shows what was removed and why; holds numbers and no names."),
        months=None,
    ),
)


def classes() -> tuple[RetentionClass, ...]:
    return (*_OF_PEOPLE, *_OF_DOORS, *_OF_RECORD, *_OF_PAPERS)


# --- What a hold may name -----------------------------------------------------------------------
def _member_called(text: str) -> tuple[uuid.UUID, str] | None:
    called = Q(user__email__iexact=text) | Q(user__name__iexact=text)
    found = list(_memberships().filter(called)[:2])
    return (found[0].pk, found[0].user.get_full_name()) if len(found) == 1 else None


def _unit_called(text: str) -> tuple[uuid.UUID, str] | None:
    row = Unit.objects.filter(name__iexact=text).first()
    return (row.pk, row.name) if row else None


def holdable() -> tuple[Holdable, ...]:
    return (
        Holdable(
            "portal.membership",
            _lazy("A member: the person is not erased"),
            _lazy("The e-mail address or the full name"),
            _member_called,
            called="user__email",
        ),
        Holdable(
            "portal.unit",
            _lazy("A unit, with all its partnerships"),
            _lazy("Its name"),
            _unit_called,
            frozenset({OrganisationKind.RESEARCH}),
            called="name",
        ),
    )
