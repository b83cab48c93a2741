"""Keep a partnership's row, its links and its history: the steps that registering is made of."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diligence.choices import ChangeKind, PartnershipState
from diligence.domain.register import CODES, code_of, search_text
from diligence.models import Partner, Partnership, PartnershipChange, PartnershipPartner
from diligence.queries import partnerships as register
from diligence.queries.facts import FIELDS
from portal import audit, clock
from portal.authority import Actor

NAMES_LENGTH: Final = 1000
CODE_TRIES: Final = 5
TEXTS: Final = (
    "title",
    "reference",
    "responsible",
    "funding_currency",
    "funding_source",
    "benefit",
)
# Keys are the composite foreign key's business; checking them here would cost a statement each.
_NOT_CLEANED: Final = [
    field.name for field in Partnership._meta.fields if field.name not in {*FIELDS} - {"unit"}
]


def new_code() -> str:
    """A code such as P-CG1SNZW, drawn at random: it tells neither order nor number."""
    return code_of(secrets.randbelow(CODES))


def free_codes(count: int) -> list[str]:
    """So many codes that the acting organisation does not use."""
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {new_code() for _position in range(count - len(codes))}
        codes -= set(Partnership.objects.filter(code__in=codes).values_list("code", flat=True))
    return list(codes)


def same_once(partners: Iterable[Partner]) -> list[Partner]:
    """The partners in their order, each once; a merged record stands for the one it went into."""
    return list({partner.pk: partner for partner in map(Partner.survivor, partners)}.values())


def followed(changes: Iterable[PartnershipChange]) -> list[dict[str, list[Any]]]:
    """What these steps changed, told with the records that merged partners went into since.

    One statement for all of them, and none where no step changed partners.
    """
    steps = [dict(change.changes) for change in changes]
    named = {key for step in steps for side in step.get("partners", ()) for key in side or ()}
    if not named:
        return steps
    merged = Partner.objects.filter(pk__in=named, merged_into__isnull=False)
    stands = {str(row.pk): str(row.survivor().pk) for row in merged.select_related("merged_into")}
    for step in steps:
        if "partners" in step:
            step["partners"] = [
                list(dict.fromkeys(stands.get(key, key) for key in side or ()))
                for side in step["partners"]
            ]
    return steps


def check(
    row: Partnership,
    partners: Sequence[Partner] | None,
    *,
    by: Actor,
    reference: bool,
) -> None:
    """Raise ValidationError, by field, where the row can't be stored as it is.

    `partners` is None where they stay; `reference` says whether to look for it among the others.
    """
    problems = problems_of(row, partners)
    taken = register.with_reference(row.reference, but=row.pk) if reference else None
    if taken is not None:
        problems["reference"] = reference_taken(taken, by=by)
    if problems:
        raise ValidationError(problems)


def problems_of(row: Partnership, partners: Sequence[Partner] | None) -> dict[str, Any]:
    """What is wrong with the row itself, by field. Takes white space off the ends of its texts."""
    problems: dict[str, Any] = {}
    for name in TEXTS:
        setattr(row, name, getattr(row, name).strip())
        if _unstorable(getattr(row, name)):
            problems[name] = _(
                "Remove the invisible character that can't be stored, and try again."
            )
    try:
        row.clean_fields(exclude=_NOT_CLEANED)
    except ValidationError as error:
        problems = error.error_dict | problems
    if partners is not None and not partners:
        problems["partners"] = _("Add at least one partner.")
    return _between_fields(row) | problems


def _between_fields(row: Partnership) -> dict[str, Any]:
    """Problems that show only between two facts."""
    problems = {}
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        problems["ends_on"] = _("The end is before the start. Correct one of the two days.")
    if row.state == PartnershipState.ENDED and row.ends_on is None:
        problems["ends_on"] = _("Say on which day it ended.")
    if row.funding_amount is not None and row.funding_amount < 0:
        problems["funding_amount"] = _("Give an amount of zero or more.")
    if row.funding_amount is not None and len(row.funding_currency) != 3:
        problems["funding_currency"] = _("Say in which currency the funding is.")
    return problems


def _unstorable(text: str) -> bool:
    """PostgreSQL stores neither NUL nor half of a surrogate pair."""
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def reference_taken(taken: Partnership, *, by: Actor) -> ValidationError:
    """The error about a reference in use; names the other partnership to those who may see it."""
    if not by.works_on(taken.unit_id):
        return ValidationError(
            _("Another unit's partnership has this reference. Choose another."),
            code="reference_taken",
        )
    return ValidationError(
        _("“%(title)s” has this reference already. Open that one, or choose another reference."),
        code="reference_taken",
        params={"title": taken.title, "pk": str(taken.pk)},
    )


def repeat_partners(row: Partnership, partners: Sequence[Partner]) -> None:
    """Set the columns that repeat the partners, and what search looks through."""
    names = [partner.name for partner in partners]
    row.partner_names = "; ".join(names)[:NAMES_LENGTH]
    row.partner_countries = sorted({partner.country for partner in partners if partner.country})
    row.search_text = search_text([row.code, row.reference, row.title, row.responsible, *names])


def insert(row: Partnership, partners: Sequence[Partner]) -> None:
    """Store a new row under a code that is free in its organisation, with its partners."""
    for attempt in range(CODE_TRIES):
        row.code = new_code()
        repeat_partners(row, partners)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            _refuse_lost_race(error)
            if "partnership_code_once" not in str(error) or attempt == CODE_TRIES - 1:
                raise
        else:
            break
    PartnershipPartner.objects.bulk_create(links(row, partners))


def update(row: Partnership) -> None:
    """Store a changed row. Raises ValidationError where its reference was taken meanwhile."""
    try:
        with transaction.atomic():
            row.save(force_update=True)
    except IntegrityError as error:
        _refuse_lost_race(error)
        raise


def _refuse_lost_race(error: IntegrityError) -> None:
    """Another request stored the reference between the check and the write."""
    if "partnership_reference_once" in str(error):
        message = _("Another partnership has just been given this reference.")
        raise ValidationError({"reference": message}) from None


def links(row: Partnership, partners: Sequence[Partner]) -> list[PartnershipPartner]:
    """The links of a partnership to its partners in their order, not stored yet."""
    return [
        PartnershipPartner(partnership=row, partner=partner, position=position)
        for position, partner in enumerate(partners)
    ]


def replace_links(row: Partnership, partners: Sequence[Partner]) -> None:
    """Give a stored partnership these partners instead of those it has."""
    PartnershipPartner.objects.filter(partnership=row).delete()
    PartnershipPartner.objects.bulk_create(links(row, partners))


def step(
    row: Partnership,
    kind: ChangeKind,
    changes: dict[str, list[Any]],
    *,
    by: Actor,
    undoes: PartnershipChange | None = None,
) -> PartnershipChange:
    """One step of a partnership's history, not stored yet."""
    return PartnershipChange(
        partnership=row,
        at=clock.now(),
        user_id=by.user_id,
        by=by.label,
        kind=kind,
        changes=changes,
        revision=row.revision,
        undoes=undoes,
    )


def detail_of(row: Partnership, change: PartnershipChange) -> dict[str, Any]:
    """What the audit event of a step says; the values themselves stand in the history."""
    return {
        "code": row.code,
        "title": row.title,
        "fields": sorted(change.changes),
        "change": str(change.pk),
    }


def note(change: PartnershipChange, row: Partnership, *, by: Actor) -> None:
    """Write a step down: in the history, and in the audit ledger."""
    change.save(force_insert=True)
    audit.record(f"partnership.{change.kind}", row, by=by, detail=detail_of(row, change))
