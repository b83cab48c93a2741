"""A question on its author's page: words, answers, points, condition, and what they bring about."""

import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.domain import places
from diligence.domain.completing import appended, completions, explained
from diligence.domain.consequences import consequences
from diligence.domain.draft_reading import Naming, members, text_of
from diligence.domain.editing import Insert, Operation, Rename
from diligence.forms.editing.new import QuestionNewForm
from diligence.forms.editing.options import OptionRows
from diligence.forms.editing.parts import full
from diligence.forms.editing.question import QuestionForm
from diligence.queries import drafts as draft_queries
from diligence.queries import editor, overrides
from diligence.queries.sentences import spoken
from diligence.views.draft_places import url_of
from diligence.views.editing.arranging import free_id
from diligence.views.editing.desk import DeskView, EditPage, merged
from diligence.views.editing.sample import sample_of

_MISTAKEN: Final = re.compile(r"\$\{[^}\s]*\}?|'[^']*'?|[\w.-]+")
"""The whole name, text or word that a mistake in a condition begins with."""


class QuestionPage(EditPage):
    """One question of the questionnaire."""

    template = "question.html"
    list_ = "questions"

    @property
    def triage(self) -> bool:
        return self.list_ == "triage"

    def find(self) -> None:
        name = self.kwargs["id"]
        listed = members(self.document, self.list_)
        item = next((each for each in listed if each.get("id") == name), None)
        if item is None:
            raise Http404(_("The draft has no such question: it may have been removed or renamed."))
        self.item: dict[str, Any] = item
        self.place = places.at(self.list_, name)

    def asked(self) -> str:
        return places.at(self.list_, self.kwargs["id"])

    def elsewhere(self) -> str:
        name = "draft-triage" if self.triage else "draft-outline"
        return reverse(f"diligence:{name}", args=[self.draft.pk])

    def form(self, data: Any = None) -> QuestionForm:
        flags = [(text_of(f, "code"), text_of(f, "words")) for f in members(self.document, "flags")]
        rows = OptionRows(
            self.item,
            data,
            flags=flags,
            triage=self.triage,
            locked=bool(self.why_locked(f"{self.place}/options")),
        )
        return QuestionForm(
            data,
            rows=rows,
            document=self.document,
            item=self.item,
            triage=self.triage,
            why_locked=self._why_member_locked,
        )

    def _why_member_locked(self, member: str) -> str:
        """Short, where the page says on top why the whole question stays as it is."""
        reason = self.why_locked(f"{self.place}/{member}")
        return _("Inherited: it stays as it is.") if reason else ""

    def post(self, request: HttpRequest, pk: uuid.UUID, **named: str) -> HttpResponse:
        if request.POST.get("rows") or "beside" in request.GET:
            return self._again(pk)
        return super().post(request, pk, **named)

    def _again(self, pk: uuid.UUID) -> HttpResponse:
        """Nothing is saved: the rows are rearranged, or what stands beside them is worked out."""
        self.open(pk)
        gone = self.find_or_earlier()
        data: QueryDict = self.request.POST
        if gone is not None and "beside" not in self.request.GET:
            return self._gone(self.form(data), gone)
        if data.get("rows") == "build":
            data = built(self.document, data)
        form = self.form(data)
        if "beside" in self.request.GET:
            context = self._beside(self._typed(form))
            return render(self.request, "diligence/editor/beside.html", context)
        form.is_valid()
        # What is still being written is not told off.
        form.errors.clear()
        for row in form.rows.forms:
            row.is_valid()
            row.errors.clear()
        return self.draw(form, revision=self.posted_revision(), arranged=True)

    def sound(self, form: Any) -> bool:
        return all([form.is_valid(), form.rows.is_valid()])

    def operations(self, form: Any) -> list[Operation]:
        wanted = merged(self.item, {**form.members(), "options": form.rows.members()})
        renames: list[Operation] = [
            Rename(f"{self.place}/options/{was}", code) for was, code in form.rows.renamed()
        ]
        if renames:
            # The codes are new already when the rest is compared.
            codes = dict(form.rows.renamed())
            options = [
                {**option, "code": codes.get(str(option.get("code")), option.get("code"))}
                for option in members(self.item, "options")
            ]
            before = {**self.item, "options": options}
        else:
            before = self.item
        changes = [*renames, *self.changed(self.place, before, wanted)]
        id = form.cleaned_data["id"]
        if id != self.item["id"]:
            changes.append(Rename(self.place, id))
        return changes

    def what(self, form: Any) -> str:
        return _("Changed question %(id)s") % {"id": form.cleaned_data["id"]}

    def after(self, form: Any) -> str:
        id = form.cleaned_data["id"]
        if self.request.POST.get("then") == "next":
            named = [str(each.get("id")) for each in members(self.document, self.list_)]
            at = named.index(id) + 1 if id in named else 0
            id = named[at] if at < len(named) else id
        name = "draft-triage-question" if self.triage else "draft-question"
        return reverse(f"diligence:{name}", args=[self.draft.pk, id])

    # --- Drawing ---------------------------------------------------------------------------
    def context(self, form: Any) -> dict[str, Any]:
        listed = [str(each.get("id")) for each in members(self.document, self.list_)]
        at = listed.index(str(self.item["id"]))
        return {
            **self._beside(self._typed(form) if form.is_bound else self.item),
            "item": self.item,
            "place": self.place,
            "anchor": places.anchor(self.place),
            "triage": self.triage,
            "rows": form.rows,
            "locked": self.why_locked(self.place),
            "extend": {
                name: self.how_far(f"{self.place}/{member}")
                for name, member in (("help", "help/why"), ("measures", "measures"))
            },
            "findings": self._findings(),
            "comments": editor.within(draft_queries.open_comments(self.draft), self.place),
            "previous": listed[at - 1] if at else "",
            "following": listed[at + 1] if at + 1 < len(listed) else "",
            "number": at + 1,
            "total": len(listed),
            "codes": _codes(self.document, str(self.item["id"])) if not self.triage else [],
        }

    def _typed(self, form: Any) -> Mapping[str, Any]:
        """The question as it stands in the form; what can't be read counts as left out."""
        form.is_valid()
        for name in form.fields:
            form.cleaned_data.setdefault(name, None if name in ("cap", "valid_months") else "")
        for name in [n for n in form.fields if n.startswith("feed-")]:
            form.cleaned_data[name] = form.cleaned_data[name] or None
        form.rows.is_valid()
        options = []
        for row in form.rows.forms:
            if not row.blank and not row.errors:
                options.append(row.members({}))
        if form.rows.locked:
            options = form.rows.members()
        return merged(self.item, {**form.members(), "options": options})

    def _beside(self, item: Mapping[str, Any]) -> dict[str, Any]:
        told = [] if self.triage else consequences(self.document, item)
        condition = explained(
            self.document, text_of(item, "condition"), own=str(self.item.get("id", ""))
        )
        return {
            "consequences": [spoken(sentence) for sentence in told],
            "explained": condition_in_words(condition, text_of(item, "condition")),
            "sample": sample_of(item),
            "draft": self.draft,
        }

    def _findings(self) -> list[dict[str, Any]]:
        return finding_rows(self.draft, draft_queries.examined(self.draft).findings, self.place)


