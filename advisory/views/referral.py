"""One case: its dossier on the left, conversation and advice on the right."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from advisory.actions import ask, look, notes
from advisory.forms.notes import NoteForm
from advisory.models import Referral
from advisory.queries import dossiers
from advisory.queries.earlier import earlier
from advisory.queries.referral_page import beside
from advisory.views import desk, dossier_parts, explained_parts, files, score_parts
from advisory.views.queue_rows import because, due_of
from portal import clock
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

FEW = 5
"""Earlier cases on the page itself; the others stand on a page of their own."""
MOST = 100


class ReferralView(ActingView):
    """A page of one case; unknown cases and those of other hubs are both 404."""

    permission = Permission.ADVISE

    def load(self, pk: uuid.UUID) -> Referral:
        return owned_or_404(Referral, pk)


class Detail(ReferralView):
    """The whole case on one page. Looking is written down once a day."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        look.looked(referral, by=self.actor)
        return self.page(referral)

    def page(self, referral: Referral, note: NoteForm | None = None) -> HttpResponse:
        rows = dossiers.received(referral)
        chosen = self.request.GET.get("dossier", "")
        shown = dossiers.shown(rows, int(chosen) if chosen.isdecimal() and len(chosen) < 5 else 0)
        found = beside(referral)
        others = earlier(referral, FEW + 1)
        context: dict[str, Any] = {
            "referral": referral,
            "due": due_of(referral, clock.today()),
            "place": because(referral, clock.today()),
            "beside": found,
            "events": desk.timeline(found.events),
            "requests": desk.requests(found.requests),
            "moves": desk.moves(self.actor, referral, found),
            "note_form": note or NoteForm(),
            "earlier": others[:FEW],
            "more_earlier": len(others) > FEW,
            "matched": dossier_parts.MATCHED,
            "shown": shown,
        }
        if shown is not None:
            context |= dossier_parts.parts(shown)
            context |= score_parts.parts(shown)
            context |= explained_parts.parts(shown)
            context["files"] = files.listed(shown)
            context["versions"] = dossier_parts.versions(referral, rows, shown)
            context["is_latest"] = shown.number == len(rows)
            if shown.number > 1:
                context["changed"] = dossier_parts.changed_in_words(shown.reading)
        return render(self.request, "advisory/referral/detail.html", context)


class EarlierCases(ReferralView):
    """Every earlier case of the same partners, and the advice given."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        context = {
            "referral": referral,
            "earlier": earlier(referral, MOST),
            "most": MOST,
            "matched": dossier_parts.MATCHED,
        }
        return render(request, "advisory/referral/earlier.html", context)


class AddNote(Detail):
    """Keep an internal note."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("advisory:referral-detail", self.load(pk).pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                notes.add(pk, text=form.cleaned_data["text"], by=self.actor)
            except Refused as refusal:
                form.add_error("text", refusal.reason)
            else:
                messages.success(request, _("The note is kept. Only this hub reads it."))
                return redirect("advisory:referral-detail", pk)
        return self.page(referral, form)


class WithdrawRequest(ReferralView):
    """Take an open request for information back."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("advisory:referral-detail", self.load(pk).pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.load(pk)
        ask.withdraw(pk, by=self.actor)
        messages.success(request, _("The request is withdrawn, and the clock goes on."))
        return redirect("advisory:referral-detail", pk)
