"""Invented Member States: what was counted in them, and the returns made of it."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from diligence.domain.canonical import canonical_bytes, digest
from reporting.domain import documents, returns
from reporting.domain.composing import Facts, compose
from reporting.domain.periods import Quarter
from reporting.domain.rules import Audience
from reporting.domain.tables import DEFINITIONS, MEDIANS, TYPES
from reporting.domain.tallies import Tally, Tenant

CYCLE = returns.Span("2025-2026", date(2025, 1, 1), date(2026, 12, 31), date(2027, 3, 31))
TAKEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SIZES = ("small", "medium", "large")
FRAME = {(type, size): 6 + 2 * at for at, type in enumerate(TYPES) for size in SIZES}


def tally(seed: int, organisations: int = 60, cases: int = 12) -> Tally:
    """One quarter with so many organisations, each with up to so many cases of everything."""
    draw = random.Random(seed)
    keys = [f"org-{number:03d}" for number in range(organisations)]
    tenants = {
        key: Tenant(TYPES[number % len(TYPES)], SIZES[number % len(SIZES)])
        for number, key in enumerate(keys)
    }
    counts: dict[str, dict[str, dict[str, int]]] = {}
    by_type = {key: draw.randint(0, cases) for key in keys}
    for definition in DEFINITIONS:
        if definition.counted and definition.runs_on and definition.counted not in counts:
            counts[definition.counted] = {row: {} for row in definition.rows}
    for name, of in counts.items():
        for key in keys:
            left = by_type[key] if name.split(".")[0] in {"registered", "scored"} else None
            rows = list(of)
            if name == "registered.type":
                of[tenants[key].type][key] = by_type[key]
                continue
            amount = left if left is not None else _stable(key, name.split(".")[0], seed, cases)
            for _case in range(amount):
                row = draw.choice(rows)
                of[row][key] = of[row].get(key, 0) + 1
    for each in MEDIANS:
        counts[each.counted] = {
            str(5 * value): dict.fromkeys(draw.sample(keys, min(8, len(keys))), 1)
            for value in range(1, 9)
        }
    return Tally(tenants, counts)


def _stable(key: str, what: str, seed: int, cases: int) -> int:
    """Splits of the same cases have the same totals."""
    return random.Random(f"{key}{what}{seed}").randint(0, cases)


def snapshot(
    member_state: str = "NL", quarters: int = 7, **how: Any
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The last snapshot's document of so many quarters of the cycle, and all of them."""
    quarter, series, made = Quarter(2025, 1), {}, []
    for number in range(quarters):
        series[str(quarter)] = tally(number, **how)
        edition = {"key": "eu-baseline", "edition": "1.0", "digest": "ab" * 32}
        facts = Facts(member_state, str(quarter), TAKEN, [edition])
        made.append(compose(dict(series), facts, made))
        quarter = quarter.next()
    return made[-1], made


def published(document: Mapping[str, Any]) -> documents.Published:
    text = canonical_bytes(document).decode()
    return documents.opened(text, digest(document), Audience.PUBLISHABLE)


DECLARED: dict[str, dict[str, Any]] = {
    "MS-01": {
        "values": {
            "status": "yes",
            "since": "2025-03-01",
            "where": "https://www.example.eu/guidelines",
        },
        "note": "",
    },
    "MS-02": {"values": {"meetings_2025": 4}, "note": "Four meetings with all bodies."},
    "MS-03": {"values": {"status": "yes", "home": "Agency for Enterprise"}, "note": ""},
    "MS-05": {"values": {"status": "no"}, "note": ""},
    "MS-08": {"values": {"status": "yes", "tested_university": 9, "tested_rto": 2}, "note": ""},
}


def prepared(member_state: str = "NL", **changes: Any) -> returns.Prepared:
    """What a ministry prepared; `changes` replace fields."""
    given: dict[str, Any] = {
        "cycle": CYCLE,
        "member_state": member_state,
        "ministry": f"Ministry {member_state}",
        "authority": f"Ministry of Research of {member_state}",
        "contact": "security@ministry.example",
        "dated": TAKEN.isoformat(),
        "frame": FRAME,
        "frame_frozen_at": TAKEN.isoformat(),
        "frame_source": "National register of research organisations, 2026",
        "declared": DECLARED,
        "texts": {"summary": "A first paragraph.\n\nA second one.", "outlook": "More to come."},
        "figures": None,
        "snapshots": (),
    }
    return returns.Prepared(**(given | changes))


def a_return(member_state: str = "NL", quarters: int = 7, **how: Any) -> dict[str, Any]:
    """The document of a return with figures; without quarters it has none."""
    changes = {key: how.pop(key) for key in ("declared", "texts", "frame") if key in how}
    if not quarters:
        return returns.build(prepared(member_state, **changes))
    last, all_of_them = snapshot(member_state, quarters, **how)
    taken = [
        returns.Snapshot(
            f"snapshot-{each['period']}", each["period"], digest(each), each["engine"],
            each["taken_at"],
        )
        for each in all_of_them
    ]  # fmt: skip
    return returns.build(
        prepared(member_state, figures=published(last), snapshots=taken, **changes)
    )


def store(documents_: list[Mapping[str, Any]]) -> None:
    """Store these snapshots as the acting ministry's own."""
    from reporting.models import Snapshot

    for each in documents_:
        Snapshot.objects.create(
            member_state=each["member_state"],
            period=each["period"],
            document=canonical_bytes(each).decode(),
            digest=digest(each),
            engine=each["engine"],
            taken_at=datetime.fromisoformat(each["taken_at"]),
        )
