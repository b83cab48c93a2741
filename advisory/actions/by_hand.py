"""Receive a case by telephone, by mail or in person: a referral without a dossier.

Nothing of it crosses a border: it has no consultation, and the organisation named in it learns
nothing through the portal. What was written down can be written anew until the case is closed.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions.numbering import free_code
from advisory.actions.triage import work_out
from advisory.choices import ReferralSource
from advisory.domain.working_days import due
from advisory.models import Referral, ReferralPartner
from advisory.queries import remits
from diligence.choices import TechnologyArea
from diligence.domain.identifiers import IdentifierError, parse_pic, parse_ror
from diligence.domain.markings import marking_in
from diligence.domain.names import NAME_MAX, normalise, tidy
from diligence.domain.wording import spoken
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.queries import markings

MOST_PARTNERS: Final = 20
WAYS: Final = frozenset({ReferralSource.TELEPHONE, ReferralSource.MAIL, ReferralSource.VISIT})


@dataclass(frozen=True, slots=True)
class PartnerTold:
    """A partner as it was told."""

    name: str
    ror_id: str = ""
    pic: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, and by whom. `received_on` is the day it came in."""

    source: str
    sender_name: str
    member_state: str
    summary: str
    received_on: date
    title: str = ""
    technology_areas: Sequence[str] = ()
    partners: Sequence[PartnerTold] = ()
    needed_by: date | None = None
    needed_because: str = ""


def receive(told: Told, *, by: Actor) -> Referral:
    """Put the case into the queue. Raises Refused, or ValidationError by field of Told.

    Problems of partners stand under `partners-<position>-<field>`.
    """
    require(policy.may_receive(by))
    partners = _checked(told)
    row = Referral(code=free_code(), updated_at=clock.now())
    _write(row, told, partners)
    remit = remits.for_state(told.member_state, told.technology_areas)
    if remit is not None:
        row.target_days = remit.target_days
    row.remit_because = _("Entered by hand")
    row.received_at = _moment(told.received_on)
    row.due_on = due(told.received_on, row.target_days, told.member_state)
    work_out(row)
    row.save(force_insert=True)
    _link(row, partners)
    audit.record("referral.received", row, by=by, detail={"code": row.code, "how": row.source})
    return row


def edit(referral_id: uuid.UUID, told: Told, *, by: Actor, revision: int) -> Referral:
    """Write the case anew; `revision` is the one last read. Day of receipt and due date stay.

    Raises Refused (also when somebody else changed it meanwhile), ValidationError by field, or
    Referral.DoesNotExist.
    """
    row: Referral = Referral.objects.select_for_update().get(pk=referral_id)
    require(policy.may_edit(by, row))
    if revision != row.revision:
        raise Refused(_("Somebody changed this case meanwhile. Look at it again, then edit it."))
    partners = _checked(told, stands=row.member_state)
    before = _facts(row)
    _write(row, told, partners)
    work_out(row)
    row.revision += 1
    row.updated_at = clock.now()
    row.save()
    row.partners.all().delete()
    _link(row, partners)
    after = _facts(row)
    changed = sorted(name for name in after if after[name] != before[name])
    audit.record("referral.edited", row, by=by, detail={"code": row.code, "changed": changed})
    return row


def _facts(row: Referral) -> dict[str, Any]:
    names = ("source", "sender_name", "title", "summary", "technology_areas", "partner_names")
    return {name: getattr(row, name) for name in (*names, "needed_by", "needed_because")}


def _write(row: Referral, told: Told, partners: Sequence[PartnerTold]) -> None:
    row.source = told.source
    row.sender_name = tidy(told.sender_name)
    row.sender_id = remits.in_directory(row.sender_name)
    row.member_state = told.member_state
    row.title, row.summary = tidy(told.title), told.summary.replace("\r\n", "\n").strip()
    row.technology_areas = list(told.technology_areas)
    row.needed_by, row.needed_because = told.needed_by, tidy(told.needed_because)
    row.partner_names = "; ".join(partner.name for partner in partners)[:1000]


def _link(row: Referral, partners: Sequence[PartnerTold]) -> None:
    ReferralPartner.objects.bulk_create(
        ReferralPartner(
            referral=row,
            name=partner.name,
            normalised_name=normalise(partner.name),
            ror_id=partner.ror_id,
            pic=partner.pic,
        )
        for partner in partners
    )


def _moment(day: date) -> datetime:
    """Now for today; noon in the portal's zone for an earlier day, whose hour nobody noted."""
    if day == clock.today():
        return clock.now()
    return datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))


def _checked(told: Told, *, stands: str = "") -> list[PartnerTold]:
    """The partners in the form in which they are stored. Raises ValidationError by field.

    `stands`: the Member State on record, which stays right after its remit ended.
    """
    problems = {name: text for name, wrong, text in _rules(told, stands) if wrong}
    partners = []
    for at, partner in enumerate(told.partners):
        stored, wrong = _partner(partner)
        partners.append(stored)
        problems |= {f"partners-{at}-{name}": text for name, text in wrong.items()}
    texts = (told.title, told.summary, told.needed_because)
    if marking := marking_in(texts, also=markings.further()):
        problems["summary"] = _(
            "The text carries the marking “%(marking)s”. Classified information must not enter "
            "this portal. Use the channel your security officer has for it."
        ) % {"marking": marking}
    if problems:
        raise ValidationError(problems)
    return partners


def _rules(told: Told, stands: str) -> list[tuple[str, bool, str]]:
    """(field, whether it is wrong, what to do)."""
    offered = {stands, *(code for code, _name in remits.states_served())} - {""}
    areas = set(told.technology_areas) <= set(TechnologyArea.values)
    return [
        ("source", told.source not in WAYS, _("Choose how the case came.")),
        ("sender_name", not tidy(told.sender_name), _("Name the organisation that asked.")),
        ("sender_name", len(tidy(told.sender_name)) > 300, _too_long(300)),
        (
            "member_state",
            told.member_state not in offered,
            _("Choose a Member State that this hub answers for."),
        ),
        ("summary", not told.summary.strip(), _("Say in a few sentences what it is about.")),
        ("summary", len(told.summary) > 4000, _too_long(4000)),
        ("title", len(tidy(told.title)) > 300, _too_long(300)),
        ("technology_areas", not areas, _("Choose from the technology areas offered.")),
        ("received_on", told.received_on > clock.today(), _("Give today or an earlier day.")),
        (
            "needed_by",
            told.needed_by is not None and told.needed_by < told.received_on,
            _("The day the answer is needed is before the day the case came."),
        ),
        ("needed_because", len(tidy(told.needed_because)) > 300, _too_long(300)),
        (
            "partners",
            len(told.partners) > MOST_PARTNERS,
            _("Name at most %(most)d partners.") % {"most": MOST_PARTNERS},
        ),
    ]


def _too_long(longest: int) -> str:
    return _("Say it in at most %(longest)d characters.") % {"longest": longest}


_PARSERS: Final[dict[str, Callable[[str], str]]] = {"ror_id": parse_ror, "pic": parse_pic}


def _partner(partner: PartnerTold) -> tuple[PartnerTold, dict[str, str]]:
    name, wrong = tidy(partner.name), {}
    stored = {"ror_id": "", "pic": ""}
    if not name:
        wrong["name"] = _("Give the partner's name.")
    elif len(name) > NAME_MAX:
        wrong["name"] = _too_long(NAME_MAX)
    for field, parse in _PARSERS.items():
        try:
            stored[field] = parse(getattr(partner, field))
        except IdentifierError as error:
            wrong[field] = spoken(error.sentence, _)
    return PartnerTold(name, **stored), wrong
