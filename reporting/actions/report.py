"""Reports as PDF: asked for, made by the worker in steps that can be watched, stopped, repeated.

What a PDF is made from is frozen in its row before anything is made. Making it is one long step
without the database and some short ones with it, each a transaction of its own: the page sees how
far it is, and a worker that is killed leaves nothing half done. Whoever makes it again gets the
same bytes.
"""

import logging
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal import audit, bells, clock, pdf
from portal.actions import files
from portal.authority import Actor, product, require
from portal.queries import ledger
from portal.sealing import DamagedFileError
from portal.tenancy import acting_for, acting_id
from reporting import policy
from reporting.actions import publish
from reporting.choices import RenderingState
from reporting.domain import editions
from reporting.models import Rendering, ReportingCycle
from reporting.queries import contribution as reading
from reporting.queries import reports

logger = logging.getLogger(__name__)

BELL: Final = "render"
LEASE: Final = timedelta(seconds=90)
"""How long a step may take before somebody else is asked to make the PDF."""
BETWEEN: Final = 0.5
"""Seconds between two notes on how far it is."""
PAGES_GUESSED: Final = 40
TEMPLATE: Final = "reporting/report/uptake.html"
PAPER: Final = "reporting/report/paper.html"


class StoppedError(Exception):
    """Somebody stopped the making of this PDF, or it is done already."""


# --- Asked for --------------------------------------------------------------------------------
def ask(cycle: ReportingCycle, kind: str, *, by: Actor) -> Rendering:
    """Have a draft made of the report as it stands; the same document isn't made twice.

    Raises Refused, or reports.NothingToReport with what must be there first.
    """
    require(policy.may_make(by, kind))
    document = reports.draft(cycle, kind)
    present = reports.same(cycle, editions.digest(document), publish=False)
    if present is not None:
        return present
    return enqueue(cycle, kind, document, by=by)


def enqueue(
    cycle: ReportingCycle,
    kind: str,
    document: dict[str, Any],
    *,
    by: Actor,
    correction: str | None = None,
) -> Rendering:
    """Store what is to be made and ring for it; with `correction` (or "") it is published then.

    What is published prints the newest seal of the record, from the frozen document.
    """
    if correction is not None:
        seal = ledger.latest_seal()
        document = editions.with_seal(document, seal.frozen() if seal else None)
    row: Rendering = Rendering.objects.create(
        cycle=cycle,
        kind=kind,
        draft=document["draft"],
        publish=correction is not None,
        correction=correction or "",
        document=reading.text_of(document),
        digest=editions.digest(document),
        asked_at=clock.now(),
        asked_by=by.label,
        user_id=by.user_id,
        total=_guess(cycle, kind),
        what=_("Waiting for the worker"),
    )
    audit.record("report.asked", row, by=by, detail={"cycle": cycle.key, "draft": row.draft})
    bells.ring_later(BELL, row.pk)
    return row


def _guess(cycle: ReportingCycle, kind: str) -> int:
    """About how many pages it will have: as many as the last one had."""
    last = Rendering.objects.filter(kind=kind, state=RenderingState.DONE).exclude(pages=0)
    found = last.order_by("-finished_at").values_list("pages", flat=True).first()
    return int(found or PAGES_GUESSED)


def stop(rendering_id: uuid.UUID, *, by: Actor) -> Rendering:
    """Stop the making of a PDF. Raises Rendering.DoesNotExist or Refused."""
    row: Rendering = Rendering.objects.select_for_update().get(pk=rendering_id)
    require(policy.may_stop(by, row))
    _end(row, RenderingState.STOPPED, what=_("Stopped by %(name)s") % {"name": by.label})
    audit.record("report.stopped", row, by=by, detail={})
    return row


def try_again(rendering_id: uuid.UUID, *, by: Actor) -> Rendering:
    """Have the same document made again. Raises Rendering.DoesNotExist or Refused."""
    row: Rendering = Rendering.objects.select_for_update().get(pk=rendering_id)
    require(policy.may_try_again(by, row))
    if row.publish:
        require(policy.may_publish(by, row.kind))
    row.state, row.problem, row.done = RenderingState.WAITING, "", 0
    row.what, row.finished_at = _("Waiting for the worker"), None
    row.save(update_fields=["state", "problem", "done", "what", "finished_at"])
    audit.record("report.asked", row, by=by, detail={"again": True})
    bells.ring_later(BELL, row.pk)
    return row


def _end(row: Rendering, state: RenderingState, *, what: str, problem: str = "") -> None:
    row.state, row.what, row.problem = state, what, problem[:1000]
    row.finished_at = clock.now()
    row.save(update_fields=["state", "what", "problem", "finished_at"])
    bells.silence(BELL, row.pk)


