"""Register partnerships: the first step of the mission, and every later change of the record.

Each action is one transaction's worth of work inside `acting_for`: it asks the policy, changes the
row, writes one step of history and one audit event. Wrong values raise Django's ValidationError
with the field names of `Facts` (and `partners`); nothing is stored then.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import decide
from diligence.actions.keep import (
    check,
    detail_of,
    followed,
    free_codes,
    insert,
    links,
    note,
    problems_of,
    reference_taken,
    repeat_partners,
    replace_links,
    same_once,
    step,
    update,
)
from diligence.choices import ChangeKind, PartnershipState, ReviewReason
from diligence.domain.register import changed_since, differences, meet
from diligence.models import Partner, Partnership, PartnershipChange, PartnershipPartner
from diligence.queries import partnerships as register
from diligence.queries.facts import Facts, facts_of, plain_facts, set_fact
from portal import audit, clock
from portal.authority import Actor, Refused, Verdict, require


@dataclass(frozen=True, slots=True)
class Collision:
    """One field that two members changed: what is stored now, and what this edit wanted."""

    field: str
    theirs: Any
    yours: Any


class EditConflict(Exception):  # noqa: N818 - a conflict is an answer, not an error
    """The partnership was changed meanwhile in the same fields; nothing was stored.

    `keep` names the other fields that were changed meanwhile: their stored value should stand.
    """

    def __init__(
        self,
        current: Partnership,
        collisions: Sequence[Collision],
        *,
        keep: Sequence[str],
        by: str,
    ) -> None:
        super().__init__(_("%(who)s changed the same fields meanwhile.") % {"who": by})
        self.current = current
        self.collisions = tuple(collisions)
        self.keep = tuple(keep)
        self.by = by


@dataclass(frozen=True, slots=True)
class Entry:
    """One partnership to register among many."""

    partners: Sequence[Partner]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of registering many: those stored, and (position, errors) of those that weren't."""

    stored: list[Partnership]
    refused: list[tuple[int, ValidationError]]


def partnership(
    *,
    by: Actor,
    partners: Sequence[Partner],
    kind: ChangeKind = ChangeKind.REGISTERED,
    **facts: Unpack[Facts],
) -> Partnership:
    """Register a partnership with its partners, in their order.

    Raises Refused, or ValidationError by field (`reference` when it is taken).
    """
    row, kept = _new(by, partners, facts)
    check(row, kept, by=by, reference=True)
    insert(row, kept)
    note(step(row, kind, _first(row, kept), by=by), row, by=by)
    return row


def many(
    entries: Iterable[Entry], *, by: Actor, kind: ChangeKind = ChangeKind.IMPORTED
) -> Registered:
    """Register many partnerships in a handful of statements, however many there are.

    An entry that can't be stored is left out and named with its errors; the others are stored.
    Likely duplicates are the caller's to judge. Raises Refused.
    """
    given = list(entries)
    new = [_new(by, entry.partners, entry.facts) for entry in given]
    taken = {
        row.reference: row
        for row in Partnership.objects.filter(
            reference__in={row.reference.strip() for row, _partners in new} - {""},
            discarded_at__isnull=True,
        )
    }
    refused: list[tuple[int, ValidationError]] = []
    kept: list[tuple[Partnership, list[Partner]]] = []
    for position, (row, partners) in enumerate(new):
        problems = problems_of(row, partners)
        if row.reference in taken:
            problems["reference"] = reference_taken(taken[row.reference], by=by)
        if problems:
            refused.append((position, ValidationError(problems)))
            continue
        if row.reference:
            taken[row.reference] = row
        kept.append((row, partners))
    _store_many(kept, by=by, kind=kind)
    return Registered([row for row, _partners in kept], refused)


def edit(
    partnership_id: uuid.UUID,
    *,
    by: Actor,
    revision: int,
    partners: Sequence[Partner] | None = None,
    **facts: Unpack[Facts],
) -> Partnership:
    """Change the facts given, and the partners where given; `revision` is the one last read.

    Edits of other fields made meanwhile are kept. Raises EditConflict where both changed the same
    field, Refused, ValidationError, or Partnership.DoesNotExist.
    """
    row = _locked(partnership_id, by)
    require(policy.may_edit(by, row))
    now = _state_of(row)
    sent = plain_facts(facts)
    if partners is not None:
        sent["partners"] = _keys(same_once(partners))
    if revision != row.revision:
        sent = _met(row, revision, now, sent)
    changed = differences(now, sent)
    if not changed:
        return row
    if "unit" in changed:
        require(policy.may_register(by, _unit_in(sent)))
    _change(row, changed, by=by, kind=ChangeKind.EDITED, partners=partners)
    return row


