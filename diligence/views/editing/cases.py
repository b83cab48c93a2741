"""Worked cases: each run under the draft as it is, kept from the preview, approved anew."""

import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.actions import drafts
from diligence.domain import places
from diligence.domain.canonical import number
from diligence.domain.cases import Difference, answers_of, differences, observed
from diligence.domain.editing import EditError, Insert, Operation, Remove
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.scoring import AnswersError, score
from diligence.domain.triage import triage
from diligence.forms.answers import as_list
from diligence.forms.editing.case import ApproveForm, CaseForm, CaseNewForm
from diligence.forms.editing.parts import full
from diligence.models import Draft
from diligence.queries import drafts as draft_queries
from diligence.views.editing import trial
from diligence.views.editing.desk import DeskView, EditPage, merged, reason_of
from portal.authority import Refused

Case = Mapping[str, Any]
MOST_ANSWERS = 60_000
"""Characters of the answers that a case to be kept carries with it."""


def failing(draft: Draft) -> list[str]:
    """Cases that do not come out as stated, by what the checks found."""
    found = draft_queries.examined(draft).findings
    return sorted({places.parts(f.place)[1] for f in found if f.place.startswith("cases/")})


def readable(case: object) -> bool:
    """A case that can be tried: imported ones may be anything."""
    return (
        isinstance(case, Mapping)
        and isinstance(case.get("answers"), Mapping)
        and isinstance(case.get("expected"), Mapping)
        and isinstance(case.get("assumed", {}), Mapping)
    )


class Cases(DeskView):
    """All cases with what is expected of them and what the draft makes of them."""

    tab = "cases"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        only, definition = request.GET.get("only", ""), self.definition()
        rows = [row(definition, case) for case in self.draft.cases if readable(case)]
        wrong = [each for each in rows if each["differences"]]
        return self.page(
            "cases.html",
            rows=wrong if only == "failing" else rows,
            total=len(rows),
            wrong=wrong,
            only=only,
            answerable=definition is not None,
        )


class OneCase(EditPage):
    """A case: its words, what it expects and gets, and its answers."""

    template = "case.html"
    tab = "cases"

    def find(self) -> None:
        listed = self.document.get("cases", self.draft.cases)
        index = places.index_of(list(listed), self.kwargs["id"])
        if index is None or not readable(listed[index]):
            raise Http404(_("The draft has no such case: it may have been removed."))
        self.case: dict[str, Any] = listed[index]

    def asked(self) -> str:
        return places.at("cases", self.kwargs["id"])

    def elsewhere(self) -> str:
        return reverse("diligence:draft-cases", args=[self.draft.pk])

    def form(self, data: Any = None) -> forms.Form:
        initial = {name: self.case.get(name, "") for name in ("title", "facts", "why", "source")}
        return CaseForm(data, initial=initial)

    def operations(self, form: Any) -> list[Operation]:
        place = places.at("cases", str(self.case["id"]))
        return self.changed(place, self.case, {**self.case, **merged({}, form.cleaned_data)})

    def what(self, form: Any) -> str:
        return _("Changed worked case %(id)s") % {"id": self.case["id"]}

    def after(self, form: Any) -> str:
        return reverse("diligence:draft-case", args=[self.draft.pk, self.case["id"]])

    def context(self, form: Any) -> dict[str, Any]:
        definition = self.definition()
        return {
            "case": self.case,
            "row": row(definition, self.case),
            "approve": ApproveForm(),
            "answers": [_said(definition, id, v) for id, v in self.case["answers"].items()],
            "approved": self.case.get("approved"),
        }


