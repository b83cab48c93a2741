"""Frame and return are fixed on pages of their own, which say what can't be undone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.enums import Permission
from reporting import policy
from reporting.actions import confirm as confirming
from reporting.actions import contribution as actions
from reporting.domain import editions, returns
from reporting.forms.contribution import ConfirmForm, FrameForm
from reporting.models import Contribution
from reporting.queries import contribution as reading
from reporting.views.contribution import ContributionView


class Frame(ContributionView):
    """How many organisations are in scope, by type and size."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = self.load(key)
        stored = reading.frame_counts(row)
        initial: dict[str, Any] = {f"n_{type}_{size}": n for (type, size), n in stored.items()}
        initial |= {"source": row.frame_source, "revision": row.revision}
        return self._page(row, self._form(initial=initial))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        row = self.load(key)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(row, form, status=422)
        try:
            actions.enter_frame(
                row.pk,
                counts=form.counts(),
                source=form.cleaned_data["source"],
                revision=form.cleaned_data["revision"],
                by=self.actor,
            )
        except actions.Conflict as conflict:
            data = request.POST.copy()
            data["revision"] = conflict.seen
            return self._page(row, self._form(data), status=409, conflict=conflict)
        messages.success(request, _("Saved: the frame"))
        return redirect("reporting:contribution-frame", key)

    def _form(self, data: Any = None, **more: Any) -> FrameForm:
        return FrameForm(data, types=reading.type_names(), sizes=reading.size_names(), **more)

    def _page(
        self, row: Contribution, form: FrameForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        stored = reading.frame_counts(row)
        types, sizes = reading.type_names(), reading.size_names()
        context = self.shared(row) | {
            "form": form,
            "sizes": list(sizes.values()),
            "grid": [
                {
                    "label": label,
                    "counts": [(name, stored.get((type, size), 0)) for size, name in sizes.items()],
                }
                for type, label in types.items()
            ],
            "total": sum(stored.values()),
            "change": policy.may_change_frame(self.actor, row),
            "problems": actions.frame_problems(row) if stored else [],
        }
        page = "reporting/contribution/frame.html"
        return render(self.request, page, context | more, status=status)


class FreezeFrame(ContributionView):
    """Fixes the frame for the whole cycle."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._page(self.load(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        row = self.load(key)
        try:
            actions.freeze_frame(row.pk, by=self.actor)
        except ValidationError as error:
            return self._page(row, error.messages, status=422)
        messages.success(request, _("The frame is frozen for %(key)s.") % {"key": key})
        return redirect(self.back(row))

    def _page(
        self, row: Contribution, problems: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        counts = reading.frame_counts(row)
        context = self.shared(row) | {
            "change": policy.may_change_frame(self.actor, row),
            "total": sum(counts.values()),
            "problems": actions.frame_problems(row) if problems is None else problems,
            "confirm_label": _("Freeze the frame"),
            "cancel_url": reverse("reporting:contribution-frame", args=[row.cycle.key]),
        }
        page = "reporting/contribution/freeze.html"
        return render(self.request, page, context, status=status)


class Confirm(ContributionView):
    """States exactly what goes to the Commission, and asks for the name of who confirms it."""

    step_up = True
    write_permission = Permission.CONFIRM_RETURN

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._page(self.load(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        row = self.load(key)
        form = self._form(row, request.POST)
        if not form.is_valid():
            return self._page(row, form, status=422)
        given = form.cleaned_data
        try:
            confirmed = confirming.confirm(
                row.pk,
                seen=given["seen"],
                name=given["name"],
                correction=given.get("correction", ""),
                by=self.actor,
            )
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                form.add_error(name if name in form.fields else None, problems)
            return self._page(row, form, status=422)
        except actions.Conflict as conflict:
            return self._page(row, status=409, conflict=conflict)
        told = _("Confirmed: revision %(number)s. The Commission has it.")
        messages.success(request, told % {"number": confirmed.revision})
        return redirect(self.back(row))

    def _form(self, row: Contribution, data: Any = None, **more: Any) -> ConfirmForm:
        return ConfirmForm(data, correcting=reading.latest(row) is not None, **more)

    def _page(
        self, row: Contribution, form: ConfirmForm | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        document = reading.document(row)
        digest = editions.digest(document)
        last = reading.latest(row)
        if form is None:
            form = self._form(row, initial={"seen": digest})
        context = self.shared(row) | {
            "form": form,
            "digest": digest,
            "goes": returns.goes(document),
            "last": last,
            "changed": returns.changed(reading.opened(last.document), document) if last else [],
            "may": policy.may_confirm(self.actor, row, lacking=_(returns.lacking(document))),
            "commission": row.cycle.owner,
            "here": _("Confirm the return"),
        }
        page = "reporting/contribution/confirm.html"
        return render(self.request, page, context | more, status=status)


class Correct(ContributionView):
    """Opens a confirmed return for a correction, or closes one that changed nothing."""

    write_permission = Permission.CONFIRM_RETURN

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = self.load(key)
        context = self.shared(row) | {
            "correct": policy.may_correct(self.actor, row),
            "last": reading.latest(row),
            "confirm_label": _("Begin a correction"),
            "cancel_url": self.back(row),
            "danger": False,
        }
        return render(request, "reporting/contribution/correct.html", context)

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        row = self.load(key)
        if "drop" in request.POST:
            confirming.drop_correction(row.pk, by=self.actor)
            messages.success(request, _("Closed: nothing was changed."))
        else:
            confirming.begin_correction(row.pk, by=self.actor)
            messages.success(request, _("The contribution can be changed again."))
        return redirect(self.back(row))
