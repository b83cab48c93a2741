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
from advisory.views import guarding
from advisory.views.dossier_parts import with_countries
from advisory.views.referral import ReferralView
from diligence.domain.guard import found_in
from diligence.domain.guard.showing import redacting_all
from portal.actions.disclosures import OpenFindings
from portal.authority import Refused, require
from portal.forms.labels import LabelForm


class Ask(ReferralView):
    """What the hub wants to know. Only the questions chosen are reopened at the organisation."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        require(policy.may_ask(self.actor, referral))
        return self._page(referral, asked_in_address(request.GET))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        given = read(request.POST)
        label = LabelForm(request.POST)
        if request.POST.get("then") == "redact" or not label.is_valid():
            return self._page(referral, given)
        told = {"message": given.message, "tlp": label.cleaned_data["tlp"]}
        told["treatments"] = guarding.posted(request.POST)
        try:
            ask.ask(pk, questions=given.questions, by=self.actor, **told)
        except Refused as refusal:
            return self._page(referral, given, refusal)
        messages.success(
            request, _("The organisation is asked. The clock stands still until it answers.")
        )
        return redirect("advisory:referral-detail", pk)

    def _page(
        self, referral: Referral, given: AskPost, refused: Refused | None = None
    ) -> HttpResponse:
        context = {
            "referral": referral,
            "sections": _sections(referral, given),
            "free": [*given.free, "", ""][: max(FREE, len(given.free))],
            "message": given.message,
            "longest": ask.LONGEST_QUESTION,
            "label": LabelForm(self.request.POST or None),
            "guard": self._guard(referral, given),
            "errors": _errors(refused),
        }
        return render(self.request, "advisory/referral/ask.html", context)

    def _guard(self, referral: Referral, given: AskPost) -> list[dict[str, Any]]:
        """What was found in the texts as they were posted."""
        if self.request.method != "POST":
            return []
        asked = [{"question": one.question, "text": one.text} for one in given.questions]
        texts = ask.places_of(asked, given.message)
        labels: dict[str, Any] = {
            ask.place_of(at): one.question or _("A question in your own words")
            for at, one in enumerate(given.questions)
        }
        found = found_in(texts, dossiers.known_of(referral))
        treatments = guarding.posted(self.request.POST)
        if self.request.POST.get("then") == "redact":
            treatments = redacting_all(found, treatments)
        labels[ask.MESSAGE] = _("Message to the organisation")
        return guarding.shown(found, treatments, labels)


def _errors(refused: Refused | None) -> list[dict[str, str]]:
    if refused is None:
        return []
    place = "#guard" if isinstance(refused, OpenFindings) else "#ask"
    return [{"text": refused.reason, "href": place}]


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
