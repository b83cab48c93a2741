"""Draft advice, put it to a second pair of eyes, issue it, and read what was issued."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions import advise, countersign, drafting
from advisory.actions.drafting import ChangedError, UnfinishedError
from advisory.choices import DraftState, Recommendation, ReferralState
from advisory.forms.advice import HERE, DraftForm, OfferForm
from advisory.models import Advice, AdviceDraft, Referral
from advisory.queries import dossiers, drafts
from advisory.views import guarding
from advisory.views.referral import ReferralView
from diligence.domain.explain import suggestions
from diligence.domain.wording import spoken
from portal import clock
from portal.authority import Refused, require
from portal.views.base import owned_or_404


class Draft(ReferralView):
    """Write what the advice says; saved as far as it is, offered when it is complete."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        require(policy.may_write(self.actor, referral))
        draft = drafts.open_draft(referral)
        initial: dict[str, Any] = {"revision": 0}
        if draft:
            initial = DraftForm.of(drafts.said(draft), draft.revision) | {"tlp": draft.tlp}
        return self._page(referral, draft, _form(referral, initial=initial))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        form = _form(referral, request.POST)
        theirs, stored = None, False
        if form.is_valid():
            try:
                self._store(referral, form)
                return self._onward(referral)
            except ChangedError as refusal:
                theirs = refusal.theirs
                form.add_error(None, refusal.reason)
            except UnfinishedError as refusal:
                # It is saved all the same; only offering it has to wait.
                stored = True
                add_problems(form, refusal)
            except Refused as refusal:
                form.add_error(None, refusal.reason)
        return self._page(referral, drafts.open_draft(referral), form, theirs, stored=stored)

    def _store(self, referral: Referral, form: DraftForm) -> None:
        seen = form.cleaned_data["revision"]
        exists = drafts.open_draft(referral) is not None
        drafting.write(
            referral.pk,
            says=form.says(),
            revision=seen if exists else None,
            tlp=form.cleaned_data["tlp"],
            by=self.actor,
        )
        if self.request.POST.get("then") == "offer":
            drafting.finished(referral)

    def _onward(self, referral: Referral) -> HttpResponse:
        if self.request.POST.get("then") != "offer":
            messages.success(self.request, _("The draft is saved."))
            return redirect("advisory:referral-detail", referral.pk)
        alone = drafts.hub_of_one() and not self.request.POST.get("elsewhere")
        step = "advisory:advice-issue" if alone else "advisory:advice-offer"
        return redirect(step, referral.pk)

    def _page(
        self,
        referral: Referral,
        draft: AdviceDraft | None,
        form: DraftForm,
        theirs: AdviceDraft | None = None,
        *,
        stored: bool = False,
    ) -> HttpResponse:
        # Saving again answers what is shown now: the colleague's version, where one is shown.
        seen = theirs or draft
        context = {
            "referral": referral,
            "draft": draft,
            "form": form,
            "theirs": said_in_words(drafts.said(theirs), referral) if theirs else None,
            "revision": seen.revision
            if seen and (theirs or stored or not form.is_bound)
            else form["revision"].value(),
            "their_name": theirs.drafted_by if theirs else "",
            "near": form.offered()[0],
            "further": form.offered()[1],
            "alone": drafts.hub_of_one(),
            "signed": referral.state in (ReferralState.DRAFTED, ReferralState.COUNTERSIGNED),
        }
        return render(self.request, "advisory/advice/draft.html", context)


class Offer(ReferralView):
    """Choose who countersigns, and look once more at what they get."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        require(policy.may_offer(self.actor, referral))
        return self._page(referral, _offer_form())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        form = _offer_form(request.POST)
        if form.is_valid():
            to = form.cleaned_data["to"]
            try:
                if to == HERE:
                    drafting.offer(pk, by=self.actor)
                else:
                    said = guarding.posted(request.POST)
                    countersign.offer_elsewhere(
                        pk, hub_id=uuid.UUID(to), treatments=said, by=self.actor
                    )
            except Refused as refusal:
                form.add_error(None, refusal.reason)
            else:
                messages.success(request, _("The draft waits to be countersigned."))
                return redirect("advisory:referral-detail", pk)
        return self._page(referral, form)

    def _page(self, referral: Referral, form: Form) -> HttpResponse:
        draft = drafts.open_draft(referral)
        if draft is None:
            raise Refused(_("There is no draft advice on this case. Write it first."))
        context = {
            "referral": referral,
            "form": form,
            "said": said_in_words(drafts.said(draft), referral),
            "guard": self._guard(referral, draft),
            "whole": True,
            "confirm_label": _("Offer for countersigning"),
            "danger": False,
            "cancel_url": reverse("advisory:referral-detail", args=[referral.pk]),
        }
        return render(self.request, "advisory/advice/offer.html", context)

    def _guard(self, referral: Referral, draft: AdviceDraft) -> list[dict[str, Any]]:
        """What was found in the draft, once another hub is to have it."""
        if self.request.POST.get("to", HERE) == HERE:
            return []
        labels = {"reasons": _("Reasons"), "reference": _("Reference")}
        found = advise.found_in_draft(referral, draft)
        return guarding.shown(found, guarding.posted(self.request.POST), labels)


class TakeBack(ReferralView):
    """Call back a draft that waits to be countersigned, or was."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("advisory:referral-detail", self.load(pk).pk)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.load(pk)
        drafting.take_back(pk, by=self.actor)
        messages.success(request, _("The draft is yours again. It needs a new countersignature."))
        return redirect("advisory:advice-draft", pk)


