"""A steward's pages about sign-in: providers, what their rules give, domains, what failed."""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.actions import provider_documents, providers
from portal.authority import Refused
from portal.enums import Permission, ProviderProtocol
from portal.federation.failures import Failure
from portal.federation.presets import PRESETS, preset
from portal.forms import provider_words as words
from portal.forms.provider_keys import carried, reserve, reserved
from portal.forms.providers import ClaimDomain, LeadDomain, NewRule, form_for
from portal.models import ClaimRule, IdentityProvider
from portal.queries import provider_people
from portal.queries import providers as reading
from portal.tenancy import acting_for
from portal.views.base import ActingView, OperatorView
from portal.views.operations import organisation_or_404
from portal.views.sso import intend
from portal.views.sso_back import TRIED, TRY

PAGE = 50


class SignInPage(ActingView):
    permission = Permission.MANAGE_SIGN_IN

    def found(self, pk: uuid.UUID) -> IdentityProvider:
        row = reading.provider(pk)
        if row is None:
            raise Http404(_("There is no such sign-in."))
        return row


class Changing(SignInPage):
    """Whoever changes how people get in is asked again who they are."""

    step_up = True


def _told(rules: list[ClaimRule]) -> list[ClaimRule]:
    """The rules, each with what its claim is called."""
    for rule in rules:
        rule.claim_told = words.CLAIMS.get(rule.claim, rule.claim)  # type: ignore[attr-defined]
    return rules


class Providers(SignInPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "providers": list(reading.providers()),
            "domains": reading.domains().count(),
            "problems": reading.problems().count(),
            "waits": reading.waits(),
        }
        return render(request, "portal/providers/list.html", context)


