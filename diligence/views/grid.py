"""Triage the backlog: the grid, one row of it saved or finished, and what was finished today."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from diligence.actions import grid
from diligence.domain import backlog as order
from diligence.domain.questionnaire import Questionnaire
from diligence.forms.answers import page_of
from diligence.forms.grid import PER_PAGES, GridFilters, Here, read_row
from diligence.models import Appraisal, Partnership
from diligence.queries import appraisals, backlog, partnerships, questionnaires
from diligence.queries.sentences import spoken
from diligence.views.answering import new_page
from diligence.views.grid_rows import Grid, Row, Turn, columns, key_of
from diligence.views.partnerships import page_number, units_of
from portal import clock
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404

DONE_PER_PAGE = 50


class GridView(ActingView):
    permission = Permission.APPRAISE

    def grid(self, definition: Questionnaire) -> Grid:
        return Grid(self.actor, clock.today(), definition, columns(definition))

    def in_force(self) -> Questionnaire | None:
        """The questions of the edition in force; None where none is published here."""
        try:
            return questionnaires.definition(questionnaires.current_version())
        except questionnaires.NoQuestionnaireError:
            return None

    def standing(self) -> dict[str, Any]:
        """How far the backlog is, and how long the rest takes."""
        told = backlog.standing(self.actor, clock.today())
        measured = self.request.acting.organisation.measures_minutes
        seconds = backlog.typical_seconds() if measured and told.left else None
        return {
            "left": told.left,
            "every": told.every,
            "done": told.done,
            "seconds": seconds,
            "time": spoken(order.time_left(told.left, seconds)) if seconds else "",
        }

    def page(self, query: QueryDict, sent: tuple[Partnership, Turn] | None = None) -> HttpResponse:
        """The grid as the address wants it; `sent` is a row that could not be stored whole."""
        definition = self.in_force()
        if definition is None:
            return render(self.request, "diligence/grid/unpublished.html")
        show = "ask" if query.get("show") == "ask" else "all"
        filters = self._filters(query)
        wanted = filters.wanted(asked=show == "ask")
        found = backlog.page(self.actor, wanted, clock.today())
        rows = self._rows(definition, found.rows, query, sent)
        standing = self.standing()
        context = {
            "columns": columns(definition),
            "rows": rows,
            "standing": standing,
            "filters": filters,
            "filtered": bool(filters.chosen()),
            "show": show,
            "tabs": self._tabs(show, standing),
            "page": new_page(),
            "here": query.urlencode(),
            "reset": f"?show={show}",
            "previous": _with(query, "before", found.before),
            "next": _with(query, "after", found.after),
            "beyond": bool(wanted.after or wanted.before),
            "sizes": [_size(query, size, wanted.per_page) for size in PER_PAGES],
            "errors": _errors(rows),
        }
        return render(self.request, "diligence/grid/page.html", context)

    def _filters(self, query: QueryDict) -> GridFilters:
        units = [(str(row.pk), row.name) for row in units_of(self.actor)]
        imports = [
            (str(row.pk), f"{row.name} · {date_format(row.uploaded_at, 'SHORT_DATE_FORMAT')}")
            for row in backlog.batches(self.actor)
        ]
        return GridFilters(query, units=units, batches=imports)

    def _rows(
        self,
        definition: Questionnaire,
        found: Sequence[Partnership],
        query: QueryDict,
        sent: tuple[Partnership, Turn] | None,
    ) -> list[Row]:
        """The page's rows; before them one just finished, or one that was sent from elsewhere."""
        drawn, open_ = self.grid(definition), backlog.in_triage(found)
        turns = {sent[0].pk: sent[1]} if sent else {}
        rows = [drawn.row(row, open_.get(row.pk), turns.get(row.pk)) for row in found]
        here = {row.pk for row in found}
        if sent is not None and sent[0].pk not in here:
            rows.insert(0, drawn.row(sent[0], self.newest(sent[0]), sent[1]))
        done = key_of(query.get("done", ""))
        if done is not None and done not in here:
            row = partnerships.visible_to(self.actor).select_related("unit").filter(pk=done).first()
            newest = self.newest(row) if row is not None else None
            if row is not None and newest is not None and newest.triaged_at is not None:
                rows.insert(0, drawn.row(row, newest))
        return _followed(rows)

    def newest(self, row: Partnership) -> Appraisal | None:
        rows = appraisals.with_answers(self.actor).filter(partnership_id=row.pk)
        found: Appraisal | None = rows.exclude(state="withdrawn").first()
        return found

    def _tabs(self, show: str, standing: dict[str, Any]) -> list[dict[str, Any]]:
        url = reverse("diligence:triage-grid")
        asked = backlog.asked(self.actor)
        return [
            {"label": _("To triage"), "url": url, "current": show == "all"}
            | {"count": standing["left"]},
            {"label": _("To ask a colleague"), "url": f"{url}?show=ask", "current": show == "ask"}
            | {"count": asked},
            {"label": _("Done today"), "url": f"{url}?show=done", "current": show == "done"}
            | {"count": standing["done"]},
            {"label": _("All appraisals"), "url": reverse("diligence:appraisal-list")},
        ]


