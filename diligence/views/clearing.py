"""Clearances: record that a flag no longer stands, and say when that is over."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import clear
from diligence.actions.decide import standing_ground
from diligence.domain.gates import Gate
from diligence.forms.appraisals import ReasonForm
from diligence.forms.treatment import ClearanceForm
from diligence.models import Appraisal, Clearance
from diligence.queries import appraisals, treatment
from diligence.queries.decisions import Ground
from diligence.views.result_parts import answer_address
from portal.authority import require
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


def flags_of(appraisal_id: uuid.UUID) -> str:
    """Where the flags of an appraisal and their clearances stand."""
    return reverse("diligence:treatment", args=[appraisal_id]) + "#flags-now"


class ClearanceNew(ActingView):
    """Record that one flag no longer stands."""

    permission = Permission.CLEAR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        ground, gate = self._gate(pk)
        return self._page(ground, gate, ClearanceForm(measures=self._proposals(ground, gate)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        ground, gate = self._gate(pk)
        form = ClearanceForm(request.POST, measures=self._proposals(ground, gate))
        if not form.is_valid():
            return self._page(ground, gate, form)
        finding = clear.Finding(**form.cleaned_data, files=request.FILES.getlist("files"))
        try:
            with transaction.atomic():
                clear.record(pk, gate.key, finding, by=self.actor)
        except ValidationError as error:
            _tell(form, error)
            return self._page(ground, gate, form)
        messages.success(request, _("The clearance is on record. The score stays as it was."))
        return redirect(flags_of(pk))

    def _gate(self, pk: uuid.UUID) -> tuple[Ground, Gate]:
        rows = appraisals.without_answers(self.actor)
        ground = standing_ground(owned_or_404(Appraisal, pk, rows))
        wanted = tuple(self.request.GET.get(name, "") for name in ("question", "option", "flag"))
        gate = next((gate for gate in ground.now.gates if gate.key == wanted), None)
        if gate is None:
            raise Http404
        return ground, gate

    def _proposals(self, ground: Ground, gate: Gate) -> list[tuple[str, str]]:
        definition = ground.again.questionnaire
        ids = treatment.proposals(ground.appraisal, gate)
        return [(id, f"{id} {definition.measure(id).name}") for id in ids]

    def _page(self, ground: Ground, gate: Gate, form: ClearanceForm) -> HttpResponse:
        require(policy.may_clear(self.actor, ground.appraisal))
        definition = ground.again.questionnaire
        question = definition.question(gate.question)
        context: dict[str, Any] = {
            "appraisal": ground.appraisal,
            "partnership": ground.partnership,
            "gate": gate,
            "words": definition.flag(gate.flag).words,
            "question": f"{question.id} · {question.label}",
            "answer": definition.option_label(gate.question, gate.option),
            "answer_url": answer_address(ground.appraisal, question),
            "form": form,
            "back": flags_of(ground.appraisal.pk),
        }
        status = 400 if form.is_bound and form.errors else 200
        return render(self.request, "diligence/clearance/new.html", context, status=status)


def _tell(form: ClearanceForm, error: ValidationError) -> None:
    """What the action found wrong, at its field; what is wrong with a file, above them all."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)


class ClearanceEnd(ActingView):
    """Say that a clearance no longer holds: its flag stands again."""

    permission = Permission.CLEAR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._ask(self._row(pk), ReasonForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._ask(row, form)
        clear.end(row.pk, by=self.actor, because=form.cleaned_data["because"])
        messages.success(request, _("The clearance is ended: its flag stands again."))
        return redirect(flags_of(row.appraisal_id))

    def _row(self, pk: uuid.UUID) -> Clearance:
        seen = appraisals.visible_to(self.actor).order_by().values("pk")
        rows = Clearance.objects.filter(appraisal__in=seen)
        row: Clearance = owned_or_404(Clearance, pk, rows.select_related("appraisal__partnership"))
        return row

    def _ask(self, row: Clearance, form: ReasonForm) -> HttpResponse:
        require(policy.may_clear(self.actor, row.appraisal))
        context = {
            "row": row,
            "appraisal": row.appraisal,
            "partnership": row.appraisal.partnership,
            "form": form,
            "confirm_label": _("End the clearance"),
            "danger": False,
            "cancel_url": flags_of(row.appraisal_id),
        }
        return render(self.request, "diligence/clearance/end.html", context)
