"""Joining by the domain of one's address: for whoever asks, and for the steward who answers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.generic import View

from portal import acting, limits, mail, sessions
from portal.actions import joining, people
from portal.authority import Refused
from portal.enums import Permission
from portal.forms.account import Introduce
from portal.forms.joining import AnswerJoining, AskToJoin
from portal.matrix import Audience
from portal.models import AddressProof, JoinRequest, User
from portal.views.base import ActingView
from portal.views.links import LinkView

PAGE = 50


class AskToJoinPage(View):
    """Asks for an address; the answer is the same whatever it is."""

    audience: ClassVar[Audience] = Audience.ANYBODY

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/joining/ask.html", {"form": AskToJoin()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AskToJoin(request.POST)
        if not form.is_valid() or not settings.MAIL_ON:
            return render(request, "portal/joining/ask.html", {"form": form})
        email = form.cleaned_data["email"].strip().lower()
        waits = (
            limits.take("join", email),
            limits.take("join_address", limits.address_of(request)),
        )
        organisation = None if any(waits) else joining.taking(email)
        if organisation is not None:
            link = joining.prove(organisation, email)
            until = date_format(localtime(link.expires_at), "DATETIME_FORMAT")
            context = {"organisation": organisation.name, "url": link.url, "expires": until}
            mail.send("join", email, context)
        return render(request, "portal/joining/sent.html")


def why_closed(proof: AddressProof | None) -> str:
    """Why an address can't be proved by this link; '' where it can."""
    if proof is None:
        return _("This link is not known here. Check that the whole address was copied.")
    if not proof.is_open():
        return _("This link was used already or has lapsed. Ask for a new one.")
    if not proof.owner.active:
        return _("The organisation is suspended at present. Ask the operator.")
    return ""


class ProveAddress(LinkView):
    """The address is proved: a new person introduces themselves, a known one signs in."""

    audience: ClassVar[Audience] = Audience.BEARER

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        proof = joining.find(secret)
        reason = why_closed(proof)
        if reason or proof is None:
            return self.closed(request, reason)
        return self._page(request, proof, Introduce())

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        proof = joining.find(secret)
        reason = why_closed(proof)
        if reason or proof is None:
            return self.closed(request, reason)
        try:
            if people.find(proof.email) is not None:
                if not isinstance(request.user, User) or request.user.email != proof.email:
                    return self._page(request, proof, None)
                if acting.bound_to(request) not in {None, proof.owner_id}:
                    return render(request, "portal/stepup/bound.html", status=403)
                joining.ask(secret, user=request.user)
            else:
                form = Introduce(request.POST, person=User(email=proof.email))
                if not form.is_valid():
                    return self._page(request, proof, form)
                given = form.cleaned_data
                user = joining.ask_as_new(secret, name=given["name"], password=given["password1"])
                sessions.begin(request, user)
        except Refused as refusal:
            return self.closed(request, refusal.reason)
        messages.success(
            request,
            _("You asked to join %s. A steward answers, and you are told by mail.")
            % proof.owner.name,
        )
        return redirect("portal:you")

    def _page(
        self, request: HttpRequest, proof: AddressProof, form: Introduce | None
    ) -> HttpResponse:
        mine = request.user.is_authenticated and request.user.email == proof.email
        context = {
            "proof": proof,
            "form": form,
            "mine": mine,
            "other": request.user.is_authenticated and not mine,
            "known": people.find(proof.email) is not None,
        }
        return render(request, "portal/joining/prove.html", context)


class JoinRequests(ActingView):
    """Who asks to join, and which domains let people ask."""

    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "page": Paginator(joining.waiting(), PAGE).get_page(request.GET.get("page")),
            "domains": joining.domains(),
        }
        return render(request, "portal/joining/list.html", context)


class AcceptJoining(ActingView):
    """Gives the person who asked their roles."""

    permission = Permission.MANAGE_MEMBERS
    step_up = True

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = joining.locked(pk)
        return self._page(row, AnswerJoining(organisation=row.owner))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = joining.locked(pk)
        form = AnswerJoining(request.POST, organisation=row.owner)
        if not form.is_valid():
            return self._page(row, form)
        joining.accept(pk, by=self.actor, roles=form.cleaned_data["roles"], unit_ids=form.unit_ids)
        _tell(row)
        messages.success(request, _("%s is a member now.") % row.user.get_full_name())
        return redirect("portal:joining")

    def _page(self, row: JoinRequest, form: AnswerJoining) -> HttpResponse:
        return render(self.request, "portal/joining/accept.html", {"row": row, "form": form})


class DeclineJoining(ActingView):
    """Confirms that the answer is no."""

    permission = Permission.MANAGE_MEMBERS

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        context = {
            "row": joining.locked(pk),
            "confirm_label": _("Decline"),
            "cancel_url": reverse("portal:joining"),
        }
        return render(request, "portal/joining/decline.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = joining.decline(pk, by=self.actor)
        _tell(row)
        messages.success(request, _("%s is told that the answer is no.") % row.user.email)
        return redirect("portal:joining")


class LetAsk(ActingView):
    """Lets people of a confirmed domain ask to join, or no longer."""

    permission = Permission.MANAGE_SIGN_IN

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = joining.let_ask(pk, on=request.POST.get("on") == "1", by=self.actor)
        if row.joining:
            told = _("Whoever proves an address at %s may ask to join.")
        else:
            told = _("Nobody can ask to join with an address at %s any more.")
        messages.success(request, told % row.domain)
        return redirect("portal:joining")


def _tell(row: JoinRequest) -> None:
    context = {"organisation": row.owner.name, "url": f"{settings.PUBLIC_URL}/"}
    mail.send("join_answered", row.user.email, context)
