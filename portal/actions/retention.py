"""Retention: what has had its time goes, in chunks, each written down; what a hold names stays.

A chunk is one transaction: the run's row, the rows that go, the event. Whoever is killed leaves
whole chunks behind, and the next run finds the rest due. Bytes of files go after the commit; the
run keeps their names, so that a later run removes what a killed one left in the store.
"""

import logging
import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.actions import files
from portal.announce import after_commit
from portal.authority import Actor, Refused, product, require
from portal.enums import Permission
from portal.models import (
    Bell,
    Disclosure,
    Organisation,
    RetentionRule,
    RetentionRun,
    SharedLink,
    StoredFile,
)
from portal.privacy import kept, retention
from portal.privacy.removal import Removal
from portal.privacy.retention import Holds, Leaving, RetentionClass
from portal.tenancy import acting_for, acting_id

logger = logging.getLogger(__name__)

CHUNK: Final = 200
"""Due things removed in one transaction, each with all that hangs on it."""
FILES: Final = "files"
"""Where a run keeps the names of files beside the numbers of its classes."""
FILES_AGAIN: Final = timedelta(days=7)
"""So long a later run looks whether the bytes of an earlier one are gone."""


# --- The rules ----------------------------------------------------------------------------------
def set_rule(category: str, *, by: Actor, months: int, reason: str) -> RetentionRule:
    """Keep a class for so many months, within its bounds. Raises Refused outside of them."""
    require(by.may(Permission.MANAGE_PRIVACY))
    of = _class(category)
    if of.months is None:
        raise Refused(_("This is kept for ever: there is no period to set."))
    if not of.least <= months <= of.most:
        told = _("Between %(least)s and %(most)s months are possible for “%(title)s”.")
        raise Refused(told % {"least": of.least, "most": of.most, "title": of.title})
    if not reason.strip():
        raise Refused(_("Say why: the record of processing prints the reason."))
    before = RetentionRule.objects.filter(category=category).first()
    rule: RetentionRule
    rule, _made = RetentionRule.objects.update_or_create(
        category=category,
        defaults={
            "months": months,
            "reason": reason.strip(),
            "changed_at": clock.now(),
            "by": by.label,
        },
    )
    detail = {"class": category, "from": before.months if before else of.months, "to": months}
    audit.record("retention.rule_set", rule, by=by, detail=detail)
    return rule


def take_rule_back(category: str, *, by: Actor) -> None:
    """Keep a class as long as the product proposes."""
    require(by.may(Permission.MANAGE_PRIVACY))
    of = _class(category)
    rule = RetentionRule.objects.filter(category=category).first()
    if rule is not None:
        detail = {"class": category, "from": rule.months, "to": of.months}
        audit.record("retention.rule_taken_back", rule, by=by, detail=detail)
        rule.delete()


def _class(category: str) -> RetentionClass:
    kind = Organisation.objects.get(pk=acting_id()).kind
    for each in retention.classes(kind):
        if each.key == category:
            return each
    raise RetentionRule.DoesNotExist


# --- The daily run ------------------------------------------------------------------------------
def run(owner: uuid.UUID) -> dict[str, int]:
    """Remove all that is due of one organisation; call it outside every transaction.

    Returns how many things of each class went.
    """
    with acting_for(owner):
        kind = Organisation.objects.get(pk=owner).kind
        left_over = _files_left_over()
    _drop(left_over)
    told: dict[str, int] = {}
    for of in retention.classes(kind):
        tried: set[uuid.UUID] = set()
        while of.months is not None:
            with acting_for(owner):
                went = _chunk(of, tried)
            if not went:
                break
            told[of.key] = told.get(of.key, 0) + went
    return told


def _chunk(of: RetentionClass, tried: set[uuid.UUID]) -> int:
    """Remove what is due of a class, some of it. Returns how many things went."""
    months = retention.months_of(retention.own_rules(), of) or 0
    found = retention.leaving(of, months, clock.today(), Holds())
    free = [row for row in found if row.hold is None and row.due.id not in tried][:CHUNK]
    if not free:
        return 0
    ids = {row.due.id for row in free}
    # What could not go (the last steward stays, for example) is not tried again today.
    tried |= ids
    removal = of.plan(ids)
    held = sum(row.hold is not None for row in found)
    names = removal.files()
    removed: dict[str, Any] = {of.key: len(ids)} | ({FILES: names} if names else {})
    row = RetentionRun.objects.create(
        rules={of.key: months}, removed=removed, held={of.key: held} if held else {}
    )
    carry_out(removal, names)
    detail = {"class": of.key, "months": months, "went": len(ids), "held": held}
    by = product("Ajar")
    audit.record("retention.carried_out", row, by=by, detail=detail | {"rows": removal.counts})
    logger.info("Removed %s of %s after %s months.", len(ids), of.key, months)
    return len(ids)


def carry_out(removal: Removal, stored_as: Collection[str]) -> None:
    """Remove rows with what names them from elsewhere; bytes of files go after the commit."""
    ids = removal.ids
    Bell.objects.filter(owner_id=acting_id(), subject__in=ids).delete()
    SharedLink.objects.filter(owner_id=acting_id(), subject__in=ids).delete()
    Disclosure.objects.filter(subject_id__in=ids).delete()
    removal.carry_out()
    stored = StoredFile.objects.filter(name__in=stored_as)
    copies = StoredFile.objects.filter(stripped_from__in=stored)
    names = {*stored_as, *copies.values_list("name", flat=True)}
    kept.remove(StoredFile, [*copies.values_list("pk", flat=True)])
    kept.remove(StoredFile, [*stored.values_list("pk", flat=True)])
    after_commit(lambda: _drop(names))


def _files_left_over() -> list[str]:
    """Names that runs of the last days were to remove, whether or not they are there."""
    runs = RetentionRun.objects.filter(at__gte=clock.now() - FILES_AGAIN)
    return [name for told in runs.values_list("removed", flat=True) for name in told.get(FILES, [])]


def _drop(names: Iterable[str]) -> None:
    for name in names:
        if default_storage.exists(name):
            files.discard(name)


# --- What will go -------------------------------------------------------------------------------
def preview(days: int, *, by: Actor) -> list[tuple[RetentionClass, list[Leaving]]]:
    """What goes within so many days, by class, what is held included; nothing is changed."""
    require(by.may(Permission.MANAGE_PRIVACY))
    until, rules, holds = clock.today() + timedelta(days=days), retention.own_rules(), Holds()
    kind = Organisation.objects.get(pk=acting_id()).kind
    found = []
    for of in retention.classes(kind):
        months = retention.months_of(rules, of)
        rows = retention.leaving(of, months, until, holds) if months is not None else []
        if rows:
            found.append((of, rows))
    return found