class ChoosePreset(SignInPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/providers/choose.html", {"presets": PRESETS.values()})


class NewProvider(Changing):
    def get(self, request: HttpRequest, preset: str) -> HttpResponse:
        if carried(request) and not self._reserved():
            messages.warning(request, words.OTHER_ADDRESSES)
        return self._page(preset)

    def post(self, request: HttpRequest, preset: str) -> HttpResponse:
        chosen = self._preset(preset)
        form = form_for(chosen.protocol)(request.POST, preset=chosen)
        key = self._reserved()
        form.full_clean()
        if carried(request) and not key:
            form.add_error(None, words.OTHER_ADDRESSES)
        if not form.is_valid():
            return self._page(preset, form)
        try:
            row = providers.add(
                by=self.actor,
                key=key,
                protocol=chosen.protocol,
                preset=chosen.key,
                secret=form.cleaned_data.get("secret", ""),
                **form.fields_of_row(),
            )
        except Refused as refusal:
            form.add_error("name", refusal.reason)
            return self._page(preset, form)
        messages.success(request, _("Set up. Nobody signs in through it until you say so."))
        return redirect("portal:provider", pk=row.pk)

    def _preset(self, key: str) -> Any:
        chosen = preset(key)
        if chosen is None:
            raise Http404(_("There is no such way to begin."))
        return chosen

    def _page(self, key: str, form: Any = None) -> HttpResponse:
        chosen = self._preset(key)
        form = form or form_for(chosen.protocol)(preset=chosen)
        kept = self._reserved() or providers.new_key()
        context = {
            "form": form,
            "preset": chosen,
            "reserved": reserve(kept, self.request.acting),
            "addresses": reading.addresses(kept, chosen.protocol),
            "is_oidc": chosen.protocol == ProviderProtocol.OIDC,
        }
        return render(self.request, "portal/providers/edit.html", context)

    def _reserved(self) -> str:
        return reserved(self.request, self.request.acting)


class EditProvider(Changing):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        return self._page(row, form_for(row.protocol)(row=row, preset=reading.preset_of(row)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        form = form_for(row.protocol)(request.POST, row=row, preset=reading.preset_of(row))
        if not form.is_valid():
            return self._page(row, form)
        secret = form.cleaned_data.get("secret", "")
        try:
            after = providers.change(pk, by=self.actor, secret=secret, **form.fields_of_row())
        except Refused as refusal:
            form.add_error("name", refusal.reason)
            return self._page(row, form)
        if after.state != row.state:
            messages.warning(
                request, _("Saved. It is another connection now: try it, then use it again.")
            )
        else:
            messages.success(request, _("Saved: %s") % after.name)
        return redirect("portal:provider", pk=pk)

    def _page(self, row: IdentityProvider, form: Any) -> HttpResponse:
        context = {"form": form, "provider": row, "preset": reading.preset_of(row)}
        return render(self.request, "portal/providers/edit.html", context)


class OneProvider(SignInPage):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        theirs, unreadable = None, ""
        try:
            theirs = providers.theirs_of(row)
        except Failure as failure:
            unreadable = failure.cause
        context = {
            "provider": row,
            "preset": reading.preset_of(row),
            "addresses": reading.addresses(row.key, row.protocol),
            "rules": _told(reading.rules_of(row)),
            "tried": reading.tried(row),
            "theirs": theirs,
            "unreadable": unreadable,
            "members": provider_people.connected(row).count(),
            "domains": [each for each in reading.domains() if each.provider_id == row.pk],
            "refreshable": provider_documents.refreshable(row),
            "is_oidc": row.protocol == ProviderProtocol.OIDC,
        }
        return render(request, "portal/providers/detail.html", context)


class Rules(Changing):
    reads_freely: ClassVar[bool] = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.found(pk), NewRule(organisation=self.request.acting.organisation))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        form = NewRule(request.POST, organisation=self.request.acting.organisation)
        if not form.is_valid():
            return self._page(row, form)
        providers.add_rule(pk, by=self.actor, **form.cleaned_data)
        messages.success(request, _("The rule acts with everybody’s next sign-in."))
        return redirect("portal:provider-rules", pk=pk)

    def _page(self, row: IdentityProvider, form: NewRule) -> HttpResponse:
        context = {
            "provider": row,
            "form": form,
            "rules": _told(reading.rules_of(row)),
        }
        return render(self.request, "portal/providers/rules.html", context)


class RemoveRule(Changing):
    def post(self, request: HttpRequest, pk: uuid.UUID, rule: uuid.UUID) -> HttpResponse:
        providers.remove_rule(pk, rule, by=self.actor)
        messages.success(
            request, _("Removed. What it gave is taken back with everybody’s next sign-in.")
        )
        return redirect("portal:provider-rules", pk=pk)


class TryProvider(SignInPage):
    """Leaves for the provider and comes back with what would happen; changes nobody's account."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return intend(request, self.found(pk), TRY, reverse("portal:provider", args=[pk]))


class Tried(SignInPage):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        told = request.session.get(TRIED)
        if not isinstance(told, dict) or told.get("provider") != str(pk):
            messages.info(request, _("Nothing was tried in this session. Try the connection."))
            return redirect("portal:provider", pk=pk)
        values = [(words.CLAIMS[name], rows) for name, rows in told["values"].items()]
        problem = words.to_steward(told.get("kind", "")) if not told["way"] else ""
        context = {"provider": row, "told": told, "values": values, "problem": problem}
        return render(request, "portal/providers/tried.html", context)


class UseProvider(Changing):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        context = {
            "provider": row,
            "tried": reading.tried(row),
            "domains": [each for each in reading.domains() if each.provider_id == row.pk],
            "danger": False,
            "confirm_label": _("Use this sign-in"),
            "cancel_url": reverse("portal:provider", args=[pk]),
        }
        return render(request, "portal/providers/use.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = providers.use(pk, by=self.actor)
        messages.success(request, _("People sign in through “%s” from now on.") % row.name)
        return redirect("portal:provider", pk=pk)


class SwitchOff(Changing):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        context = {
            "provider": row,
            "members": provider_people.connected(row).count(),
            "confirm_label": _("Switch it off"),
            "cancel_url": reverse("portal:provider", args=[pk]),
        }
        return render(request, "portal/providers/off.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = providers.switch_off(pk, by=self.actor)
        messages.success(request, _("Nobody signs in through “%s” any more.") % row.name)
        return redirect("portal:provider", pk=pk)


class Documents(Changing):
    """What the provider publishes: fetch it now; look at new keys and accept or decline them."""

    reads_freely: ClassVar[bool] = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        context = {
            "provider": row,
            "present": provider_documents.described(row, row.metadata),
            "pending": provider_documents.described(row, row.metadata_pending),
            "refreshable": provider_documents.refreshable(row),
        }
        return render(request, "portal/providers/documents.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.found(pk)
        what = request.POST.get("what")
        if what == "accept":
            provider_documents.accept_pending(pk, by=self.actor)
            messages.success(request, _("The new keys are in use."))
        elif what == "decline":
            provider_documents.decline_pending(pk, by=self.actor)
            messages.success(request, _("Declined: the keys that were there stay in use."))
        elif provider_documents.refreshable(row):
            if provider_documents.refresh(pk, by=self.actor):
                messages.success(request, _("Fetched."))
            else:
                messages.error(request, _("It could not be fetched; the reason stands below."))
        return redirect("portal:provider-documents", pk=pk)


class Domains(Changing):
    reads_freely: ClassVar[bool] = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ClaimDomain())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ClaimDomain(request.POST)
        if not form.is_valid():
            return self._page(form)
        only = list(reading.providers()[:2])
        try:
            row = providers.claim_domain(
                form.cleaned_data["domain"],
                by=self.actor,
                provider=only[0] if len(only) == 1 else None,
            )
        except Refused as refusal:
            form.add_error("domain", refusal.reason)
            return self._page(form)
        messages.success(
            request,
            _("Noted: %s. Ask the operator of this installation to confirm it.") % row.domain,
        )
        return redirect("portal:domains")

    def _page(self, form: ClaimDomain) -> HttpResponse:
        page = Paginator(reading.domains(), PAGE).get_page(self.request.GET.get("page"))
        return render(self.request, "portal/providers/domains.html", {"form": form, "page": page})


class OneDomain(Changing):
    reads_freely: ClassVar[bool] = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        domain = self._domain(pk)
        context = {"domain": domain, "form": LeadDomain(domain=domain)}
        return render(request, "portal/providers/domain.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        domain = self._domain(pk)
        if request.POST.get("what") == "release":
            providers.release_domain(pk, by=self.actor)
            messages.success(request, _("Taken off the list: %s") % domain.domain)
            return redirect("portal:domains")
        form = LeadDomain(request.POST, domain=domain)
        if not form.is_valid():
            context = {"domain": domain, "form": form}
            return render(request, "portal/providers/domain.html", context)
        providers.lead_domain(pk, by=self.actor, provider=form.cleaned_data["provider"])
        messages.success(request, _("Saved: %s") % domain.domain)
        return redirect("portal:domains")

    def _domain(self, pk: uuid.UUID) -> Any:
        row = reading.domains().filter(pk=pk).first()
        if row is None:
            raise Http404(_("There is no such domain."))
        return row


class Problems(SignInPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("code", "").strip()[:20]
        page = Paginator(reading.problems(code=code), PAGE).get_page(request.GET.get("page"))
        for row in page.object_list:
            row.told = words.to_steward(row.kind)  # type: ignore[attr-defined]  # for the page
        return render(request, "portal/providers/problems.html", {"page": page, "code": code})


class OrganisationDomains(OperatorView):
    """An operator confirms that a domain is an organisation's, having made sure outside."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        organisation = organisation_or_404(pk)
        with acting_for(organisation):
            rows = list(reading.domains())
        context = {"organisation": organisation, "domains": rows}
        return render(request, "portal/operations/domains.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        organisation = organisation_or_404(pk)
        try:
            domain = uuid.UUID(request.POST.get("domain", ""))
        except ValueError:
            raise Http404 from None
        change = (
            providers.withdraw_domain
            if request.POST.get("what") == "withdraw"
            else providers.confirm_domain
        )
        try:
            with acting_for(organisation):
                row = change(domain, by=self.actor)
        except Refused as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("Saved: %s") % row.domain)
        return redirect("portal:operations-domains", pk=pk)
