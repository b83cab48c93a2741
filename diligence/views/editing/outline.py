"""The outline: every section and question of a draft, put in order, copied, removed, taken back."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import drafts
from diligence.domain import places
from diligence.domain.canonical import number
from diligence.domain.completing import explained
from diligence.domain.consequences import adds, axes_of
from diligence.domain.draft_reading import Naming, members, text_of
from diligence.domain.editing import EditError
from diligence.forms.editing.question import TYPES
from diligence.queries import drafts as draft_queries
from diligence.queries import editor
from diligence.queries.sentences import spoken
from diligence.views.editing import arranging
from diligence.views.editing.cases import failing
from diligence.views.editing.desk import DeskView, reason_of
from portal.authority import Refused

Item = Mapping[str, Any]


class Outline(DeskView):
    """All sections with their questions; buttons, keys and drag put them in order."""

    tab = "outline"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        return self._draw()

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        focus, problem, what = "", "", ""
        try:
            act = arranging.read(self.document, request.POST, self.why_locked)
            if act is not None:
                self.save(act.operations, act.what)
                focus, what = act.focus, act.what
        except drafts.Stale:
            self.open(pk)
            problem = _("A colleague changed the order meanwhile. Look at it, then move it again.")
        except (EditError, ValidationError, Refused) as error:
            problem = reason_of(error)
        if self.request.htmx or problem:
            answer = self._draw(focus=focus, problem=problem)
            answer["HX-Trigger"] = json.dumps({"ajar:say": problem or what})
            return answer
        anchor = f"#{places.anchor(focus)}" if focus else ""
        return redirect(reverse("diligence:draft-outline", args=[pk]) + anchor)

    def _draw(self, *, focus: str = "", problem: str = "") -> HttpResponse:
        found = draft_queries.examined(self.draft).findings
        findings = editor.by_member(f.place for f in found)
        comments = editor.by_member_counts(draft_queries.open_comments(self.draft))
        words = self.request.GET.get("q", "").strip()[:100]
        only = self.request.GET.get("only", "")
        moving = self.request.GET.get("move", "")
        outline = self._sections(findings, comments, words, only)
        shown = sum(len(section["questions"]) for section in outline)
        return self.page(
            "outline.html",
            sections=[s for s in outline if s["questions"] or not (words or only)],
            questions=members(self.document, "questions"),
            total=len(members(self.document, "questions")),
            shown=shown,
            words=words,
            only=only,
            onlys=_narrowings(),
            moving=moving,
            last=editor.last_change(self.draft),
            failing=failing(self.draft),
            weights=_weights(found),
            focus=focus,
            errors=[{"text": problem, "href": ""}] if problem else [],
        )

    def _sections(
        self, findings: Mapping[str, int], comments: Mapping[str, int], words: str, only: str
    ) -> list[dict[str, Any]]:
        naming = Naming(self.document)
        by_section: dict[str, list[dict[str, Any]]] = {}
        for question in members(self.document, "questions"):
            row = self._row(question, naming, findings, comments)
            if _wanted(row, words, only):
                by_section.setdefault(text_of(question, "section"), []).append(row)
        told = []
        for section in members(self.document, "sections"):
            id = text_of(section, "id")
            place = f"sections/{id}"
            told.append(
                {
                    "id": id,
                    "place": place,
                    "anchor": places.anchor(place),
                    "title": text_of(section, "title"),
                    "questions": by_section.pop(id, []),
                    "locked": self.why_locked(place),
                    "findings": findings.get(place, 0),
                    "comments": comments.get(place, 0),
                }
            )
        for id, rows in by_section.items():
            title = _("Without a section")
            told.append({"id": id, "place": "", "title": title, "questions": rows, "lost": True})
        return told

    def _row(
        self,
        question: Item,
        naming: Naming,
        findings: Mapping[str, int],
        comments: Mapping[str, int],
    ) -> dict[str, Any]:
        id = text_of(question, "id")
        place = f"questions/{id}"
        condition, kind = text_of(question, "condition"), text_of(question, "type")
        told = explained(self.document, condition, own=id) if condition else None
        return {
            "id": id,
            "place": place,
            "anchor": places.anchor(place),
            "label": naming.question_label(id),
            "text": text_of(question, "text"),
            "type": TYPES.get(kind, kind),
            "points": _points(self.document, question),
            "conditional": bool(condition),
            "condition": spoken(told.words) if told and told.words else "",
            "flags": any(option.get("flags") for option in members(question, "options")),
            "findings": findings.get(place, 0),
            "comments": comments.get(place, 0),
            "locked": self.why_locked(place),
        }


def _narrowings() -> list[tuple[str, str]]:
    return [
        ("", _("All questions")),
        ("findings", _("With findings")),
        ("comments", _("With comments")),
        ("conditional", _("Asked on a condition")),
        ("scored", _("With points")),
        ("own", _("Our own")),
    ]


def _wanted(row: Mapping[str, Any], words: str, only: str) -> bool:
    told = f"{row['id']} {row['label']} {row['text']}".casefold()
    if words and not all(word in told for word in words.casefold().split()):
        return False
    wanted = {"scored": bool(row["points"]), "own": not row["locked"]}
    return bool(wanted.get(only, row.get(only, True))) if only else True


def _points(document: Item, question: Item) -> list[dict[str, Any]]:
    """Where points go and how many at most, short enough for a row."""
    titles = axes_of(document)
    return [
        {"axis": item.axis, "most": number(item.points), "title": titles[item.axis]}
        for item in adds(document, question)
        if item.points
    ]


def _weights(findings: Any) -> dict[str, int]:
    counts = {"error": 0, "judgement": 0, "note": 0}
    for finding in findings:
        counts[str(finding.weight)] += 1
    return counts
