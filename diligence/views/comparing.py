"""Two editions side by side: what differs, by what it means, and in words."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from diligence.domain.differences import Change, Kind, Summary, summary
from diligence.forms import languages
from diligence.forms.comparing import ChangeFilters, PairForm
from diligence.models import Draft
from diligence.queries import comparing, difference_words, drafts
from diligence.queries.comparing import NothingToCompareError, Side
from diligence.views.draft_frame import DraftPage, frame
from diligence.views.partnerships import page_number
from portal.enums import Permission
from portal.views.base import ActingView

PER_PAGE = 40
"""Parts of the questionnaire on one page, each with all of its differences."""


class Choose(ActingView):
    """Which two to compare."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = bool(request.GET.get("after"))
        form = PairForm(
            request.GET if asked else None,
            editions=comparing.readable(self.actor),
            drafts=list(drafts.listed(self.actor)),
            initial={"before": request.GET.get("before", "")},
        )
        if asked and form.is_valid():
            return redirect("diligence:compare", *form.pair())
        status = 422 if asked else 200
        return render(request, "diligence/version/choose.html", {"form": form}, status=status)


class Compare(ActingView):
    """What differs between two editions, or a draft and an edition."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def get(self, request: HttpRequest, before: uuid.UUID, after: uuid.UUID) -> HttpResponse:
        try:
            one, other = comparing.side(self.actor, before), comparing.side(self.actor, after)
        except NothingToCompareError:
            raise Http404(
                _("There is no such questionnaire, or it is not for your organisation.")
            ) from None
        context = differences(request, one, other)
        context["turned"] = reverse("diligence:compare", args=[after, before])
        return render(request, "diligence/version/compare.html", context)


class DraftDifferences(DraftPage):
    """What a draft changes of the edition it follows, builds on, or is to be compared with."""

    tab = "differences"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        context: dict[str, Any] = frame(draft, self.actor, tab=self.tab)
        editions = list(comparing.readable(self.actor))
        chosen = self._chosen(draft, request.GET.get("with", ""))
        context["editions"] = [
            {"pk": str(each.pk), "label": str(each), "current": chosen and each.pk == chosen.pk}
            for each in editions
        ]
        if chosen is not None:
            context |= differences(request, chosen, comparing.of_draft(draft))
        return render(request, "diligence/version/draft.html", context)

    def _chosen(self, draft: Draft, wanted: str) -> Side | None:
        """The edition asked for; else the one the draft follows or builds on."""
        found = comparing.earlier_of(draft)
        try:
            key = uuid.UUID(wanted)
        except ValueError:
            return None if found is None else comparing.of_version(found)
        version = comparing.readable(self.actor).filter(pk=key).first()
        if version is None:
            raise Http404(_("There is no such edition, or it is not for your organisation."))
        return comparing.of_version(version)


def differences(request: HttpRequest, before: Side, after: Side) -> dict[str, Any]:
    """What `diligence/version/changes.html` needs."""
    context: dict[str, Any] = {"before": before, "after": after}
    if before.definition is None or after.definition is None:
        return context | {"unreadable": before if before.definition is None else after}
    changes = comparing.changes(before, after)
    filters = ChangeFilters(request.GET, changes=changes)
    chosen = filters.chosen()
    found = comparing.narrowed(changes, **chosen)
    if not chosen:
        # A language is hundreds of texts: it has a list of its own.
        found = [change for change in found if change.kind is not Kind.TRANSLATION]
    parts = _parts(found, before, after)
    page = Paginator(parts, PER_PAGE).get_page(page_number(request))
    return context | {
        "changes": changes,
        "filters": filters,
        "narrowed": bool(chosen),
        "page": page,
        "summary": summary_lines(summary(c for c in changes if c.kind is not Kind.TRANSLATION)),
        "translations": [] if chosen else _translations(request, changes),
    }


def _translations(request: HttpRequest, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """How much of each translation differs, with the way to all of it."""
    counts = Counter(change.language for change in changes if change.kind is Kind.TRANSLATION)
    query = request.GET.copy()
    query["kind"] = Kind.TRANSLATION.value
    found = []
    for language, count in sorted(counts.items()):
        query["language"] = language
        found.append(
            {
                "code": language,
                "name": languages.name_of(language),
                "count": count,
                "url": f"?{query.urlencode()}",
            }
        )
    return found


def _parts(found: list[Any], before: Side, after: Side) -> list[dict[str, Any]]:
    """The parts of the questionnaire that differ, in its order, each with its differences."""
    was, now = before.definition, after.definition
    assert was is not None  # noqa: S101 - asked before
    assert now is not None  # noqa: S101 - asked before
    parts: dict[str, dict[str, Any]] = {}
    for change in found:
        part = parts.get(change.subject)
        if part is None:
            order, title = difference_words.group(change, was, now)
            name, called = difference_words.subject(change, was, now)
            part = {"order": order, "group": title, "name": name, "called": called, "rows": []}
            parts[change.subject] = part
        part["rows"].append(difference_words.told(change, was, now))
    return sorted(parts.values(), key=lambda part: part["order"])


_SUMMARY: Mapping[str, Any] = {
    "meaning": ngettext_lazy(
        "%(count)d question changed in meaning", "%(count)d questions changed in meaning", "count"
    ),
    "wording": ngettext_lazy(
        "%(count)d question changed in wording only",
        "%(count)d questions changed in wording only",
        "count",
    ),
    "moved": ngettext_lazy(
        "%(count)d question only moved", "%(count)d questions only moved", "count"
    ),
    "added": ngettext_lazy("%(count)d question added", "%(count)d questions added", "count"),
    "removed": ngettext_lazy("%(count)d question removed", "%(count)d questions removed", "count"),
    "elsewhere": ngettext_lazy(
        "%(count)d change outside the questions",
        "%(count)d changes outside the questions",
        "count",
    ),
}


def summary_lines(found: Summary) -> list[str]:
    """The counts in words; what there is none of is left out."""
    counts = ((name, getattr(found, name)) for name in _SUMMARY)
    return [str(_SUMMARY[name] % {"count": count}) for name, count in counts if count]
