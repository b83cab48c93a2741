"""Reads partners: the list, suggestions while typing, and records that may be the same."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict

from diligence.choices import PartnerKind
from diligence.domain import names
from diligence.domain.identifiers import IdentifierError, parse_pic, parse_ror
from diligence.models import Partner, PartnerMerge, Partnership
from diligence.queries import partnerships
from portal import countries
from portal.authority import Actor
from portal.models import AuditEvent

PER_PAGE: Final = 50
SUGGESTED: Final = 10
COMPARED: Final = 5000
"""How many records are compared when likely duplicates are looked for."""
MOST_PAIRS: Final = 200
SHOWN_PARTNERSHIPS: Final = 50
SHOWN_EVENTS: Final = 30

_NAME: Final = Lower("name")
SORTS: Final[Mapping[str, tuple[OrderBy, ...]]] = {
    "name": (_NAME.asc(), F("id").asc()),
    "-name": (_NAME.desc(), F("id").desc()),
    "country": (F("country").asc(), _NAME.asc(), F("id").asc()),
    "-country": (F("country").desc(), _NAME.asc(), F("id").asc()),
    "partnerships": (F("together").asc(), _NAME.asc(), F("id").asc()),
    "-partnerships": (F("together").desc(), _NAME.asc(), F("id").asc()),
    "updated": (F("updated_at").asc(), F("id").asc()),
    "-updated": (F("updated_at").desc(), F("id").desc()),
}


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """What is looked for among the partners, as the list's address says it."""

    q: str = ""
    country: str = ""
    kind: str = ""
    duplicates: bool = False
    sort: str = "name"

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Values an address can't mean are left out."""
        kind, sort = query.get("kind", ""), query.get("sort", "")
        return cls(
            q=names.tidy(query.get("q", ""))[:200],
            country=countries.canonical(query.get("country", "")[:3]),
            kind=kind if kind in PartnerKind.values else "",
            duplicates=query.get("duplicates") in {"1", "on", "true"},
            sort=sort if sort in SORTS else "name",
        )

    @property
    def active(self) -> bool:
        return bool(self.q or self.country or self.kind or self.duplicates)


def standing() -> QuerySet[Partner]:
    """The records that stand: those not merged into another."""
    rows: QuerySet[Partner] = Partner.objects.filter(merged_into__isnull=True)
    return rows


def identified_by(text: str) -> Q | None:
    """The condition for "has this ROR id or PIC", None where the text is neither."""
    for field, parse in (("ror_id", parse_ror), ("pic", parse_pic)):
        try:
            stored = parse(text)
        except IdentifierError:
            continue
        if stored:
            return Q(**{field: stored})
    return None


def _meant(text: str) -> Q:
    """Records whose name contains the words, whose city begins so, or that have this number."""
    key = names.normalise(text)
    wanted = Q(normalised_name__contains=key) | Q(name__icontains=text)
    number = identified_by(text)
    return wanted if number is None else wanted | number


def search(actor: Actor, wanted: PartnerFilter, only: Sequence[uuid.UUID] | None) -> QuerySet[Any]:
    """The partners that match, each with `together`: how many partnerships the actor sees."""
    rows = standing()
    if wanted.q:
        rows = rows.filter(_meant(wanted.q) | Q(city__icontains=wanted.q))
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if only is not None:
        rows = rows.filter(pk__in=only)
    seen = Q(links__partnership__discarded_at__isnull=True, links__isnull=False)
    if actor.unit_ids is not None:
        seen &= Q(links__partnership__unit_id__in=actor.unit_ids)
    return rows.annotate(together=Count("links", filter=seen)).order_by(*SORTS[wanted.sort])


def suggested(text: str, limit: int = SUGGESTED) -> list[Partner]:
    """At most `limit` partners for what was typed: the number's owner, else names that contain it.

    Names that begin with it come first.
    """
    text = names.tidy(text)[:200]
    key = names.normalise(text)
    if not key:
        return []
    number = identified_by(text)
    if number is not None:
        return list(standing().filter(number)[:limit])
    begins = Q(normalised_name__startswith=key)
    rows = list(standing().filter(begins).order_by("normalised_name", "pk")[:limit])
    if len(rows) < limit:
        others = standing().filter(_meant(text)).exclude(begins)
        rows += others.order_by("normalised_name", "pk")[: limit - len(rows)]
    return rows


def directory() -> names.Directory[uuid.UUID]:
    """The standing records for comparison, the newest first where there are very many."""
    rows = (
        standing().order_by("-pk").values_list("pk", "normalised_name", "country", "ror_id", "pic")
    )
    return names.Directory(names.Named(*row) for row in rows[:COMPARED])


def compared(partner: Partner) -> names.Named[uuid.UUID]:
    return names.Named(
        partner.pk, partner.normalised_name, partner.country, partner.ror_id, partner.pic
    )


@dataclass(frozen=True, slots=True)
class LikelySame:
    """A record that may be the same organisation, with what likens them."""

    partner: Partner
    because: names.Because


def likely_same(partner: Partner) -> list[LikelySame]:
    """Records that may be the same organisation as this one, the likeliest first."""
    if partner.merged_into_id is not None:
        return []
    found = {match.key: match for match in directory().likely_same(compared(partner))}
    rows = Partner.objects.in_bulk(list(found)) if found else {}
    return [LikelySame(rows[key], match.because) for key, match in found.items() if key in rows]


def doubled(known: names.Directory[uuid.UUID]) -> list[uuid.UUID]:
    """The records with a likely duplicate, each once."""
    keys: dict[uuid.UUID, None] = {}
    for one, match in known.pairs(limit=MOST_PAIRS):
        keys |= {one: None, match.key: None}
    return list(keys)


def together_with(actor: Actor, partner: Partner) -> QuerySet[Partnership]:
    """The partnerships with this partner that the actor sees, the latest first."""
    rows = partnerships.visible_to(actor).filter(partner_links__partner=partner)
    return rows.order_by("-updated_at", "-id")


def merges_into(partner: Partner) -> list[PartnerMerge]:
    """The merges into this record that stand, the latest first."""
    rows = PartnerMerge.objects.filter(kept=partner, undone_at__isnull=True)
    return list(rows.select_related("dropped"))


def events_of(partner: Partner) -> list[AuditEvent]:
    """The latest of what happened to this record, newest first."""
    rows = AuditEvent.objects.filter(subject_id=partner.pk).order_by("-at", "-id")
    return list(rows[:SHOWN_EVENTS])
