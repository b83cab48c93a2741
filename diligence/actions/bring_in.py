"""Bring in what a public project database knows: one organisation's partnerships, once or again."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from diligence.actions import partners as partner_actions
from diligence.actions import register
from diligence.actions.partner_facts import Facts as PartnerFacts
from diligence.choices import Activity, AgreementKind, PartnerKind, PartnershipState
from diligence.exchange.cordis import KINDS, Applicant, Filing, Participation
from diligence.models import Partner, Partnership, PartnershipPartner
from diligence.queries.facts import Facts
from portal import clock
from portal.authority import Actor


@dataclass(slots=True)
class BroughtIn:
    """What came of one organisation's filings."""

    registered: int = 0
    updated: int = 0
    unchanged: int = 0
    discarded_here: int = 0
    partners: int = 0
    refused: list[tuple[str, str]] | None = None
    """(project, what is wrong): filings that could not be stored."""


def filings(applicant: Applicant, *, by: Actor) -> BroughtIn:
    """Register the applicant's partnerships for the acting organisation; update those it has.

    A partnership is known again by its reference, the project's number. What was discarded here
    stays so; partners added here stay; nothing else than the files' facts is touched.
    """
    done = BroughtIn(refused=[])
    known = {
        row.reference: row
        for row in Partnership.objects.filter(reference__in=list(applicant.filings))
    }
    records = _partners(applicant, by=by)
    done.partners = len(set(records.values()))
    new: list[Filing] = []
    linked = _linked(known.values())
    for reference, filing in applicant.filings.items():
        row = known.get(reference)
        if row is None:
            new.append(filing)
        elif row.discarded_at is not None:
            done.discarded_here += 1
        else:
            wanted = [records[_mark(partner)] for partner in filing.partners]
            _update(row, filing, wanted, linked.get(row.pk, []), done, by=by)
    entries = [
        register.Entry([records[_mark(p)] for p in filing.partners], facts_of(filing))
        for filing in new
    ]
    result = register.many(entries, by=by)
    done.registered = len(result.stored)
    done.refused = [
        (new[position].project.id, "; ".join(error.messages)) for position, error in result.refused
    ]
    return done


def facts_of(filing: Filing) -> Facts:
    """What the files say about one partnership, in the register's terms."""
    project = filing.project
    title = f"{project.acronym}: {project.title}" if project.acronym else project.title
    return {
        "title": title[:300],
        "reference": project.id,
        "state": _state(filing),
        "agreement_kind": AgreementKind.GRANT,
        "activities": [Activity.JOINT],
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "funding_amount": filing.contribution,
        "funding_currency": "EUR",
        "funding_source": ", ".join(filter(None, ("European Union", project.scheme)))[:300],
    }


def _state(filing: Filing) -> PartnershipState:
    project, today = filing.project, clock.today()
    if project.ends_on and (project.ended or project.ends_on < today):
        return PartnershipState.ENDED
    if project.starts_on and project.starts_on > today:
        return PartnershipState.AGREED
    return PartnershipState.RUNNING


def _mark(partner: Participation) -> tuple[str, str]:
    return partner.key, partner.country


def _partners(applicant: Applicant, *, by: Actor) -> dict[tuple[str, str], Partner]:
    """The acting organisation's record of each partner of all its filings."""
    wanted: dict[tuple[str, str], Participation] = {}
    for filing in applicant.filings.values():
        for partner in filing.partners:
            wanted.setdefault(_mark(partner), partner)
    given = [
        PartnerFacts(
            name=partner.name,
            country=partner.country,
            city=partner.city,
            kind=KINDS.get(partner.type, PartnerKind.UNKNOWN),
        )
        for partner in wanted.values()
    ]
    return dict(zip(wanted, partner_actions.record_many(given, by=by), strict=True))


def _linked(rows: Iterable[Partnership]) -> dict[uuid.UUID, list[Partner]]:
    found: dict[uuid.UUID, list[Partner]] = {}
    links = PartnershipPartner.objects.filter(partnership__in=[row.pk for row in rows])
    for link in links.select_related("partner"):
        found.setdefault(link.partnership_id, []).append(link.partner)
    return found


def _update(
    row: Partnership,
    filing: Filing,
    wanted: list[Partner],
    linked: list[Partner],
    done: BroughtIn,
    *,
    by: Actor,
) -> None:
    facts: dict[str, Any] = dict(facts_of(filing))
    # A state moves on by the calendar; one that a member set stays, unless the project has ended.
    if facts["state"] != PartnershipState.ENDED:
        facts.pop("state")
    for kept in ("activities", "agreement_kind", "funding_currency"):
        facts.pop(kept)
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    missing = [partner for partner in wanted if partner not in linked]
    if not changed and not missing:
        done.unchanged += 1
        return
    try:
        register.edit(
            row.pk,
            by=by,
            revision=row.revision,
            partners=[*linked, *missing] if missing else None,
            **changed,
        )
    except ValidationError as error:
        assert done.refused is not None  # noqa: S101 - set where it was made
        done.refused.append((filing.project.id, "; ".join(error.messages)))
    else:
        done.updated += 1
