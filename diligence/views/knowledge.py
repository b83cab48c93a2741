"""What is known of partners and units: listed, read with its history, corrected, taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import carry, know
from diligence.choices import FactSource
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import Entry
from diligence.forms.answers import Posted, read
from diligence.forms.knowledge import BecauseForm, KnownFilter
from diligence.forms.known import fact_rows
from diligence.forms.questions import draw
from diligence.models import Fact, Partner
from diligence.queries import knowledge
from diligence.views.partnership_steps import undo_button
from diligence.views.partnerships import page_number
from portal.authority import Refused, require
from portal.enums import Permission
from portal.models import Unit
from portal.views.base import ActingView, owned_or_404

PER_PAGE = 50


class _KnownOf(ActingView):
    """Everything known of one partner or unit now, searched and narrowed."""

    permission = Permission.VIEW_REGISTER

    def listed(self, facts: Sequence[Fact], context: dict[str, Any]) -> HttpResponse:
        form = KnownFilter(self.request.GET)
        words, state = form.wanted()
        rows = [
            row
            for row in fact_rows(facts, self.actor)
            if _contains(row, words) and _is_in(row, state)
        ]
        page = Paginator(rows, PER_PAGE).get_page(page_number(self.request))
        context |= {
            "page": page,
            "rows": list(page.object_list),
            "every": len(facts),
            "filtered": bool(words or state),
            "form": form,
            "here": self.request.path,
        }
        return render(self.request, "diligence/known/list.html", context)


def _contains(row: dict[str, Any], words: str) -> bool:
    text = " ".join([row["id"], row["text"], *row["answer"], row["together"]]).casefold()
    return all(word in text for word in words.casefold().split())


def _is_in(row: dict[str, Any], state: str) -> bool:
    match state:
        case "holds":
            return not row["old"]
        case "old":
            return bool(row["old"])
        case "corrected":
            return bool(row["fact"].source == FactSource.CORRECTED)
        case _:
            return True


class PartnerKnown(_KnownOf):
    """What is known of a partner, records merged into it included."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        partner = owned_or_404(Partner, pk, Partner.objects.select_related("merged_into"))
        if partner.merged_into is not None:
            return redirect("diligence:partner-known", partner.survivor().pk)
        return self.listed(knowledge.of_partner(partner), {"partner": partner})


class UnitKnown(_KnownOf):
    """What is known of a unit of one's own."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        unit = owned_or_404(Unit, pk)
        if not self.actor.works_on(unit.pk):
            raise Http404
        return self.listed(knowledge.of_unit(unit), {"unit": unit})


class _FactView(ActingView):
    """A page of one fact; those of other units are 404 like foreign ones."""

    permission = Permission.VIEW_REGISTER
    write_permission = Permission.EDIT_REGISTER

    def fact(self, pk: uuid.UUID) -> Fact:
        return owned_or_404(Fact, pk, knowledge.with_source(knowledge.seen_by(self.actor)))

    def frame(self, fact: Fact) -> dict[str, Any]:
        """What every page of a fact shows; `stands` is the partner its facts are listed with."""
        stands = fact.partner.survivor() if fact.partner else None
        return {
            "fact": fact,
            "row": fact_rows([fact], self.actor)[0],
            "subject": stands or fact.unit,
            "partner": stands,
            "list_url": _list_url(stands, fact.unit),
        }


def _list_url(partner: Partner | None, unit: Unit | None) -> str:
    if partner is not None:
        return reverse("diligence:partner-known", args=[partner.pk])
    assert unit is not None  # noqa: S101 - a constraint of the table: it is about one of them
    return reverse("diligence:unit-known", args=[unit.pk])


class FactPage(_FactView):
    """One fact: where it is from, where it was carried to, and what was known before it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        fact = self.fact(pk)
        verdict = policy.may_correct(self.actor, fact)
        undoable = fact.ended_at is None and fact.source == FactSource.CORRECTED
        context = self.frame(fact) | {
            "touched": knowledge.touched_by(fact, self.actor),
            "history": fact_rows(knowledge.history(fact), self.actor),
            "may": verdict,
            "undo": verdict and (undoable or fact.ended_because == "removed"),
        }
        return render(request, "diligence/known/fact.html", context)


