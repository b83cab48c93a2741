"""The questionnaire in the open: every question, point, threshold, matrix, measure and case."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diligence.domain.canonical import number
from diligence.domain.checks import CHECKS
from diligence.domain.conditions import Condition
from diligence.domain.questionnaire import Option, Question, Questionnaire
from diligence.domain.wording import in_words
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts, questionnaires, simulations
from diligence.queries.questionnaires import NoQuestionnaireError, current_version, definition
from diligence.queries.sentences import spoken
from portal.enums import OrganisationKind, Permission
from portal.templatetags.marks import OUTCOMES
from portal.views.base import ActingView

SIMULATIONS = 5
"""The latest that the page of an edition names; the draft's page lists all."""


class Current(ActingView):
    """The edition in force."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            version = current_version()
        except NoQuestionnaireError:
            return render(request, "diligence/questionnaire/none.html")
        return redirect("diligence:questionnaire-detail", pk=version.pk)


class Edition(ActingView):
    """One edition, whole."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        version = QuestionnaireVersion.objects.defer("document").filter(pk=pk).first()
        if version is None:
            raise Http404(_("There is no such questionnaire, or it is not for your organisation."))
        questionnaire = definition(version)
        editions = list(questionnaires.editions(version.key))
        context = {
            "version": version,
            "in_force": bool(editions) and editions[0].pk == version.pk,
            "editions": [edition for edition in editions if edition.pk != version.pk],
            "questionnaire": questionnaire,
            "triage": [_triage(question) for question in questionnaire.triage],
            "sections": _sections(questionnaire),
            "matrices": _matrices(questionnaire),
            "thresholds": _thresholds(questionnaire),
            "rules": _rules(questionnaire),
            "measures": _measures(questionnaire),
            "cases": [_case(questionnaire, case) for case in version.cases],
            "weaknesses": [_weakness(override) for override in version.overrides],
            "simulations": simulations.of_version(self.actor, version)[:SIMULATIONS],
            "draft": self._draft(version),
        }
        return render(request, "diligence/questionnaire/edition.html", context)

    def _draft(self, version: QuestionnaireVersion) -> Draft | None:
        """The draft it was published from, where members may read what it was tried on."""
        kind = self.request.acting.organisation.kind
        if kind not in (OrganisationKind.RESEARCH, OrganisationKind.MINISTRY):
            return None
        found: Draft | None = drafts.visible(self.actor).filter(version=version).first()
        return found


