"""A ministry's contribution to one cycle: what is to be done, and the pages on which it is done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.domain.guard import Treatments
from diligence.domain.guard.showing import redacting_all, rows
from portal import clock
from portal.actions.disclosures import OpenFindings
from portal.enums import DisclosureKind, Permission
from portal.forms import texts
from portal.views.base import ActingView
from reporting import policy
from reporting.actions import contribution as actions
from reporting.choices import ContributionState
from reporting.domain import chapters, declarations, returns
from reporting.forms.contribution import CoverForm, DeclarationForm, TextForm
from reporting.models import Contribution
from reporting.queries import contribution as reading
from reporting.queries import cycles
from reporting.views.cycles import cycle_or_404

STATES = {"provided": "done", "part": "started", "not_provided": "todo"}


class Contributions(ActingView):
    """Every cycle, and how far the ministry's contribution to it is."""

    permission = Permission.VIEW_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            {"cycle": cycle, "contribution": reading.of_cycle(cycle)}
            for cycle in cycles.all_cycles()
        ]
        return render(request, "reporting/contribution/list.html", {"rows": rows})


class ContributionView(ActingView):
    """A page of one contribution. Before it was begun only its overview is there."""

    permission = Permission.VIEW_FIGURES
    write_permission = Permission.DECLARE

    def load(self, key: str) -> Contribution:
        row = reading.of_cycle(cycle_or_404(key))
        if row is None:
            raise Http404(_("This contribution was not begun. Open its overview to begin."))
        return row

    def back(self, row: Contribution) -> str:
        return reverse("reporting:contribution", args=[row.cycle.key])

    def shared(self, row: Contribution) -> dict[str, Any]:
        """What every page of a contribution shows: where it stands, what may be changed."""
        return {
            "contribution": row,
            "cycle": row.cycle,
            "back": self.back(row),
            "verdict": policy.may_prepare(self.actor, row),
        }


