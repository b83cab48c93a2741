"""Collect a closed quarter of a Member State, once: counted, cleared for showing, frozen."""

from dataclasses import dataclass

from diligence.domain.canonical import canonical_bytes, digest
from portal import audit, bells, clock
from portal.authority import Actor, Refused
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_id
from reporting.domain.composing import ENGINE, Document, Facts, compose
from reporting.domain.periods import Quarter
from reporting.domain.tallies import Tally
from reporting.models import SealedTally, Snapshot
from reporting.queries import collected, figures

BELL = collected.BELL


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is stored together: the sealed counts, and the document made of them."""

    tally: Tally
    document: Document


def collect(quarter: Quarter, *, by: Actor) -> Snapshot | None:
    """The acting ministry's snapshot of a quarter; None when it was collected before.

    However often and by however many workers it is called, a quarter is collected once: the
    ministry is locked, and counts, snapshot and record are written in one transaction. Raises
    Refused when the quarter can't be collected (any more, or yet); AuditFailed, CountsDiffer or
    NotAudited when nothing may be shown, and then nothing is stored.
    """
    ministry = _locked()
    if Snapshot.objects.filter(period=str(quarter)).exists():
        return None
    _require_due(quarter)
    try:
        counted = _count(ministry, quarter)
    finally:
        figures.done()
    snapshot = _store(quarter, counted, by)
    bells.silence(BELL, ministry.pk)
    return snapshot


def collect_oldest(*, by: Actor) -> Snapshot | None:
    """Collect the oldest quarter that is due; the bell goes on ringing while there are more."""
    ministry = _locked()
    left = collected.waiting(ministry, clock.today())
    snapshot = collect(left[0], by=by) if left else None
    if len(left) > 1:
        bells.ring_later(BELL, ministry.pk)
    else:
        bells.silence(BELL, ministry.pk)
    return snapshot


def ring_if_due() -> bool:
    """Ring for the acting ministry when a closed quarter lacks its snapshot.

    Not when the quarter can't be collected as it is: then the operator has it collected again.
    """
    ministry = Organisation.objects.get(pk=acting_id())
    if not collected.waiting(ministry, clock.today()):
        return False
    if collected.obstacle(ministry.pk) in collected.LASTING.values():
        return False
    bells.ring_later(BELL, ministry.pk)
    return True


def _locked() -> Organisation:
    """The acting ministry, until the transaction ends: two workers never collect at once."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=acting_id())
    if organisation.kind != OrganisationKind.MINISTRY:
        raise Refused("Figures are collected for ministries: this organisation is none.")
    return organisation


def _require_due(quarter: Quarter) -> None:
    if clock.today() < quarter.collected_from:
        raise Refused(f"{quarter} can be collected from {quarter.collected_from.isoformat()} on.")
    later = [key for key in collected.periods() if Quarter.parse(key) > quarter]
    if later:
        raise Refused(
            f"{later[-1]} is collected already: a series only grows at its end, so {quarter} "
            "stays uncollected."
        )


def _count(ministry: Organisation, quarter: Quarter) -> _Counted:
    earlier = collected.documents()
    same = [each["period"] for each in earlier if each["cycle"] == quarter.cycle]
    tally = figures.count(ministry.country, quarter, demonstration=ministry.demonstration)
    series = figures.sealed(ministry.pk, same) | {str(quarter): tally}
    facts = Facts(ministry.country, str(quarter), clock.now(), collected.editions(quarter))
    return _Counted(tally, compose(series, facts, earlier))


def _store(quarter: Quarter, counted: _Counted, by: Actor) -> Snapshot:
    sealed = counted.tally.as_document()
    SealedTally(
        period=str(quarter), document=canonical_bytes(sealed).decode(), digest=digest(sealed)
    ).save(force_insert=True)
    snapshot = Snapshot(
        member_state=counted.document["member_state"],
        period=str(quarter),
        document=canonical_bytes(counted.document).decode(),
        digest=digest(counted.document),
        engine=ENGINE,
    )
    snapshot.save(force_insert=True)
    detail = {"period": str(quarter), "digest": snapshot.digest}
    audit.record("figures.collected", snapshot, by=by, detail=detail)
    return snapshot
