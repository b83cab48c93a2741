"""The frame of a draft's pages: its tabs, its state in words, and where its review stands."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.choices import DraftState, ReviewStep
from diligence.models import Draft
from diligence.queries import drafts
from diligence.queries.levels import newer_of
from portal.authority import Actor
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a draft: the name other modules call it by, its route, and its label."""

    name: str
    route: str
    label: str | Promise


TABS = (
    Tab("outline", "diligence:draft-outline", gettext_lazy("Outline")),
    Tab("triage", "diligence:draft-triage", gettext_lazy("Triage")),
    Tab("scoring", "diligence:draft-scoring", gettext_lazy("Scoring")),
    Tab("translations", "diligence:draft-translations", gettext_lazy("Translations")),
    Tab("cases", "diligence:draft-cases", gettext_lazy("Cases")),
    Tab("checks", "diligence:draft-checks", gettext_lazy("Checks")),
    Tab("preview", "diligence:draft-preview", gettext_lazy("Preview")),
    Tab("simulation", "diligence:draft-simulation", gettext_lazy("Simulation")),
    Tab("differences", "diligence:draft-differences", gettext_lazy("Differences")),
    Tab("comments", "diligence:draft-comments", gettext_lazy("Comments")),
    Tab("history", "diligence:draft-history", gettext_lazy("History")),
    Tab("review", "diligence:draft-review", gettext_lazy("Review")),
    Tab("files", "diligence:draft-files", gettext_lazy("Files")),
)
"""In the order of the work: write, try, look back, have it reviewed."""
_ENDED = (DraftState.PUBLISHED, DraftState.DISCARDED)
UPDATE = Tab("update", "diligence:draft-parent-update", gettext_lazy("Newer parent"))
"""Only where what the draft builds on has a newer edition."""


def frame(draft: Draft, actor: Actor, *, tab: str) -> dict[str, Any]:
    """What `diligence/draft/frame.html` needs; `tab` names the page that is open."""
    open_comments = drafts.open_comments(draft)
    offered = tab == UPDATE.name or newer_of(draft.parent) is not None
    counts = {
        "comments": sum(open_comments.values()) or None,
        "checks": None if draft.state in _ENDED else len(drafts.blocking(draft)) or None,
    }
    return {
        "draft": draft,
        "tabs": [
            {
                "label": item.label,
                "url": reverse(item.route, args=[draft.pk]),
                "current": item.name == tab,
                "count": counts.get(item.name),
            }
            for item in (*TABS, *([UPDATE] if offered else []))
        ],
        "open_comments": open_comments,
        "builds_on": draft.parent,
        "lapsed": lapsed(draft),
    }


def lapsed(draft: Draft) -> str:
    """Says that an approval or a request for review is void, and why; '' where none is."""
    if draft.state in _ENDED:
        return ""
    last = drafts.last_review(draft)
    if last is None or last.step == ReviewStep.RETURNED or last.digest == drafts.digest_now(draft):
        return ""
    told = (
        _("%(who)s approved revision %(number)d. It was changed since, so the approval has lapsed.")
        if last.step == ReviewStep.APPROVED
        else _(
            "%(who)s asked for a review of revision %(number)d. It was changed since: ask again "
            "when it is ready."
        )
    )
    return told % {"who": last.by, "number": last.revision}


class DraftPage(ActingView):
    """A page of one draft, inside its frame; unknown and foreign drafts are 404."""

    permission = Permission.REVIEW
    tab: str = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Draft.DoesNotExist:
            raise Http404(_("There is no such draft.")) from None

    def load(self, pk: uuid.UUID) -> Draft:
        return owned_or_404(Draft, pk, drafts.visible(self.actor))

    def page(
        self, draft: Draft, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        told = {**frame(draft, self.actor, tab=self.tab), **context}
        return render(self.request, f"diligence/draft/{template}.html", told, status=status)
