"""Pages that read the register: the list, one partnership, and its history."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence import policy
from diligence.actions import register as actions
from diligence.actions.keep import followed
from diligence.forms.partnerships import FilterForm
from diligence.models import Partnership, PartnershipChange, PartnershipPartner
from diligence.queries import headlines, timeline
from diligence.queries import partnerships as register
from diligence.queries.facts import facts_of, plain
from diligence.queries.history import Words, described, label_of
from diligence.views import decision_parts, kept, low_parts
from portal import clock
from portal.authority import Actor, Verdict
from portal.countries import name_of
from portal.enums import Permission
from portal.models import Unit
from portal.views.base import ActingView, owned_or_404

HISTORY_EXCERPT = 6
HISTORY_PAGE = 50
STEPS = ("edit", "history", "end", "resume", "discard", "restore")
EXTRA_FILTERS = (
    "outcome",
    "unit",
    "area",
    "activity",
    "starts_from",
    "starts_to",
    "ends_from",
    "ends_to",
)


def page_number(request: HttpRequest) -> int:
    """The page of a list that the address asks for; 1 where it asks for none."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


COLUMNS: Final = {
    "title": gettext_lazy("Title"),
    "partners": gettext_lazy("Partners"),
    "unit": gettext_lazy("Unit"),
    "state": gettext_lazy("State"),
    "appraisal": gettext_lazy("Appraisal"),
    "starts": gettext_lazy("Starts"),
    "changed": gettext_lazy("Changed"),
}


class PartnershipList(ActingView):
    """The register: searched, narrowed, sorted, page by page."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = register.RegisterFilter.from_query(request.GET)
        page = register.page(self.actor, wanted, page_number(request))
        headlines.tell(page.rows)
        units = {str(row.pk): row.name for row in units_of(self.actor)}
        form = FilterForm(request.GET, units=units)
        context = {
            "list_url": reverse("diligence:partnership-list"),
            "new_url": reverse("diligence:partnership-new"),
            "page": page,
            "wanted": wanted,
            "form": form,
            "chips": _chips(request.GET, wanted, form),
            "more_open": any(getattr(wanted, name) for name in EXTRA_FILTERS),
            "pager": _pager(request.GET, page),
            "query": _without(request.GET, "page"),
            "may_register": self.actor.may(Permission.EDIT_REGISTER),
            "may_export": self.actor.may(Permission.EXPORT),
            "today": clock.today(),
            # Said once here and not for each cell: every row repeats them for phones.
            "columns": {name: str(label) for name, label in COLUMNS.items()},
            **kept.section(self.actor, "partnerships", request.GET),
        }
        return render(request, "diligence/partnership/list.html", context)


def units_of(actor: Actor) -> list[Unit]:
    """The organisation's units, or those the actor's work is limited to."""
    rows = Unit.objects.filter(active=True)
    return list(rows if actor.unit_ids is None else rows.filter(pk__in=actor.unit_ids))


def _chips(
    query: QueryDict, wanted: register.RegisterFilter, form: FilterForm
) -> list[dict[str, str]]:
    """What narrows the list now, each with the address without it."""
    return [
        {
            "label": str(form.fields[name].label),
            "value": form.label_of(name, value),
            "url": f"?{_without(query, name, 'page')}",
        }
        for name, value in wanted.active.items()
    ]


def _without(query: QueryDict, *names: str) -> str:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left.urlencode()


def _pager(query: QueryDict, page: register.RegisterPage) -> dict[str, Any]:
    def address(number: int) -> str:
        changed = query.copy()
        changed["page"] = str(number)
        return f"?{changed.urlencode()}"

    cap = number_format(register.CAP, force_grouping=True)
    total = _("more than %(cap)s") % {"cap": cap} if page.many else page.total
    return {
        "previous": address(page.number - 1) if page.number > 1 else "",
        "next": address(page.number + 1) if page.has_next else "",
        "summary": _("%(first)s–%(last)s of %(total)s")
        % {"first": page.first, "last": page.last, "total": total},
    }


class PartnershipDetail(ActingView):
    """One partnership: its facts, its partners, its appraisals, its files, its latest history."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        rows = register.of_units(self.actor).select_related("unit")
        row = owned_or_404(Partnership, pk, rows)
        links = register.partners_of(row.pk)
        context = {
            "partnership": row,
            "list_url": reverse("diligence:partnership-list"),
            "urls": {
                step: reverse(f"diligence:partnership-{step}", args=[row.pk]) for step in STEPS
            },
            "partners": [_partner(link) for link in links],
            "subject": subject_of(row),
            "filed": filed_of(row),
            "history": timeline.excerpt(row, HISTORY_EXCERPT),
            "decided": decision_parts.panel(self.actor, row),
            "step": low_parts.step_on(self.actor, row),
            "verdicts": verdicts_on(self.actor, row),
            "today": clock.today(),
        }
        return render(request, "diligence/partnership/detail.html", context)