# --- Made by the worker -----------------------------------------------------------------------
def make(rendering_id: uuid.UUID, owner: uuid.UUID) -> bool:
    """Make one PDF, in steps; call it outside every transaction. Returns whether it is ready.

    What can't be made is noted on the row with what to do. Another failure is raised, and the
    bell rings again.
    """
    with acting_for(owner):
        document = _take(rendering_id)
    if document is None:
        return False
    try:
        made = _rendered(document, _Teller(rendering_id, owner))
    except StoppedError:
        return False
    except (pdf.PdfUnavailableError, pdf.ForeignAddressError, ValueError) as problem:
        logger.exception("The PDF %s could not be made.", rendering_id)
        with acting_for(owner):
            _give_up(rendering_id, str(problem))
        return False
    with acting_for(owner):
        return _keep(rendering_id, made)


def _take(rendering_id: uuid.UUID) -> dict[str, Any] | None:
    """Say that the work begins; None when there is nothing to do (any more)."""
    row = Rendering.objects.select_for_update().filter(pk=rendering_id).first()
    if row is None or row.state not in reports.UNDER_WAY:
        bells.silence(BELL, rendering_id)
        return None
    row.state, row.started_at = RenderingState.RUNNING, clock.now()
    row.done, row.what = 0, _("Taken by a worker")
    row.save(update_fields=["state", "started_at", "done", "what"])
    bells.under_way(BELL, rendering_id, leave_alone=LEASE)
    return reading.opened(row.document)


@dataclass
class _Teller:
    """Notes how far the work is, each time in a transaction of its own; hears that it's stopped."""

    rendering_id: uuid.UUID
    owner: uuid.UUID
    said: float = 0.0
    page: int = 0

    def __call__(self, done: int, of: int, what: str) -> None:
        digits = "".join(filter(str.isdigit, what)) if done == 1 else ""
        self.page = max(self.page, int(digits or 0))
        if time.monotonic() - self.said < BETWEEN and 0 < done < of:
            return
        self.said = time.monotonic()
        with acting_for(self.owner):
            rows = Rendering.objects.filter(pk=self.rendering_id, state=RenderingState.RUNNING)
            if not rows.update(done=self.page, what=what[:200]):
                raise StoppedError
            rows.filter(total__lt=self.page).update(total=self.page)
            bells.under_way(BELL, self.rendering_id, leave_alone=LEASE)


def _rendered(document: dict[str, Any], progress: pdf.Progress | None) -> pdf.Rendered:
    return pdf.render(
        page(document),
        title=editions.reference_title(document),
        language=editions.LANGUAGE,
        dated=editions.dated(document),
        attachments=[
            pdf.Attached(each.name, each.media_type, each.data, each.description)
            for each in editions.files(document)
        ],
        progress=progress,
    )


def page(document: dict[str, Any]) -> str:
    """The HTML that is set. In the report's language, whoever asks: the same page for everybody."""
    with translation.override(editions.LANGUAGE):
        return render_to_string(TEMPLATE, editions.context(document) | {"frame": PAPER})


def rendered(document: dict[str, Any], progress: pdf.Progress | None = None) -> pdf.Rendered:
    """The PDF of a document, for a command that writes it to a file. Raises what `pdf` raises."""
    return _rendered(document, progress)


def _give_up(rendering_id: uuid.UUID, problem: str) -> None:
    row = Rendering.objects.select_for_update().get(pk=rendering_id)
    if row.state in reports.UNDER_WAY:
        _end(row, RenderingState.FAILED, what=_("It could not be made"), problem=problem)


def _keep(rendering_id: uuid.UUID, made: pdf.Rendered) -> bool:
    """Store the file and say that it is ready; what was to be published is published with it."""
    row = Rendering.objects.select_for_update().get(pk=rendering_id)
    if row.state not in reports.UNDER_WAY:
        bells.silence(BELL, rendering_id)
        return bool(row.state == RenderingState.DONE)
    row.stored_as = store(made)
    row.sha256, row.size, row.pages = made.sha256, len(made.data), made.pages
    row.done = row.total = made.pages
    row.save(update_fields=["stored_as", "sha256", "size", "pages", "done", "total"])
    if row.publish and (refusal := publish.record(row)):
        _end(row, RenderingState.FAILED, what=_("It was not published"), problem=refusal)
        return False
    _end(row, RenderingState.DONE, what=_("Ready"))
    audit.record("report.made", row, by=product("Ajar"), detail={"sha256": made.sha256})
    return True


def store(made: pdf.Rendered) -> str:
    """Where the file is kept: under its hash, so that it is stored once however often it is made.

    A file that was cut short by a killed worker is written again.
    """
    name = f"reports/{made.sha256[:40]}.pdf"
    stored_as = f"{acting_id()}/{name}"
    if default_storage.exists(stored_as):
        with suppress(DamagedFileError), default_storage.open(stored_as) as present:
            if present.read() == made.data:
                return stored_as
    return files.put(name, made.data, content_type="application/pdf")
