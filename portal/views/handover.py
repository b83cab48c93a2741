"""Handing a one-time link over: by mail where mail works, on the page otherwise."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime

from portal import mail
from portal.actions.links import Link
from portal.authority import Actor
from portal.mail import Delivery
from portal.models import Invitation, User


def invitation(
    request: HttpRequest, row: Invitation, link: Link, *, by: Actor, back: str
) -> HttpResponse:
    """Mail the invitation; the page says what became of it and shows the link if need be."""
    delivery = mail.send(
        "invitation",
        row.email,
        {
            "organisation": row.owner.name,
            "invited_by": by.label,
            "roles": row.role_labels,
            "url": link.url,
            "expires": _until(link),
        },
    )
    return _page(request, "invitation", link, delivery, to=row.email, back=back)


def reset(request: HttpRequest, user: User, link: Link, *, by: Actor, back: str) -> HttpResponse:
    """Mail the reset link, or show it for handing over in person."""
    context = {"made_by": by.label, "url": link.url, "expires": _until(link)}
    delivery = mail.send("reset", user.email, context)
    return _page(request, "reset", link, delivery, to=user.email, back=back)


def _until(link: Link) -> str:
    return date_format(localtime(link.expires_at), "DATETIME_FORMAT")


def _page(
    request: HttpRequest, what: str, link: Link, delivery: Delivery, *, to: str, back: str
) -> HttpResponse:
    context = {
        "what": what,
        "to": to,
        "back": back,
        "expires_at": link.expires_at,
        "delivery": delivery.value,
        "link": "" if delivery is Delivery.SENT else link.url,
    }
    return render(request, "portal/links/handover.html", context)
