"""Personal data in what could travel: found in a case's texts and in its files."""

import uuid
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage

from diligence.domain import dossier as dossiers
from diligence.domain import filetexts, filetypes
from diligence.domain.dossier import Case, File
from diligence.domain.guard import Found, Kind, Known, examine, found_in, in_file
from diligence.domain.questionnaire import Questionnaire
from diligence.enums import QuestionType
from diligence.models import Appraisal, Attachment
from diligence.queries import partnerships, questionnaires
from diligence.queries.file_words import words
from portal.models import Organisation
from portal.tenancy import acting_id

RESPONSIBLE = dossiers.RESPONSIBLE


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a case."""

    found: tuple[Found, ...]

    def at(self, places: frozenset[str]) -> tuple[Found, ...]:
        """Of these, what stands at the places."""
        return tuple(one for one in self.found if one.place in places)


def looked(case: Case, included: frozenset[str]) -> Looked:
    """What looks like personal data in the case's texts, and in those of its files that are ticked.

    The name of the responsible researcher is a field of its own, ticked by whoever lets it travel:
    that it is a name is no finding. A file that can't be read to its end is a finding of its own.
    """
    known = known_of(case)
    found = [
        one
        for one in found_in(dossiers.texts(case), known)
        if (one.place, one.kind) != (RESPONSIBLE, Kind.NAME)
    ]
    ticked = [file for file in case.files if f"file:{file.id}" in included]
    for file, stored_as in _stored(ticked):
        counts, unread = _counts(stored_as, file.name, known)
        found += in_file(f"file:{file.id}", file.name, counts, known, unread)
    return Looked(tuple(found))


def known_of(case: Case) -> Known:
    """The case's words that name no person: houses and their places, and the questionnaire's."""
    told = [case.organisation["name"], *(partner["name"] for partner in case.partners)]
    for question in case.questionnaire.questions:
        value = case.entries.get(question.id, {}).get("value")
        if question.type == QuestionType.ORGANISATION and value:
            told += value if isinstance(value, list | tuple) else [str(value)]
    return Known.of(map(str, told), common=vocabulary(case.questionnaire))


def known_to(appraisal: Appraisal) -> Known:
    """The same where no dossier is built: a reply, a message, a shared result."""
    organisation = Organisation.objects.only("name").get(pk=acting_id())
    partners = (link.partner.name for link in partnerships.partners_of(appraisal.partnership_id))
    definition = questionnaires.definition(appraisal.version)
    return Known.of([organisation.name, *partners], common=vocabulary(definition))


def vocabulary(questionnaire: Questionnaire) -> list[str]:
    """The texts of a questionnaire, whose words are no family names."""
    asked = (*questionnaire.triage, *questionnaire.questions)
    return [text for q in asked for text in (q.text, *(option.label for option in q.options))]


def _stored(files: list[File]) -> list[tuple[File, str]]:
    ids = [uuid.UUID(file.id) for file in files]
    kept: dict[Any, str] = dict(
        Attachment.objects.filter(pk__in=ids).values_list("pk", "stored_as")
    )
    return [(file, kept[uuid.UUID(file.id)]) for file in files if uuid.UUID(file.id) in kept]


@lru_cache(maxsize=64)
def _counts(stored_as: str, name: str, known: Known) -> tuple[dict[Kind, int], str]:
    """How much of each kind a file's text holds, and why some of it can't be read, or "".

    Remembered for this process, as numbers alone: the file's name is random and never used again.
    """
    kind = filetypes.TYPES.get(name.rpartition(".")[2].lower())
    if kind is None:
        return {}, filetexts.WHY[filetexts.Unread.DAMAGED]
    with default_storage.open(stored_as) as content:
        read = words(kind, cast(BinaryIO, content))
    told = examine({str(place): text for place, text in enumerate(read.texts)}, known)
    why = read.because
    return dict(Counter(one.kind for one in told)), why.template if why else ""
