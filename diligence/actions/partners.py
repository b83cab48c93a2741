"""Partners: one record for each foreign organisation, found again, corrected, merged and parted."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diligence.actions import decide, merging
from diligence.actions.partner_facts import (
    FACTS,
    Facts,
    change_facts,
    checked,
    facts_of,
    refuse_taken,
)
from diligence.choices import PartnerKind, ReviewReason
from diligence.domain import names
from diligence.models import Partner, PartnerMerge, PartnershipPartner
from portal import audit, clock
from portal.authority import Actor, Verdict, require
from portal.enums import Permission
from portal.models import Organisation
from portal.tenancy import acting_id

OUTDATED = "outdated"
"""Code of the ValidationError when somebody else changed the record meanwhile."""


def record(
    *,
    by: Actor,
    name: str,
    country: str = "",
    city: str = "",
    kind: str = PartnerKind.UNKNOWN,
    ror_id: str = "",
    pic: str = "",
    website: str = "",
) -> Partner:
    """The organisation's one record of this partner: the one there is, or a new one.

    Found by ROR id or PIC, else by name and country. What the record lacked is filled in; what it
    has is not changed. Raises ValidationError by field.
    """
    return record_many([Facts(name, country, city, kind, ror_id, pic, website)], by=by)[0]


def record_many(given: Sequence[Facts], *, by: Actor) -> list[Partner]:
    """The records of these partners, in their order; few statements however many they are."""
    require(by.may(Permission.EDIT_REGISTER))
    wanted = [checked(facts) for facts in given]
    known = _Known(wanted)
    if all(known.find(facts) for facts in wanted):
        return [_filled_in(known.partner(facts), facts, by=by) for facts in wanted]
    one_at_a_time()
    known = _Known(wanted)
    made: list[Partner] = []
    for facts in wanted:
        if known.find(facts) is None:
            partner = Partner(
                normalised_name=names.normalise(facts.name),
                **{field: getattr(facts, field) for field in FACTS},
            )
            made.append(partner)
            known.add(partner)
    Partner.objects.bulk_create(made, batch_size=1000)
    audit.record_many(
        "partner.recorded", [(partner, {"name": partner.name}) for partner in made], by=by
    )
    return [_filled_in(known.partner(facts), facts, by=by) for facts in wanted]


def on_record(given: Sequence[Facts]) -> list[Partner | ValidationError | None]:
    """For each of these partners its record, None where one would be made, or what is wrong."""
    checks: list[Facts | ValidationError] = []
    for facts in given:
        try:
            checks.append(checked(facts))
        except ValidationError as error:
            checks.append(error)
    known = _Known([facts for facts in checks if isinstance(facts, Facts)])
    found: list[Partner | ValidationError | None] = []
    for each in checks:
        try:
            found.append(known.find(each) if isinstance(each, Facts) else each)
        except ValidationError as error:
            found.append(error)
    return found


def one_at_a_time() -> None:
    """Let one transaction at a time make partner records of the acting organisation."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(pk=acting_id())
    rows.select_for_update(no_key=True).values_list("pk", flat=True).get()


class _Known:
    """The records that could be one of the given ones, found by one statement."""

    def __init__(self, wanted: Iterable[Facts]) -> None:
        self._by: dict[tuple[str, ...], Partner] = {}
        self._named: dict[str, list[Partner]] = {}
        wanted = list(wanted)
        rows = Partner.objects.filter(
            Q(normalised_name__in={names.normalise(facts.name) for facts in wanted})
            | Q(ror_id__in={facts.ror_id for facts in wanted} - {""})
            | Q(pic__in={facts.pic for facts in wanted} - {""})
        ).select_related("merged_into")
        # Records that stand come first: a merged one only leads to what it was merged into.
        for partner in sorted(rows, key=lambda row: (row.merged_into_id is not None, row.pk)):
            self.add(partner)

    def add(self, partner: Partner) -> None:
        stands = partner.survivor()
        for key in (("ror", partner.ror_id), ("pic", partner.pic)):
            if key[1]:
                self._by.setdefault(key, stands)
        name = partner.normalised_name
        self._by.setdefault(("name", name, partner.country), stands)
        if stands not in self._named.setdefault(name, []):
            self._named[name].append(stands)

    def find(self, facts: Facts) -> Partner | None:
        by_ror = self._by.get(("ror", facts.ror_id))
        by_pic = self._by.get(("pic", facts.pic))
        if by_ror and by_pic and by_ror != by_pic:
            raise ValidationError(
                {
                    "pic": _(
                        "The ROR id belongs to “%(one)s” and the PIC to “%(other)s”. If they are "
                        "one organisation, merge the two records first; otherwise correct one of "
                        "the numbers."
                    )
                    % {"one": by_ror.name, "other": by_pic.name}
                }
            )
        return by_ror or by_pic or self._by_name(facts)

    def _by_name(self, facts: Facts) -> Partner | None:
        name = names.normalise(facts.name)
        found = self._by.get(("name", name, facts.country))
        if found is None and not facts.country and len(self._named.get(name, [])) == 1:
            found = self._named[name][0]
        if found is None:
            return None
        told_apart = (facts.ror_id and found.ror_id) or (facts.pic and found.pic)
        return None if told_apart else found

    def partner(self, facts: Facts) -> Partner:
        found = self.find(facts)
        assert found is not None  # noqa: S101 - every wanted partner was found or added before
        return found


