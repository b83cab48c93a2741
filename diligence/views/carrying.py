"""Begin again, say what changed, and confirm what is known from before, section by section."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import appraise, carry
from diligence.choices import AppraisalState, ChangeKind
from diligence.domain.questionnaire import Questionnaire
from diligence.forms.knowledge import NOTHING, ChangedForm
from diligence.forms.known import TRIAGE, groups, posted_keys
from diligence.models import Appraisal, Partnership
from diligence.queries import appraisals, known, partnerships, questionnaires
from diligence.queries.history import label_of
from diligence.views.answering import AppraisalView
from portal import clock
from portal.authority import Refused, require
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class Start(ActingView):
    """Begin the appraisal of a partnership, or go on with the one under way. Where there is an
    earlier one, what changed since is asked first."""

    permission = Permission.APPRAISE

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        partnership = owned_or_404(Partnership, pk, partnerships.visible_to(self.actor))
        earlier = known.latest_of(pk)
        if appraisals.under_way(pk) is not None or earlier is None:
            return redirect("diligence:partnership-detail", pk)
        require(policy.may_start(self.actor, partnership, under_way=False))
        return self._ask(partnership, earlier, ChangedForm(definition=_in_force()))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        changed: list[str] | None = None
        if "asked" in request.POST:
            partnership = owned_or_404(Partnership, pk, partnerships.visible_to(self.actor))
            form = ChangedForm(request.POST, definition=_in_force())
            earlier = known.latest_of(pk)
            if not form.is_valid() and earlier is not None:
                return self._ask(partnership, earlier, form)
            changed = form.cleaned_data.get("changed")
        try:
            appraisal = appraise.start(pk, by=self.actor, changed=changed)
        except Partnership.DoesNotExist:
            raise Http404 from None
        except Refused:
            present = appraisals.under_way(pk)
            if present is None:
                raise
            messages.info(request, _("This appraisal was under way already; you can go on."))
            return redirect("diligence:appraisal-detail", present.pk)
        return redirect("diligence:appraisal-triage", appraisal.pk)

    def _ask(self, row: Partnership, earlier: Appraisal, form: ChangedForm) -> HttpResponse:
        context = _asked(row, earlier, form) | {
            "label": _("Start the appraisal"),
            "cancel_url": reverse("diligence:partnership-detail", args=[row.pk]),
        }
        return _changed_page(self.request, context, form)


def _in_force() -> Questionnaire:
    try:
        return questionnaires.definition(questionnaires.current_version())
    except questionnaires.NoQuestionnaireError as missing:
        told = _("No questionnaire is published here yet, so no appraisal can be started.")
        raise Refused(f"{told} {missing}") from None


def _asked(row: Partnership, earlier: Appraisal, form: ChangedForm) -> dict[str, Any]:
    """What both pages show that ask what changed."""
    since = earlier.submitted_at or earlier.triaged_at or earlier.started_at
    rows = row.history.filter(at__gt=since).exclude(kind=ChangeKind.MERGED)
    fields = {name for changes in rows.values_list("changes", flat=True) for name in changes}
    return {
        "partnership": row,
        "form": form,
        "since": clock.day_of(since),
        "renewal": carry.is_renewal(row),
        "register_changes": sorted(label_of(name) for name in fields if name != "discarded"),
    }


def _changed_page(request: HttpRequest, context: dict[str, Any], form: ChangedForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "diligence/known/changed.html", context, status=status)


class Changed(AppraisalView):
    """Say anew what changed since the earlier appraisal, while answers can be changed."""

    permission = Permission.APPRAISE

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal, earlier = self._both(pk)
        sections = (appraisal.said_changed or {}).get("sections", [])
        form = ChangedForm(
            initial={"changed": sections or [NOTHING]},
            definition=questionnaires.definition(appraisal.version),
        )
        return self._ask(appraisal, earlier, form)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal, earlier = self._both(pk)
        definition = questionnaires.definition(appraisal.version)
        form = ChangedForm(request.POST, definition=definition)
        if not form.is_valid():
            return self._ask(appraisal, earlier, form)
        cleared = carry.say_changed(pk, by=self.actor, sections=form.cleaned_data["changed"])
        told = _("What changed is noted.")
        if cleared:
            asked = ngettext(
                "%(count)d carried answer was cleared and is asked anew.",
                "%(count)d carried answers were cleared and are asked anew.",
                len(cleared),
            )
            told = f"{told} {asked % {'count': len(cleared)}}"
        messages.success(request, told)
        return redirect("diligence:appraisal-detail", pk)

    def _both(self, pk: uuid.UUID) -> tuple[Appraisal, Appraisal]:
        appraisal = self.load(pk)
        require(policy.may_answer(self.actor, appraisal))
        earlier = known.earlier_of(appraisal)
        if appraisal.said_changed is None or earlier is None:
            raise Refused(_("This is the first appraisal of the partnership: nothing is carried."))
        return appraisal, earlier

    def _ask(self, row: Appraisal, earlier: Appraisal, form: ChangedForm) -> HttpResponse:
        context = _asked(row.partnership, earlier, form) | {
            "label": _("Save"),
            "cancel_url": reverse("diligence:appraisal-detail", args=[row.pk]),
            "clears": sum(carry.is_carried(entry) for entry in row.sheet.entries.values()),
        }
        return _changed_page(self.request, context, form)


class KnownPage(AppraisalView):
    """All that is known of what is still to be answered, and confirming it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self.load(pk)
        offered = known.offered_to(appraisal)
        definition = questionnaires.definition(appraisal.version)
        verdict = policy.may_answer(self.actor, appraisal)
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "groups": groups(appraisal, definition, offered, self.actor),
            "count": len(offered.offers),
            "verdict": verdict,
            "may": bool(verdict),
        }
        return render(request, "diligence/known/page.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        every = request.POST.get("which") == "all"
        shown = posted_keys(request.POST.getlist("shown" if every else "tick"))
        back = self._back(pk, request.POST.get("back", ""))
        if not shown:
            require(policy.may_answer(self.actor, self.load(pk)))
            messages.warning(request, _("Nothing was ticked, so nothing was confirmed."))
            return back
        told = carry.confirm(pk, by=self.actor, shown=shown)
        if told.confirmed:
            text = ngettext(
                "%(count)d answer confirmed. It can be changed like any other.",
                "%(count)d answers confirmed. Each can be changed like any other.",
                len(told.confirmed),
            )
            messages.success(request, text % {"count": len(told.confirmed)})
        if told.moved:
            text = ngettext(
                "%(count)d was not confirmed: it was answered meanwhile, or something else is "
                "known now. Look again.",
                "%(count)d were not confirmed: they were answered meanwhile, or something else is "
                "known now. Look again.",
                len(told.moved),
            )
            messages.warning(request, text % {"count": len(told.moved)})
        return back

    def _back(self, pk: uuid.UUID, place: str) -> HttpResponse:
        """To the page the form stood on; a section is looked up, so that no address is made up."""
        if place == TRIAGE:
            return redirect("diligence:appraisal-triage", pk)
        row = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        sections = questionnaires.definition(row.version).sections
        if row.state == AppraisalState.ANSWERING and place in {item.id for item in sections}:
            return redirect("diligence:appraisal-section", pk, place)
        return redirect("diligence:appraisal-known", pk)
