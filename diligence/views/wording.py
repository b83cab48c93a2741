"""Sentences and short lists that several pages of an appraisal share."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.choices import Activity, TechnologyArea
from diligence.domain.progress import Progress, SectionProgress
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.triage import TriageResult
from diligence.models import Appraisal, Partnership
from diligence.queries.minutes import Typical
from portal.countries import name_of

Items = list[dict[str, Any]]
"""What a list component takes."""


def register_facts(partnership: Partnership) -> Items:
    """What the register knows, for reading while answering. Needs `unit` loaded."""
    unit = partnership.unit.name if partnership.unit_id and partnership.unit else ""
    return [
        {"term": _("Partners"), "value": partnership.partner_names},
        {"term": _("Countries"), "value": _list(map(name_of, partnership.partner_countries))},
        {"term": _("State"), "value": partnership.get_state_display()},
        {"term": _("Period"), "value": period(partnership)},
        {"term": _("Activities"), "value": _labels(Activity, partnership.activities)},
        {
            "term": _("Technology areas"),
            "value": _labels(TechnologyArea, partnership.technology_areas),
        },
        {"term": _("Funding"), "value": _funding(partnership)},
        {"term": _("Agreement"), "value": partnership.get_agreement_kind_display()},
        {"term": _("Unit"), "value": unit},
        {"term": _("Responsible"), "value": partnership.responsible},
    ]


def period(partnership: Partnership) -> str:
    days = (partnership.starts_on, partnership.ends_on)
    start, end = (date_format(day, "DATE_FORMAT") if day else "" for day in days)
    if start and end:
        return f"{start} – {end}"
    return _("from %(day)s") % {"day": start} if start else end


def _funding(partnership: Partnership) -> str:
    amount = partnership.funding_amount
    told = f"{amount:,.0f} {partnership.funding_currency}" if amount is not None else ""
    return _list(part for part in (told, partnership.funding_source) if part)


def _labels(choices: Any, codes: list[str]) -> str:
    known = dict(choices.choices)
    return _list(str(known.get(code, code)) for code in codes)


def _list(words: Any) -> str:
    return ", ".join(words)


def reasons_in_words(definition: Questionnaire, result: TriageResult) -> list[dict[str, Any]]:
    """The triage answers that asked for more, in question order."""
    told = []
    for item in result.because:
        question = definition.triage_question(item.question)
        option = question.option(item.option)
        told.append(
            {
                "id": question.id,
                "text": question.text,
                "answer": option.label if option else item.option,
                "refers": item.step == "refer",
                "decides": item.decides,
            }
        )
    return told


def fill_time(typical: Typical, questions: int) -> str:
    """How long the full questionnaire takes: measured here, or else an estimate."""
    if typical.minutes is not None:
        return _("About %(minutes)d minutes of work: the median of %(cases)d appraisals here.") % {
            "minutes": max(typical.minutes, 5),
            "cases": typical.cases,
        }
    estimate = max(5, -(-questions // 5) * 5)
    return _(
        "Roughly %(minutes)d minutes if the facts are at hand. This is an estimate, a minute a "
        "question: too few appraisals have been measured here yet."
    ) % {"minutes": estimate}


def progress_items(appraisal: Appraisal, told: Progress, current: str = "") -> Items:
    """The sections with their counts, as the progress components take them."""
    return [
        {
            "label": f"{section.id}. {section.title}",
            "url": reverse("diligence:appraisal-section", args=[appraisal.pk, section.id]),
            "status": _status(section),
            "answered": section.answered,
            "total": len(section.asked),
            "current": section.id == current,
            "hint": " · ".join(_hints(section)),
        }
        for section in told.sections
    ]


def _status(section: SectionProgress) -> str:
    if not section.missing:
        return "done"
    return "started" if section.answered else "todo"


def _hints(section: SectionProgress) -> Iterator[str]:
    asked = len(section.asked)
    told = ngettext("%(count)d question", "%(count)d questions", asked) % {"count": asked}
    yield told
    if section.answered:
        yield _("%(count)d answered") % {"count": section.answered}
    missing = len(section.missing)
    if missing and section.answered:
        yield _("%(count)d still needed") % {"count": missing}