def _filled_in(partner: Partner, facts: Facts, *, by: Actor) -> Partner:
    """Add what the record lacked; a country only where an identifier proved them the same."""
    lacking = {
        field: getattr(facts, field)
        for field in ("city", "ror_id", "pic", "website", "country")
        if getattr(facts, field) and not getattr(partner, field)
    }
    if partner.kind == PartnerKind.UNKNOWN and facts.kind != PartnerKind.UNKNOWN:
        lacking["kind"] = facts.kind
    if lacking:
        _store(partner, lacking, by=by, event="partner.completed")
    return partner


def correct(partner_id: uuid.UUID, *, by: Actor, revision: int, **given: str) -> Partner:
    """Change facts of a partner; `revision` is the one the change was made on.

    Raises ValidationError: by field, or with the code OUTDATED when the record has moved on.
    """
    require(by.may(Permission.EDIT_REGISTER))
    partner: Partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner_id)
    if partner.merged_into_id is not None:
        raise ValidationError(_("This record was merged into another one. Correct that one."))
    if partner.revision != revision:
        raise ValidationError(
            _(
                "Somebody changed this partner while you were editing. Nothing of yours was saved; "
                "look at the current facts and make your change again."
            ),
            code=OUTDATED,
        )
    facts = checked(replace(facts_of(partner), **given))
    refuse_taken(facts, apart_from=[partner.pk])
    changed = {
        field: getattr(facts, field)
        for field in FACTS
        if getattr(facts, field) != getattr(partner, field)
    }
    if changed:
        _store(partner, changed, by=by, event="partner.corrected")
    return partner


def _store(partner: Partner, changed: Mapping[str, str], *, by: Actor, event: str) -> None:
    changes = change_facts(partner, changed)
    audit.record(event, partner, by=by, detail={"changes": changes})
    of_partner = merging.with_partner(partner)
    decide.reconsider_all(of_partner, because=ReviewReason.PARTNERSHIP, by=by)


def default_choice(keep: Partner, drop: Partner) -> dict[str, Partner]:
    """Fact → the record whose value stands: the kept one's, unless only the other has any."""
    blank = {"", PartnerKind.UNKNOWN}
    return {
        field: drop if getattr(keep, field) in blank and getattr(drop, field) not in blank else keep
        for field in FACTS
    }


def merge(
    keep: uuid.UUID, drop: uuid.UUID, *, by: Actor, facts: Mapping[str, str] | None = None
) -> PartnerMerge:
    """Make two records of one organisation one: every partnership then stands with `keep`.

    `facts` are the facts of the merged record where they differ from `default_choice`. Nothing is
    deleted; `unmerge` parts them again. Raises Refused, ValidationError, Partner.DoesNotExist.
    """
    require(by.may(Permission.EDIT_REGISTER))
    if keep == drop:
        raise ValidationError(_("Choose two different records to merge."))
    kept, dropped = _both_locked(keep, drop)
    require(within_units(by, [keep, drop]))
    chosen = {
        field: getattr(record, field) for field, record in default_choice(kept, dropped).items()
    }
    stored = checked(Facts(**(chosen | dict(facts or {}))))
    refuse_taken(stored, apart_from=[keep, drop])
    dropped.merged_into = kept
    dropped.save(update_fields=["merged_into"])
    changed = {f: getattr(stored, f) for f in FACTS if getattr(stored, f) != getattr(kept, f)}
    before = merging.partners_in(merging.with_partner(dropped))
    links = merging.move_links(dropped, kept)
    merged: PartnerMerge = PartnerMerge.objects.create(
        kept=kept,
        dropped=dropped,
        by=by.label,
        user_id=by.user_id,
        links=links,
        facts=change_facts(kept, changed) if changed else {},
    )
    merging.write_down(before, kept, by=by)
    detail = {"kept": kept.name, "dropped": dropped.name, "partnerships": len(links)}
    for partner in (kept, dropped):
        audit.record("partner.merged", partner, by=by, detail=detail | {"facts": merged.facts})
    return merged