def end(partnership_id: uuid.UUID, *, by: Actor, ends_on: date) -> Partnership:
    """Say that the partnership ended on this day, today or earlier."""
    row = _locked(partnership_id, by)
    require(policy.may_end(by, row))
    if ends_on > clock.today():
        raise ValidationError({"ends_on": _("Give today or an earlier day, or end it then.")})
    wanted = {"state": str(PartnershipState.ENDED), "ends_on": ends_on.isoformat()}
    _change(row, differences(_state_of(row), wanted), by=by, kind=ChangeKind.ENDED)
    return row


def resume(partnership_id: uuid.UUID, *, by: Actor) -> Partnership:
    """An ended partnership goes on: back to the state and end date it had before."""
    row = _locked(partnership_id, by)
    require(policy.may_resume(by, row))
    last = (
        PartnershipChange.objects.filter(partnership=row, changes__state__1="ended")
        .values_list("changes", flat=True)
        .first()
    ) or {}
    before = last.get("state", [None])[0]
    if before in {None, "", str(PartnershipState.ENDED)}:
        before = str(PartnershipState.RUNNING)
    planned = last.get("ends_on", [None])[0]
    wanted = {
        "state": before,
        "ends_on": planned if planned and planned > clock.today().isoformat() else None,
    }
    _change(row, differences(_state_of(row), wanted), by=by, kind=ChangeKind.RESUMED)
    return row


def discard(partnership_id: uuid.UUID, *, by: Actor) -> Partnership:
    """Take a partnership out of the register that should not be in it; `restore` brings it back."""
    row = _locked(partnership_id, by)
    require(policy.may_discard(by, row, submitted=register.was_submitted(row.pk)))
    row.discarded_at = clock.now()
    return _store_step(row, {"discarded": [False, True]}, by=by, kind=ChangeKind.DISCARDED)


def restore(partnership_id: uuid.UUID, *, by: Actor) -> Partnership:
    """Bring a discarded partnership back. Raises ValidationError if its reference was taken."""
    row = _locked(partnership_id, by)
    require(policy.may_restore(by, row))
    check(row, None, by=by, reference=True)
    row.discarded_at = None
    return _store_step(row, {"discarded": [True, False]}, by=by, kind=ChangeKind.RESTORED)


def may_undo(
    change: PartnershipChange, now: Mapping[str, Any], step: Mapping[str, Any] | None = None
) -> Verdict:
    """Whether this step can be taken back, given every fact as it is `now` (with `partners`).

    `step` is what it changed, merges `followed`, for those who ask about many at once.
    """
    if change.kind in {ChangeKind.REGISTERED, ChangeKind.IMPORTED}:
        return Verdict(False, _("To take back a registration, discard the partnership."))
    if change.kind == ChangeKind.MERGED:
        return Verdict(False, _("Undo the merge on the partner's page."))
    step = followed([change])[0] if step is None else step
    same = all(before == after for before, after in step.values())
    if same or changed_since(step, now):
        return Verdict(False, _("What it changed has been changed again since, or undone."))
    return Verdict(True)


def undo(change_id: uuid.UUID, *, by: Actor) -> Partnership:
    """Take one step of the history back; the undoing is a step itself, and can be undone."""
    change = PartnershipChange.objects.get(pk=change_id)
    row = _locked(change.partnership_id, by)
    taken = followed([change])[0]
    now = {**_state_of(row), "discarded": row.discarded_at is not None}
    require(may_undo(change, now, taken))
    if "discarded" in taken:
        return (restore if row.discarded_at is not None else discard)(row.pk, by=by)
    require(policy.may_edit(by, row))
    back = {name: [after, before] for name, (before, after) in taken.items() if before != after}
    if "unit" in back:
        require(policy.may_register(by, _unit_in({"unit": back["unit"][1]})))
    partners = _partners(back["partners"][1]) if "partners" in back else None
    _change(row, back, by=by, kind=ChangeKind.UNDONE, partners=partners, undoes=change)
    return row


def refresh_partner(partner_id: uuid.UUID) -> int:
    """Repeat a partner's changed name and country in the partnerships with it; returns how many."""
    rows = list(
        Partnership.objects.filter(partner_links__partner_id=partner_id).select_for_update(
            of=("self",)
        )
    )
    links: dict[uuid.UUID, list[Partner]] = {row.pk: [] for row in rows}
    for link in PartnershipPartner.objects.filter(partnership__in=rows).select_related("partner"):
        links[link.partnership_id].append(link.partner)
    for row in rows:
        repeat_partners(row, links[row.pk])
    repeated = ["partner_names", "partner_countries", "search_text"]
    Partnership.objects.bulk_update(rows, repeated, batch_size=500)
    return len(rows)


