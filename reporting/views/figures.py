"""A ministry's figures: one stored snapshot, in one of two views, on a fixed menu of pages."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.authority import Refused
from portal.countries import name_of
from portal.enums import Permission
from portal.views.base import ActingView
from reporting.domain.documents import NotAudited, Published, opened
from reporting.domain.periods import Quarter
from reporting.domain.rules import Audience
from reporting.models import Snapshot
from reporting.queries import collected, dashboard, files
from reporting.views import figure_parts as parts

VIEWS: Final = (
    (Audience.PUBLISHABLE, gettext_lazy("Publishable")),
    (Audience.INTERNAL, gettext_lazy("Internal")),
)


def audience_of(wanted: str) -> Audience:
    """The view asked for; the publishable one unless another is named. Raises Refused."""
    try:
        return Audience(wanted or Audience.PUBLISHABLE)
    except ValueError:
        raise Refused(
            _("There are two views: publishable and internal. Choose one of them.")
        ) from None


class FiguresView(ActingView, ABC):
    """Reads the latest snapshot, and shows nothing that has no audit."""

    permission = Permission.VIEW_FIGURES
    http_method_names = ["get"]

    def get(self, request: HttpRequest, **given: str) -> HttpResponseBase:
        audience = audience_of(request.GET.get("view", ""))
        snapshot = collected.snapshot()
        if snapshot is None:
            return self.nothing(self.coming(""))
        try:
            figures = collected.published(snapshot, audience)
        except NotAudited as problem:
            return self.withheld(_(str(problem)))
        return self.show(snapshot, figures, **given)

    @abstractmethod
    def show(self, snapshot: Snapshot, figures: Published, **given: str) -> HttpResponseBase:
        """What is asked for of a snapshot that passed its audit."""

    def coming(self, period: str) -> collected.Expected:
        return collected.expected(self.request.acting.organisation, period)

    def nothing(self, coming: collected.Expected) -> HttpResponseBase:
        """Before the first collection: what comes, and when."""
        return render(self.request, "reporting/figures/empty.html", {"coming": coming})

    def withheld(self, why: str) -> HttpResponseBase:
        """No audit, no figures: the page says why instead."""
        return render(self.request, "reporting/figures/unavailable.html", {"why": why})


class _Page(FiguresView):
    template: str
    """The page; its figures are drawn by the template of the same name ending in `_body`."""

    def show(self, snapshot: Snapshot, figures: Published, **given: str) -> HttpResponseBase:
        part = given.get("part", "")
        if part and part not in parts.PARTS:
            raise Http404(_("There is no such page of figures."))
        frame = dashboard.frame_of(figures.cycle)
        context = {
            "figures": figures,
            "state_name": name_of(figures.member_state),
            "part": parts.PARTS.get(part),
            "internal": figures.audience is Audience.INTERNAL,
            "marking": dashboard.marking(figures.audience),
            "views": _views(self.request.path, figures),
            "menu": _menu(part, figures),
            "downloads": list(_downloads(figures)),
            "coming": self.coming(figures.period),
            "body": _drawn(
                snapshot.document, snapshot.digest, figures.audience, part, frame, get_language()
            ),
        }
        return render(self.request, self.template, context)


class Overview(_Page):
    """Few numbers set large, each with its coverage and definition."""

    template = "reporting/figures/overview.html"


class Part(_Page):
    """The tables of one part of the menu."""

    template = "reporting/figures/part.html"


@lru_cache(maxsize=256)
def _drawn(
    document: str, digest: str, audience: Audience, part: str, frame: int | None, _language: str
) -> SafeString:
    """The figures of a page. A snapshot never changes, so each process draws it once a language."""
    figures = opened(document, digest, audience)
    following = Quarter.parse(figures.period).next()
    context: dict[str, Any] = {"figures": figures, "digest": digest, "following": following}
    if not part:
        context |= {
            "stats": list(parts.stats(figures, frame)),
            "trends": list(parts.trends(figures)),
            "missing": parts.not_provided(),
            "by_design": parts.by_design(),
        }
        return render_to_string("reporting/figures/overview_body.html", context)
    context |= {
        "tables": list(parts.tables(figures, part, frame)),
        "medians": list(parts.medians(figures, part, frame)),
    }
    return render_to_string("reporting/figures/part_body.html", context)


class Csv(FiguresView):
    """One table, or all of them, as lines."""

    step_up = True
    limit = "export"

    def show(self, snapshot: Snapshot, figures: Published, **given: str) -> HttpResponseBase:
        name = given["name"]
        if name != "all" and not files.has_table(name):
            raise Http404(_("There is no such table of figures."))
        text = files.csv_text(figures, snapshot.digest, "" if name == "all" else name)
        return _file(text, f"{files.file_name(figures, name)}.csv", "text/csv; charset=utf-8")

    def nothing(self, coming: collected.Expected) -> HttpResponseBase:
        raise Http404(_("Nothing was collected yet."))

    def withheld(self, why: str) -> HttpResponseBase:
        raise Refused(why)


class Json(Csv):
    """Everything the view shows, with definitions."""

    def show(self, snapshot: Snapshot, figures: Published, **given: str) -> HttpResponseBase:
        frame = dashboard.frame_of(figures.cycle)
        document = files.as_json(figures, snapshot.digest, frame)
        text = json.dumps(document, ensure_ascii=False, indent=1)
        return _file(text, f"{files.file_name(figures, 'all')}.json", "application/json")


def _file(text: str, name: str, content_type: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": disposition}
    )


def _address(name: str, figures: Published, *arguments: str) -> str:
    """Keeps to the view one is in."""
    address = reverse(name, args=arguments)
    return f"{address}?{urlencode({'view': figures.audience.value})}"


def _views(path: str, figures: Published) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{path}?{urlencode({'view': audience.value})}",
            "current": audience is figures.audience,
        }
        for audience, label in VIEWS
    ]


def _menu(part: str, figures: Published) -> Sequence[dict[str, Any]]:
    overview = {
        "label": _("Overview"),
        "url": _address("reporting:figures", figures),
        "current": not part,
    }
    return [
        overview,
        *(
            {
                "label": title,
                "url": _address("reporting:figures-part", figures, name),
                "current": name == part,
            }
            for name, (title, _lede) in parts.PARTS.items()
        ),
    ]


def _downloads(figures: Published) -> Iterator[dict[str, str]]:
    yield {"label": _("All as CSV"), "url": _address("reporting:figures-csv", figures, "all")}
    yield {"label": _("All as JSON"), "url": _address("reporting:figures-json", figures)}