class Download(ActingView):
    """The edition's own bytes: their SHA-256 is its hash."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        version = QuestionnaireVersion.objects.defer("cases").filter(pk=pk).first()
        if version is None:
            raise Http404(_("There is no such questionnaire, or it is not for your organisation."))
        name = f"{version.key}-{version.edition}.json"
        return HttpResponse(
            version.document.encode(),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _weakness(override: dict[str, Any]) -> dict[str, Any]:
    """What a check objected to, where on this page that is, and why it was published."""
    check = CHECKS.get(str(override.get("check", "")))
    list_, _slash, rest = str(override.get("place", "")).partition("/")
    anchor = {"questions": "q", "triage": "q", "sections": "section", "measures": "m"}.get(list_)
    return {
        **override,
        "title": _(check.title) if check else override.get("check", ""),
        "anchor": f"{anchor}-{rest.partition('/')[0]}" if anchor else "scoring",
    }


def _triage(question: Question) -> dict[str, Any]:
    steps = {
        "next": _("goes on"),
        "out": _("out of scope"),
        "full": _("asks for the full questionnaire"),
        "refer": _("asks for the full questionnaire and for the hub"),
    }
    return {
        "id": question.id,
        "text": question.text,
        "help": question.help,
        "basis": question.basis,
        "options": [
            {"label": option.label, "leads": steps[option.route.value] if option.route else ""}
            for option in question.options
        ],
    }


def _sections(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    return [
        {
            "id": section.id,
            "title": section.title,
            "questions": [
                _question(questionnaire, question)
                for question in questionnaire.section_of(section.id)
            ],
        }
        for section in questionnaire.sections
    ]


def _question(questionnaire: Questionnaire, question: Question) -> dict[str, Any]:
    weights = [
        _axis_name(questionnaire, axis) + ("" if weight == 1 else f" × {number(weight)}")
        for axis, weight in question.feeds
    ]
    return {
        "id": question.id,
        "text": question.text,
        "help": question.help,
        "basis": question.basis,
        "condition": _condition(questionnaire, question.condition),
        "feeds": "; ".join(weights),
        "cap": None if question.cap is None else number(question.cap),
        "required": question.id in questionnaire.required,
        "factor": question.factor.value,
        "options": [_option(option, scored=bool(weights)) for option in question.options],
        "measures": ", ".join(question.measures),
    }


def _option(option: Option, *, scored: bool) -> dict[str, Any]:
    return {
        "label": option.label,
        "code": option.code,
        "points": number(option.points) if scored else None,
        "flags": option.flags,
    }


def _condition(questionnaire: Questionnaire, condition: Condition | None) -> str:
    return spoken(in_words(condition, questionnaire)) if condition else ""


def _axis_name(questionnaire: Questionnaire, axis: str) -> str:
    """The dimension and, in the words of its matrix, which side of it."""
    dimension, _dot, side = axis.partition(".")
    titles = {d.id: d.title for d in questionnaire.dimensions}
    exposure = side == questionnaire.sides[0].id
    return f"{titles[dimension]}: {_('exposure') if exposure else _('concern')}"


def _matrices(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    return [
        {"title": d.title, "rows": [[str(band) for band in row] for row in d.matrix]}
        for d in questionnaire.dimensions
    ]


def _thresholds(questionnaire: Questionnaire) -> list[list[Any]]:
    return [
        [_axis_name(questionnaire, axis), *(number(step) for step in steps)]
        for axis, steps in questionnaire.thresholds
    ]


def _rules(questionnaire: Questionnaire) -> list[str]:
    rules = questionnaire.rules
    told = []
    if rules.accumulate:
        told.append(_("When all dimensions are at least medium, the band is at least high."))
    told += [
        _(
            "From %(floor)s answers “don't know” on, the band is at least medium and nothing may "
            "proceed until they are answered; from %(limit)s on the case cannot be decided."
        )
        % {"floor": rules.unknown_floor, "limit": rules.unknown_limit},
        _("%(count)s high dimensions refer the case to the hub.") % {"count": rules.high_refer},
    ]
    for rule in questionnaire.flag_rules:
        when = spoken(in_words(rule.when, questionnaire))
        flag = questionnaire.flag(rule.flag).words
        if rule.axis:
            axis = _axis_name(questionnaire, rule.axis)
            when = _("%(when)s, and “%(axis)s” reaches level %(level)s") % {
                "when": when,
                "axis": axis,
                "level": rule.level,
            }
        told.append(
            _("Rule %(rule)s: when %(when)s: %(flag)s.")
            % {"rule": rule.id, "when": when, "flag": flag}
        )
    return told


def _measures(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    return [
        {
            "id": measure.id,
            "name": measure.name,
            "evidence": measure.evidence,
            "remains": measure.residual,
            "reduces": [
                f"{_axis_name(questionnaire, axis)} −{levels}"
                for axis, levels in measure.reduces
                if levels
            ],
            "clears": ", ".join(measure.clears),
        }
        for measure in questionnaire.measures
    ]


def _case(questionnaire: Questionnaire, case: dict[str, Any]) -> dict[str, Any]:
    expected = case["expected"]
    titles = {d.id: d.title for d in questionnaire.dimensions}
    return {
        "id": case.get("id", ""),
        "title": case.get("title", ""),
        "facts": case.get("facts", ""),
        "why": case.get("why", ""),
        "source": case.get("source", ""),
        "outcome": expected.get("outcome", ""),
        "word": OUTCOMES.get(expected.get("outcome", ""), ("–", ""))[0],
        "bands": [(titles.get(id, id), b) for id, b in expected.get("dimensions", {}).items()],
        "flags": [flag["flag"] for flag in expected.get("flags", [])],
        "answers": [_given(questionnaire, id, given) for id, given in case["answers"].items()],
    }


def _given(questionnaire: Questionnaire, id: str, given: Any) -> tuple[str, str, str]:
    codes = given if isinstance(given, list) else [given]
    labels = "; ".join(questionnaire.option_label(id, str(code)) for code in codes)
    return id, questionnaire.question_label(id), labels
