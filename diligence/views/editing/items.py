"""Small parts of a draft, each with a page of its own: title, sections, flags, rules, measures."""

import uuid
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import drafts
from diligence.domain import places
from diligence.domain.completing import explained
from diligence.domain.consequences import axes_of
from diligence.domain.draft_reading import Naming, list_of, members, text_of
from diligence.domain.editing import EditError, Insert, Operation, Rename, Set
from diligence.forms.editing.items import (
    TARGETS,
    AboutForm,
    FlagForm,
    FlagRuleForm,
    ItemForm,
    MeasureForm,
    SectionForm,
)
from diligence.forms.editing.new import TriageNewForm
from diligence.forms.editing.options import ROUTES
from diligence.forms.editing.parts import full
from diligence.forms.treatment import kind_label
from diligence.queries import drafts as draft_queries
from diligence.queries.sentences import spoken
from diligence.views.editing import arranging
from diligence.views.editing.arranging import free_id
from diligence.views.editing.desk import DeskView, EditPage, merged, reason_of
from diligence.views.editing.questions import built, condition_in_words, finding_rows
from portal.authority import Refused

FEW = 3
"""So many questions that suggest a measure are named on its line."""


class About(EditPage):
    """Title, edition and introduction."""

    template = "about.html"

    def form(self, data: Any = None) -> forms.Form:
        initial = {name: text_of(self.document, name) for name in ("title", "edition", "about")}
        return AboutForm(data, initial=initial)

    def operations(self, form: Any) -> list[Operation]:
        told = form.cleaned_data
        return [
            Set(name, value or None)
            for name, value in told.items()
            if value != text_of(self.document, name)
        ]

    def what(self, form: Any) -> str:
        return _("Changed title, edition or introduction")

    def after(self, form: Any) -> str:
        return reverse("diligence:draft-outline", args=[self.draft.pk])


class ItemPage(EditPage):
    """One member of a list, or a new one where the address names none."""

    template = "item.html"
    kind: ClassVar[type[ItemForm]]
    back: ClassVar[str]

    def find(self) -> None:
        name = self.kwargs.get("id")
        listed = members(self.document, self.kind.list_)
        self.item: dict[str, Any] = {}
        if name is not None:
            found = next((item for item in listed if item.get(self.kind.key) == name), None)
            if found is None:
                raise Http404(_("The draft has no such part: it may have been removed or renamed."))
            self.item = found
        self.place = places.at(self.kind.list_, name) if name else self.kind.list_

    def asked(self) -> str:
        name = self.kwargs.get("id")
        return places.at(self.kind.list_, name) if name else ""

    def elsewhere(self) -> str:
        return reverse(f"diligence:{self.back}", args=[self.draft.pk])

    @property
    def new(self) -> bool:
        return not self.item

    def form(self, data: Any = None) -> forms.Form:
        item = self.item or self.proposed()

        def why_locked(member: str) -> str:
            return "" if self.new else self.why_locked(places.at(self.place, member))

        return self.kind(data, document=self.document, item=item, why_locked=why_locked)

    def proposed(self) -> dict[str, Any]:
        """What a new one begins with: the next free code."""
        listed = members(self.document, self.kind.list_)
        last = str(places.name_of(listed[-1])) if listed else self.first
        return {self.kind.key: free_id(self.document, self.kind.list_, last)}

    first: ClassVar[str] = "A0"

    def operations(self, form: Any) -> list[Operation]:
        after = merged(self.item, form.members())
        if self.new:
            return [Insert(self.kind.list_, {self.kind.key: form.name(), **after})]
        changes = self.changed(self.place, self.item, after)
        if form.name() != self.item[self.kind.key]:
            changes.append(Rename(self.place, form.name()))
        return changes

    def what(self, form: Any) -> str:
        template = _("Added %(noun)s %(id)s") if self.new else _("Changed %(noun)s %(id)s")
        return template % {"noun": self.noun(), "id": form.name()}

    @abstractmethod
    def noun(self) -> str:
        """What such a part is called."""

    def after(self, form: Any) -> str:
        return reverse(f"diligence:{self.back}", args=[self.draft.pk])

    def context(self, form: Any) -> dict[str, Any]:
        found = draft_queries.examined(self.draft).findings
        return {
            "item": self.item,
            "new": self.new,
            "name": self.kwargs.get("id", ""),
            "noun": self.noun(),
            "back": reverse(f"diligence:{self.back}", args=[self.draft.pk]),
            "place": self.place,
            "locked": "" if self.new else self.why_locked(self.place),
            "findings": [] if self.new else finding_rows(self.draft, found, self.place),
        }


