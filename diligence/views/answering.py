"""Answer: a page of questions, saved as they are answered, or all at once without scripts."""

import secrets
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from diligence.actions import appraise, attach
from diligence.actions.answer import open_questions
from diligence.actions.appraise import Save, Saved
from diligence.domain.conditions import names
from diligence.domain.progress import Progress, progress
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.sheet import Entry, values
from diligence.enums import QuestionType, Shown
from diligence.forms import languages
from diligence.forms.answers import Posted, page_of, read
from diligence.forms.questions import Drawn, Offer, draw, problem_in_words, with_conflict
from diligence.models import Appraisal
from diligence.queries import appraisals
from diligence.queries.evidence import evidence_of, offered_by_register
from diligence.views import reply_parts
from portal.authority import Refused
from portal.enums import Permission
from portal.views.base import ActingView, owned_or_404


class AppraisalView(ActingView):
    """A page of one appraisal; unknown, foreign and other units' appraisals are all 404."""

    permission = Permission.VIEW_REGISTER
    write_permission = Permission.APPRAISE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Appraisal.DoesNotExist:
            raise Http404 from None

    def load(self, pk: uuid.UUID) -> Appraisal:
        """The appraisal with its answers; being looked at counts as work on it."""
        appraisal = owned_or_404(Appraisal, pk, appraisals.with_answers(self.actor))
        if self.actor.may(Permission.APPRAISE):
            organisation = self.request.acting.organisation
            appraise.seen(appraisal, measures=organisation.measures_minutes)
        return appraisal

    def shown(self, appraisal: Appraisal) -> Questionnaire:
        """What the edition asks, in the language that the member reads it in."""
        return languages.chosen(self.request, appraisal.version)


@dataclass(slots=True)
class Turn:
    """What became of one post. `redraw` lists questions whose controls must be drawn anew."""

    posted: dict[str, Posted] = field(default_factory=dict)
    saved: Saved | None = None
    problems: dict[str, str] = field(default_factory=dict)
    redraw: set[str] = field(default_factory=set)
    refused: str = ""
    focus: str = ""
    told: list[dict[str, str]] = field(default_factory=list)
    """Why a colleague's reply was not taken in, for the summary on top."""

    @property
    def clean(self) -> bool:
        conflicts = self.saved.conflicts if self.saved else ()
        return not (self.problems or conflicts or self.refused or self.told)


