"""The blank questionnaire: an edition as a PDF for paper, and as a workbook to fill in."""

import io
import uuid
from typing import Any, Final

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from diligence.actions import paper as making
from diligence.actions.offline import write_blank
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.wording import in_words
from diligence.enums import QuestionType
from diligence.exchange.offline_words import how_on_paper
from diligence.forms import languages
from diligence.forms.questions import other_than_page
from diligence.models import QuestionnaireVersion
from diligence.queries.sentences import spoken
from diligence.views import papers
from diligence.views.exchanging import edition
from diligence.views.papers import name_of
from portal.enums import Permission
from portal.views.base import ActingView

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MANY: Final = 8
"""Options beyond which a list is set in two columns."""
_LINE, _BOX = 90, 8
"""Signs of a line of paper, and how many of them a box and its distance take."""


class BlankPdf(ActingView):
    """The edition for paper, as PDF/A-3a and PDF/UA-1: kept since it was made, or made now.

    Setting a page takes about a fifth of a second, so the worker makes it, once for everything
    that stands on it; meanwhile a page says how far it is.
    """

    permission = Permission.VIEW_QUESTIONNAIRES
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        version = edition(pk)
        questionnaire = languages.chosen(request, version)
        title = _("Blank questionnaire: %(title)s") % {
            "title": f"{questionnaire.title} {questionnaire.edition}"
        }
        paper = making.ask(
            version,
            render_to_string(
                _PAPER,
                _told(version, questionnaire, title) | {"whose": languages.whose(request, version)},
            ),
            title=title[:300],
            language=translation.get_language() or "en",
            by=self.actor,
        )
        return papers.file_of(paper) or redirect("diligence:paper", paper.pk)


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
    told, condition = question.help, question.condition
    several = question.type in (
        QuestionType.TEXT,
        QuestionType.COUNTRY,
        QuestionType.ORGANISATION,
    )
    return {
        "id": question.id,
        "text": question.text,
        "when": spoken(in_words(condition, questionnaire)) if condition else "",
        "how": how_on_paper(question),
        "options": [option.label for option in question.options],
        "many": len(question.options) > _MANY,
        "few": sum(len(option.label) + _BOX for option in question.options) < _LINE,
        "lines": range(4 if several else 1),
        "help": " ".join(part for part in (told.why, told.how, told.counts) if part),
    }