class SectionPage(ItemPage):
    kind = SectionForm
    back = "draft-outline"

    def noun(self) -> str:
        return _("section")

    def proposed(self) -> dict[str, Any]:
        taken = {text_of(s, "id") for s in members(self.document, "sections")}
        letters = (chr(code) for code in range(ord("A"), ord("Z") + 1))
        return {"id": next((letter for letter in letters if letter not in taken), "")}


class FlagPage(ItemPage):
    kind = FlagForm
    back = "draft-flags"
    tab = "scoring"

    def noun(self) -> str:
        return _("flag")

    def proposed(self) -> dict[str, Any]:
        return {}


class FlagRulePage(ItemPage):
    template = "flag_rule.html"
    kind = FlagRuleForm
    back = "draft-flags"
    tab = "scoring"
    first = "R0"

    def noun(self) -> str:
        return _("rule")

    def post(self, request: HttpRequest, pk: uuid.UUID, **named: str) -> HttpResponse:
        if request.POST.get("rows") != "build":
            return super().post(request, pk, **named)
        self.open(pk)
        gone = self.find_or_earlier()
        form = self.form(built(self.document, request.POST, "when"))
        if gone is not None:
            return self._gone(form, gone)
        form.is_valid()
        form.errors.clear()
        return self.draw(form, revision=self.posted_revision())

    def context(self, form: Any) -> dict[str, Any]:
        text = str(form["when"].value() or "")
        told = condition_in_words(explained(self.document, text), text)
        naming = Naming(self.document)
        codes = [
            {"id": id, "label": naming.question_label(id), "options": list(found.items())}
            for id in naming.questions
            if (found := naming.codes(id))
        ]
        return {**super().context(form), "explained": told, "codes": codes}


class MeasurePage(ItemPage):
    template = "measure.html"
    kind = MeasureForm
    back = "draft-measures"
    tab = "scoring"
    first = "M00"

    def noun(self) -> str:
        return _("measure")


class TriageNew(EditPage):
    """A new question of the triage."""

    template = "triage_new.html"
    tab = "triage"

    def form(self, data: Any = None) -> forms.Form:
        listed = members(self.document, "triage")
        last = text_of(listed[-1], "id") if listed else "T0"
        id = free_id(self.document, "triage", last)
        return TriageNewForm(data, document=self.document, initial={"id": id})

    def operations(self, form: Any) -> list[Operation]:
        return [Insert("triage", full(form.item()))]

    def what(self, form: Any) -> str:
        return _("Added triage question %(id)s") % {"id": form.cleaned_data["id"]}

    def after(self, form: Any) -> str:
        args = [self.draft.pk, form.cleaned_data["id"]]
        return reverse("diligence:draft-triage-question", args=args)


