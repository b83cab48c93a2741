"""The start page's sections of this room: what needs an officer today, a steward's overview."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.choices import AppraisalState
from diligence.domain.progress import progress
from diligence.domain.sheet import values
from diligence.domain.triage import triage
from diligence.models import Appraisal, Partnership
from diligence.queries import backlog, colleague, headlines, minutes, questionnaires, today
from diligence.views import start_decider, workplan
from portal import clock
from portal.acting import Acting
from portal.authority import Actor
from portal.enums import OrganisationKind, Permission
from portal.rooms import StartSection
from portal.templatetags.marks import BANDS

MOST = 5
"""Rows of one kind; the rest is a link away."""

Item = dict[str, Any]


def sections(request: HttpRequest) -> list[StartSection]:
    """Officers see what needs them; deciders, what waits for them; stewards, how all stands."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or acting.organisation.kind != OrganisationKind.RESEARCH:
        return []
    found = []
    if acting.actor.may(Permission.APPRAISE):
        found.append(_officer(acting))
    if acting.actor.may(Permission.DECIDE):
        found.append(start_decider.section(acting))
    if acting.actor.may(Permission.MANAGE_MEMBERS):
        found.append(_steward(acting))
    return found


def _officer(acting: Acting) -> StartSection:
    actor, day = acting.actor, clock.today()
    open_ = today.under_way(actor, MOST + 1)
    attention = today.attention(actor, day, MOST + 1)
    soon = today.starting_soon(actor, day, MOST + 1)
    headlines.tell(attention)
    items = [_of_open(row) for row in open_[:MOST]]
    items += [_of_attention(row) for row in attention[:MOST]]
    items += [_of_soon(row) for row in soon[:MOST]]
    items += [_of_reply(row) for row in colleague.replied(actor, MOST)]
    items += start_decider.for_officers(actor, day, _item)
    items.sort(key=lambda item: item["due"] or date.max)
    measured = acting.organisation.measures_minutes
    recent = today.recent(actor, 6)
    headlines.tell(recent)
    more = list(_more(open_, attention, soon))
    context = {
        "items": items,
        "more": more,
        "recent": recent,
        "today": day,
        "full": minutes.typical() if measured else None,
        "triage": minutes.typical_triage() if measured else None,
        "fewest": minutes.FEWEST,
        "untriaged": backlog.waiting(actor).count(),
        "plan": workplan.for_start(acting),
        "burden": _burden(actor) if measured else None,
    }
    return StartSection("diligence/start/officer.html", context, _headline(items, bool(more)))


def _burden(actor: Actor) -> dict[str, Any]:
    """Median minutes by stage and by band as scored, for a small table."""
    names = {"": _("Ended at triage")} | {code: str(word) for code, word in BANDS.items()}
    rows = [
        [names[each.band], _took(each.triage), _took(each.full) if each.full else "–"]
        for each in minutes.burden(actor)
    ]
    heads = (_("Triage"), _("Questionnaire"))
    columns = [_("Band"), *({"label": head, "number": True} for head in heads)]
    return {"columns": columns, "rows": rows}


def _took(typical: minutes.Typical) -> str:
    if typical.minutes is None:
        return _("too few")
    return _("%(minutes)d min") % {"minutes": typical.minutes} if typical.minutes else _("under 5")


def _headline(items: list[Item], more: bool) -> str:
    """How many partnerships need the officer, as far as they were counted."""
    count = len({item["href"] for item in items})
    if not count:
        return _("Nothing needs you today")
    if more:
        told = _("More than %(count)d partnerships need you")
    else:
        told = ngettext("One partnership needs you", "%(count)d partnerships need you", count)
    return told % {"count": count}


