"""Pages of partners: list, one partner, correction, suggestions."""

import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions import partners as actions
from diligence.actions.partner_facts import FACTS, facts_of
from diligence.domain.identifiers import ROR_ADDRESS
from diligence.domain.names import Because
from diligence.forms.partners import PartnerFilterForm, PartnerForm, label_of, shown
from diligence.models import Partner
from diligence.queries import headlines
from diligence.queries import partners as queries
from portal.countries import name_of
from portal.enums import Permission
from portal.models import AuditEvent
from portal.views.base import ActingView, owned_or_404

REASONS = {
    Because.IDENTIFIER: gettext_lazy("the same identifier"),
    Because.SAME_NAME: gettext_lazy("the same name"),
    Because.SIMILAR_NAME: gettext_lazy("nearly the same name"),
}
EVENTS = {
    "partner.recorded": gettext_lazy("Recorded"),
    "partner.completed": gettext_lazy("Completed from a registration"),
    "partner.corrected": gettext_lazy("Corrected"),
    "partner.merged": gettext_lazy("Merged"),
    "partner.unmerged": gettext_lazy("Merge undone"),
    "fact.corrected": gettext_lazy("A known answer was corrected"),
    "fact.removed": gettext_lazy("A known answer was removed"),
    "fact.undone": gettext_lazy("A correction or removal was taken back"),
}


def place_of(partner: Partner) -> str:
    """City and country in one line."""
    country = name_of(partner.country) if partner.country else ""
    return ", ".join(part for part in (partner.city, country) if part)


class PartnerList(ActingView):
    """All partners of the organisation: searched, narrowed, sorted, duplicates pointed out."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = queries.PartnerFilter.from_query(request.GET)
        known = queries.directory()
        only = queries.doubled(known) if wanted.duplicates else None
        pages = Paginator(queries.search(self.actor, wanted, only), queries.PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        rows = list(page.object_list)
        for row in rows:
            row.place = place_of(row)
            row.doubles = len(known.likely_same(queries.compared(row)))
        context = {
            "page": page,
            "rows": rows,
            "wanted": wanted,
            "form": PartnerFilterForm(asdict(wanted)),
        }
        return render(request, "diligence/partner/list.html", context)


class PartnerDetail(ActingView):
    """One partner: facts, partnerships, what was merged, what may be the same, what happened."""

    permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        rows = Partner.objects.select_related("merged_into")
        partner = owned_or_404(Partner, pk, rows)
        together = list(
            queries.together_with(self.actor, partner)[: queries.SHOWN_PARTNERSHIPS + 1]
        )
        headlines.tell(together)
        context = {
            "partner": partner,
            "place": place_of(partner),
            "facts": facts_shown(partner),
            "together": together[: queries.SHOWN_PARTNERSHIPS],
            "more": len(together) > queries.SHOWN_PARTNERSHIPS,
            "alike": [
                {
                    "partner": same.partner,
                    "place": place_of(same.partner),
                    "why": REASONS[same.because],
                }
                for same in queries.likely_same(partner)
            ],
            "merges": queries.merges_into(partner),
            "events": [told(event) for event in queries.events_of(partner)],
            "may_edit": self.actor.may(Permission.EDIT_REGISTER),
        }
        return render(request, "diligence/partner/detail.html", context)


def facts_shown(partner: Partner) -> list[dict[str, str]]:
    """The partner's facts for the list of facts, with links where there are any."""
    links = {
        "ror_id": ROR_ADDRESS + partner.ror_id if partner.ror_id else "",
        "website": partner.website,
    }
    return [
        {
            "term": label_of(name),
            "value": shown(partner, name) if getattr(partner, name) else "",
            "href": links.get(name, ""),
        }
        for name in FACTS
        if name != "name"
    ]


def told(event: AuditEvent) -> dict[str, Any]:
    """What happened to a partner, for the timeline."""
    detail = event.detail
    if "question" in detail:
        text = str(detail["question"])
    elif "dropped" in detail:
        text = _("“%(dropped)s” and “%(kept)s”") % detail
    else:
        changes = detail.get("changes", {}).items()
        text = "; ".join(
            f"{label_of(name)}: {before or '–'} → {after or '–'}"
            for name, (before, after) in changes
            if name in FACTS
        )
    title = EVENTS.get(event.event, event.event)
    return {"at": event.at, "title": title, "text": text, "by": event.by}


class PartnerEdit(ActingView):
    """Correct a partner's facts; the register shows them corrected everywhere."""

    permission = Permission.EDIT_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        partner = owned_or_404(Partner, pk)
        if partner.merged_into_id is not None:
            return redirect("diligence:partner-detail", partner.merged_into_id)
        initial = {name: getattr(facts_of(partner), name) for name in FACTS}
        form = PartnerForm(initial=initial | {"revision": partner.revision})
        return self._page(partner, form)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        partner = owned_or_404(Partner, pk)
        form = PartnerForm(request.POST)
        if not form.is_valid():
            return self._page(partner, form, status=422)
        try:
            actions.correct(
                partner.pk,
                by=self.actor,
                revision=form.cleaned_data["revision"],
                **form.facts(),
            )
        except ValidationError as error:
            form.add_error(None, error)
            stale = getattr(error, "code", "") == actions.OUTDATED
            return self._page(partner, form, status=409 if stale else 422, stale=stale)
        messages.success(request, _("The partner's facts were saved."))
        return redirect("diligence:partner-detail", partner.pk)

    def _page(
        self, partner: Partner, form: PartnerForm, *, status: int = 200, stale: bool = False
    ) -> HttpResponse:
        current = facts_shown(partner) if stale else []
        context = {"partner": partner, "form": form, "current": current}
        return render(self.request, "diligence/partner/edit.html", context, status=status)


class PartnerSuggest(ActingView):
    """Partners on record for what is being typed: `GET ?q=` → `{"results": […]}`, at most ten."""

    permission = Permission.VIEW_REGISTER
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        found = queries.suggested(request.GET.get("q", ""))
        results = [
            {
                "id": str(partner.pk),
                "value": partner.name,
                "label": partner.name,
                "note": " · ".join(
                    part
                    for part in (place_of(partner), partner.ror_id and f"ROR {partner.ror_id}")
                    if part
                ),
                "country": partner.country,
            }
            for partner in found
        ]
        return JsonResponse({"results": results})