class TriageGrid(GridView):
    """Every partnership that waits for its triage, a row each, in the order in which it comes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._done() if request.GET.get("show") == "done" else self.page(request.GET)

    def _done(self) -> HttpResponse:
        """What was finished today, to be looked at again or taken back."""
        number = max(1, page_number(self.request))
        start = (number - 1) * DONE_PER_PAGE
        rows = backlog.finished_on(self.actor, clock.today()).select_related("sheet")
        found = list(rows[start : start + DONE_PER_PAGE + 1])
        standing = self.standing()
        context = {
            "rows": [self._finished(row) for row in found[:DONE_PER_PAGE]],
            "standing": standing,
            "tabs": self._tabs("done", standing),
            "previous": f"?show=done&page={number - 1}" if number > 1 else "",
            "next": f"?show=done&page={number + 1}" if len(found) > DONE_PER_PAGE else "",
        }
        return render(self.request, "diligence/grid/done.html", context)

    def _finished(self, appraisal: Appraisal) -> Row:
        definition = questionnaires.definition(appraisal.version)
        row = self.grid(definition).row(appraisal.partnership, appraisal)
        return row | {"at": appraisal.triaged_at}


class TriageRow(GridView):
    """One row sent: saved, finished or taken back. Scripts get the row alone, as it is now."""

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        rows = partnerships.visible_to(self.actor).select_related("unit")
        row = owned_or_404(Partnership, pk, rows)
        definition = self.in_force()
        if definition is None:
            raise Refused(_("No questionnaire is published here yet, so nothing can be triaged."))
        if request.POST.get("then") == "back":
            turn = self._back(row)
        else:
            turn = self._save(row, definition)
        row = owned_or_404(Partnership, pk, rows)
        if request.headers.get("X-Requested-With") == "grid":
            return self._alone(row, definition, turn)
        if not turn.clean:
            return self.page(QueryDict(Here.of(request.POST).query), (row, turn))
        return self._onward(row, turn)

    def _save(self, row: Partnership, definition: Questionnaire) -> Turn:
        posted = read_row(definition.triage, self.request.POST)
        try:
            outcome = grid.save_row(
                row.pk,
                by=self.actor,
                saves=posted.saves,
                marks=posted.marks,
                finish=self.request.POST.get("then") == "finish",
                page=page_of(self.request.POST),
            )
        except Refused as refusal:
            return Turn(posted, refused=refusal.reason)
        return Turn(posted, outcome)

    def _back(self, row: Partnership) -> Turn:
        try:
            with transaction.atomic():
                grid.take_back(row.pk, by=self.actor)
        except Refused as refusal:
            return Turn(refused=refusal.reason)
        return Turn()

    def _alone(self, row: Partnership, definition: Questionnaire, turn: Turn) -> HttpResponse:
        drawn = self.grid(definition).row(row, self.newest(row), turn)
        here, standing = Here.of(self.request.POST).query, self.standing()
        show = "ask" if QueryDict(here).get("show") == "ask" else "all"
        context = {
            "row": drawn,
            "columns": columns(definition),
            "standing": standing,
            "tabs": self._tabs(show, standing),
            "here": here,
            "page": page_of(self.request.POST),
        }
        return render(self.request, "diligence/grid/alone.html", context)

    def _onward(self, row: Partnership, turn: Turn) -> HttpResponse:
        """Without scripts: back to where the person was, at the next row."""
        query = QueryDict(Here.of(self.request.POST).query, mutable=True)
        following = key_of(self.request.POST.get("next", ""))
        place = f"#row-{following}" if following else ""
        if turn.outcome.result is not None:
            query["done"] = str(row.pk)
            place = ""
        elif self.request.POST.get("then") == "back":
            messages.success(self.request, _("The triage is open again, with all its answers."))
        return redirect(f"{reverse('diligence:triage-grid')}?{query.urlencode()}{place}")


def _followed(rows: list[Row]) -> list[Row]:
    """Each row knows the one after it: there the work goes on."""
    following = [*(row["id"] for row in rows[1:]), ""]
    return [row | {"next": key} for row, key in zip(rows, following, strict=False)]


def _errors(rows: list[Row]) -> list[dict[str, str]]:
    """What kept a row from being stored whole, with the way to it."""
    found = []
    for row in rows:
        wrong = [*row.get("problems", ()), row.get("refused", "")]
        wrong += [
            _("%(name)s answered %(question)s meanwhile. Choose between the two answers.")
            % {"name": met["by"], "question": met["id"]}
            for met in row.get("conflicts", ())
        ]
        if row.get("missing"):
            wrong.append(_("Still to be answered: %(ids)s") % {"ids": row["missing"]})
        found += [
            {"text": f"{row['title']}: {text}", "href": f"#row-{row['id']}"}
            for text in wrong
            if text
        ]
    return found


def _with(query: QueryDict, name: str, key: uuid.UUID | None) -> str:
    if key is None:
        return ""
    changed = query.copy()
    for place in ("after", "before", "done"):
        changed.pop(place, None)
    changed[name] = str(key)
    return f"?{changed.urlencode()}"


def _size(query: QueryDict, size: int, present: int) -> dict[str, Any]:
    changed = query.copy()
    changed["rows"] = str(size)
    return {"size": size, "url": f"?{changed.urlencode()}", "current": size == present}
