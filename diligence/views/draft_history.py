"""The history of a draft: who changed what, and taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from diligence.actions import drafts as actions
from diligence.models import Draft, DraftChange
from diligence.policy import authoring
from diligence.queries import drafts
from diligence.views.draft_frame import DraftPage
from diligence.views.draft_places import spot
from diligence.views.partnerships import page_number
from portal.authority import Refused, Verdict
from portal.enums import Permission

PER_PAGE = 30


class History(DraftPage):
    """Every change with its reason not to be taken back, where there is one."""

    tab = "history"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        known = drafts.course(draft)
        may_change = authoring.may_change(self.actor, draft)
        listed = sorted(known.changes.values(), key=lambda change: -change.revision)
        pages = Paginator[DraftChange](listed, PER_PAGE)
        page = pages.get_page(page_number(request))
        context: dict[str, Any] = {
            "page": page,
            "entries": [
                {
                    "change": change,
                    "spot": spot(draft, change.place),
                    "may": self._may(known, change.revision, may_change),
                    "back": known.brings_back(change.revision),
                    "gone": known.taken_back(change.revision) is not None,
                }
                for change in page.object_list
            ],
            "may_change": may_change,
            "may_restore": authoring.may_restore(self.actor, draft),
            "may_redo": bool(known.redo),
            "no_undo": "" if known.undo else _("There is nothing to take back."),
        }
        return self.page(draft, "history", **context)

    def _may(self, known: drafts.Course, revision: int, may_change: Verdict) -> Verdict:
        """Whether this change can be taken back; the reason is the draft's where nothing can be."""
        return drafts.may_revert(known, revision) if may_change else may_change


class Undo(DraftPage):
    """Take back the last change or the one named, or bring back what was taken back last."""

    permission = Permission.AUTHOR
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        try:
            row = self._step(pk, request.POST.get("revision", ""), request.POST.get("step", ""))
        except Refused as refusal:
            messages.error(request, refusal.reason)
        else:
            what = row.changes.first()
            messages.success(request, str(what.what) if what else "")
        back = "outline" if request.POST.get("back") == "outline" else "history"
        return redirect(f"diligence:draft-{back}", pk)

    def _step(self, pk: uuid.UUID, revision: str, step: str) -> Draft:
        if step == "redo":
            return actions.redo(self.actor, pk)
        if revision and not (revision.isdecimal() and len(revision) < 10):
            raise Refused(_("There is no such change of this draft."))
        return actions.undo(self.actor, pk, revision=int(revision) if revision else None)
