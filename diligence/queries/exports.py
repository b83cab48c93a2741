"""Questionnaires as files: editions as they were published, drafts as they stand."""

import io

from django.utils.translation import gettext as _

from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import exporting
from diligence.exchange.exporting import ExportFormat
from diligence.exchange.tables import FileRefusedError
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts
from diligence.queries.questionnaires import definition
from diligence.queries.sentences import spoken
from portal.authority import Refused


def of_edition(version: QuestionnaireVersion, form: ExportFormat) -> io.BytesIO:
    """The edition; as JSON its own bytes, whose SHA-256 is its hash."""
    if form is ExportFormat.JSON:
        return io.BytesIO(version.document.encode())
    return _written(definition(version), form)


def of_draft(draft: Draft, form: ExportFormat) -> io.BytesIO:
    """The draft; as JSON with its worked cases, however faulty it is. Raises Refused."""
    if form is ExportFormat.JSON:
        stream = io.BytesIO()
        whole = drafts.whole(draft)
        exporting.write_document(whole if whole["cases"] else draft.document, stream)
        stream.seek(0)
        return stream
    questionnaire = drafts.examined(draft).questionnaire
    why = refusal(draft)
    if questionnaire is None or why:
        raise Refused(why)
    return _written(questionnaire, form)


def refusal(draft: Draft) -> str:
    """Why the draft can be had as JSON only; "" where it can be had in every format."""
    if drafts.examined(draft).sound:
        return ""
    return _(
        "Only what fits together can be written as XLSForm or REDCap. Repair what the checks "
        "call errors first, or take the JSON."
    )


def _written(questionnaire: Questionnaire, form: ExportFormat) -> io.BytesIO:
    stream = io.BytesIO()
    try:
        exporting.write(questionnaire, form, stream)
    except FileRefusedError as error:
        raise Refused(spoken(error.sentence)) from None
    stream.seek(0)
    return stream