class Overview(ContributionView):
    """The task list: cover, frame, declarations, texts, figures; then preview and confirm."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        cycle = cycle_or_404(key)
        row = reading.of_cycle(cycle)
        if row is None:
            context = {"cycle": cycle, "may": self.actor.may(Permission.DECLARE)}
            return render(request, "reporting/contribution/begin.html", context)
        document = reading.document(row)
        goes = returns.goes(document)
        context = self.shared(row) | {
            "goes": goes,
            "parts": _parts(row, goes),
            "declarations": _declarations(row),
            "texts": _texts(row),
            "revisions": reading.revisions(row),
            "correct": policy.may_correct(self.actor, row),
            "confirm": policy.may_confirm(self.actor, row, lacking=_(returns.lacking(document))),
            "correcting": row.state == ContributionState.REVISING,
            "late": clock.today() > cycle.freezes_on,
        }
        return render(request, "reporting/contribution/overview.html", context)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        actions.begin(cycle_or_404(key), by=self.actor)
        return redirect("reporting:contribution", key)


def _task(label: str, url: str, status: str, told: str, hint: str = "") -> dict[str, str]:
    return {"label": label, "url": url, "status": status, "status_label": told, "hint": hint}


def _parts(row: Contribution, goes: returns.Goes) -> list[dict[str, str]]:
    """Cover, frame and figures, and where each stands."""
    key = row.cycle.key
    frozen = row.frame_frozen_at is not None
    total = sum(reading.frame_counts(row).values())
    in_scope = ngettext("%(n)s organisation", "%(n)s organisations", total) % {"n": total}
    quarters = _("%(got)s of %(all)s quarters") % {
        "got": goes.quarters,
        "all": goes.quarters + len(goes.missing),
    }
    return [
        _task(
            _("Cover"),
            reverse("reporting:contribution-cover", args=[key]),
            "done" if row.authority else "todo",
            _("Filled in") if row.authority else _("Not started"),
            row.authority,
        ),
        _task(
            _("Frame: organisations in scope"),
            reverse("reporting:contribution-frame", args=[key]),
            "done" if frozen else "started" if total else "todo",
            _("Frozen") if frozen else _("Not frozen") if total else _("Not started"),
            in_scope if total else _("Every share is read beside it."),
        ),
        _task(
            _("Figures of the platform"),
            reverse("reporting:contribution-figures", args=[key]),
            "done" if not goes.missing else "started" if goes.quarters else "later",
            quarters,
            _("Collected by themselves; there is nothing to enter."),
        ),
    ]


def _declarations(row: Contribution) -> list[dict[str, str]]:
    stored = reading.declared(row)
    found = []
    for each in declarations.INDICATORS:
        values = stored[each.code].values if each.code in stored else {}
        standing, given, of = declarations.standing(reading.inputs(row.cycle, each), values)
        words = {
            "provided": _("Provided"),
            "part": _("%(given)s of %(of)s fields") % {"given": given, "of": of},
            "not_provided": _("Not provided"),
        }
        url = reverse("reporting:contribution-declaration", args=[row.cycle.key, each.code])
        found.append(_task(f"{each.code} {_(each.name)}", url, STATES[standing], words[standing]))
    return found


def _texts(row: Contribution) -> list[dict[str, str]]:
    stored = reading.texts(row)
    found = []
    for number, each in enumerate(chapters.CHAPTERS, 1):
        words = len(stored[each.key].text.split()) if each.key in stored else 0
        told = ngettext("%(n)s word", "%(n)s words", words) % {"n": words}
        url = reverse("reporting:contribution-text", args=[row.cycle.key, each.key])
        found.append(
            _task(
                f"{number} {_(each.title)}",
                url,
                "done" if words else "later",
                told if words else _("No text"),
            )
            | {"open": "1"}
        )
    return found


class Cover(ContributionView):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = self.load(key)
        initial = {"authority": row.authority or row.owner.name, "contact": row.contact}
        return self._page(row, CoverForm(initial=initial))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        row = self.load(key)
        form = CoverForm(request.POST)
        if not form.is_valid():
            return self._page(row, form, status=422)
        actions.name_authority(row.pk, by=self.actor, **form.cleaned_data)
        messages.success(request, _("Saved: the cover"))
        return redirect(self.back(row))

    def _page(self, row: Contribution, form: CoverForm, status: int = 200) -> HttpResponse:
        context = self.shared(row) | {"form": form, "here": _("Cover")}
        page = "reporting/contribution/cover.html"
        return render(self.request, page, context, status=status)


def _told(form: DeclarationForm, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each field of a declaration in words, for reading."""
    return [
        (label, _in_words(field, values.get(name)) or _("not provided"))
        for name, label, field in form.inputs
    ]


def _in_words(field: declarations.Field, value: Any) -> str:
    if value and field.kind is declarations.FieldKind.DATE:
        return date_format(date.fromisoformat(str(value)), "j M Y")
    return declarations.in_words(field, value)


