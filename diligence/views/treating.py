"""Treatment: what measures could lower, which are taken, and each one's own page."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import treat
from diligence.actions.decide import standing_ground
from diligence.choices import MeasureState
from diligence.forms.appraisals import ReasonForm
from diligence.forms.treatment import PlanForm, kind_label
from diligence.models import Appraisal, ChosenMeasure
from diligence.queries import appraisals, questionnaires, treatment
from diligence.queries.attachments import listed
from diligence.views import treatment_parts as parts
from diligence.views.partnership_steps import undo_button
from portal import clock
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class Treatment(ActingView):
    """Suggested measures first, then the whole catalogue; what is taken and what it leaves."""

    permission = Permission.VIEW_REGISTER
    write_permission = Permission.TREAT

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self._load(pk))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        try:
            chosen = treat.choose(appraisal.pk, request.POST.getlist("measures"), by=self.actor)
        except ValidationError as error:
            return self._page(appraisal, problems=error.messages)
        told = ngettext(
            "%(count)d measure was chosen. Say who carries it out and by when.",
            "%(count)d measures were chosen. Say who carries each out and by when.",
            len(chosen),
        )
        messages.success(request, told % {"count": len(chosen)})
        if len(chosen) == 1:
            return redirect("diligence:measure", chosen[0].pk)
        return redirect(reverse("diligence:treatment", args=[pk]) + "#chosen")

    def _load(self, pk: uuid.UUID) -> Appraisal:
        return owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))

    def _page(self, appraisal: Appraisal, problems: list[str] | None = None) -> HttpResponse:
        ground = standing_ground(appraisal)
        if self.request.method == "GET":
            treat.shown(appraisal, by=self.actor)
        today = clock.today()
        kinds = parts.kinds(ground.again.questionnaire)
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in dict(kinds) else ""
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "finding": parts.finding(ground),
            "bands": parts.bands(ground),
            "residuals": parts.residual_rows(ground),
            "chosen": parts.chosen_rows(ground, today),
            "suggested": parts.suggested_rows(ground),
            "catalogue": parts.catalogue_rows(ground, kind),
            "kinds": [("", _("All kinds")), *kinds],
            "kind": kind,
            "gates": parts.gate_rows(ground, self.actor, today),
            "blocked": bool(ground.now.legal),
            "may": policy.may_treat(self.actor, appraisal),
            "errors": [{"text": text, "href": ""} for text in problems or ()],
            "today": today,
        }
        status = 400 if problems else 200
        return render(self.request, "diligence/treatment/page.html", context, status=status)


class MeasureView(ActingView):
    """A page of one chosen measure."""

    permission = Permission.VIEW_REGISTER
    write_permission = Permission.TREAT

    def row(self, pk: uuid.UUID) -> ChosenMeasure:
        return owned_or_404(ChosenMeasure, pk, treatment.visible_to(self.actor))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except ChosenMeasure.DoesNotExist:
            raise Http404 from None


class MeasurePage(MeasureView):
    """One measure: its plan, its evidence, and its next step."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        return self._page(row, PlanForm.of(row, restricting=self._restricts(row)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        form = PlanForm(request.POST, restricting=self._restricts(row))
        if not form.is_valid():
            return self._page(row, form)
        sent = dict(form.cleaned_data)
        revision = sent.pop("revision")
        try:
            treat.plan(row.pk, treat.Plan(**sent), by=self.actor, revision=revision)
        except ValidationError as error:
            return self._again(row, form, error)
        messages.success(request, _("The plan of %(id)s is saved.") % {"id": row.measure})
        return redirect(reverse("diligence:treatment", args=[row.appraisal_id]) + "#chosen")

    def _again(self, row: ChosenMeasure, form: PlanForm, error: ValidationError) -> HttpResponse:
        """What was typed, with what is wrong; after a colleague's change, on the present row."""
        told = error.message_dict
        stale = told.pop("revision", None)
        for name, texts in told.items():
            form.add_error(name if name in form.fields else None, texts)
        if stale:
            present = self.row(row.pk)
            sent = self.request.POST.copy()
            sent["revision"] = str(present.revision)
            form = PlanForm(sent, restricting=self._restricts(row))
            form.add_error(None, [*stale, *_present(present)])
            row = present
        return self._page(row, form)

    def _restricts(self, row: ChosenMeasure) -> bool:
        definition = questionnaires.definition(row.appraisal.version)
        return treatment.restricts(treatment.measure_of(definition, row.measure))

    def _page(self, row: ChosenMeasure, form: PlanForm) -> HttpResponse:
        definition = questionnaires.definition(row.appraisal.version)
        measure = treatment.measure_of(definition, row.measure)
        files = row.evidence.filter(removed_at__isnull=True)
        drawn = listed(files)
        state = MeasureState(row.state)
        editable = state in (MeasureState.PLANNED, MeasureState.DONE)
        may = policy.may_treat(self.actor, row.appraisal)
        context = {
            "row": row,
            "measure": measure,
            "kind": kind_label(measure.kind) if measure else "",
            "restricting": treatment.restricts(measure),
            "appraisal": row.appraisal,
            "partnership": row.appraisal.partnership,
            "state_label": state.label,
            "planned": treatment.is_planned(row, measure),
            "form": form,
            "may": may,
            "may_plan": may and editable,
            "may_evidence": policy.may_add_evidence(self.actor, row),
            "accept": policy.may_accept(self.actor, row, files=len(drawn)),
            "files": drawn,
            "here": reverse("diligence:measure", args=[row.pk]),
            "today": clock.today(),
        }
        status = 400 if form.is_bound and form.errors else 200
        return render(self.request, "diligence/treatment/measure.html", context, status=status)


