"""How long what is kept, what goes next and what went; holds that stand against it."""

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.actions import holds, retention
from portal.enums import Permission
from portal.forms.privacy import HoldForm, HoldKind, PeriodForm, ReleaseForm
from portal.models import LegalHold
from portal.privacy import retention as registry
from portal.privacy.retention import Due, Holdable, RetentionClass, Subject
from portal.queries import privacy as reading
from portal.views.base import ActingView, owned_or_404

FormT = TypeVar("FormT", bound=Form)

PAGE = 50
TOO_WIDE = frozenset({"portal.membership", "portal.unit"})
AHEAD = 90
"""Days that the page of what goes next looks ahead."""


def with_problems(form: FormT, problem: ValidationError) -> FormT:
    """The form with what an action found wrong, at the fields it names."""
    for name, told in problem.message_dict.items():
        form.add_error(name if name in form.fields else None, told)
    return form


class PrivacyView(ActingView):
    permission = Permission.MANAGE_PRIVACY

    @property
    def kind(self) -> str:
        return str(self.request.acting.organisation.kind)

    def class_or_404(self, key: str) -> RetentionClass:
        for each in registry.classes(self.kind):
            if each.key == key:
                return each
        raise Http404(_("There is no such class of data here."))


# --- Periods ------------------------------------------------------------------------------------
class Periods(PrivacyView):
    """Every class with its period, since when it counts, and why."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rules = registry.own_rules()
        rows = [
            {"of": each, "months": registry.months_of(rules, each), "rule": rules.get(each.key)}
            for each in registry.classes(self.kind)
        ]
        return render(request, "portal/privacy/periods.html", {"rows": rows})


class Period(PrivacyView):
    """The period of one class, changed with a reason or set back."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        of = self.class_or_404(key)
        rule = registry.own_rules().get(key)
        initial = {
            "months": rule.months if rule else of.months,
            "reason": rule.reason if rule else "",
        }
        return self._page(of, PeriodForm(of=of, initial=initial))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        of = self.class_or_404(key)
        if "back" in request.POST:
            retention.take_rule_back(key, by=self.actor)
            messages.success(request, _("The proposed period counts again."))
            return redirect("portal:periods")
        form = PeriodForm(request.POST, of=of)
        if not form.is_valid():
            return self._page(of, form)
        retention.set_rule(key, by=self.actor, **form.cleaned_data)
        messages.success(request, _("The period is saved. The next run counts by it."))
        return redirect("portal:periods")

    def _page(self, of: RetentionClass, form: PeriodForm) -> HttpResponse:
        context = {"of": of, "form": form, "rule": registry.own_rules().get(of.key)}
        return render(self.request, "portal/privacy/period.html", context)


# --- What goes, what went -----------------------------------------------------------------------
class Leaving(PrivacyView):
    """What goes within ninety days, and what a hold keeps."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = retention.preview(AHEAD, by=self.actor)
        listed = [(row, of) for of, leaving in found for row in leaving]
        listed.sort(key=lambda each: each[0].on)
        offered = [each.label for each in registry.holdable(self.kind)]
        rows = [
            {
                "of": of,
                "title": row.due.title,
                "on": row.on,
                "hold": row.hold,
                "subject": _held_by(row.due, offered),
            }
            for row, of in listed
        ]
        context = {
            "ready": reading.ready(found),
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "held": sum(row["hold"] is not None for row in rows),
            "total": len(rows),
            "today": clock.today(),
            "days": AHEAD,
        }
        return render(request, "portal/privacy/leaving.html", context)


def _held_by(due: Due, offered: Sequence[str]) -> Subject | None:
    """What to hold so that this stays: itself, or what it hangs on.

    A person or a unit is offered for their own row only: of whom the record tells is not said.
    """
    for label, key in sorted(due.subjects, key=lambda each: each[1] != due.id):
        if label in offered and (key == due.id or label not in TOO_WIDE):
            return label, key
    return None


class Runs(PrivacyView):
    """What runs and erasures removed, and by which rules."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(reading.runs(), PAGE).get_page(request.GET.get("page"))
        titles = {each.key: each.title for each in registry.classes(None)}
        rows = [{"run": run, "parts": _parts(run, titles)} for run in page.object_list]
        return render(request, "portal/privacy/runs.html", {"page": page, "rows": rows})


def _parts(run: Any, titles: dict[str, Any]) -> list[dict[str, Any]]:
    if run.kind == "erasure":
        return [{"title": _("An erasure"), "went": sum(run.removed.values())}]
    return [
        {
            "title": titles.get(key, key),
            "months": run.rules.get(key),
            "went": went,
            "held": run.held.get(key, 0),
        }
        for key, went in run.removed.items()
        if key != retention.FILES
    ]


# --- Holds --------------------------------------------------------------------------------------
class Holds(PrivacyView):
    """Holds that stand, or those that were released; placing one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = "of" in request.GET or "place" in request.GET
        kind = self._kind(request.GET if asked else None)
        if not kind.is_valid():
            return self._page(kind)
        of = self._holdable(kind.cleaned_data["of"])
        called = of.called_by(which) if of and (which := _key(request.GET.get("which"))) else ""
        return self._page(kind, HoldForm(of=of, initial={"called": called}))

    def post(self, request: HttpRequest) -> HttpResponse:
        kind = self._kind({"of": request.POST.get("subject_type", "")})
        if not kind.is_valid():
            return self._page(kind)
        chosen: str = kind.cleaned_data["of"]
        form = HoldForm(request.POST, of=self._holdable(chosen))
        if not form.is_valid():
            return self._page(kind, form)
        given = {"called": "", **form.cleaned_data}
        try:
            hold = holds.place(by=self.actor, subject_type=chosen, **given)
        except ValidationError as problem:
            return self._page(kind, with_problems(form, problem))
        messages.success(request, _("Held from now on: %s") % hold.title)
        return redirect("portal:holds")

    def _kind(self, data: Any = None) -> HoldKind:
        return HoldKind(data, offered=registry.holdable(self.kind))

    def _holdable(self, label: str) -> Holdable | None:
        """What is to be held; None where that is everything."""
        return next((each for each in registry.holdable(self.kind) if each.label == label), None)

    def _page(self, kind: HoldKind, form: HoldForm | None = None) -> HttpResponse:
        released = self.request.GET.get("show") == "released"
        rows = reading.holds(released=released)
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        context = {"page": page, "released": released, "kind": kind, "form": form}
        if form is not None:
            context |= {"of": kind.cleaned_data["of"], "title": _title(kind)}
        return render(self.request, "portal/privacy/holds.html", context)


def _title(kind: HoldKind) -> str:
    """The chosen kind, in the words in which it was offered."""
    field: Any = kind.fields["of"]
    return str(dict(field.choices)[kind.cleaned_data["of"]])


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


class ReleaseHold(PrivacyView):
    """Confirms that a hold ends, with the reason."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(pk, ReleaseForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form: Form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self._page(pk, form)
        owned_or_404(LegalHold, pk)
        holds.release(pk, by=self.actor, because=form.cleaned_data["because"])
        messages.success(request, _("The hold is released."))
        return redirect("portal:holds")

    def _page(self, pk: uuid.UUID, form: Form) -> HttpResponse:
        context = {
            "hold": owned_or_404(LegalHold, pk),
            "form": form,
            "confirm_label": _("Release the hold"),
            "cancel_url": reverse("portal:holds"),
        }
        return render(self.request, "portal/privacy/release.html", context)
