"""Reports: what is being made, what is published, and the documents they are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_id
from reporting.choices import ContributionState, RenderingState, ReportKind
from reporting.domain import editions
from reporting.models import Rendering, Report, ReportingCycle
from reporting.queries import contribution as contributions
from reporting.queries import cycles

UNDER_WAY: Final = (RenderingState.WAITING, RenderingState.RUNNING)


class NothingToReport(LookupError):  # noqa: N818 - an answer: what must be there first
    """There is nothing a report could be made from; the message says what to do first."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is known of a file: `state` is published, superseded, draft, changed or unknown."""

    state: str
    report: Report | None = None
    rendering: Rendering | None = None
    latest: Report | None = None


def kind_of(organisation: Organisation) -> str:
    """Which report this organisation issues. Raises NothingToReport for any other kind."""
    match organisation.kind:
        case OrganisationKind.MINISTRY:
            return ReportKind.NATIONAL
        case OrganisationKind.COMMISSION:
            return ReportKind.EU
    raise NothingToReport(
        _("%(name)s issues no report: only ministries and the Commission do.")
        % {"name": organisation.name}
    )


def verify_url() -> str:
    """Where readers find the hashes of published files."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/verify/"


# --- Lists ------------------------------------------------------------------------------------
def published(cycle: ReportingCycle | None = None) -> list[Report]:
    """Published editions of the acting organisation, the latest first."""
    rows = Report.objects.select_related("cycle").order_by("-published_at", "-id")
    return list(rows.filter(cycle=cycle) if cycle else rows)


def last_edition(cycle: ReportingCycle, kind: str) -> Report | None:
    rows = Report.objects.filter(cycle=cycle, kind=kind).order_by("-edition")
    found: Report | None = rows.first()
    return found


def renderings(cycle: ReportingCycle, limit: int = 20) -> list[Rendering]:
    """The PDFs made or being made for a cycle, the latest first."""
    rows = Rendering.objects.filter(cycle=cycle).select_related("cycle").defer("document")
    return list(rows.order_by("-asked_at", "-id")[:limit])


def same(cycle: ReportingCycle, digest: str, *, publish: bool) -> Rendering | None:
    """A PDF of exactly this document that is ready or being made."""
    states = [*UNDER_WAY, RenderingState.DONE]
    rows = Rendering.objects.filter(cycle=cycle, digest=digest, publish=publish, state__in=states)
    found: Rendering | None = rows.order_by("-asked_at").first()
    return found


# --- Documents --------------------------------------------------------------------------------
def draft(cycle: ReportingCycle, kind: str) -> dict[str, Any]:
    """The document of a draft as things stand now. Raises NothingToReport."""
    return _of(cycle, kind, number=0, correction="")


def final(cycle: ReportingCycle, kind: str, *, correction: str) -> dict[str, Any]:
    """The document of the next edition, from confirmed returns alone. Raises NothingToReport."""
    if reason := lacking(cycle, kind):
        raise NothingToReport(reason)
    last = last_edition(cycle, kind)
    return _of(cycle, kind, number=last.edition + 1 if last else 1, correction=correction)


def lacking(cycle: ReportingCycle, kind: str) -> str:
    """What must be there before the next edition can be published; "" when nothing is missing."""
    if kind == ReportKind.EU:
        if not cycles.received(cycle):
            return _("No Member State has confirmed a return of this cycle yet.")
    else:
        row = contributions.of_cycle(cycle)
        if row is None or row.state != ContributionState.CONFIRMED:
            return _("Confirm the return first: only a confirmed return is published.")
    last = last_edition(cycle, kind)
    if last is not None and _returns(_of(cycle, kind, number=0, correction="")) == _returns(
        contributions.opened(last.document)
    ):
        return _("Nothing changed since edition %(number)s.") % {"number": last.edition}
    return ""


def _returns(document: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    return [
        (each["member_state"], each["revision"], each["digest"]) for each in document["returns"]
    ]


def _of(cycle: ReportingCycle, kind: str, *, number: int, correction: str) -> dict[str, Any]:
    if kind == ReportKind.EU:
        return _eu(cycle, number=number, correction=correction)
    return _national(cycle, number=number, correction=correction)


def _national(cycle: ReportingCycle, *, number: int, correction: str) -> dict[str, Any]:
    row = contributions.of_cycle(cycle)
    if row is None:
        raise NothingToReport(
            _("The contribution to %(cycle)s was not begun. Open it first.") % {"cycle": cycle.key}
        )
    confirmed = contributions.latest(row)
    if confirmed is not None and row.state == ContributionState.CONFIRMED:
        document = contributions.opened(confirmed.document)
        revision, digest = confirmed.revision, confirmed.digest
        dated = confirmed.confirmed_at.isoformat()
    else:
        document = contributions.document(row)
        revision, digest, dated = 0, editions.digest(document), document["dated"]
    return editions.national_document(
        editions.Edition(
            kind=ReportKind.NATIONAL.value,
            cycle=document["cycle"],
            authority=document["authority"],
            contact=document["contact"],
            verify_url=verify_url(),
            dated=dated,
            returns=[editions.Given(document["member_state"], revision, digest, document)],
            number=number,
            correction=correction,
            previous=_previous(cycle),
        )
    )


def _previous(cycle: ReportingCycle) -> dict[str, Any] | None:
    """The same ministry's confirmed return in the cycle before."""
    before = cycles.before(cycle)
    row = contributions.of_cycle(before) if before else None
    confirmed = contributions.latest(row) if row else None
    return contributions.opened(confirmed.document) if confirmed else None


def _eu(cycle: ReportingCycle, *, number: int, correction: str) -> dict[str, Any]:
    received = cycles.received(cycle)
    span = contributions.span(cycle)
    issuer = Organisation.objects.get(pk=acting_id())
    instants = [each.confirmed_at for each in received.values()]
    return editions.eu_document(
        editions.Edition(
            kind=ReportKind.EU.value,
            cycle=span.document(),
            authority=issuer.name,
            contact="",
            verify_url=verify_url(),
            dated=max(instants, default=cycle.created_at).isoformat(),
            returns=[
                editions.Given(
                    state, each.revision, each.digest, contributions.opened(each.document)
                )
                for state, each in received.items()
            ],
            number=number,
            correction=correction,
        )
    )


# --- Verifying --------------------------------------------------------------------------------
def verify(sha256: str, head: bytes = b"") -> Verified:
    """What the acting organisation knows of a file by its hash; `head`: the file's own bytes, in
    which the name and the date of an edition are looked for when the hash is not known."""
    row: Report | None = Report.objects.filter(sha256=sha256).select_related("cycle").first()
    if row is not None:
        latest = last_edition(row.cycle, row.kind)
        current = latest is None or latest.pk == row.pk
        return Verified("published" if current else "superseded", report=row, latest=latest)
    made = Rendering.objects.filter(Q(sha256=sha256) & ~Q(sha256="")).select_related("cycle")
    if (found := made.first()) is not None:
        return Verified("draft", rendering=found)
    for each in published() if head else ():
        if editions.bears(head, contributions.opened(each.document)):
            return Verified("changed", report=each, latest=last_edition(each.cycle, each.kind))
    return Verified("unknown")
