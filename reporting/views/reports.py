"""Reports: drafts being made, editions published, and the one door to their files."""

import uuid
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.enums import Permission
from portal.matrix import Needs
from portal.views import download, waiting
from portal.views.base import ActingView, owned_or_404
from reporting import policy
from reporting.actions import publish as publishing
from reporting.actions import report as making
from reporting.choices import RenderingState
from reporting.domain import editions
from reporting.forms.reports import PublishForm
from reporting.models import Rendering, Report, ReportingCycle
from reporting.queries import contribution as reading
from reporting.queries import cycles, reports
from reporting.views.cycles import cycle_or_404

READERS: Final = (Permission.VIEW_RETURNS, Permission.VIEW_FIGURES)
MAKERS: Final = (Permission.MANAGE_CYCLES, Permission.DECLARE)


class ReportView(ActingView):
    """A page for ministries and the Commission, each over its own reports."""

    permission = None
    needs: ClassVar[Needs] = {"get": READERS, "post": READERS}

    @property
    def kind(self) -> str:
        return reports.kind_of(self.request.acting.organisation)


class Reports(ReportView):
    """Published editions, and the cycles for which one can be made."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"published": reports.published(), "cycles": cycles.all_cycles()}
        return render(request, "reporting/publication/list.html", context)


class CycleReport(ReportView):
    """One cycle's report: preview, drafts, editions, and publishing."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        cycle = cycle_or_404(key)
        lacking = reports.lacking(cycle, self.kind)
        context: dict[str, Any] = {
            "cycle": cycle,
            "kind": self.kind,
            "renderings": reports.renderings(cycle),
            "published": reports.published(cycle),
            "make": policy.may_make(self.actor, self.kind),
            "publish": policy.may_publish(self.actor, self.kind, lacking=lacking),
            "nothing": "",
        }
        try:
            context["document"] = editions.reference(reports.draft(cycle, self.kind))
        except reports.NothingToReport as refusal:
            context["nothing"] = str(refusal)
        return render(request, "reporting/publication/cycle.html", context)


class Draft(ReportView):
    """Have a draft PDF made."""

    needs = {"get": READERS, "post": MAKERS}
    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        cycle = cycle_or_404(key)
        try:
            row = making.ask(cycle, self.kind, by=self.actor)
        except reports.NothingToReport as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:report-cycle", key)
        return redirect("reporting:making", row.pk)


class Publish(ReportView):
    """Names the edition and has it made and published."""

    step_up = True
    needs = {"get": READERS, "post": (Permission.PUBLISH,)}

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._page(cycle_or_404(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        cycle = cycle_or_404(key)
        form = self._form(cycle, request.POST)
        if not form.is_valid():
            return self._page(cycle, form, status=422)
        given = form.cleaned_data
        correction = given.get("correction", "")
        try:
            document = publishing.prepare(
                cycle, self.kind, name=given["confirmation"], correction=correction, by=self.actor
            )
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                form.add_error(name if name in form.fields else None, problems)
            return self._page(cycle, form, status=422)
        row = making.enqueue(
            cycle, self.kind, document, by=self.actor, correction=correction.strip()
        )
        return redirect("reporting:making", row.pk)

    def _number(self, cycle: ReportingCycle) -> int:
        last = reports.last_edition(cycle, self.kind)
        return last.edition + 1 if last else 1

    def _name(self, cycle: ReportingCycle) -> str:
        state = self.request.acting.organisation.country or "EU"
        return f"{state}-{cycle.key}-E{self._number(cycle)}"

    def _form(self, cycle: ReportingCycle, data: Any = None) -> PublishForm:
        return PublishForm(data, name=self._name(cycle), correcting=self._number(cycle) > 1)

    def _page(
        self, cycle: ReportingCycle, form: PublishForm | None = None, status: int = 200
    ) -> HttpResponse:
        lacking = reports.lacking(cycle, self.kind)
        context = {
            "cycle": cycle,
            "form": form or self._form(cycle),
            "name": self._name(cycle),
            "number": self._number(cycle),
            "last": reports.last_edition(cycle, self.kind),
            "may": policy.may_publish(self.actor, self.kind, lacking=lacking),
            "back": reverse("reporting:report-cycle", args=[cycle.key]),
        }
        page = "reporting/publication/publish.html"
        return render(self.request, page, context, status=status)


class Making(ReportView):
    """A PDF that is being made, or what became of it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.load(pk)
        return render(request, "reporting/publication/making.html", self.shown(row))

    def load(self, pk: uuid.UUID) -> Rendering:
        found: Rendering = owned_or_404(Rendering, pk, Rendering.objects.select_related("cycle"))
        return found

    def shown(self, row: Rendering) -> dict[str, Any]:
        under_way = row.state in reports.UNDER_WAY
        taken = row.state != RenderingState.WAITING
        trouble = {}
        if under_way:
            trouble = waiting.trouble(making.BELL, row.pk, since=row.asked_at, taken=taken)
        return {
            **trouble,
            "row": row,
            "under_way": under_way,
            "delay": waiting.PAUSE,
            "stop": policy.may_stop(self.actor, row),
            "again": policy.may_try_again(self.actor, row),
            "report": Report.objects.filter(sha256=row.sha256).first() if row.publish else None,
        }


class Progress(Making):
    """How far it is: JSON, or the fragment that keeps asking."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.load(pk)
        address = reverse("reporting:making", args=[row.pk])
        if request.accepts("application/json") and not request.accepts("text/html"):
            told = {"state": row.state, "done": row.done, "total": row.total, "what": row.what}
            return JsonResponse(told | {"page": address})
        if row.state not in reports.UNDER_WAY:
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return render(request, "reporting/publication/progress.html", self.shown(row))


class Step(Making):
    """Stop it, or try it again."""

    needs = {"get": READERS, "post": MAKERS}
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = self.load(pk)
        if "again" in request.POST:
            making.try_again(row.pk, by=self.actor)
        else:
            making.stop(row.pk, by=self.actor)
        return redirect("reporting:making", row.pk)


class EditionPage(ReportView):
    """A published edition: what it is, its hash, who published it, what corrected it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = owned_or_404(Report, pk, Report.objects.select_related("cycle"))
        others = [each for each in reports.published(row.cycle) if each.kind == row.kind]
        context = {
            "report": row,
            "name": editions.reference(reading.opened(row.document)),
            "title": editions.title(reading.opened(row.document)),
            "later": [each for each in others if each.edition > row.edition],
            "editions": others,
        }
        return render(request, "reporting/publication/edition.html", context)


class File(ReportView):
    """The one door to a PDF: always a download, never a page."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        report = Report.objects.filter(pk=pk).first()
        row = report or owned_or_404(Rendering, pk)
        if not row.stored_as:
            raise Http404(_("This PDF was not made (yet)."))
        name = f"{editions.reference(reading.opened(row.document))}.pdf"
        try:
            return download.answer(row.stored_as, name=name, content_type="application/pdf")
        except FileNotFoundError:
            context = {"row": row, "back": reverse("reporting:reports")}
            return render(request, "reporting/publication/missing.html", context, status=410)