def _present(row: ChosenMeasure) -> list[str]:
    """What a colleague's plan says now."""
    due = row.due_on.isoformat() if row.due_on else "–"
    told = _("It now says: %(who)s, by %(due)s. Saving again keeps what you typed.")
    return [told % {"who": row.responsible or "–", "due": due}]


class MeasureStep(MeasureView):
    """The next step of a measure, or the last one taken back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
        row = self.row(pk)
        match step:
            case "done":
                treat.done(row.pk, by=self.actor)
                told = _("%(id)s is marked as done. Its evidence is still to be accepted.")
            case "accept":
                treat.accept(row.pk, by=self.actor)
                told = _("The evidence of %(id)s is accepted: the measure now counts.")
            case "back":
                treat.back(row.pk, by=self.actor)
                told = _("The last step of %(id)s was taken back.")
            case "restore":
                treat.restore(row.pk, by=self.actor)
                told = _("%(id)s is back in the treatment.")
            case _:
                raise Http404
        text = told % {"id": row.measure}
        if step in ("done", "accept"):
            undo = reverse("diligence:measure-step", args=[row.pk, "back"])
            text = format_html("{} {}", text, undo_button(request, undo))
        messages.success(request, text)
        return redirect("diligence:measure", row.pk)


class MeasureDrop(MeasureView):
    """Take a measure out of the treatment, with the reason; it can be brought back."""

    permission = Permission.TREAT

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._ask(self.row(pk), ReasonForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._ask(row, form)
        treat.drop(row.pk, by=self.actor, because=form.cleaned_data["because"])
        undo = undo_button(request, reverse("diligence:measure-step", args=[row.pk, "restore"]))
        told = _("%(id)s was dropped.") % {"id": row.measure}
        messages.success(request, format_html("{} {}", told, undo))
        return redirect("diligence:treatment", row.appraisal_id)

    def _ask(self, row: ChosenMeasure, form: ReasonForm) -> HttpResponse:
        verdict = policy.may_treat(self.actor, row.appraisal)
        if not verdict:
            raise Refused(verdict.reason)
        definition = questionnaires.definition(row.appraisal.version)
        context = {
            "row": row,
            "measure": treatment.measure_of(definition, row.measure),
            "appraisal": row.appraisal,
            "partnership": row.appraisal.partnership,
            "form": form,
            "confirm_label": _("Drop the measure"),
            "danger": False,
            "cancel_url": reverse("diligence:measure", args=[row.pk]),
        }
        return render(self.request, "diligence/treatment/drop.html", context)
