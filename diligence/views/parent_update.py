"""A newer edition of what a draft builds on: its differences, the conflicts, and taking it over."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diligence.actions import parent_update as updating
from diligence.actions.drafts import Stale
from diligence.domain.differences import summary
from diligence.domain.places import look_up
from diligence.forms.levels import NextEditionForm, UpdateForm
from diligence.models import Draft
from diligence.policy import authoring
from diligence.queries import drafts, levels, parent_update
from diligence.queries.sentences import spoken
from diligence.views.consulting import with_problems
from diligence.views.draft_frame import UPDATE, DraftPage
from portal.enums import Permission
from portal.views.base import ActingView


class ParentUpdates(ActingView):
    """Own editions whose parent has a newer one; begin the next edition of one of them."""

    permission = Permission.AUTHOR

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(levels.offers(), "", None)

    def post(self, request: HttpRequest) -> HttpResponse:
        offers = levels.offers()
        wanted = request.POST.get("version", "")
        offer = next((one for one in offers if str(one.version.pk) == wanted), None)
        form = NextEditionForm(request.POST, auto_id=f"{wanted}-%s")
        if offer is None:
            messages.error(request, _("This edition builds on nothing newer. Choose a listed one."))
            return self._page(offers, "", None)
        if not form.is_valid():
            return self._page(offers, wanted, form)
        try:
            draft = updating.begin(self.actor, offer.version.pk, **form.cleaned_data)
        except ValidationError as problem:
            return self._page(offers, wanted, with_problems(form, problem))
        return redirect("diligence:draft-parent-update", pk=draft.pk)

    def _page(
        self, offers: list[levels.Offer], wanted: str, tried: NextEditionForm | None
    ) -> HttpResponse:
        listed = drafts.listed(self.actor)
        rows = []
        for offer in offers:
            key = str(offer.version.pk)
            mine = tried if key == wanted and tried is not None else None
            rows.append(
                {
                    "offer": offer,
                    "form": mine or NextEditionForm(auto_id=f"{key}-%s"),
                    "begun": list(listed.filter(replaces=offer.version)[:5]),
                }
            )
        context = {"rows": rows, "tried": tried}
        return render(self.request, "diligence/level/begin.html", context)


class ParentUpdate(DraftPage):
    """Differences first, then what of ours conflicts, one by one."""

    write_permission = Permission.AUTHOR
    tab = UPDATE.name

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.load(pk), None)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        form = _form(draft, parent_update.prepared(draft), request.POST)
        # What was chosen first can raise a question of its own: a renamed part may lean on what
        # is gone.
        found = parent_update.prepared(draft, form.given())
        form = _form(draft, found, request.POST)
        if found is None or not form.is_valid():
            return self._page(draft, form)
        try:
            updating.accept(
                self.actor,
                pk,
                to=_key(request.POST.get("to", "")),
                chosen=form.chosen(),
                revision=_number(request.POST.get("revision", "")),
            )
        except Stale as stale:
            messages.error(request, str(stale))
            return self._page(self.load(pk), None)
        told = _("The draft builds on %(edition)s now. Look at what the checks say.")
        messages.success(request, told % {"edition": found.after})
        return redirect("diligence:draft-parent-update", pk=pk)

    def _page(self, draft: Draft, form: UpdateForm | None) -> HttpResponse:
        found = parent_update.prepared(draft)
        context: dict[str, Any] = {
            "found": found,
            "form": form or _form(draft, found),
            "verdict": authoring.may_change(self.actor, draft),
        }
        if found is not None:
            context |= {"summary": summary(found.changes), "own": len(found.updated.own)}
        return self.page(draft, "update", **context)


def _form(draft: Draft, found: parent_update.Prepared | None, data: Any = None) -> UpdateForm:
    conflicts = found.updated.conflicts if found else ()
    return UpdateForm(
        data,
        conflicts=conflicts,
        words=[spoken(conflict.what) for conflict in conflicts],
        parts=[_called(draft, conflict.place) for conflict in conflicts],
    )


def _called(draft: Draft, place: str) -> str:
    """What the part of the draft reads as, before its place."""
    try:
        part = look_up(draft.document, "/".join(place.split("/")[:2]))
    except KeyError:
        return place
    words = part if isinstance(part, dict) else {}
    said = next((words[n] for n in ("short", "text", "title", "name", "words") if n in words), "")
    return f"{said} ({place})" if isinstance(said, str) and said else place


def _key(text: str) -> uuid.UUID:
    """The edition that was shown; one that none has where the address was tampered with."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
