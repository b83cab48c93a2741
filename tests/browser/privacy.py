"""Pages of data protection, and the rows they show."""

import uuid
from typing import TYPE_CHECKING

from diligence.actions import objections
from diligence.choices import ObjectionKind
from diligence.models import Partner
from portal import clock
from portal.actions import holds, person_requests, privacy_settings, retention
from portal.enums import PersonRequestKind
from portal.models import Membership

if TYPE_CHECKING:
    from tests.browser.world import World


def rows(world: "World") -> dict[str, uuid.UUID]:
    """A hold, a request of each kind, settings and a period of the steward's."""
    with world.acting("stella") as by:
        privacy_settings.save(
            by=by,
            controller="University A, Old Square 1",
            contact="privacy@university-a.example",
            officer="dpo@university-a.example",
            basis="Article 6(1)(e) GDPR with the Higher Education Act",
            processors="Hosting Ltd: runs the servers, in the Union",
        )
        retention.set_rule("abandoned", by=by, months=18, reason="Annual planning")
        hold = holds.place(
            by=by, subject_type=holds.EVERYTHING, called="", reason="Audit of the year"
        )
        holds.release(hold.pk, by=by, because="The audit is over")
        row = holds.place(
            by=by,
            subject_type="portal.membership",
            called=world.people["ines"].email,
            reason="Claim",
        )
        asked = person_requests.record(
            by=by,
            kind=PersonRequestKind.ACCESS,
            person="Ida Elsewhere",
            email="ida@elsewhere.example",
            received_on=clock.today(),
        )
        gone = Membership.objects.filter(user__email=world.people["ines"].email).get()
        partner = Partner.objects.filter(merged_into=None).order_by("pk").first()
        assert partner is not None
        objection = objections.record(
            partner,
            by=by,
            kind=ObjectionKind.RECTIFICATION,
            text="Our institute left the ministry years ago.",
            by_whom="The partner’s legal office",
            received_on=clock.today(),
        )
        return {
            "objection": objection.pk,
            "objected": partner.pk,
            "hold": row.pk,
            "person_request": asked.pk,
            "erased": gone.pk,
        }