class Issue(ReferralView):
    """The advice as the organisation will read it; confirming it delivers it."""

    step_up = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        draft = drafts.open_draft(referral)
        advice = drafts.advice_of(referral)
        if draft is None and advice:
            return redirect("advisory:advice-detail", pk, advice[0].pk)
        if draft is None:
            raise Refused(_("There is no draft advice on this case. Write it first."))
        return self._page(referral, draft)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        wanted = request.POST.get("draft", "")
        signs = request.POST.get("signs", "")
        draft = drafts.open_draft(referral)
        try:
            treatments = guarding.posted(request.POST)
            advice = advise.issue(
                pk, draft_id=as_id(wanted), signs=signs, treatments=treatments, by=self.actor
            )
        except Refused as refusal:
            if draft is None:
                raise
            return self._page(referral, draft, refusal.reason)
        messages.success(request, _("Advice %(number)s is issued.") % {"number": advice.number})
        return redirect("advisory:advice-detail", pk, advice.pk)

    def _page(self, referral: Referral, draft: AdviceDraft, refused: str = "") -> HttpResponse:
        signed = draft.state == DraftState.COUNTERSIGNED
        alone = drafts.hub_of_one()
        require(policy.may_issue(self.actor, referral, countersigned=signed, alone=alone))
        preview = advise.document_at(clock.now(), referral, draft, alone=not signed)
        context = {
            "referral": referral,
            "draft": draft,
            "signs": drafts.digest_now(referral, draft),
            "said": document_in_words(preview),
            "alone": not signed,
            "delivered": referral.consultation_id is not None,
            "guard": guarding.shown(
                advise.found_in_draft(referral, draft),
                guarding.posted(self.request.POST),
                {"reasons": _("Reasons"), "reference": _("Reference")},
            ),
            "errors": [{"text": refused, "href": ""}] if refused else [],
        }
        return render(self.request, "advisory/advice/issue.html", context)


class Read(ReferralView):
    """One issued advice, as it was issued; a letter where the case did not come by the portal."""

    def get(self, request: HttpRequest, pk: uuid.UUID, advice: uuid.UUID) -> HttpResponse:
        referral = self.load(pk)
        found: Advice = owned_or_404(Advice, advice, Advice.objects.filter(referral=referral))
        context = {
            "referral": referral,
            "advice": found,
            "said": document_in_words(json.loads(found.document)),
            "letter": referral.consultation_id is None,
        }
        return render(request, "advisory/advice/detail.html", context)


def as_id(text: str) -> uuid.UUID:
    """The key in a posted field; one that exists nowhere where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def add_problems(form: Form, refusal: UnfinishedError) -> None:
    """Each problem of a draft at its own field."""
    for problem in refusal.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, spoken(problem.text, _))


def said_in_words(said: Any, referral: Referral) -> dict[str, Any]:
    """A draft in the values its template takes."""
    names = drafts.catalogue(dossiers.edition_of(referral))
    return {
        "recommendation": said.recommendation,
        "recommends": recommends(said.recommendation),
        "reasons": said.reasons,
        "measures": [{"code": code, "name": names.get(code, code)} for code in said.measures],
        "shareable": said.shareable,
        "reference": said.reference,
    }


def document_in_words(document: Mapping[str, Any]) -> dict[str, Any]:
    """An advice document in the values its template takes. Its own bytes are what counts."""
    told = dict(document)
    told["recommends"] = recommends(document["recommendation"])
    told["issued_at"] = parse_datetime(document["issued_at"])
    told["received_on"] = parse_date(document["case"]["received_on"])
    told["notice"] = _(document["notice"])
    told["because"] = _(document["countersigned"]["because"] or " ").strip()
    return told


def recommends(code: str) -> str:
    return str(Recommendation(code).label) if code in Recommendation.values else ""


def _form(referral: Referral, data: Any = None, **kwargs: Any) -> DraftForm:
    edition = dossiers.edition_of(referral)
    shown = dossiers.shown(dossiers.received(referral)[:1])
    suggested: list[str] = []
    if shown is not None and shown.score is not None and shown.questionnaire is not None:
        suggested = [item.measure for item in suggestions(shown.questionnaire, shown.score)]
    catalogue = drafts.catalogue(edition)
    return DraftForm(data, catalogue=catalogue, suggested=suggested, **kwargs)


def _offer_form(data: Any = None) -> OfferForm:
    return OfferForm(data, hubs=drafts.other_hubs(), alone=drafts.hub_of_one())
