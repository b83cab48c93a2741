"""API tokens: members keep their own, stewards see the organisation's."""

import uuid

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal import announce, policy
from portal.actions import tokens
from portal.enums import Permission
from portal.forms.tokens import NewToken
from portal.queries import members as reading
from portal.views.base import ActingView

PAGE = 50


class Tokens(ActingView):
    permission = Permission.MANAGE_TOKENS

    def get(self, request: HttpRequest) -> HttpResponse:
        everybody = bool(self.actor.may(Permission.MANAGE_MEMBERS))
        rows = reading.tokens(None if everybody else self.actor.membership_id)
        context = {
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "everybody": everybody,
        }
        return render(request, "portal/tokens/list.html", context)


class CreateToken(ActingView):
    """Makes a token and shows its secret this once."""

    permission = Permission.MANAGE_TOKENS
    step_up = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/tokens/new.html", {"form": self._form()})

    def _form(self, data: QueryDict | None = None) -> NewToken:
        actor = self.actor
        scopes = policy.scopes_open_to(actor.permissions)
        return NewToken(data, membership_id=actor.membership_id, scopes=scopes)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return render(request, "portal/tokens/new.html", {"form": form})
        token, secret = tokens.create(
            by=self.actor,
            name=form.cleaned_data["name"],
            expires_at=form.expires_at,
            scopes=form.cleaned_data.get("scopes", []),
        )
        tell = get_adapter().send_notification_mail
        announce.after_commit(lambda: tell("account/email/token_made", request.user))
        return render(request, "portal/tokens/made.html", {"token": token, "secret": secret})


class RevokeToken(ActingView):
    permission = Permission.MANAGE_TOKENS

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        token = tokens.revoke(pk, by=self.actor)
        messages.success(request, _("The token “%s” no longer works.") % token.name)
        return redirect("portal:tokens")
