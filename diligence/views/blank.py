"""The blank questionnaire: an edition as a PDF for paper, and as a workbook to fill in."""

import io
import uuid
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from diligence.actions.offline import write_blank
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import in_words
from diligence.enums import QuestionType
from diligence.exchange.offline_words import how_on_paper
from diligence.forms import languages
from diligence.forms.questions import other_than_page
from diligence.models import QuestionnaireVersion
from diligence.views.exchanging import edition
from portal import pdf
from portal.enums import Permission
from portal.views.base import ActingView

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT: Final = 30 * 24 * 3600
"""Seconds a PDF is kept for the next reader; editions never change."""
_MANY: Final = 8
"""Options beyond which a list is set in two columns."""
_LINE, _BOX = 90, 8
"""Signs of a line of paper, and how many of them a box and its distance take."""
_making: Final = Lock()


class BlankPdf(ActingView):
    """The edition for paper, as PDF/A-3a and PDF/UA-1.

    Setting a page takes about a fifth of a second, so the file is made once and kept: under the
    hash of everything on it, which is the same for everybody who may read the edition.
    """

    permission = Permission.VIEW_QUESTIONNAIRES
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        version = edition(pk)
        questionnaire = languages.chosen(request, version)
        title = _("Blank questionnaire: %(title)s") % {
            "title": f"{questionnaire.title} {questionnaire.edition}"
        }
        try:
            data = _kept(
                render_to_string(_PAPER, _told(version, questionnaire, title)), version, title
            )
        except pdf.PdfUnavailableError as problem:
            messages.error(request, str(problem))
            return redirect("diligence:questionnaire-detail", pk)
        return HttpResponse(
            data,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{name_of(version)}-blank.pdf"',
                "Cache-Control": "private, no-cache",
            },
        )


class BlankBook(ActingView):
    """The edition as a workbook without answers."""

    permission = Permission.VIEW_QUESTIONNAIRES
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        version = edition(pk)
        stream = io.BytesIO()
        write_blank(version, languages.chosen(request, version), stream)
        return book(stream, f"{name_of(version)}-blank.xlsx")


def book(stream: io.BytesIO, name: str) -> FileResponse:
    """A workbook as the answer to a request."""
    stream.seek(0)
    answer = FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer


def name_of(version: QuestionnaireVersion) -> str:
    """What files of an edition are called."""
    return get_valid_filename(f"{version.key}-{version.edition}") or "questionnaire"


_PAPER: Final = "diligence/offline/paper.html"


def _told(
    version: QuestionnaireVersion, questionnaire: Questionnaire, title: str
) -> dict[str, Any]:
    parts = [("", "", questionnaire.triage)]
    parts += [
        (section.id, section.title, questionnaire.section_of(section.id))
        for section in questionnaire.sections
    ]
    return {
        "title": title,
        "version": version,
        "questionnaire": questionnaire,
        "page_language": translation.get_language() or "en",
        "lang": other_than_page(questionnaire.language),
        "parts": [
            {
                "id": id,
                "title": name,
                "questions": [_question(questionnaire, question) for question in questions],
            }
            for id, name, questions in parts
        ],
    }


def _question(questionnaire: Questionnaire, question: Question) -> dict[str, Any]:
    told = question.help
    several = question.type in (
        QuestionType.TEXT,
        QuestionType.COUNTRY,
        QuestionType.ORGANISATION,
    )
    return {
        "id": question.id,
        "text": question.text,
        "when": in_words(question.condition, questionnaire) if question.condition else "",
        "how": how_on_paper(question),
        "options": [option.label for option in question.options],
        "many": len(question.options) > _MANY,
        "few": sum(len(option.label) + _BOX for option in question.options) < _LINE,
        "lines": range(4 if several else 1),
        "help": " ".join(part for part in (told.why, told.how, told.counts) if part),
    }


def _kept(html: str, version: QuestionnaireVersion, title: str) -> bytes:
    """The PDF of a page: made once, then as it was. Raises PdfUnavailableError."""
    looks = Path(settings.STATICFILES_DIRS[0]) / "css" / "blank-paper.css"
    name = f"blank-pdf:{sha256(html.encode() + looks.read_bytes()).hexdigest()}"
    found: bytes | None = cache.get(name)
    if found is not None:
        return found
    with _making:
        # Whoever waited for it takes what was made meanwhile.
        found = cache.get(name)
        if found is None:
            language = translation.get_language() or "en"
            made = pdf.render(html, title=title, language=language, dated=version.published_at)
            found = made.data
            cache.set(name, found, KEPT)
    return found
