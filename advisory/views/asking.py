"""Ask the organisation for information: choose questions of the dossier, or write your own."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import ask
from advisory.forms.ask import FREE, AskPost, asked_in_address, read
from advisory.models import Referral
from advisory.queries import dossiers
from advisory.views.dossier_parts import with_countries
from advisory.views.referral import ReferralView
from portal.authority import Refused, require


class Ask(ReferralView):
    """What the hub wants to know. Only the questions chosen are reopened at the organisation."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        require(policy.may_ask(self.actor, referral))
        return self._page(referral, asked_in_address(request.GET))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        given = read(request.POST)
        try:
            ask.ask(pk, questions=given.questions, message=given.message, by=self.actor)
        except Refused as refusal:
            return self._page(referral, given, refusal.reason)
        messages.success(
            request, _("The organisation is asked. The clock stands still until it answers.")
        )
        return redirect("advisory:referral-detail", pk)

    def _page(self, referral: Referral, given: AskPost, refused: str = "") -> HttpResponse:
        context = {
            "referral": referral,
            "sections": _sections(referral, given),
            "free": [*given.free, "", ""][: max(FREE, len(given.free))],
            "message": given.message,
            "longest": ask.LONGEST_QUESTION,
            "errors": [{"text": refused, "href": "#ask"}] if refused else [],
        }
        return render(self.request, "advisory/referral/ask.html", context)


def _sections(referral: Referral, given: AskPost) -> list[dict[str, Any]]:
    """The questions by section, each with its answer; a section with a choice stands open."""
    shown = dossiers.shown(dossiers.received(referral)[:1])
    if shown is None:
        return []
    answered = {answer.question: answer for answer in with_countries(shown).answers}
    titles = shown.reading.questionnaire.get("sections", {})
    section_of = {
        answer.question: section.id
        for section in shown.reading.sections
        for answer in section.answers
    }
    if shown.questionnaire is not None:
        section_of |= {question.id: question.section for question in shown.questionnaire.questions}
    grouped: dict[str, list[dict[str, Any]]] = {}
    for id, text in dossiers.questions_of(referral).items():
        answer = answered.get(id)
        row = {
            "id": id,
            "text": text,
            "answer": "; ".join(answer.labels) if answer else "",
            "unknown": answer is not None and "unknown" in _codes(answer.value),
            "chosen": id in given.chosen,
            "typed": given.chosen.get(id, ""),
        }
        grouped.setdefault(section_of.get(id, ""), []).append(row)
    return [
        {
            "id": id,
            "title": titles.get(id, ""),
            "rows": rows,
            "open": any(row["chosen"] or row["unknown"] for row in rows),
        }
        for id, rows in grouped.items()
    ]


def _codes(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
