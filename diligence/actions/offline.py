"""Read a workbook that was filled in offline back into its appraisal: first tried, then saved."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import answer
from diligence.actions.answer import Saved
from diligence.actions.marked import refuse_file, rows_of
from diligence.choices import AppraisalState
from diligence.domain.filled import Told, page_of, wanted
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.sheet import Save
from diligence.domain.wording import gettext_noop
from diligence.exchange import offline, offline_reading
from diligence.exchange.offline import About
from diligence.exchange.offline_reading import Marks, RowProblem
from diligence.exchange.tables import FileRefusedError
from diligence.models import Appraisal, QuestionnaireVersion
from diligence.queries import appraisals, questionnaires
from diligence.queries.sentences import spoken
from portal.authority import Actor, Refused, require

_FOREIGN = gettext_noop(
    "“%(name)s” belongs to another appraisal. Nothing of it was read. Choose the workbook of this "
    "one, or download it below."
)
_OTHER_EDITION = gettext_noop(
    "“%(name)s” was made for edition %(file)s (hash %(file_hash)s), and this appraisal runs on "
    "edition %(appraisal)s (hash %(appraisal_hash)s). Nothing was read. Move the appraisal to that "
    "edition if it is in force, or download the workbook below and copy your answers into it."
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What saving a workbook would do now; nothing is stored.

    `saves` are those that can be stored or conflict, `told` where each question stands in the
    file, `unread` how many questions of the file can't be answered at this point, `unchanged` how
    many it leaves as they are.
    """

    saves: Mapping[str, Save]
    saved: Saved
    told: Mapping[str, Told]
    problems: tuple[RowProblem, ...]
    notes: tuple[str, ...]
    unchanged: int
    unread: int
    page: str


def write_blank(
    version: QuestionnaireVersion, questionnaire: Questionnaire, stream: BinaryIO
) -> None:
    """Write an edition as a workbook without answers."""
    about = About(version.digest, secrets.token_hex(4))
    offline.write(questionnaire, about, {}, stream)


def write_appraisal(
    appraisal: Appraisal, questionnaire: Questionnaire, stream: BinaryIO, *, by: Actor
) -> None:
    """Write what can be answered now as a workbook with the present answers. Raises Refused."""
    require(policy.may_answer(by, appraisal))
    triage = appraisal.state == AppraisalState.TRIAGE
    about = About(
        digest=appraisal.version.digest,
        name=secrets.token_hex(4),
        appraisal=str(appraisal.pk),
        handle=f"{appraisal.partnership.handle} {appraisal.partnership.title}",
        triage=triage,
        questions=not triage,
    )
    offline.write(questionnaire, about, appraisal.sheet.entries, stream)


def try_out(appraisal_id: uuid.UUID, file: BinaryIO, name: str, *, size: int, by: Actor) -> Tried:
    """Read the file and find out what saving it would do, by saving it and taking that back.

    Raises Appraisal.DoesNotExist, FileRefusedError for a file that is not read or belongs to
    another edition or appraisal, ValidationError for one with a marking of classified information,
    and Refused where answers may not be changed now.
    """
    appraisal = appraisals.with_answers(by).get(pk=appraisal_id)
    require(policy.may_answer(by, appraisal))
    found, marks = offline_reading.open_book(file, name, size=size)
    refuse_file(name, rows_of(found, between="\n"))
    _require_same(appraisal, marks, name)
    definition = questionnaires.definition(appraisal.version)
    filled = offline_reading.read(found, marks, definition, name)
    open_now = answer.questions_of(appraisal)
    told = {item.question: item for item in filled.told if item.question in open_now}
    saves = wanted(told.values(), appraisal.sheet.entries)
    page = page_of(marks.workbook, str(by.user_id))
    with transaction.atomic():
        saved = answer.save(appraisal_id, by=by, saves=saves, page=page)
        transaction.set_rollback(True)
    refused = {problem.question for problem in saved.problems}
    problems = [*filled.problems, *_problems(saved, told)]
    wrong = {problem.id.partition(":")[0] for problem in problems}
    unread = {id for id in marks.questions if id not in open_now}
    return Tried(
        saves={id: save for id, save in saves.items() if id not in refused},
        saved=saved,
        told=told,
        problems=tuple(sorted(problems, key=lambda problem: (problem.sheet, problem.row))),
        notes=tuple(spoken(note) for note in found.notes),
        unchanged=len(told.keys() - saves.keys() - wrong),
        unread=len(unread),
        page=page,
    )


def take_in(
    appraisal_id: uuid.UUID, digest: str, saves: Mapping[str, Save], *, page: str, by: Actor
) -> Saved:
    """Save what a workbook was found to hold; `digest` is of the edition it was read against.

    Raises as `answer.save` does, and Refused where the appraisal was moved to another edition.
    """
    appraisal = appraisals.without_answers(by).get(pk=appraisal_id)
    if appraisal.version.digest != digest:
        raise Refused(
            _(
                "The appraisal was moved to another edition since you read the workbook. Nothing "
                "was saved. Download the workbook again."
            )
        )
    return answer.save(appraisal_id, by=by, saves=saves, page=page)


def _require_same(appraisal: Appraisal, marks: Marks, name: str) -> None:
    if marks.appraisal not in ("", str(appraisal.pk)):
        raise FileRefusedError(_FOREIGN, name=name)
    if marks.digest != appraisal.version.digest:
        raise FileRefusedError(
            _OTHER_EDITION,
            name=name,
            file=marks.edition[:40] or "–",
            file_hash=marks.digest[:12] or "–",
            appraisal=appraisal.version.edition,
            appraisal_hash=appraisal.version.digest[:12],
        )


def _problems(saved: Saved, told: Mapping[str, Told]) -> list[RowProblem]:
    """What the answers themselves are refused for, at their rows."""
    found = []
    for problem in saved.problems:
        at = told[problem.question]
        found.append(RowProblem(at.sheet, at.row, at.column, problem.question, problem.problem))
    return found