class AnswerPage(AppraisalView, ABC):
    """Questions on a page. Subclasses say which, and what frames them."""

    template: ClassVar[str]

    @abstractmethod
    def questions(self, definition: Questionnaire) -> Sequence[Question]:
        """Those of the page, whether they are asked now or not."""

    def opened(self, appraisal: Appraisal, definition: Questionnaire) -> Sequence[Question]:
        """Those of the page that can be changed: where a hub asked, only what it asked about."""
        open_ = open_questions(appraisal)
        return [q for q in self.questions(definition) if open_ is None or q.id in open_]

    # --- Saving -----------------------------------------------------------------------------
    def take(self, request: HttpRequest, appraisal: Appraisal) -> Turn:
        """Save what was posted; whatever could not be saved is kept to be shown again."""
        definition = self.shown(appraisal)
        turn = Turn(posted=read(self.opened(appraisal, definition), request.POST))
        saves = self._saves(request, turn)
        page = page_of(request.POST)
        try:
            turn.saved = appraise.save(appraisal.pk, by=self.actor, saves=saves, page=page)
            self._undo(request, appraisal, turn, page)
        except Refused as refusal:
            turn.refused = refusal.reason
            return turn
        self._evidence(request, appraisal, turn)
        self._settle(request, appraisal, turn, page)
        for problem in turn.saved.problems:
            question = turn.posted[problem.question].question
            turn.problems.setdefault(problem.question, problem_in_words(question, problem))
        turn.redraw |= {conflict.question for conflict in turn.saved.conflicts}
        turn.redraw |= turn.problems.keys() | _were_wrong(request, turn.posted)
        return turn

    def _undo(self, request: HttpRequest, appraisal: Appraisal, turn: Turn, page: str) -> None:
        """Take back the last change of one answer, as the page knew it."""
        undone = request.POST.get("undo", "")
        posted = turn.posted.get(undone)
        if posted is None or turn.saved is None:
            return
        back = appraise.undo(
            appraisal.pk, undone, by=self.actor, revision=posted.revision, page=page
        )
        turn.saved = appraise.both(turn.saved, back)
        for met in back.conflicts:
            # A colleague changed it meanwhile: what it was before stands as yours, beside theirs.
            typed = "" if met.value is None else str(met.value)
            turn.posted[undone] = replace(posted, value=met.value, note=met.note, typed=typed)

    def _settle(self, request: HttpRequest, appraisal: Appraisal, turn: Turn, page: str) -> None:
        """Accept or decline a colleague's reply, as the button beside it asks."""
        if turn.saved is None or "reply" not in request.POST:
            return
        settled, turn.told = reply_parts.settle(
            appraisal, request.POST["reply"], self.actor, page=page
        )
        if settled is None:
            return
        touched = {reply.question for reply in settled.done} & turn.posted.keys()
        touched |= {each["question"] for each in turn.told} & turn.posted.keys()
        turn.redraw |= touched
        turn.focus = next(iter(touched), "")
        if settled.saved is not None:
            kept = replace(settled.saved, conflicts=(), problems=())
            turn.saved = appraise.both(turn.saved, kept)

    def _evidence(self, request: HttpRequest, appraisal: Appraisal, turn: Turn) -> None:
        """Keep the files that came with the answers, and take away the one that was dropped."""
        for id in turn.posted:
            upload = request.FILES.get(f"{id}.file")
            if upload is None:
                continue
            turn.redraw.add(id)
            try:
                row = attach.add(
                    by=self.actor,
                    partnership=appraisal.partnership,
                    upload=upload,
                    appraisal=appraisal,
                    question=id,
                )
            except ValidationError as error:
                turn.problems[id] = " ".join(error.messages)
                continue
            if told := attach.told_unread(row):
                messages.warning(request, told)
        id, _at, file = request.POST.get("drop", "").partition("@")
        kept = {item["id"] for item in evidence_of(appraisal).get(id, ())} if file else set()
        if id in turn.posted and file in kept:
            attach.remove(uuid.UUID(file), by=self.actor)
            turn.redraw.add(id)
            turn.focus = id

    def _saves(self, request: HttpRequest, turn: Turn) -> dict[str, Save]:
        offers = self.offers(turn.posted.values(), confirming=True)
        saves: dict[str, Save] = {}
        for id, posted in turn.posted.items():
            if posted.problem:
                turn.problems[id] = posted.problem
            if posted.touched:
                carried = frozenset(value for value, _label in offers.get(id, ()))
                saves[id] = posted.save(carried=carried)
        self._press(request, turn, saves)
        return saves

    def _press(self, request: HttpRequest, turn: Turn, saves: dict[str, Save]) -> None:
        """The buttons beside a single question."""
        for button in ("clear", "undo", "confirm", "mine", "theirs"):
            id, _at, revision = request.POST.get(button, "").partition("@")
            posted = turn.posted.get(id)
            if posted is None:
                continue
            turn.redraw.add(id)
            turn.focus = id
            turn.problems.pop(id, None)
            if button == "clear":
                saves[id] = Save(None, posted.note, posted.revision)
            elif button == "mine" and revision.isdecimal():
                saves[id] = replace(posted.save(), revision=int(revision))
                continue
            elif button == "confirm":
                saves[id] = Save(revision=posted.revision, confirms=True)
            else:
                saves.pop(id, None)
            turn.posted[id] = replace(posted, touched=False, problem="")

    def offers(self, wanted: Any, *, confirming: bool = False) -> Mapping[str, Sequence[Offer]]:
        """What the register offers as answers; nothing is asked of it where nothing is needed."""
        found = {
            (item.question if isinstance(item, Posted) else item).id: item
            for item in wanted
            if _from_register(item, confirming=confirming)
        }
        if not found:
            return {}
        names, countries = offered_by_register(self.appraisal.partnership_id)
        return {
            id: names if _question(item).type is QuestionType.ORGANISATION else countries
            for id, item in found.items()
        }

    # --- Drawing ----------------------------------------------------------------------------
    appraisal: Appraisal

    def drawn(
        self,
        definition: Questionnaire,
        entries: Mapping[str, Entry],
        asked: frozenset[str],
        turn: Turn,
        only: set[str] | None = None,
    ) -> list[dict[str, Any]]:
        """A slot for each question of the page; those not asked stand empty."""
        questions = [q for q in self.questions(definition) if only is None or q.id in only]
        shown = [question for question in questions if question.id in asked]
        offers = self.offers(shown)
        evidence = evidence_of(self.appraisal) if shown else {}
        replies = self._replies([q.id for q in shown], entries, turn, only)
        here = {question.id for question in self.questions(definition)}
        open_ = {question.id for question in self.opened(self.appraisal, definition)}
        slots = []
        for question in questions:
            slot: dict[str, Any] = {"id": question.id, "question": None}
            slot["closed"] = question.id not in open_
            slot["replies"] = replies.get(question.id, ())
            slot["ask"] = reply_parts.ask_url(self.appraisal, question.id)
            if question.id in asked:
                drawn = self._draw(question, entries, definition, turn, offers)
                slot["question"] = replace(
                    drawn,
                    evidence=evidence.get(question.id, ()),
                    follows=_controller(question, here),
                    controls=any(_controller(q, here) == question.id for q in definition.questions),
                )
                slot["focus"] = turn.focus == question.id
            slots.append(slot)
        return slots

    def _replies(
        self, ids: list[str], entries: Mapping[str, Entry], turn: Turn, only: set[str] | None
    ) -> Mapping[str, list[dict[str, Any]]]:
        """What colleagues replied to these questions; not looked for where marks alone change."""
        changed = set(turn.saved.changed) if turn.saved else set()
        marks_alone = only is not None and only <= changed - turn.redraw
        if not ids or marks_alone:
            return {}
        return reply_parts.beside(self.appraisal, ids, entries, self.actor)

    def _draw(
        self,
        question: Question,
        entries: Mapping[str, Entry],
        definition: Questionnaire,
        turn: Turn,
        offers: Mapping[str, Sequence[Offer]],
    ) -> Drawn:
        conflicts = {c.question: c for c in turn.saved.conflicts} if turn.saved else {}
        unsaved = question.id in conflicts or question.id in turn.problems or turn.refused
        drawn = draw(
            question,
            entries.get(question.id, Entry()),
            required=question.id in definition.required or question in definition.triage,
            posted=turn.posted.get(question.id) if unsaved else None,
            offers=offers.get(question.id, ()),
            language=definition.language,
        )
        if question.id in conflicts:
            # Still the revision seen: only the buttons beside both values settle the conflict.
            seen = f"{turn.posted[question.id].revision}.-"
            drawn = with_conflict(replace(drawn, seen=seen), question, conflicts[question.id])
        return replace(drawn, problem=turn.problems.get(question.id, ""))

    def errors(self, slots: Sequence[Mapping[str, Any]], turn: Turn) -> list[dict[str, str]]:
        """The summary of what was not saved, each linked to its question."""
        found = [{"text": turn.refused, "href": ""}] if turn.refused else []
        found += turn.told
        for slot in slots:
            question: Drawn | None = slot["question"]
            if question is None:
                continue
            if question.problem:
                found.append({"text": question.problem, "href": f"#{question.target}"})
            if question.conflict:
                told = _("%(name)s answered this meanwhile. Choose between the two answers.")
                text = told % {"name": question.conflict["by"]}
                found.append({"text": text, "href": f"#q-{question.id}"})
        return found

    def fragments(self, turn: Turn, **context: Any) -> HttpResponse:
        """What htmx puts in place after a save: marks, changed questions, progress."""
        if turn.saved is None:
            context = {"failed": True, "refused": self.errors((), turn)}
            return render(self.request, "diligence/appraisal/saved.html", context)
        definition = self.shown(self.appraisal)
        asked = self.asked(definition, turn.saved.entries)
        on_page = {question.id for question in self.opened(self.appraisal, definition)}
        turned = {id for id in on_page if (id in asked) != (id in turn.posted)}
        whole = turn.redraw | turned
        only = whole | set(turn.saved.changed)
        slots = self.drawn(definition, turn.saved.entries, asked, turn, only)
        context |= {
            "whole": [slot for slot in slots if slot["id"] in whole],
            "marks": [slot for slot in slots if slot["id"] not in whole],
            "appeared": turned & asked,
            "at": turn.saved.at,
            "failed": not turn.clean,
            "refused": self.errors((), turn),
            "may": True,
        }
        return render(self.request, "diligence/appraisal/saved.html", context)

    def asked(self, definition: Questionnaire, entries: Mapping[str, Entry]) -> frozenset[str]:
        told = progress(definition, values(entries, definition.questions))
        return asked_in(told)


def asked_in(told: Progress) -> frozenset[str]:
    return frozenset(id for id, state in told.states.items() if state is Shown.ASKED)


def new_page() -> str:
    """A name for a page that is about to be drawn."""
    return secrets.token_hex(4)


def _question(item: Question | Posted) -> Question:
    return item.question if isinstance(item, Posted) else item


def _from_register(item: Question | Posted, *, confirming: bool) -> bool:
    question = _question(item)
    touched = not confirming or (isinstance(item, Posted) and item.touched and bool(item.value))
    return question.type.names_a_place_or_body and touched


def _were_wrong(request: HttpRequest, posted: Mapping[str, Posted]) -> set[str]:
    """Questions drawn with a problem that may be gone now."""
    return {id for id in posted if f"{id}.wrong" in request.POST}


def _controller(question: Question, here: set[str]) -> str:
    """The question on this page that this one depends on, or ''."""
    named = names(question.condition) if question.condition else frozenset()
    return next(iter(sorted(named & here)), "")
