"""An earlier edition, appraisals of University A that run on it, and moves to the one in force."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from diligence.actions import carry_over, drafts
from diligence.choices import WorkState
from diligence.domain.questionnaire import Question
from diligence.enums import Factor, QuestionType
from diligence.models import Appraisal, CarryOver
from diligence.queries import questionnaires
from portal import clock
from portal.enums import OrganisationKind
from portal.models import Organisation
from tests.factories.appraisals import answered
from tests.factories.colleagues import asked
from tests.factories.editions import published, translated, with_new, with_question

if TYPE_CHECKING:
    from tests.browser.world import World

GONE = Question("A9", "A", "Who pays for it?", QuestionType.TEXT, factor=Factor.OWN)
EARLIER = (
    with_question("A4", text="Is anything of this work covered by a list of dual-use goods?"),
    with_question("T9", short="Conditions"),
    with_new(GONE),
    translated("fr"),
)


def rows(world: "World") -> None:
    """One appraisal that can move, one that did, a run that ended, and one under way."""
    with world.inside():
        commission = Organisation.objects.get(kind=OrganisationKind.COMMISSION)
        long_ago = clock.now() - timedelta(days=400)
        earlier = published(commission, *EARLIER, edition="2025.9", published_at=long_ago)
    moving = on_earlier(world, earlier.pk, "Tidal power in estuaries")
    moved = on_earlier(world, earlier.pk, "Seed banks of the steppe")
    stays = on_earlier(world, earlier.pk, "Archives of a harbour")
    with world.acting("ines") as by:
        report = carry_over.one(moved.pk, by=by)
        asked(stays, by)
    with world.acting("stella") as by:
        version = questionnaires.current_version()
        done = CarryOver.objects.create(
            version=version,
            state=WorkState.DONE,
            asked_by=by.label,
            member=by.membership_id,
            waiting=[str(stays.pk)],
            done=2,
            total=2,
            refused=[{"appraisal": str(stays.pk), "because": "A colleague is asked by link."}],
        )
        # No worker is asked, so that it stays under way.
        running = CarryOver.objects.create(
            version=version, state=WorkState.RUNNING, asked_by=by.label,
            member=by.membership_id, waiting=[str(moving.pk)] * 5, done=2, total=5,
        )  # fmt: skip
        draft = drafts.create(by, key="ours", title="Ours", edition="1", parent=version)
    world.ids |= {
        "edition_before": earlier.pk,
        "edition_after": version.pk,
        "moving": moving.pk,
        "moved": moved.pk,
        "stays": stays.pk,
        "carry_report": report.pk,
        "carry_done": done.pk,
        "carry_running": running.pk,
        "compared_draft": draft.pk,
    }


def on_earlier(world: "World", earlier: uuid.UUID, title: str) -> Appraisal:
    """An answered appraisal that began when the earlier edition was in force."""
    row = world.partnership(title, "Shirotae Institute")
    with world.acting("ines") as by:
        appraisal = answered(by, "K29", partnership=row)
        Appraisal.objects.filter(pk=appraisal.pk).update(version_id=earlier)
        sheet = appraisal.sheet
        sheet.refresh_from_db()
        sheet.entries["A9"] = {**sheet.entries["A1"], "value": "A foundation"}
        sheet.save()
        return appraisal
