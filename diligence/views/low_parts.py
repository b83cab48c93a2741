"""One low case in the values its pages show: what a decision rests on, and the one step to it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from diligence.actions import decide_low
from diligence.actions.decide_low import Weighed
from diligence.choices import Activity, AppraisalState, TechnologyArea
from diligence.domain.basis import text_of
from diligence.domain.deciding import expiry
from diligence.domain.low import REASONS
from diligence.enums import Band, Outcome
from diligence.models import Appraisal, Partnership
from diligence.queries import decisions, low
from diligence.queries.decisions import Ground
from portal import clock
from portal.authority import Actor
from portal.enums import Permission

Row = dict[str, Any]


def reasons_offered(actor: Actor) -> str:
    """The standard reason as it was used last here, or the product's own."""
    return low.standard_reasons(actor) or _(REASONS)


def row_of(item: Weighed) -> Row:
    """A case with everything its decision would rest on, in words."""
    row = item.appraisal
    return {
        "appraisal": str(row.pk),
        "title": row.partnership.title,
        "handle": row.partnership.handle,
        "partners": row.partnership.partner_names,
        "refused": item.refused,
        "decide_url": reverse("diligence:decision", args=[row.pk]),
        "result_url": reverse("diligence:appraisal-result", args=[row.pk]),
        "digest": item.ground.digest if item.ground else "",
        "band": item.ground.score.band if item.ground else "",
        "outcome": item.ground.now.outcome.value if item.ground else "",
        "rests_on": rests_on(item.ground) if item.ground else [],
    }


def rests_on(ground: Ground) -> list[tuple[str, str]]:
    """The facts of the document that the digest binds a decision to."""
    told = ground.document
    facts, score = told["partnership"], told["score"]
    amount, currency, source = facts["funding"]
    sum_ = number_format(amount, decimal_pos=2, force_grouping=True) if amount else ""
    money = f"{sum_} {currency}" if amount else ""
    days = [date_format(day, "DATE_FORMAT") if day else "" for day in _days(ground.appraisal)]
    return [
        (_("Scored"), _scored(ground, score["unknown"])),
        (_("Measures"), ", ".join(item["measure"] for item in told["measures"]) or _("none")),
        (_("Legal check"), ", ".join(told["legal"]) or _("none")),
        (_("Advice"), _("not asked") if told["consultation"] is None else _("asked")),
        (_("Partners"), "; ".join(one["name"] for one in facts["partners"])),
        (_("Period"), " – ".join(days).strip(" –")),
        (_("Activities"), _labels(Activity, facts["activities"])),
        (_("Technology areas"), _labels(TechnologyArea, facts["technology_areas"]) or _("none")),
        (_("Funding"), " ".join(filter(None, [money, source]))),
    ]


def _days(appraisal: Appraisal) -> tuple[Any, Any]:
    return appraisal.partnership.starts_on, appraisal.partnership.ends_on


def _scored(ground: Ground, unknown: int) -> str:
    return _("%(day)s, %(unknown)d answers “don't know”") % {
        "day": date_format(clock.day_of(ground.score.scored_at), "DATE_FORMAT"),
        "unknown": unknown,
    }


def _labels(choices: Any, codes: Sequence[str]) -> str:
    known = dict(choices.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def step_on(actor: Actor, partnership: Partnership) -> Row | None:
    """The same for a partnership's present appraisal; no statement where that isn't low."""
    low_one = partnership.outcome == Outcome.LOW and not partnership.decision
    if not low_one or partnership.appraisal_state != AppraisalState.SCORED:
        return None
    appraisal = decisions.current_appraisal(partnership)
    if appraisal is None:
        return None
    ground = low.grounds([appraisal], clock.today()).get(appraisal.pk)
    return step_of(actor, appraisal, ground)


def step_of(actor: Actor, appraisal: Appraisal, ground: Ground | None) -> Row | None:
    """What a page needs to decide one low case in one step; None where that isn't open. `ground`
    is what a decision on it rests on now."""
    if appraisal.state != AppraisalState.SCORED or appraisal.band != Band.LOW:
        return None
    if appraisal.partnership.decision or not actor.may(Permission.DECIDE_LOW):
        return None
    if ground is None:
        return None
    item = decide_low.weigh_one(appraisal, ground, by=actor)
    if item.refused:
        return None
    return {
        "row": row_of(item),
        "shown": text_of(ground.document),
        "reasons": reasons_offered(actor),
        "expires_on": expiry(Band.LOW, clock.today()),
        "list_url": reverse("diligence:low-decisions"),
    }
