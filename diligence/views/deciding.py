"""Decide: the page where the organisation takes its decision, on what that page shows."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diligence.actions import decide
from diligence.choices import AppraisalState
from diligence.domain import basis
from diligence.domain.deciding import authority, expiry, latest_expiry
from diligence.forms.decisions import DecisionForm
from diligence.models import Appraisal
from diligence.queries import appraisals, decisions
from diligence.queries.decisions import Ground
from diligence.views import decision_parts as parts
from diligence.views import treatment_parts
from portal import clock
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

ENDED = {AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE}


class DecisionPage(ActingView):
    """What the decision rests on, and the decision. Posting binds it to what was shown."""

    step_up = True
    reads_freely = True
    permission = Permission.VIEW_REGISTER
    write_permission = Permission.DECIDE_LOW

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        if appraisal.state in ENDED or not appraisal.submission:
            return self._nothing(appraisal)
        ground = decide.standing_ground(appraisal)
        return self._page(ground, self._form(ground))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        ground = decide.standing_ground(appraisal)
        form = self._form(ground, request.POST)
        if not form.is_valid():
            return self._page(ground, form)
        try:
            with transaction.atomic():
                taken = decide.decide(pk, by=self.actor, draft=form.draft(), digest=form.digest())
        except decide.Moved as moved:
            return self._moved(moved.ground, form)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
            return self._page(ground, form)
        messages.success(request, _("The decision is on record."))
        return redirect(parts.record_url(taken))

    def _load(self, pk: uuid.UUID) -> Appraisal:
        return owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))

    def _form(self, ground: Ground, sent: Any = None) -> DecisionForm:
        today = clock.today()
        case = ground.case(today)
        initial = {
            "shown": basis.text_of(ground.document),
            "expires_on": expiry(case.band, today),
        }
        closed = parts.closed_courses(case)
        if sent is None:
            return DecisionForm(initial=initial, case=case, closed=closed)
        return DecisionForm(sent, initial=initial, case=case, closed=closed)

    def _moved(self, ground: Ground, form: DecisionForm) -> HttpResponse:
        """Shown again as it is now, with what changed; everything typed is kept."""
        before = form.document()
        changed = _changed(before, ground.document)
        sent = self.request.POST.copy()
        sent["shown"] = basis.text_of(ground.document)
        again = self._form(ground, sent)
        again.full_clean()
        again.add_error(
            None, _("What you were shown has changed meanwhile. Look at it again, then decide.")
        )
        return self._page(ground, again, changed=changed, status=409)

    def _nothing(self, appraisal: Appraisal) -> HttpResponse:
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "ended": appraisal.state in ENDED,
            "low": appraisal.state == AppraisalState.ENDED_LOW,
        }
        return render(self.request, "diligence/decision/nothing.html", context)

    def _page(
        self,
        ground: Ground,
        form: DecisionForm,
        *,
        changed: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        today = clock.today()
        case = ground.case(today)
        latest = decisions.in_force(ground.partnership)
        context = {
            "appraisal": ground.appraisal,
            "partnership": ground.partnership,
            "form": form,
            "closed": parts.closed_courses(case),
            "may": decide.may(self.actor, ground, case),
            "authority": parts.authority_words(authority(case)),
            "case": case,
            "bands": treatment_parts.bands(ground),
            "outcome": ground.now.outcome.value,
            "version": ground.again.version,
            "score": ground.score,
            "chosen": treatment_parts.chosen_rows(ground, today),
            "gates": ground.now.gates,
            "legal": parts.targets(case.legal),
            "advice": parts.advice_state(ground, case),
            "changed": changed,
            "latest": latest,
            "marks": parts.marks_of(latest) if latest is not None else [],
            "unknown": ground.again.result.unknown,
            "latest_day": latest_expiry(today),
            "digest": ground.digest,
            "today": today,
        }
        if form.is_bound and form.errors and status == 200:
            status = 400
        return render(self.request, "diligence/decision/page.html", context, status=status)


def _changed(before: Any, after: dict[str, Any]) -> list[str]:
    """What changed since the page was shown, as far as it can be told."""
    try:
        told = parts.changes_in_words(basis.changes(before, after))
    except (KeyError, TypeError, ValueError, AttributeError):
        told = []
    return told or [_("A detail of the case was changed.")]