class Declare(ContributionView):
    """One indicator's form; a colleague's save in the meantime is shown beside one's own."""

    def get(self, request: HttpRequest, key: str, code: str) -> HttpResponse:
        row = self.load(key)
        return self._page(row, code, self._form(row, code))

    def post(self, request: HttpRequest, key: str, code: str) -> HttpResponseBase:
        row = self.load(key)
        form = self._form(row, code, request.POST)
        if not form.is_valid():
            return self._page(row, code, form, status=422)
        try:
            actions.declare(
                row.pk,
                code,
                given=form.given(),
                note=form.cleaned_data["note"],
                seen=form.cleaned_data["seen"],
                by=self.actor,
            )
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                form.add_error(name, problems)
            return self._page(row, code, form, status=422)
        except actions.Conflict as conflict:
            return self._conflict(row, code, conflict)
        messages.success(request, _("Saved: %(code)s") % {"code": code})
        return redirect(f"{self.back(row)}#declarations")

    def _indicator(self, code: str) -> declarations.Indicator:
        if code not in declarations.BY_CODE:
            raise Http404(_("There is no such indicator."))
        return declarations.BY_CODE[code]

    def _form(self, row: Contribution, code: str, data: Any = None) -> DeclarationForm:
        inputs = reading.inputs(row.cycle, self._indicator(code))
        stored = reading.declared(row).get(code)
        initial: dict[str, Any] = {}
        if stored is not None:
            initial = stored.values | {
                "note": stored.note,
                "seen": actions.stamp(stored.updated_at),
            }
        return DeclarationForm(data, inputs=inputs, initial=initial)

    def _conflict(self, row: Contribution, code: str, conflict: actions.Conflict) -> HttpResponse:
        data = self.request.POST.copy()
        data["seen"] = conflict.seen
        form = self._form(row, code, data)
        values = conflict.theirs["values"]
        theirs = _told(form, values)
        if conflict.theirs["note"]:
            theirs.append((_("Note"), conflict.theirs["note"]))
        more = {"conflict": conflict, "theirs": theirs}
        return self._page(row, code, form, status=409, **more)

    def _page(
        self, row: Contribution, code: str, form: DeclarationForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        codes = [each.code for each in declarations.INDICATORS]
        at = codes.index(code)
        context = self.shared(row) | {
            "form": form,
            "fields": [form[name] for name, _label, _field in form.inputs],
            "given": _told(form, form.initial),
            "indicator": self._indicator(code),
            "here": code,
            "stored": reading.declared(row).get(code),
            "next": codes[at + 1] if at + 1 < len(codes) else "",
        }
        page = "reporting/contribution/declaration.html"
        return render(self.request, page, context | more, status=status)


class Write(ContributionView):
    """The ministry's own words in one chapter."""

    def get(self, request: HttpRequest, key: str, chapter: str) -> HttpResponse:
        row = self.load(key)
        stored = reading.texts(row).get(self._chapter(chapter).key)
        initial = {
            "text": stored.text if stored else "",
            "revision": stored.revision if stored else 0,
        }
        return self._page(row, chapter, TextForm(initial=initial))

    def post(self, request: HttpRequest, key: str, chapter: str) -> HttpResponseBase:
        row = self.load(key)
        form = TextForm(request.POST)
        self._chapter(chapter)
        if request.POST.get("then") == "redact" or not form.is_valid():
            return self._page(row, chapter, form, status=422)
        try:
            actions.write(
                row.pk,
                chapter,
                text=form.cleaned_data["text"],
                revision=form.cleaned_data["revision"] or 0,
                by=self.actor,
                treatments=Treatments(*texts.answers(request.POST)),
            )
        except OpenFindings as open_:
            form.add_error(None, open_.reason)
            return self._page(row, chapter, form, status=422)
        except actions.Conflict as conflict:
            data = request.POST.copy()
            data["revision"] = conflict.seen
            again = TextForm(data)
            return self._page(row, chapter, again, status=409, conflict=conflict)
        messages.success(request, _("Saved: the text"))
        return redirect(f"{self.back(row)}#texts")

    def _chapter(self, key: str) -> chapters.Chapter:
        if key not in chapters.BY_KEY:
            raise Http404(_("There is no such chapter."))
        return chapters.BY_KEY[key]

    def _page(
        self, row: Contribution, chapter: str, form: TextForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = self.shared(row) | {
            "form": form,
            "chapter": self._chapter(chapter),
            "here": _(self._chapter(chapter).title),
            "stored": reading.texts(row).get(chapter),
            "guard": self._guard(row, chapter),
        }
        page = "reporting/contribution/text.html"
        return render(self.request, page, context | more, status=status)

    def _guard(self, row: Contribution, chapter: str) -> list[dict[str, Any]]:
        """What was found in the text as it was posted."""
        text = self.request.POST.get("text", "")
        found = actions.found_in_text(reading.texts(row).get(chapter), text)
        treatments = Treatments(*texts.answers(self.request.POST))
        if self.request.POST.get("then") == "redact":
            treatments = redacting_all(found, treatments)
        return rows(found, treatments, {"text": _("Text")}, dict(DisclosureKind.choices), _)


class Figures(ContributionView):
    """Which quarters exist, and what of them will be printed: the publishable view only."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = self.load(key)
        document = reading.document(row)
        taken = {each.period: each for each in reading.snapshots(row.cycle)}
        quarters = [
            {"key": quarter, "snapshot": taken.get(quarter)}
            for quarter in reading.span(row.cycle).quarters
        ]
        context = self.shared(row) | {
            "quarters": quarters,
            "here": _("Figures"),
            "goes": returns.goes(document),
            "not_shown": document["not_shown"],
        }
        return render(request, "reporting/contribution/figures.html", context)
