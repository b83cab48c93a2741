"""Blank questionnaires as PDF: asked for by whoever reads the edition, made once by the worker.

What is set is frozen in the row before anything is made. Making it is one long step without the
database and short ones with it, each a transaction of its own: the page sees how far it is, and a
worker that is killed leaves nothing half done. Whoever makes it again gets the same bytes.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _

from diligence.choices import WorkState
from diligence.models import Paper, QuestionnaireVersion
from diligence.policy import papers as policy
from portal import bells, clock, pdf
from portal.actions import files
from portal.authority import Actor, Refused, require
from portal.tenancy import acting_for

logger = logging.getLogger(__name__)

BELL: Final = "paper"
LEASE: Final = timedelta(seconds=90)
"""How long a step may take before somebody else is asked to make the PDF."""
BETWEEN: Final = 0.5
"""Seconds between two notes on how far it is."""
LONGEST: Final = 3_000_000
"""Characters of a page of HTML: some two thousand questions, which take minutes to lay out."""
LOOKS: Final = "css/blank-paper.css"


# --- Asked for ----------------------------------------------------------------------------------
def ask(version: QuestionnaireVersion, page: str, *, title: str, language: str, by: Actor) -> Paper:
    """The PDF of this page of HTML: as it is kept, under way, or asked for now. Raises Refused.

    One that could not be made stays so until somebody tries again. One whose file was lost from
    the store is made anew. What would keep a worker busy for hours is refused.
    """
    require(policy.may_make(by))
    if len(page) > LONGEST:
        raise Refused(_("This questionnaire is too long for paper. Use the workbook instead."))
    looks = (Path(settings.STATICFILES_DIRS[0]) / LOOKS).read_bytes()
    paper: Paper
    paper, new = Paper.objects.get_or_create(
        digest=sha256(page.encode() + looks).hexdigest(),
        defaults={"version": version, "title": title, "language": language, "page": page},
    )
    if new:
        bells.ring_later(BELL, paper.pk)
    elif paper.state == WorkState.DONE and not default_storage.exists(paper.stored_as):
        return _anew(Paper.objects.select_for_update().get(pk=paper.pk), page)
    return paper


def try_again(paper_id: uuid.UUID, *, by: Actor) -> Paper:
    """Have a PDF made that could not be made before. Raises Paper.DoesNotExist or Refused."""
    paper: Paper = Paper.objects.select_for_update().get(pk=paper_id)
    require(policy.may_try_again(by, paper))
    return _anew(paper, paper.page)


def _anew(paper: Paper, page: str) -> Paper:
    paper.state, paper.page, paper.done = WorkState.WAITING, page, 0
    paper.problem, paper.asked_at = "", clock.now()
    paper.save(update_fields=["state", "page", "done", "problem", "asked_at"])
    bells.ring_later(BELL, paper.pk)
    return paper


# --- Made by the worker -------------------------------------------------------------------------
def make(paper_id: uuid.UUID, owner: uuid.UUID) -> bool:
    """Make one PDF; call it outside every transaction. Returns whether it was made now.

    What can't be made is noted on the row with what to do. Another failure is raised, and the
    bell rings again.
    """
    with acting_for(owner):
        paper = _take(paper_id)
    if paper is None:
        return False
    try:
        with translation.override(paper.language):
            made = pdf.render(
                paper.page,
                title=paper.title,
                language=paper.language,
                dated=paper.version.published_at,
                progress=_Teller(paper_id, owner),
            )
    except (pdf.PdfUnavailableError, pdf.ForeignAddressError, ValueError) as problem:
        logger.exception("The PDF of the blank questionnaire %s could not be made.", paper_id)
        with acting_for(owner):
            _give_up(paper_id, str(problem))
        return False
    with acting_for(owner):
        return _keep(paper_id, made)


def _take(paper_id: uuid.UUID) -> Paper | None:
    """Say that the work begins; None when there is nothing to do (any more)."""
    rows = Paper.objects.select_related("version").select_for_update(of=("self",))
    paper: Paper | None = rows.filter(pk=paper_id).first()
    if paper is None or paper.state not in policy.UNDER_WAY:
        bells.silence(BELL, paper_id)
        return None
    paper.state, paper.done = WorkState.RUNNING, 0
    paper.save(update_fields=["state", "done"])
    bells.under_way(BELL, paper_id, leave_alone=LEASE)
    return paper


@dataclass
class _Teller:
    """Notes how many pages are laid out, each time in a transaction of its own."""

    paper_id: uuid.UUID
    owner: uuid.UUID
    said: float = 0.0

    def __call__(self, done: int, of: int, what: str) -> None:
        if time.monotonic() - self.said < BETWEEN:
            return
        self.said = time.monotonic()
        # Only while pages are laid out does the number in its words count them.
        page = int("".join(filter(str.isdigit, what)) or 0) if done == 1 else 0
        with acting_for(self.owner):
            if page:
                Paper.objects.filter(pk=self.paper_id, done__lt=page).update(done=page)
            bells.under_way(BELL, self.paper_id, leave_alone=LEASE)


def _give_up(paper_id: uuid.UUID, problem: str) -> None:
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    if paper.state in policy.UNDER_WAY:
        paper.state, paper.problem = WorkState.FAILED, problem[:1000]
        paper.save(update_fields=["state", "problem"])
    bells.silence(BELL, paper_id)


def _keep(paper_id: uuid.UUID, made: pdf.Rendered) -> bool:
    """Store the file and say that it is ready; somebody else's was the same."""
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    bells.silence(BELL, paper_id)
    if paper.state not in policy.UNDER_WAY:
        return False
    paper.stored_as = _store(paper.digest, made.data)
    paper.size, paper.pages, paper.done = len(made.data), made.pages, made.pages
    paper.state, paper.page = WorkState.DONE, ""
    paper.save(update_fields=["stored_as", "size", "pages", "done", "state", "page"])
    return True


def _store(digest: str, data: bytes) -> str:
    """Where the file is kept; one that a killed worker cut short is written again."""
    return files.put(f"papers/{digest[:40]}.pdf", data, content_type="application/pdf")