class CaseStep(OneCase, ABC):
    """What is done to a case by posting; whoever opens the address comes to the case itself."""

    def get(self, request: HttpRequest, pk: uuid.UUID, **_named: str) -> HttpResponse:
        self.open(pk)
        self.find()
        return redirect("diligence:draft-case", pk, self.case["id"])

    def post(self, request: HttpRequest, pk: uuid.UUID, **_named: str) -> HttpResponse:
        self.open(pk)
        self.find()
        return self.take(request, pk)

    @abstractmethod
    def take(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """Take the step with the case found, and say what became of it."""


class CaseApprove(CaseStep):
    """The new outcome becomes what the case expects, with who says so and why."""

    def take(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        approve = ApproveForm(request.POST)
        definition = self.definition()
        if definition is None:
            approve.add_error(None, _("The draft can't be scored yet. Repair it first."))
        got = expectation(definition, self.case) if definition else None
        if definition is not None and got is None:
            told = _("The draft asks for answers that the case doesn't have. Keep it anew.")
            approve.add_error(None, told)
        if not approve.is_valid() or got is None:
            return self.draw(self.form(), status=422, approve=approve)
        try:
            drafts.approve_case(
                self.actor,
                pk,
                str(self.case["id"]),
                expected=got,
                because=approve.cleaned_data["because"],
                revision=self.posted_revision(),
            )
        except (drafts.Stale, EditError, ValidationError, Refused) as error:
            approve.add_error(None, reason_of(error))
            return self.draw(self.form(), status=422, approve=approve)
        told = _("Case %(id)s now expects what the draft makes of it.") % {"id": self.case["id"]}
        messages.success(request, told)
        return redirect("diligence:draft-cases", pk)


class CaseRemove(CaseStep):
    """Takes a case away; undo brings it back."""

    def take(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        what = _("Removed worked case %(id)s") % {"id": self.case["id"]}
        try:
            self.save([Remove(places.at("cases", str(self.case["id"])))], what)
        except (drafts.Stale, EditError, Refused) as error:
            messages.error(request, reason_of(error))
            return redirect("diligence:draft-case", pk, self.case["id"])
        messages.success(request, _("%(what)s. Undo is on the outline.") % {"what": what})
        return redirect("diligence:draft-cases", pk)


class CaseKeep(EditPage):
    """Answers tried in the preview, kept as a worked case."""

    template = "case_new.html"
    tab = "cases"

    def get(self, request: HttpRequest, pk: uuid.UUID, **_named: str) -> HttpResponse:
        self.open(pk)
        messages.info(request, _("Answer in the preview first, then keep it as a worked case."))
        return redirect("diligence:draft-preview", pk)

    def post(self, request: HttpRequest, pk: uuid.UUID, **_named: str) -> HttpResponse:
        if "answers" in request.POST:
            return super().post(request, pk)
        self.open(pk)
        definition = self._definition()
        posted = trial.posted_answers(definition, request.POST)
        self.answers = trial.values_of(posted, definition.questions)
        self.triage = trial.values_of(posted, definition.triage)
        return self.draw(self.form())

    def find(self) -> None:
        """The answers that came with the form. Raises Http404 for what is none."""
        try:
            text = self.request.POST.get("answers", "")[:MOST_ANSWERS]
            told = json.loads(text)
            self.answers = {str(id): value for id, value in told["answers"].items()}
            self.triage = {str(id): value for id, value in told["triage"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Http404(_("The answers of the case got lost. Start from the preview.")) from None

    def _definition(self) -> Questionnaire:
        definition = self.definition()
        if definition is None:
            raise Http404(_("The draft can't be answered yet."))
        return definition

    def form(self, data: Any = None) -> forms.Form:
        taken = frozenset(str(places.name_of(case)) for case in self.draft.cases)
        free = next(id for n in range(1, 10_000) if (id := f"K{n:02}") not in taken)
        return CaseNewForm(data, taken=taken, initial={"id": free})

    def operations(self, form: Any) -> list[Operation]:
        return [Insert("cases", self._case(form.cleaned_data))]

    def _case(self, told: Mapping[str, Any]) -> dict[str, Any]:
        definition = self._definition()
        answers = dict(self.answers)
        case: dict[str, Any] = full({**told, "answers": answers})
        case["answers"] = answers
        if self.triage:
            case["triage"] = self.triage
            case["route"] = triage(definition, self.triage).route.value
        got = expectation(definition, case | {"expected": {}})
        if got is None:
            told_ = _("Answer every question that must be answered first: the case has no outcome.")
            raise ValidationError(told_)
        case["expected"] = got
        return case

    def what(self, form: Any) -> str:
        return _("Kept worked case %(id)s") % {"id": form.cleaned_data["id"]}

    def after(self, form: Any) -> str:
        return reverse("diligence:draft-cases", args=[self.draft.pk])

    def context(self, form: Any) -> dict[str, Any]:
        definition = self._definition()
        posted = trial.as_posted(definition, {**self.triage, **self.answers})
        carried = json.dumps({"answers": self.answers, "triage": self.triage})
        return {"carried": carried, "told": trial.comes_to(self.draft, definition, posted)}


# --- What a case comes to -----------------------------------------------------------------------
STATED = ("outcome", "dimensions", "levels", "points", "unknown", "hold")


def expectation(definition: Questionnaire, case: Case) -> dict[str, Any] | None:
    """What the draft makes of a case, in the shape in which cases state it; None: not complete."""
    try:
        result = score(definition, answers_of(case))
    except AnswersError:
        return None
    flags = [{"question": flag.question, "flag": flag.flag} for flag in result.flags]
    got = observed(result, {"flags": flags})
    wanted = {name: json.loads(json.dumps(got[name], default=number)) for name in STATED}
    return {**wanted, "flags": flags}


def row(definition: Questionnaire | None, case: Case) -> dict[str, Any]:
    """A case with what it expects, what it gets, and in what they differ."""
    got = expectation(definition, case) if definition is not None else None
    found = differences(definition, case) if definition is not None else ()
    return {
        "id": str(case.get("id", "")),
        "title": str(case.get("title", "")),
        "facts": str(case.get("facts", "")),
        "why": str(case.get("why", "")),
        "expected": case["expected"].get("outcome", ""),
        "got": got["outcome"] if got else "",
        "differences": [_difference(item) for item in found],
        "approved": case.get("approved"),
    }


def _difference(item: Difference) -> dict[str, str]:
    names = {
        "outcome": _("Outcome"),
        "band": _("Band"),
        "dimensions": _("Bands of the dimensions"),
        "levels": _("Levels"),
        "points": _("Points"),
        "flags": _("Flags"),
        "unknown": _("“Don't know” answers"),
        "hold": _("Information missing"),
        "route": _("Where the triage leads"),
    }
    expected, got = _only_different(item.expected, item.got)
    return {"what": names.get(item.what, item.what), "expected": expected, "got": got}


def _only_different(expected: object, got: object) -> tuple[str, str]:
    """Both in words; of objects only what differs."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        keys = [key for key in {**expected, **got} if expected.get(key) != got.get(key)]
        pairs = [(f"{key} {expected.get(key, '–')}", f"{key} {got.get(key, '–')}") for key in keys]
        return ", ".join(a for a, _b in pairs), ", ".join(b for _a, b in pairs)
    return _shown(expected), _shown(got)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        told = [" ".join(map(str, v.values())) if isinstance(v, Mapping) else str(v) for v in value]
        return ", ".join(told) or _("none")
    return str(value)


def _said(definition: Questionnaire | None, id: str, value: Any) -> tuple[str, str]:
    if definition is None:
        return id, ", ".join(as_list(value))
    labels = "; ".join(definition.option_label(id, code) for code in as_list(value))
    return f"{id} · {definition.question_label(id)}", labels
