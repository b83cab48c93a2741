"""The facts of a partner: checked, not taken by another record, written with what repeats them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from diligence.actions import register
from diligence.choices import PartnerKind
from diligence.domain import identifiers, names
from diligence.models import Partner
from diligence.queries.sentences import spoken
from portal import clock, countries


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a partner, as it was given."""

    name: str
    country: str = ""
    city: str = ""
    kind: str = PartnerKind.UNKNOWN
    ror_id: str = ""
    pic: str = ""
    website: str = ""


FACTS = tuple(field.name for field in fields(Facts))
CITY_MAX = 120
_PARSERS = {
    "ror_id": identifiers.parse_ror,
    "pic": identifiers.parse_pic,
    "website": identifiers.parse_website,
}


def facts_of(partner: Partner) -> Facts:
    return Facts(**{name: getattr(partner, name) for name in FACTS})


def checked(facts: Facts) -> Facts:
    """The facts in the form in which they are stored.

    Raises ValidationError, by field, with what is wrong and what to do.
    """
    problems: dict[str, str] = {}
    stored = {
        "name": names.tidy(facts.name),
        "city": names.tidy(facts.city),
        "country": countries.canonical(facts.country),
        "kind": facts.kind or PartnerKind.UNKNOWN,
    }
    for field, parse in _PARSERS.items():
        try:
            stored[field] = parse(getattr(facts, field))
        except identifiers.IdentifierError as error:
            problems[field] = spoken(error.sentence)
    problems |= _too_long(stored)
    if not stored["name"]:
        problems["name"] = _("Give the partner's name.")
    if facts.country.strip() and not stored["country"]:
        problems["country"] = _(
            "“%(given)s” is not a country code. Use two letters of ISO 3166, for example CH."
        ) % {"given": facts.country.strip()[:20]}
    if stored["kind"] not in PartnerKind.values:
        problems["kind"] = _(
            "“%(given)s” is not a kind of organisation. Choose one of: %(known)s."
        ) % {"given": stored["kind"][:20], "known": ", ".join(PartnerKind.values)}
    if problems:
        raise ValidationError(dict(problems))
    return Facts(**stored)


def _too_long(stored: Mapping[str, str]) -> dict[str, str]:
    return {
        field: _("Use at most %(maximum)s characters; these are %(given)s.")
        % {"maximum": maximum, "given": len(stored[field])}
        for field, maximum in (("name", names.NAME_MAX), ("city", CITY_MAX))
        if len(stored[field]) > maximum
    }


def refuse_taken(facts: Facts, *, apart_from: Sequence[uuid.UUID]) -> None:
    """Raise ValidationError where another record that stands has the ROR id or PIC."""
    others = Partner.objects.filter(merged_into__isnull=True).exclude(pk__in=apart_from)
    wanted = Q()
    for field in ("ror_id", "pic"):
        if getattr(facts, field):
            wanted |= Q(**{field: getattr(facts, field)})
    if not wanted:
        return
    problems = {}
    for other in others.filter(wanted):
        for field in ("ror_id", "pic"):
            if getattr(facts, field) and getattr(other, field) == getattr(facts, field):
                problems[field] = _(
                    "“%(name)s” already has this number. If both are one organisation, merge them."
                ) % {"name": other.name}
    if problems:
        raise ValidationError(dict(problems))


def change_facts(partner: Partner, changed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write the changed facts and what repeats them; returns fact → [before, after]."""
    changes = {field: [str(getattr(partner, field)), str(changed[field])] for field in changed}
    for field, value in changed.items():
        setattr(partner, field, value)
    partner.normalised_name = names.normalise(partner.name)
    partner.updated_at = clock.now()
    partner.revision += 1
    partner.save(update_fields=[*changed, "normalised_name", "updated_at", "revision"])
    if {"name", "country"} & changes.keys():
        register.refresh_partner(partner.pk)
    return changes
