"""Four eyes on a draft: what differs, what the checks say, the verdict, and publishing."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import draft_publish, draft_review
from diligence.choices import ReviewStep
from diligence.domain.checks import Finding
from diligence.domain.differences import compare, summary
from diligence.forms.drafts import NoteForm, PublishForm, ReviewForm
from diligence.forms.editing.translation import LANGUAGES
from diligence.models import Draft
from diligence.policy import authoring
from diligence.queries import drafts, overrides, own_translations, questionnaires
from diligence.queries.difference_words import KINDS
from diligence.views.draft_frame import DraftPage
from diligence.views.draft_places import spot
from portal.authority import Refused
from portal.enums import Permission

LISTED = 200
"""So many places that differ are listed; the tab of differences has all."""

_TONES = {
    ReviewStep.ASKED: "info",
    ReviewStep.RETURNED: "warning",
    ReviewStep.APPROVED: "success",
}


class Review(DraftPage):
    """Everything a reviewer needs; asking for the review."""

    tab = "review"
    write_permission = Permission.AUTHOR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self.draw(self.load(pk))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        if not (may := authoring.may_ask(self.actor, draft)):
            return self.refused(draft, may.reason)
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                draft_review.ask(self.actor, draft.pk, note=form.cleaned_data["note"])
            except Refused as refusal:
                form.add_error(None, refusal.reason)
            else:
                messages.success(request, _("The draft waits for somebody else's review."))
                return redirect("diligence:draft-review", draft.pk)
        return self.draw(draft, ask_form=form, status=422)

    def refused(self, draft: Draft, why: str) -> HttpResponse:
        """The page as it is now, with the refusal in its place and what was written beside it."""
        typed = self.request.POST.get("note", "").strip()
        return self.draw(draft, status=409, refusal=why, typed=typed)

    def draw(self, draft: Draft, *, status: int = 200, **forms: Any) -> HttpResponse:
        wrote = drafts.wrote(draft, self.actor.user_id)
        may_review = authoring.may_review(self.actor, draft, wrote=wrote)
        digest = drafts.digest_now(draft)
        context = {
            **objections(draft),
            **differing(draft),
            "own_translations": own_translated(draft),
            "may_review": may_review,
            "may_ask": authoring.may_ask(self.actor, draft),
            "may_publish": authoring.may_publish(self.actor, draft),
            "may_write": authoring.may_change(self.actor, draft),
            "why_not": may_review.reason,
            "digest": digest,
            "form": ReviewForm(initial={"digest": digest}),
            "ask_form": NoteForm(),
            "unsettled": [
                {"row": row, "spot": spot(draft, row.place)}
                for row in drafts.comments(draft, show="open")
            ],
            "steps": [
                {
                    "at": step.at,
                    "title": step.get_step_display(),
                    "text": step.note,
                    "by": step.by,
                    "tone": _TONES[ReviewStep(step.step)],
                }
                for step in draft.reviews.all()
            ],
            **forms,
        }
        return self.page(draft, "review", status=status, **context)


class Verdict(Review):
    """Approve what was read, or return it."""

    write_permission = Permission.REVIEW
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        wrote = drafts.wrote(draft, self.actor.user_id)
        if not (may := authoring.may_review(self.actor, draft, wrote=wrote)):
            return self.refused(draft, may.reason)
        form = ReviewForm(request.POST)
        if form.is_valid():
            try:
                self._record(draft, form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.reason)
            else:
                return redirect("diligence:draft-review", draft.pk)
        return self.draw(draft, form=form, status=422)

    def _record(self, draft: Draft, given: dict[str, Any]) -> None:
        if given["verdict"] == "return":
            draft_review.give_back(self.actor, draft.pk, because=given["note"])
            messages.success(self.request, _("The draft went back to its authors."))
            return
        draft_review.approve(self.actor, draft.pk, digest=given["digest"], note=given["note"])
        messages.success(self.request, _("Approved. An author can publish it now."))


class Publish(Review):
    """The last look, then the word typed: it can't be taken back."""

    step_up = True
    permission = Permission.AUTHOR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        if not (may := authoring.may_publish(self.actor, draft)):
            return self.refused(draft, may.reason)
        return self._page(draft, PublishForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        if not (may := authoring.may_publish(self.actor, draft)):
            return self.refused(draft, may.reason)
        form = PublishForm(request.POST)
        typed = request.POST.get("confirmation", "").strip() == draft.edition
        if form.is_valid() and typed:
            try:
                version = draft_publish.publish(self.actor, pk, form.cleaned_data["note"])
            except (Refused, ValidationError) as refusal:
                if drafts.approval(draft) is None:
                    return self.refused(draft, reason_of(refusal))
                form.add_error(None, reason_of(refusal))
            else:
                messages.success(request, _("%(edition)s is published.") % {"edition": version})
                return redirect("diligence:questionnaire-detail", version.pk)
        return self._page(draft, form, typed=typed, status=422)

    def _page(
        self, draft: Draft, form: PublishForm, *, typed: bool = True, status: int = 200
    ) -> HttpResponse:
        error = "" if typed else _("Type exactly “%(word)s”.") % {"word": draft.edition}
        audience = draft.get_audience_display()
        context = {
            **objections(draft),
            "draft": draft,
            "form": form,
            "approval": drafts.approval(draft),
            "authors": drafts.authors(draft),
            "unsettled": sum(drafts.open_comments(draft).values()),
            "audience": " · ".join(filter(None, [audience, draft.audience_country])),
            "confirm_word": draft.edition,
            "confirm_error": error,
            "confirm_label": _("Publish for good"),
            "cancel_url": reverse("diligence:draft-review", args=[draft.pk]),
        }
        return render(self.request, "diligence/draft/publish.html", context, status=status)


def reason_of(error: Refused | ValidationError) -> str:
    return error.reason if isinstance(error, Refused) else " ".join(error.messages)


def objections(draft: Draft) -> dict[str, Any]:
    """What keeps the draft from being published, and the reasons given where a check objected."""
    return {
        "blocking": _told(draft, drafts.blocking(draft)),
        "reasons": drafts.override_documents(draft),
    }


def _told(draft: Draft, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "problem": overrides.spoken(finding.problem, draft.document),
            "remedy": overrides.spoken(finding.remedy, draft.document),
            "spot": spot(draft, finding.place),
        }
        for finding in findings
    ]


def own_translated(draft: Draft) -> list[dict[str, Any]]:
    """Inherited texts in the organisation's own translation, each beside the original."""
    questionnaire = drafts.examined(draft).questionnaire
    if questionnaire is None:
        return []
    return [
        {
            "name": LANGUAGES.get(own.language, own.language),
            "language": own.language,
            "count": own.count,
            "more": own.count - len(own.texts),
            "rows": [{"spot": spot(draft, text.place), "text": text} for text in own.texts],
        }
        for own in own_translations.beside(questionnaire, draft.parent)
    ]


def differing(draft: Draft) -> dict[str, Any]:
    """How the draft differs from the edition it follows, or else from the one it builds on."""
    version = draft.replaces or draft.parent
    questionnaire = drafts.examined(draft).questionnaire
    if version is None or questionnaire is None:
        return {"compared": version, "changes": None, "summary": None}
    changes = compare(questionnaires.definition(version), questionnaire)
    found = summary(changes)
    return {
        "compared": version,
        "changes": [
            {"kind": KINDS[change.kind], "spot": spot(draft, change.place)}
            for change in changes[:LISTED]
        ],
        "more": max(0, len(changes) - LISTED),
        "summary": found,
        "counted": found.added + found.removed + found.meaning + found.wording + found.moved,
    }
