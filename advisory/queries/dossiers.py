"""The dossiers of a case: the latest, those before it, and the edition they answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from advisory.domain import dossier as reading
from advisory.models import ReceivedDossier, Referral
from diligence.domain.guard import Known
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import Score
from diligence.queries import questionnaires


@dataclass(frozen=True, slots=True)
class Shown:
    """One received dossier with what it says; `number` counts from 1, the first received.

    `questionnaire` is None where its edition is not published for this hub, `score` where the
    dossier carries none.
    """

    row: ReceivedDossier
    number: int
    reading: reading.Reading
    questionnaire: Questionnaire | None
    score: Score | None


def received(referral: Referral) -> list[ReceivedDossier]:
    """Every dossier of the case, the latest first."""
    return list(ReceivedDossier.objects.filter(referral=referral))


def shown(rows: list[ReceivedDossier], chosen: int | None = None) -> Shown | None:
    """The dossier with this number, or the latest; None where there is none."""
    if not rows:
        return None
    number = chosen if chosen is not None and 1 <= chosen <= len(rows) else len(rows)
    row = rows[len(rows) - number]
    before = rows[len(rows) - number + 1].content if number > 1 else ""
    read = reading.read(row.content, before)
    edition = edition_with(read.edition)
    score = reading.read_score(json.loads(row.score), edition) if row.score else None
    return Shown(row, number, read, edition, score)


def edition_with(digest: str) -> Questionnaire | None:
    """What the edition says, or None where it is not published here."""
    try:
        return questionnaires.definition(questionnaires.with_digest(digest)) if digest else None
    except (questionnaires.NoQuestionnaireError, questionnaires.AlteredError):
        return None


def known_of(referral: Referral) -> Known:
    """The case's words that name no person: houses, and the words of the dossier's questions."""
    names = [referral.sender_name, referral.partner_names, referral.title]
    return Known.of(names, common=questions_of(referral).values())


def questions_of(referral: Referral) -> Mapping[str, str]:
    """The questions that can be asked about: those the latest dossier answers, and those of its
    edition that it leaves open, by id with their text."""
    rows = received(referral)
    latest = shown(rows[:1])
    if latest is None:
        return {}
    found = {answer.question: answer.text for answer in latest.reading.answers}
    edition = latest.questionnaire
    if edition is not None:
        triage = latest.reading.kind == "triage"
        whole = edition.triage if triage else edition.questions
        found = {question.id: question.text for question in whole} | found
    return found


def edition_of(referral: Referral) -> str:
    """The digest of the edition that the latest dossier answers, or ''."""
    rows = received(referral)
    return reading.read(rows[0].content).edition if rows else ""
