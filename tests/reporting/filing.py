"""Rows as the rooms leave them, filed straight into the tables: what collecting starts from."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from advisory.models import Advice, Referral
from diligence.models import (
    Appraisal,
    ChosenMeasure,
    Decision,
    Partnership,
    QuestionnaireVersion,
    Score,
)
from portal.models import Organisation
from portal.tenancy import acting_for, new_id
from tests import cast

SUMMER = datetime(2026, 8, 3, 10, 0, tzinfo=UTC)
"""A moment in 2026-Q3."""
AUTUMN = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)
"""When that quarter can be collected."""


def edition() -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.first()
    if found is None:
        with acting_for(cast.organisation("Commission", country="", kind="commission")):
            found = QuestionnaireVersion.objects.create(
                key="eu-baseline", edition="1", title="Baseline", document="{}", digest="0" * 64
            )
    return found


def organisations(count: int, country: str = "NL", **fields: Any) -> list[Organisation]:
    """Research organisations that were there before the summer, of two types."""
    joined = {"created_at": datetime(2026, 7, 1, 8, 0, tzinfo=UTC)} | fields
    return [
        cast.organisation(
            f"{country} {at + 1}", country=country, type=("university", "rto")[at % 2], **joined
        )
        for at in range(count)
    ]


def file(
    of: Organisation,
    cases: int,
    *,
    at: datetime = SUMMER,
    bands: Iterable[str] = ("low", "medium"),
    areas: Iterable[str] = ("ai",),
    decided: bool = True,
) -> list[Appraisal]:
    """Partnerships registered, triaged, scored, decided and treated at one moment."""
    version, bands = edition(), list(bands)
    with acting_for(of):
        partnerships = [
            Partnership(
                code=f"P{new_id().hex[-8:]}",
                title="Secret title",
                registered_at=at,
                technology_areas=list(areas),
                starts_on=(at + timedelta(days=3)).date(),
            )
            for _ in range(cases)
        ]
        Partnership.objects.bulk_create(partnerships)
        appraisals = [
            Appraisal(
                partnership=each, version=version, state="scored", started_by="Ines",
                started_at=at, triaged_at=at, submitted_at=at, submitted_by="Ines", submission=1,
                scored_at=at, outcome=bands[n % len(bands)], band=bands[n % len(bands)],
                baseline_outcome=bands[n % len(bands)], baseline_band=bands[n % len(bands)],
                baseline_route="full", triage_minutes=10, full_minutes=5 * (1 + n % 9),
            )
            for n, each in enumerate(partnerships)
        ]  # fmt: skip
        Appraisal.objects.bulk_create(appraisals)
        scores = [
            Score(
                appraisal=each, submission=1, version_digest="", engine="1", input_hash="",
                answers="{}", document="{}", outcome=each.outcome, band=each.band, scored_at=at,
                baseline_outcome=each.baseline_outcome, baseline_band=each.baseline_band,
            )
            for each in appraisals
        ]  # fmt: skip
        Score.objects.bulk_create(scores)
        if decided:
            decide(scores, at)
            measures(appraisals, at)
    return appraisals


def decide(scores: list[Score], at: datetime, verdict: str = "proceed", number: int = 1) -> None:
    Decision.objects.bulk_create(
        Decision(
            partnership_id=each.appraisal.partnership_id, appraisal=each.appraisal, score=each,
            number=number, verdict=verdict if n % 4 else "decline", reasons="Because.",
            authority="decider", band=each.band, outcome=each.outcome,
            target_band="low",
            actual_band=each.band, baseline_target_band="low",
            followed="followed" if n % 2 else "not", basis="{}", basis_digest="",
            decided_at=at, decided_by="Dora",
        )
        for n, each in enumerate(scores)
    )  # fmt: skip


def measures(appraisals: list[Appraisal], at: datetime) -> None:
    ChosenMeasure.objects.bulk_create(
        ChosenMeasure(
            appraisal=each,
            measure="M1",
            due_on=at.date(),
            chosen_at=at,
            chosen_by="Dora",
            done_at=at if n % 2 else at + timedelta(days=9),
        )
        for n, each in enumerate(appraisals)
    )


def refer(
    hub: Organisation, sender: Organisation | None, cases: int, *, at: datetime = SUMMER
) -> list[Referral]:
    """Cases that arrived at a hub and were answered ten days later."""
    with acting_for(hub):
        rows = [
            Referral(
                code=f"R{new_id().hex[-8:]}", sender=sender,
                source="portal" if sender else "telephone", outcome="refer" if sender else "",
                baseline_outcome="refer" if sender else "",
                sender_name="Secret name", member_state="NL", received_at=at,
                due_on=(at + timedelta(days=9 + n % 3)).date(), state="issued",
                issued_at=at + timedelta(days=10),
            )
            for n in range(cases)
        ]  # fmt: skip
        Referral.objects.bulk_create(rows)
        Advice.objects.bulk_create(
            Advice(
                referral=each, number=each.code, recommendation="proceed", document="{}",
                digest="", issued_at=at + timedelta(days=10), issued_by="Ada",
                countersigned_by="Bram",
            )
            for each in rows
        )  # fmt: skip
    return rows