def _partner(link: PartnershipPartner) -> dict[str, Any]:
    return {"partner": link.partner, "country": name_of(link.partner.country or "")}


def subject_of(row: Partnership) -> list[tuple[str, str]]:
    """What the partnership is about, for a list of facts."""
    words = Words([])
    money = words.value("funding_amount", plain(row.funding_amount))
    return [
        (label_of("activities"), words.value("activities", row.activities)),
        (label_of("technology_areas"), words.value("technology_areas", row.technology_areas)),
        (label_of("funding_amount"), f"{money} {row.funding_currency}" if money else ""),
        (label_of("funding_source"), row.funding_source),
    ]


def filed_of(row: Partnership) -> list[tuple[str, str]]:
    """How the partnership is filed: references, people, agreement and days."""
    words = Words([])

    def day(name: str) -> str:
        return words.value(name, plain(getattr(row, name)))

    return [
        (_("Code"), row.code),
        (label_of("reference"), row.reference),
        (label_of("unit"), row.unit.name if row.unit else ""),
        (label_of("responsible"), row.responsible),
        (label_of("starts_on"), day("starts_on")),
        (label_of("ends_on"), day("ends_on")),
        (label_of("agreement_kind"), str(row.get_agreement_kind_display())),
        (label_of("agreement_signed_on"), day("agreement_signed_on")),
        (_("Registered by"), row.registered_by),
    ]


def verdicts_on(actor: Actor, row: Partnership) -> dict[str, Verdict]:
    """What the actor may do with the partnership, each with the reason where not."""
    return {
        "edit": policy.may_edit(actor, row),
        "end": policy.may_end(actor, row),
        "resume": policy.may_resume(actor, row),
        "discard": policy.may_discard(actor, row, submitted=register.was_submitted(row.pk)),
        "restore": policy.may_restore(actor, row),
    }


class PartnershipHistory(ActingView):
    """Every change with who, when and what; each can be taken back while nothing overtook it."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = owned_or_404(Partnership, pk, register.of_units(self.actor))
        changes = row.history.order_by("-at", "-id")
        pages = Paginator[PartnershipChange](changes, HISTORY_PAGE)
        page = pages.get_page(page_number(request))
        shown = list(page.object_list)
        now = _now(row)
        edit = self.actor.may(Permission.EDIT_REGISTER) and self.actor.works_on(row.unit_id)
        context = {
            "partnership": row,
            "list_url": reverse("diligence:partnership-list"),
            "detail_url": reverse("diligence:partnership-detail", args=[row.pk]),
            "page": page,
            "entries": [
                {"entry": entry, "undo": edit and actions.may_undo(entry.change, now, step)}
                for entry, step in zip(described(shown), followed(shown), strict=True)
            ],
        }
        return render(request, "diligence/partnership/history.html", context)


def _now(row: Partnership) -> Mapping[str, Any]:
    partners = [str(link.partner_id) for link in register.partners_of(row.pk)]
    return {**facts_of(row), "partners": partners, "discarded": row.discarded_at is not None}