def _of_open(appraisal: Appraisal) -> Item:
    definition = questionnaires.definition(appraisal.version)
    entries = appraisal.sheet.entries
    match appraisal.state:
        case AppraisalState.TRIAGE:
            left = len(triage(definition, values(entries, definition.triage)).missing)
            action, told = _("Continue the triage"), _triage_left(left)
        case AppraisalState.ANSWERING:
            told_of = progress(definition, values(entries, definition.questions))
            left = len(told_of.missing)
            action = _("Continue answering") if left else _("Check and submit")
            told = _answers_left(left)
        case _:
            action, told = _("Follow the scoring"), _("Submitted, being scored")
    return _item(appraisal.partnership, told, action, _to(appraisal))


def _triage_left(left: int) -> str:
    if not left:
        return _("Triage: every question is answered")
    told = ngettext("Triage: %(count)d question left", "Triage: %(count)d questions left", left)
    return told % {"count": left}


def _answers_left(left: int) -> str:
    if not left:
        return _("Every question is answered; not submitted yet")
    return ngettext("%(count)d answer missing", "%(count)d answers missing", left) % {"count": left}


def _of_attention(appraisal: Appraisal) -> Item:
    told = _("Too many answers are “don't know”") if appraisal.hold else _("Scored")
    item = _item(appraisal.partnership, told, _("Read the result"), _to(appraisal))
    return item | {"outcome": appraisal.headline, "hold": appraisal.hold}


def _of_reply(appraisal: Appraisal) -> Item:
    url = reverse("diligence:reply-list", args=[appraisal.pk])
    return _item(appraisal.partnership, _("A colleague replied"), _("Look at the reply"), url)


def _of_soon(partnership: Partnership) -> Item:
    started = partnership.starts_on is not None and partnership.starts_on <= clock.today()
    told = _("Started without an appraisal") if started else _("Starts soon, not appraised yet")
    url = reverse("diligence:appraisal-start", args=[partnership.pk])
    return _item(partnership, told, _("Start the triage"), url) | {"post": True}


def _item(partnership: Partnership, told: str, action: str, url: str) -> Item:
    return {
        "title": partnership.title,
        "handle": partnership.handle,
        "partners": partnership.partner_names,
        "href": reverse("diligence:partnership-detail", args=[partnership.pk]),
        "due": partnership.starts_on,
        "told": told,
        "action": action,
        "url": url,
    }


def _to(appraisal: Appraisal) -> str:
    return reverse("diligence:appraisal-detail", args=[appraisal.pk])


def _more(*lists: list[Any]) -> Iterator[dict[str, str]]:
    """Links to what did not fit."""
    every = reverse("diligence:appraisal-list")
    register = reverse("diligence:partnership-list")
    links = (
        (_("All appraisals under way"), f"{every}?state=open&sort=due"),
        (_("All results that need attention"), f"{every}?state=attention&sort=due"),
        (_("The register, by start"), f"{register}?sort=starts"),
    )
    for rows, (label, href) in zip(lists, links, strict=True):
        if len(rows) > MOST:
            yield {"label": label, "href": href}


def _steward(acting: Acting) -> StartSection:
    counts = today.counts(acting.actor)
    context = {
        "counts": counts,
        "links": list(_steward_links()),
        "alone": not acting.actor.may(Permission.APPRAISE),
    }
    return StartSection("diligence/start/steward.html", context, _standing(counts))


def _standing(counts: dict[str, int]) -> str:
    """How much of the register was appraised, in a sentence."""
    every, left = counts["partnerships"], counts["unappraised"]
    if not every:
        return _("No partnership is registered yet")
    if not left:
        return _("Every partnership on the register is appraised")
    told = ngettext(
        "%(left)s of %(every)s partnerships is not appraised yet",
        "%(left)s of %(every)s partnerships are not appraised yet",
        left,
    )
    return told % {
        "left": number_format(left, force_grouping=True),
        "every": number_format(every, force_grouping=True),
    }


def _steward_links() -> Iterator[dict[str, str]]:
    """The steward's pages that this installation has."""
    for name, label in (
        ("portal:members", _("Members and invitations")),
        ("portal:units", _("Units")),
        ("portal:settings", _("Organisation settings")),
    ):
        try:
            yield {"label": label, "href": reverse(name)}
        except NoReverseMatch:
            continue
