"""Pages that make two partner records one, and part them again."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import partners as actions
from diligence.forms.partners import MergeForm
from diligence.models import Partner, PartnerMerge
from diligence.queries import partners as queries
from diligence.views.partners import REASONS, place_of
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class PartnerMergePage(ActingView):
    """Choose the other record, then which one stands and whose facts, then merge."""

    permission = Permission.EDIT_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        this = owned_or_404(Partner, pk, queries.standing())
        if "with" not in request.GET:
            return self._choose(request, this)
        other = self._other(this, request.GET["with"])
        return self._preview(this, other, MergeForm(this, other))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        this = owned_or_404(Partner, pk, queries.standing())
        other = self._other(this, request.POST.get("with", ""))
        form = MergeForm(this, other, request.POST)
        if not form.is_valid():
            return self._preview(this, other, form, status=422)
        kept, dropped = form.kept_and_dropped()
        try:
            actions.merge(kept.pk, dropped.pk, by=self.actor, facts=form.facts())
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return self._preview(this, other, form, status=422)
        messages.success(
            request,
            _("“%(dropped)s” was merged into “%(kept)s”. The merge can be undone below.")
            % {"dropped": dropped.name, "kept": kept.name},
        )
        return redirect("diligence:partner-detail", kept.pk)

    def _other(self, this: Partner, given: str) -> Partner:
        try:
            key = uuid.UUID(given)
        except ValueError:
            raise Http404 from None
        return owned_or_404(Partner, key, queries.standing().exclude(pk=this.pk))

    def _choose(self, request: HttpRequest, this: Partner) -> HttpResponse:
        text = request.GET.get("q", "")
        found = [row for row in queries.suggested(text) if row.pk != this.pk]
        alike = queries.likely_same(this)
        context = {
            "partner": this,
            "q": text,
            "found": [{"partner": row, "place": place_of(row)} for row in found],
            "alike": [
                {
                    "partner": row.partner,
                    "place": place_of(row.partner),
                    "why": REASONS[row.because],
                }
                for row in alike
            ],
        }
        return render(request, "diligence/partner/merge_choose.html", context)

    def _preview(
        self, this: Partner, other: Partner, form: MergeForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "partner": this,
            "other": other,
            "form": form,
            "differing": [form[name] for name in form.differing],
            "counts": [queries.together_with(self.actor, row).count() for row in (this, other)],
            "verdict": actions.within_units(self.actor, [this.pk, other.pk]),
        }
        return render(self.request, "diligence/partner/merge.html", context, status=status)


class PartnerUnmerge(ActingView):
    """Undo a merge, after asking."""

    permission = Permission.EDIT_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self._merge(pk))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        merged = self._merge(pk)
        try:
            partner = actions.unmerge(merged.dropped_id, by=self.actor)
        except ValidationError as error:
            return self._page(merged, problems=error.messages)
        messages.success(
            request,
            _("“%(name)s” stands again, with its own partnerships.") % {"name": partner.name},
        )
        return redirect("diligence:partner-detail", partner.pk)

    def _merge(self, dropped: uuid.UUID) -> PartnerMerge:
        """The standing merge that made this record lead to another; `dropped` is its key."""
        rows = PartnerMerge.objects.filter(dropped_id=dropped, undone_at__isnull=True)
        found: PartnerMerge | None = rows.select_related("kept", "dropped").first()
        if found is None:
            raise Http404(_("There is no merge of this record to undo."))
        return found

    def _page(self, merged: PartnerMerge, problems: list[str] | None = None) -> HttpResponse:
        context = {
            "merged": merged,
            "problems": problems or [],
            "confirm_label": _("Undo the merge"),
            "cancel_url": reverse("diligence:partner-detail", args=[merged.kept_id]),
            "danger": False,
        }
        status = 422 if problems else 200
        return render(self.request, "diligence/partner/unmerge.html", context, status=status)