class TriageQuestionPage(QuestionPage):
    """One question of the triage, whose answers lead somewhere."""

    list_ = "triage"
    tab = "triage"


class QuestionNew(EditPage):
    """A new question, with the answers that its kind usually has."""

    template = "question_new.html"

    def form(self, data: Any = None) -> forms.Form:
        section = self.request.GET.get("section", "")
        last = [
            text_of(q, "id")
            for q in members(self.document, "questions")
            if q.get("section") == section
        ]
        id = free_id(self.document, "questions", last[-1] if last else f"{section or 'Q'}0")
        initial = {"section": section, "id": id}
        return QuestionNewForm(data, document=self.document, initial=initial)

    def operations(self, form: Any) -> list[Operation]:
        item = full(form.item())
        inside = [
            text_of(q, "id")
            for q in members(self.document, "questions")
            if q.get("section") == item["section"]
        ]
        named = [text_of(q, "id") for q in members(self.document, "questions")]
        after = named.index(inside[-1]) + 1 if inside else len(named)
        return [Insert("questions", item, named[after] if after < len(named) else None)]

    def what(self, form: Any) -> str:
        return _("Added question %(id)s") % {"id": form.cleaned_data["id"]}

    def after(self, form: Any) -> str:
        return reverse("diligence:draft-question", args=[self.draft.pk, form.cleaned_data["id"]])


