"""A second pair of eyes: on a draft of this hub, and on drafts that other hubs sent."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import advise, countersign
from advisory.choices import CountersignState, DraftState
from advisory.forms.notes import CommentForm
from advisory.models import CountersignRequest, Referral
from advisory.queries import drafts
from advisory.views.advice import document_in_words, recommends
from advisory.views.referral import ReferralView
from portal import clock
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 25


class Countersign(ReferralView):
    """Read the draft as it would be issued, then sign it or return it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.load(pk), CommentForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        form = CommentForm(request.POST if "return" in request.POST else None)
        refused = ""
        try:
            if "return" not in request.POST:
                countersign.sign(pk, signs=request.POST.get("signs", ""), by=self.actor)
                messages.success(request, _("Countersigned. It can be issued now."))
                return redirect("advisory:referral-detail", pk)
            if form.is_valid():
                because = form.cleaned_data["because"]
                countersign.give_back(pk, because=because, by=self.actor)
                messages.success(request, _("The draft is returned with your comments."))
                return redirect("advisory:referral-detail", pk)
        except Refused as refusal:
            refused = refusal.reason
        return self._page(referral, form, refused)

    def _page(self, referral: Referral, form: CommentForm, refused: str = "") -> HttpResponse:
        draft = drafts.open_draft(referral)
        if draft is None:
            raise Refused(_("There is no draft advice on this case."))
        verdict = policy.may_countersign(
            self.actor,
            offered=draft.state == DraftState.OFFERED,
            wrote=drafts.wrote(draft, self.actor.user_id),
            elsewhere=drafts.asked_elsewhere(draft),
        )
        preview = advise.document_at(clock.now(), referral, draft, alone=False)
        context = {
            "referral": referral,
            "draft": draft,
            "signs": draft.digest,
            "said": document_in_words(preview),
            "verdict": verdict,
            "form": form,
            "errors": [{"text": refused, "href": ""}] if refused else [],
        }
        return render(self.request, "advisory/countersign/draft.html", context)


class RequestList(ActingView):
    """Drafts that other hubs sent for a second pair of eyes."""

    permission = Permission.ADVISE

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("state", CountersignState.OPEN)
        if chosen not in CountersignState.values and chosen != "all":
            chosen = CountersignState.OPEN
        rows = drafts.requests_here("" if chosen == "all" else chosen).defer("document")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        tabs = [*CountersignState.choices, ("all", _("All"))]
        context = {
            "page": page,
            "chosen": chosen,
            "tabs": [
                {"label": label, "url": f"?state={value}", "current": value == chosen}
                for value, label in tabs
            ],
        }
        return render(request, "advisory/countersign/list.html", context)


class RequestDetail(ActingView):
    """One draft of another hub: the frozen copy, and the two answers it can get."""

    permission = Permission.ADVISE

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self._load(pk), CommentForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._load(pk)
        form = CommentForm(request.POST if "return" in request.POST else None)
        refused = ""
        try:
            if "return" not in request.POST:
                countersign.sign_for(pk, by=self.actor)
                messages.success(request, _("Countersigned. The asking hub can issue it now."))
                return redirect("advisory:countersign-list")
            if form.is_valid():
                because = form.cleaned_data["because"]
                countersign.give_back_for(pk, because=because, by=self.actor)
                messages.success(request, _("The draft is returned with your comments."))
                return redirect("advisory:countersign-list")
        except Refused as refusal:
            refused = refusal.reason
        return self._page(row, form, refused)

    def _load(self, pk: uuid.UUID) -> CountersignRequest:
        return owned_or_404(CountersignRequest, pk, drafts.requests_here())

    def _page(self, row: CountersignRequest, form: CommentForm, refused: str = "") -> HttpResponse:
        document: dict[str, Any] = json.loads(row.document)
        document["recommends"] = recommends(document["recommendation"])
        document["notice"] = _(document["notice"])
        context = {
            "row": row,
            "said": document,
            "score": document["score"],
            "flags": [told.partition(":")[::2] for told in document["score"].get("flags", [])],
            "open": row.state == CountersignState.OPEN,
            "form": form,
            "errors": [{"text": refused, "href": ""}] if refused else [],
        }
        return render(self.request, "advisory/countersign/request.html", context)
