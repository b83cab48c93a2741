"""From a page of HTML to the published file."""

import gc
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from portal.pdf.errors import PdfUnavailableError
from portal.pdf.finish import Attached, Identity, finish
from portal.pdf.sources import BASE_URL, Shelf

Progress = Callable[[int, int, str], None]
STAGES: Final = 4
REMEDY: Final = (
    "PDF can't be made here: {problem}. Install what it needs, on Debian: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core; every other export "
    "works without it."
)


@dataclass(frozen=True)
class Rendered:
    """A finished file: its bytes, its number of pages and the SHA-256 of the bytes (hex)."""

    data: bytes
    pages: int
    sha256: str


def _weasyprint() -> Any:
    """WeasyPrint, loaded when first needed: it is slow to load and its libraries may be absent.

    Raises:
        PdfUnavailableError: its libraries are missing.
    """
    for chatty in ("weasyprint", "fontTools", "pikepdf"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        import weasyprint
    except (OSError, ImportError) as problem:
        first = str(problem).strip().splitlines()[0] if str(problem).strip() else "not installed"
        raise PdfUnavailableError(REMEDY.format(problem=first)) from problem
    return weasyprint


class _Pages(logging.Handler):
    """Hears which page is being laid out, of this thread's own document only."""

    def __init__(self, say: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.say, self.thread = say, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Told outside logging's own guard: what the listener raises stops the work."""
        given = record.args
        if record.thread == self.thread and isinstance(given, tuple) and "Page %d" in record.msg:
            self.say(int(str(given[0])))


@contextmanager
def _heard(progress: Progress | None) -> Iterator[None]:
    if progress is None:
        yield
        return
    log = logging.getLogger("weasyprint.progress")
    before = log.level, log.propagate
    ear = _Pages(lambda page: progress(1, STAGES, _("Laying out page %d") % page))
    log.addHandler(ear)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(ear)
        log.setLevel(before[0])
        log.propagate = before[1]


def _labels(root: Any) -> dict[str, str]:
    """The words of each link by its address; links into the portal are unlinked on paper."""
    labels: dict[str, str] = {}
    for link in root.iter("a"):
        address = str(link.get("href", ""))
        words = " ".join((link.get("aria-label") or "".join(link.itertext())).split())
        if address.startswith(("#", "https:", "http:", "mailto:")):
            labels.setdefault(address, words or address)
        else:
            link.attrib.pop("href", None)
    return labels


def _set(html: str, language: str, progress: Progress | None) -> tuple[bytes, dict[str, str]]:
    """Lay the pages out and draw them, tagged."""
    weasyprint = _weasyprint()
    from portal.pdf import pictures

    shelf = Shelf()
    with _heard(progress):
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=shelf.for_weasyprint())
        page.etree_element.set("lang", language)
        labels = _labels(page.etree_element)
        pictures.prepare(page.wrapper_element)
        laid = page.render()
        if progress:
            progress(2, STAGES, _("Drawing %d pages") % len(laid.pages))
        data: bytes = laid.write_pdf(pdf_variant="pdf/a-3a")
    # WeasyPrint leaves out what it can't load; a report with a hole is no report.
    if shelf.refused:
        raise shelf.refused
    return data, labels


def render(
    html: str,
    *,
    title: str,
    language: str,
    dated: datetime,
    attachments: Sequence[Attached] = (),
    progress: Progress | None = None,
) -> Rendered:
    """A PDF/A-3a and PDF/UA-1 file of one page of HTML.

    Takes about a fifth of a second a page: for a task, never for a request. ``dated`` (aware) is
    every date in the file, ``language`` its BCP 47 tag. ``progress`` hears how many of how many
    stages are done and what is done now; what it raises stops the work. Links that lead into the
    portal itself are text on paper; others need a whole address.

    Raises:
        PdfUnavailableError: the libraries are missing; it says which and how to get them.
        ForeignAddressError: the page wants something that is no static file of Ajar.
    """
    tell = progress or (lambda done, of, what: None)
    tell(0, STAGES, _("Reading the report"))
    data, labels = _set(html, language, progress)
    # Laid-out pages hold each other in circles: without this they would stay beside the next copy.
    gc.collect()
    tell(3, STAGES, _("Adding structure and attachments"))
    made, pages = finish(data, Identity(title, language, dated), attachments, labels)
    tell(STAGES, STAGES, _("Done"))
    return Rendered(made, pages, hashlib.sha256(made).hexdigest())
