"""What a publication may load: files of the static folder, and nothing else.

No network, no file of the machine, no data address: whatever text comes into a report, setting it
can neither ask another server nor read a secret.
"""

import mimetypes
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings

from portal.pdf.errors import ForeignAddressError

# `.invalid` never resolves (RFC 2606): the name only tells the static folder from everything else.
BASE_URL: Final = "https://static.invalid/"
TYPES: Final = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".css": "text/css"}


def _path(address: str) -> Path:
    """The file under an address of ours.

    Raises:
        ForeignAddressError: it is not ours, leads out of the folder, or there is no such file.
    """
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}/" != BASE_URL:
        raise ForeignAddressError(f"A report may not load {address[:200]}: it is not Ajar's own.")
    inside = unquote(parts.path).removeprefix(settings.STATIC_URL.rstrip("/")).lstrip("/")
    for folder in map(Path, settings.STATICFILES_DIRS):
        path = (folder / inside).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    raise ForeignAddressError(f"A report may not load {address[:200]}: no such static file.")


class Shelf:
    """Fetches for one publication, and remembers the first address it refused."""

    def __init__(self) -> None:
        self.refused: ForeignAddressError | None = None

    def fetch(self, address: str) -> tuple[bytes, str]:
        """The content of a static file and its media type; anything else is refused."""
        try:
            path = _path(address)
        except ForeignAddressError as refusal:
            self.refused = self.refused or refusal
            raise
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        return path.read_bytes(), kind or "application/octet-stream"

    def for_weasyprint(self) -> Any:
        """This shelf in the shape WeasyPrint asks for."""
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        shelf = self

        class Fetcher(URLFetcher):
            def fetch(self, url: str, headers: Any = None) -> Any:
                content, kind = shelf.fetch(url)
                return URLFetcherResponse(url, content, {"Content-Type": kind})

        return Fetcher()