# --- Lists --------------------------------------------------------------------------------------
class ItemList(DeskView, ABC):
    """A list of parts that are put in order, duplicated and removed where they stand."""

    template: ClassVar[str]
    address: ClassVar[str]

    @abstractmethod
    def rows(self) -> dict[str, Any]:
        """What the template lists."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        return self.page(self.template, **self.rows())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        focus = ""
        try:
            act = arranging.read(self.document, request.POST, self.why_locked)
            if act is not None:
                self.save(act.operations, act.what)
                focus = places.anchor(act.focus)
                messages.success(
                    request, _("%(what)s. Undo is on the outline.") % {"what": act.what}
                )
        except (drafts.Stale, EditError, ValidationError, Refused) as error:
            messages.error(request, reason_of(error))
        address = reverse(f"diligence:{self.address}", args=[pk])
        return redirect(f"{address}#{focus}" if focus else address)

    def listed(self, list_: str) -> list[dict[str, Any]]:
        """Each member with its place, and why it can't be changed."""
        found = []
        for item in members(self.document, list_):
            place = places.at(list_, str(places.name_of(item)))
            row = {"item": item, "place": place, "anchor": places.anchor(place)}
            found.append({**row, "locked": self.why_locked(place)})
        return found


class Triage(ItemList):
    """The triage: its questions, and where each answer leads."""

    template = "triage.html"
    address = "draft-triage"
    tab = "triage"

    def rows(self) -> dict[str, Any]:
        words = dict(ROUTES)
        rows = self.listed("triage")
        for row in rows:
            row["options"] = [
                (text_of(o, "label"), text_of(o, "route"), words.get(text_of(o, "route"), ""))
                for o in members(row["item"], "options")
            ]
        return {"rows": rows, "most": 10}


class Flags(ItemList):
    """Flags with whom they address, and the rules that raise them."""

    template = "flags.html"
    address = "draft-flags"
    tab = "scoring"

    def rows(self) -> dict[str, Any]:
        targets = {str(target): words for target, words in TARGETS.items()}
        raised = _raised(self.document)
        naming = Naming(self.document)
        flags = self.listed("flags")
        words = {text_of(row["item"], "code"): text_of(row["item"], "words") for row in flags}
        for row in flags:
            code = text_of(row["item"], "code")
            row["target"] = targets.get(text_of(row["item"], "target"), "")
            row["raised"] = [(id, naming.question_label(id)) for id in raised.get(code, [])]
        rules = self.listed("flag_rules")
        axes = axes_of(self.document)
        for row in rules:
            told = explained(self.document, text_of(row["item"], "when"))
            row["words"] = spoken(told.words) if told.words else ""
            row["flag"] = words.get(text_of(row["item"], "flag")) or text_of(row["item"], "flag")
            row["axis"] = axes.get(text_of(row["item"], "axis"), "")
        return {"flags": flags, "rules": rules}


class Measures(ItemList):
    """The library of measures."""

    template = "measures.html"
    address = "draft-measures"
    tab = "scoring"

    def rows(self) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:100].casefold()
        axes = axes_of(self.document)
        naming = Naming(self.document)
        suggested: dict[str, list[str]] = {}
        for question in members(self.document, "questions"):
            for measure in list_of(question, "measures"):
                suggested.setdefault(measure, []).append(text_of(question, "id"))
        rows = []
        for row in self.listed("measures"):
            item = row["item"]
            said = f"{text_of(item, 'id')} {text_of(item, 'name')} {text_of(item, 'kind')}"
            if words and not all(word in said.casefold() for word in words.split()):
                continue
            reduces = item.get("reduces")
            pairs = reduces.items() if isinstance(reduces, dict) else ()
            row["kind"] = kind_label(text_of(item, "kind"))
            row["reduces"] = [f"{axes.get(a, a)} −{levels}" for a, levels in pairs if levels]
            by = suggested.get(text_of(item, "id"), [])
            row["suggested"] = [(id, naming.question_label(id)) for id in by[:FEW]]
            row["more"] = max(0, len(by) - FEW)
            rows.append(row)
        return {"rows": rows, "words": words, "total": len(members(self.document, "measures"))}


def _raised(document: dict[str, Any]) -> dict[str, list[str]]:
    """Questions with an answer that raises a flag, by the flag's code."""
    found: dict[str, list[str]] = {}
    for question in members(document, "questions"):
        for code in dict.fromkeys(
            f for o in members(question, "options") for f in list_of(o, "flags")
        ):
            found.setdefault(code, []).append(text_of(question, "id"))
    return found