def unmerge(dropped_id: uuid.UUID, *, by: Actor) -> Partner:
    """Part a merged record again: it gets back the partnerships that the merge moved.

    Facts that the merge changed go back where nobody changed them since. Raises ValidationError
    when an identifier has gone to another record meanwhile, Refused, PartnerMerge.DoesNotExist.
    """
    require(by.may(Permission.EDIT_REGISTER))
    merged = PartnerMerge.objects.select_for_update(of=("self",)).get(
        dropped_id=dropped_id, undone_at__isnull=True
    )
    dropped, kept = _both_locked(dropped_id, merged.kept_id, parting=True)
    require(within_units(by, [dropped.pk, kept.pk]))
    if kept.merged_into_id is not None:
        raise ValidationError(
            _("“%(kept)s” was itself merged into another record. Undo that merge first.")
            % {"kept": kept.name}
        )
    back = {
        field: before
        for field, (before, after) in merged.facts.items()
        if getattr(kept, field) == after
    }
    _refuse_shared(replace(facts_of(kept), **back), dropped)
    refuse_taken(facts_of(dropped), apart_from=[dropped.pk, kept.pk])
    if back:
        change_facts(kept, back)
    dropped.merged_into = None
    dropped.save(update_fields=["merged_into"])
    before = merging.partners_in(link["partnership"] for link in merged.links)
    moved = merging.return_links(merged)
    merging.write_down({key: before[key] for key in moved}, dropped, by=by)
    merged.undone_at, merged.undone_by = clock.now(), by.label
    merged.save(update_fields=["undone_at", "undone_by"])
    detail = {"kept": kept.name, "dropped": dropped.name, "partnerships": len(moved)}
    for partner in (kept, dropped):
        audit.record("partner.unmerged", partner, by=by, detail=detail)
    return dropped


def _both_locked(
    one: uuid.UUID, other: uuid.UUID, *, parting: bool = False
) -> tuple[Partner, Partner]:
    """Both records, locked in one order whoever asks, so that two merges can't wait in a ring."""
    rows = Partner.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[one, other])}
    if len(found) != 2:
        raise Partner.DoesNotExist
    if not parting and any(row.merged_into_id is not None for row in found.values()):
        raise ValidationError(
            _("One of these records was merged meanwhile. Look at the record that stands.")
        )
    return found[one], found[other]


def _refuse_shared(facts: Facts, dropped: Partner) -> None:
    """Two records that stand can't share an identifier."""
    for field, label in (("ror_id", _("ROR id")), ("pic", _("PIC"))):
        if getattr(facts, field) and getattr(facts, field) == getattr(dropped, field):
            raise ValidationError(
                _(
                    "The %(identifier)s of “%(dropped)s” was given to the other record since. "
                    "Remove it there, then undo the merge."
                )
                % {"identifier": label, "dropped": dropped.name}
            )


def within_units(by: Actor, partners: Sequence[uuid.UUID]) -> Verdict:
    """Whether all partnerships with these partners belong to the units this member works for."""
    if by.unit_ids is None:
        return Verdict(True)
    others = PartnershipPartner.objects.filter(partner_id__in=partners).exclude(
        partnership__unit_id__isnull=False, partnership__unit_id__in=by.unit_ids
    )
    if others.exists():
        return Verdict(
            False,
            _(
                "Other units have partnerships with these partners. Ask a colleague who works for "
                "the whole organisation to merge them."
            ),
        )
    return Verdict(True)
