"""Invented partners and partnerships."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from diligence.choices import Activity, AgreementKind, PartnershipState
from diligence.demo import material

TECHNOLOGY_SHARE = 0.34
"""Share of partnerships that advance a critical technology area."""


@dataclass(frozen=True, slots=True)
class InventedPartner:
    name: str
    country: str
    city: str
    kind: str


def invent_partners(rng: random.Random, how_many: int) -> list[InventedPartner]:
    """Different partners from all continents. Kind and country are drawn independently."""
    found: dict[str, InventedPartner] = {}
    countries = sorted(material.PLACES)
    while len(found) < how_many:
        country = rng.choice(countries)
        city = rng.choice(material.PLACES[country])
        pattern, kind = rng.choice(material.PATTERNS)
        if rng.random() < 0.01:
            pattern, kind = material.SECURITY_PATTERN
        name = pattern.format(place=city, field=rng.choice(material.FIELDS))
        found.setdefault(name, InventedPartner(name, country, city, kind))
    return list(found.values())


def invent_facts(rng: random.Random, registered: datetime, domain: str) -> dict[str, Any]:
    """The facts of one partnership as an officer would type them."""
    area = ""
    if rng.random() < TECHNOLOGY_SHARE:
        area = rng.choice([code for code in material.TOPICS if code])
    topic = rng.choice(material.TOPICS[area])
    frame = rng.choice(material.FRAMES)
    starts = registered.date() + timedelta(days=rng.randint(-240, 90))
    ends = starts + timedelta(days=rng.choice((365, 730, 1095, 1460)))
    agreement = rng.choice([kind for kind in AgreementKind if kind != AgreementKind.NONE])
    signed = starts - timedelta(days=rng.randint(10, 90)) if rng.random() < 0.6 else None
    funded = rng.random() < 0.7
    return {
        "title": frame.format(topic=topic, topic_lower=topic[0].lower() + topic[1:]),
        "responsible": rng.choice(material.FUNCTIONS).format(
            n=rng.choice("ABCDEFGHKLMNPRST"), domain=domain
        ),
        "agreement_kind": agreement if signed else AgreementKind.NONE,
        "agreement_signed_on": signed,
        "activities": sorted(rng.sample([str(a) for a in Activity], rng.choice((1, 1, 2, 2, 3)))),
        "technology_areas": [area] if area else [],
        "starts_on": starts,
        "ends_on": ends,
        "funding_amount": Decimal(rng.randint(8, 900)) * 1000 if funded else None,
        "funding_source": rng.choice(material.FUNDING_SOURCES) if funded else "",
        "benefit": rng.choice(material.BENEFITS) if rng.random() < 0.5 else "",
    }


def state_on(day: date, starts: date, signed: date | None) -> PartnershipState:
    """The state an officer would give it on the day of registering."""
    if starts <= day:
        return PartnershipState.RUNNING
    return PartnershipState.AGREED if signed else PartnershipState.PROPOSED