def _met(
    row: Partnership, revision: int, now: dict[str, Any], sent: dict[str, Any]
) -> dict[str, Any]:
    """What of an edit made on an older revision is still to be stored.

    Raises EditConflict, or ValidationError for a revision that nobody can have read yet.
    """
    if revision > row.revision:
        raise ValidationError({"revision": _("There is no such revision. Read the row again.")})
    steps = list(
        PartnershipChange.objects.filter(partnership=row, revision__gt=revision).order_by(
            "revision"
        )
    )
    meeting = meet((step.changes for step in steps), now, sent)
    if meeting.collisions:
        raise EditConflict(
            row,
            [Collision(name, now[name], sent[name]) for name in meeting.collisions],
            keep=meeting.keep,
            by=", ".join(dict.fromkeys(step.by for step in steps)),
        )
    return {name: sent[name] for name in meeting.take}


def _store_many(
    kept: Sequence[tuple[Partnership, list[Partner]]], *, by: Actor, kind: ChangeKind
) -> None:
    codes = free_codes(len(kept))
    for (row, partners), code in zip(kept, codes, strict=True):
        row.code = code
        repeat_partners(row, partners)
    Partnership.objects.bulk_create([row for row, _partners in kept], batch_size=1000)
    PartnershipPartner.objects.bulk_create(
        [link for row, partners in kept for link in links(row, partners)], batch_size=5000
    )
    steps = [step(row, kind, _first(row, partners), by=by) for row, partners in kept]
    PartnershipChange.objects.bulk_create(steps, batch_size=2000)
    audit.record_many(
        f"partnership.{kind}",
        [
            (row, detail_of(row, change))
            for (row, _partners), change in zip(kept, steps, strict=True)
        ],
        by=by,
    )


def _change(
    row: Partnership,
    changed: dict[str, list[Any]],
    *,
    by: Actor,
    kind: ChangeKind,
    partners: Sequence[Partner] | None = None,
    undoes: PartnershipChange | None = None,
) -> None:
    """Check and store changed facts, with what repeats them, and write the step down."""
    for name, (_before, after) in changed.items():
        if name != "partners":
            set_fact(row, name, after)
    kept = same_once(partners) if partners is not None and "partners" in changed else None
    check(row, kept, by=by, reference="reference" in changed)
    if kept is not None:
        replace_links(row, kept)
    repeat_partners(row, kept if kept is not None else _linked(row))
    _store_step(row, changed, by=by, kind=kind, undoes=undoes)


def _store_step(
    row: Partnership,
    changed: dict[str, list[Any]],
    *,
    by: Actor,
    kind: ChangeKind,
    undoes: PartnershipChange | None = None,
) -> Partnership:
    row.revision += 1
    row.updated_at = clock.now()
    update(row)
    note(step(row, kind, changed, by=by, undoes=undoes), row, by=by)
    decide.reconsider(row.pk, because=ReviewReason.PARTNERSHIP, by=by)
    return row


def _locked(partnership_id: uuid.UUID, by: Actor) -> Partnership:
    rows = register.of_units(by).select_for_update(of=("self",))
    row: Partnership = rows.get(pk=partnership_id)
    return row


def _linked(row: Partnership) -> list[Partner]:
    return [link.partner for link in register.partners_of(row.pk)]


def _state_of(row: Partnership) -> dict[str, Any]:
    return {**facts_of(row), "partners": _keys(_linked(row))}


def _partners(keys: Iterable[str]) -> list[Partner]:
    wanted = [uuid.UUID(key) for key in keys]
    found = Partner.objects.select_related("merged_into").in_bulk(wanted)
    if len(found) != len(wanted):
        raise Refused(_("A partner of that time is no longer on record."))
    return [found[key] for key in wanted]


def _keys(partners: Iterable[Partner]) -> list[str]:
    return [str(partner.pk) for partner in partners]


def _unit_in(facts: dict[str, Any]) -> uuid.UUID | None:
    return uuid.UUID(facts["unit"]) if facts.get("unit") else None


def _new(by: Actor, partners: Iterable[Partner], facts: Facts) -> tuple[Partnership, list[Partner]]:
    """A partnership that is not stored yet, with its partners. Raises Refused."""
    require(policy.may_register(by, _unit_in(plain_facts(facts))))
    row = Partnership(registered_by=by.label, registered_at=clock.now(), updated_at=clock.now())
    for name, value in facts.items():
        setattr(row, name, value)
    return row, same_once(partners)


def _first(row: Partnership, partners: Iterable[Partner]) -> dict[str, list[Any]]:
    """The first step of a history: from an empty record to what was registered."""
    nothing = {**facts_of(Partnership()), "partners": []}
    return differences(nothing, {**facts_of(row), "partners": _keys(partners)})