class Complete(DeskView):
    """What can come next in a condition, for the list that opens while typing."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        text = request.GET.get("q", "")[:4000]
        at = request.GET.get("at", "")
        cursor = int(at) if at.isdecimal() and len(at) < 5 else len(text)
        own = request.GET.get("own", "")
        found = completions(self.document, text, cursor, apart_from=own)
        results = [
            # Gettext answers an empty text with the catalogue's own head.
            {"start": c.start, "text": c.text, "label": c.label, "note": c.note and _(c.note)}
            for c in found
        ]
        return JsonResponse({"results": results})


class Explain(DeskView):
    """A condition in words while it is typed, or what is wrong with it and where."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        text = (request.GET.get("condition") or request.GET.get("when") or "")[:4000]
        told = explained(self.document, text, own=request.GET.get("own", ""))
        context = {"explained": condition_in_words(told, text)}
        return render(request, "diligence/editor/explained.html", context)


def built(document: Mapping[str, Any], data: QueryDict, name: str = "condition") -> QueryDict:
    """What was posted, with the comparison put together from the lists added to the condition."""
    changed = data.copy()
    question, colon, code = data.get("build-what", "").partition(":")
    if colon:
        changed[name] = appended(
            document,
            data.get(name, ""),
            question=question,
            code=code,
            negated=data.get("build-how") == "is-not",
            either=data.get("build-join") == "or",
        )
    return changed


def condition_in_words(told: Any, text: str) -> dict[str, Any]:
    """What a condition says, or what is wrong, with the text cut where the mistake stands."""
    at = max(told.position - 1, 0)
    found = _MISTAKEN.match(text, at)
    end = found.end() if found else at + 1
    return {
        "words": spoken(told.words) if told.words else "",
        "problem": spoken(told.problem) if told.problem else "",
        "remedy": spoken(told.remedy) if told.remedy else "",
        "position": told.position,
        "before": text[:at],
        "wrong": text[at:end] or "␣",
        "rest": text[end:],
    }


def finding_rows(draft: Any, findings: Any, place: str) -> list[dict[str, Any]]:
    """What the checks say of a place and what is inside it."""
    inside = f"{place}/" if place else ""
    document = draft.document
    return [
        {
            "weight": str(finding.weight),
            "problem": overrides.spoken(finding.problem, document),
            "remedy": overrides.spoken(finding.remedy, document),
            "href": url_of(draft, finding.place),
            "elsewhere": not place or places.source_of(finding.place) != finding.place,
        }
        for finding in findings
        if (source := places.source_of(finding.place)) == place or source.startswith(inside)
    ]


def _codes(document: Mapping[str, Any], own: str) -> list[dict[str, Any]]:
    """Questions with their codes, for who writes a condition without scripts."""
    naming = Naming(document)
    return [
        {
            "id": id,
            "label": naming.question_label(id),
            "several": naming.several(id),
            "options": list(naming.codes(id).items()),
        }
        for id in naming.questions
        if id != own and naming.codes(id)
    ]
