"""What a link shows today, of what was looked through when it was made.

Titles, notes and who is responsible are written on after a link was made. What names somebody in
them and was answered for by nobody stays out of the page, until a new link is made.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from diligence.actions.colleague import TITLE
from diligence.choices import ColleaguePurpose
from diligence.domain.guard import found_in
from diligence.models import ColleagueRequest
from diligence.queries import sharing
from diligence.queries.leaving import known_to
from diligence.queries.sharing import Shared
from portal.actions import disclosures


def shown(row: ColleagueRequest) -> Shared:
    """The parts of this link, without what nobody answered for when it was made."""
    told = sharing.shared(row)
    texts = [text for step in told.measures for text in (step.note, step.responsible)]
    kept = _answered(row, texts)
    steps = (
        replace(
            step,
            note=step.note if step.note in kept else "",
            responsible=step.responsible if step.responsible in kept else "",
            held=not {step.note, step.responsible} <= kept | {""},
        )
        for step in told.measures
    )
    return replace(told, measures=tuple(steps))


def held_back(row: ColleagueRequest) -> tuple[str, ...]:
    """What the link would show and does not, in words for whoever made it."""
    held = [] if row.purpose == ColleaguePurpose.ASK else _parts_held(shown(row))
    if TITLE in row.parts and not title_of(row):
        held.insert(0, _("The title of the partnership."))
    return tuple(held)


def _parts_held(told: Shared) -> list[str]:
    held = [
        _("The note and who is responsible at “%(measure)s”.")
        % {"measure": step.measure.name if step.measure else step.row.measure}
        for step in told.measures
        if step.held
    ]
    if told.reasons_held:
        held.insert(0, _("The reasons of the decision, which were written after the link."))
    return held


def title_of(row: ColleagueRequest) -> str:
    """The partnership's title as the link may show it, or ""."""
    title: str = row.appraisal.partnership.title
    return title if title in _answered(row, [title]) else ""


def _answered(row: ColleagueRequest, texts: Iterable[str]) -> frozenset[str]:
    """Of these texts, those in which nothing was found that nobody answered for."""
    told = {text: text for text in texts if text}
    if not told:
        return frozenset()
    found = found_in(told, known_to(row.appraisal))
    through = disclosures.let_through(row.pk, found)
    return frozenset(told) - {one.place for one in found if one.key not in through}