class FactCorrect(_FactView):
    """State a fact anew; the appraisals it touches are shown before anything is saved."""

    permission = Permission.EDIT_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        fact = self._open(pk)
        return self._page(fact, know.present_question(fact), BecauseForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        fact = self._open(pk)
        question = know.present_question(fact)
        posted = read([question], request.POST).get(question.id)
        form = BecauseForm(request.POST)
        because = form.cleaned_data["because"] if form.is_valid() else ""
        touched = knowledge.touched_by(fact, self.actor).open
        wanted = set(request.POST.getlist("also"))
        chosen = [row.pk for row in touched if str(row.pk) in wanted]
        try:
            value = posted.value if posted else None
            new, written = carry.correct(
                pk, by=self.actor, value=value, because=because, also=chosen
            )
        except ValidationError as error:
            problem = " ".join(error.message_dict.get("value", ()))
            return self._page(fact, question, form, posted, problem)
        told = [_("The fact is corrected; the former one stays in its history.")]
        if chosen:
            told.append(
                _("Written into %(count)d of %(wanted)d open appraisals.")
                % {"count": len(written), "wanted": len(chosen)}
            )
        undo = undo_button(request, reverse("diligence:fact-undo", args=[new.pk]))
        messages.success(request, format_html("{} {}", " ".join(told), undo))
        return redirect("diligence:fact", new.pk)

    def _open(self, pk: uuid.UUID) -> Fact:
        fact = self.fact(pk)
        require(policy.may_correct(self.actor, fact))
        if fact.ended_at is not None:
            raise Refused(_("Something newer is known meanwhile, or this was removed. Look again."))
        return fact

    def _page(
        self,
        fact: Fact,
        question: Question,
        form: BecauseForm,
        posted: Posted | None = None,
        problem: str = "",
    ) -> HttpResponse:
        drawn = replace(draw(question, Entry(), required=True, posted=posted), problem=problem)
        errors = [{"text": problem, "href": f"#{drawn.target}"}] if problem else []
        context = self.frame(fact) | {
            "q": drawn,
            "form": form,
            "errors": errors,
            "touched": knowledge.touched_by(fact, self.actor),
            "also": self.request.POST.getlist("also"),
        }
        status = 422 if form.is_bound else 200
        return render(self.request, "diligence/known/correct.html", context, status=status)


class FactRemove(_FactView):
    """Say that something is not known after all; it can be brought back."""

    permission = Permission.EDIT_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._ask(self.fact(pk), BecauseForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        fact = self.fact(pk)
        form = BecauseForm(request.POST)
        if not form.is_valid():
            return self._ask(fact, form)
        know.remove(pk, by=self.actor, because=form.cleaned_data["because"])
        undo = undo_button(request, reverse("diligence:fact-undo", args=[pk]))
        told = _("The fact is removed: it is not offered any more.")
        messages.success(request, format_html("{} {}", told, undo))
        return redirect("diligence:fact", pk)

    def _ask(self, fact: Fact, form: BecauseForm) -> HttpResponse:
        require(policy.may_correct(self.actor, fact))
        if fact.ended_at is not None:
            raise Refused(_("Something newer is known meanwhile, or this was removed. Look again."))
        context = self.frame(fact) | {
            "form": form,
            "confirm_label": _("Remove the fact"),
            "danger": False,
            "cancel_url": reverse("diligence:fact", args=[fact.pk]),
            "touched": knowledge.touched_by(fact, self.actor),
        }
        status = 422 if form.is_bound else 200
        return render(self.request, "diligence/known/remove.html", context, status=status)


class FactUndo(_FactView):
    """Take a correction back, or bring back what was removed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        fact = self.fact(pk)
        stands = know.undo(fact.pk, by=self.actor)
        messages.success(request, _("Taken back: what was known before stands again."))
        return redirect("diligence:fact", stands.pk)
