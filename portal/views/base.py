"""The door from URL to row, and the base of every member's page."""

import uuid
from typing import Any, ClassVar, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View
from django_htmx.middleware import HtmxDetails

from portal import acting, looking, matrix, policy, stepup
from portal.acting import Acting
from portal.actions import operators
from portal.authority import Actor, Refused, require
from portal.enums import Permission
from portal.matrix import Audience, Needs
from portal.models import User
from portal.tenancy import Owned
from portal.views.stepup import ask

Row = TypeVar("Row", bound=Owned)


class ActingRequest(HttpRequest):
    """A request whose member is known."""

    acting: Acting
    htmx: HtmxDetails


def owned_or_404(
    model: type[Row], pk: uuid.UUID, queryset: models.QuerySet[Row] | None = None
) -> Row:
    """The acting organisation's row with this key; absent and foreign look the same (Http404)."""
    rows = model.objects.all() if queryset is None else queryset
    row: Row | None = rows.filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is nothing here, or it belongs to another organisation."))
    looking.note(row)
    return row


class ActingView(View):
    """A page for members of the acting organisation that hold `permission`.

    `permission` has no default, so that nobody opens a page by forgetting it; None is said where
    every member may come in.
    """

    permission: ClassVar[Permission | None]
    write_permission: ClassVar[Permission | None] = None
    """Needed for anything but GET and HEAD; `permission` where it is None."""
    needs: ClassVar[Needs] = {}
    """Methods for which any one of several permissions is enough, rather than these two."""
    step_up: ClassVar[bool] = False
    """Whether it is asked again who is there: what the page does can't be taken back."""
    reads_freely: ClassVar[bool] = False
    """Beside `step_up`: the page may be opened without being asked; what it sends may not."""
    limit: ClassVar[str] = ""
    """The limit of `portal.limits` that opening (`export`) or sending (`upload`) it counts for."""

    request: ActingRequest

    @property
    def actor(self) -> Actor:
        return self.request.acting.actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if getattr(request, "acting", None) is None:
            if request.user.is_operator and request.method == "GET":
                return redirect("portal:operations")
            raise Refused(_("You are not an active member of any organisation. Ask your steward."))
        needed = matrix.asked(self, request.method or "GET")
        if needed:
            require(self.actor.may_any(needed))
        if self.step_up and not stepup.fresh(request):
            reads = request.method in {"GET", "HEAD"}
            if not (reads and self.reads_freely):
                return ask(request)
        return super().dispatch(request, *args, **kwargs)


class OperatorRequest(HttpRequest):
    """A request of an operator, who acts for no organisation."""

    user: User


class OperatorView(View):
    """A page for operators; to everybody else it is not there.

    Whatever they change is asked about again after a while: it opens doors for others.
    """

    audience: ClassVar[Audience] = Audience.OPERATOR
    request: OperatorRequest

    @property
    def actor(self) -> Actor:
        return operators.actor(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_operator:
            raise Http404
        if acting.bound_to(request) is not None:
            raise Refused(_("Operators sign in with a way of their own, not through a provider."))
        if policy.second_factor_due_of_operator(request.user, request.session):
            return redirect("account_second_factor")
        if request.method not in {"GET", "HEAD"} and not stepup.fresh(request):
            return ask(request)
        return super().dispatch(request, *args, **kwargs)
