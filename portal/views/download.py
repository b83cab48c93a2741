"""The one door that stored files leave by: always a download, never a page."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from portal.authority import Refused, require
from portal.queries import files
from portal.sealing import DamagedFileError
from portal.vault import VaultError

logger = logging.getLogger(__name__)


def answer(stored_as: str, *, name: str, content_type: str) -> FileResponse:
    """The file as something to save, which the browser neither sniffs, runs nor keeps.

    Raises Refused with the reason where it is in quarantine or not what was stored, and
    FileNotFoundError where it is not in the store: the page of the file says what then.
    """
    require(files.may_leave(stored_as))
    try:
        content = default_storage.open(stored_as)
    except DamagedFileError:
        told = _(
            "“%(name)s” is not what was stored: it was changed or damaged where it lies, and is "
            "not handed out. Tell your operator; a backup may have it as it was."
        )
        raise Refused(told % {"name": name}) from None
    except VaultError:
        logger.exception("A stored file can't be opened.")
        told = _("The key of this installation's files is missing. Tell your operator.")
        raise Refused(told) from None
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.is_upload = True  # type: ignore[attr-defined]  # sandboxed by the middleware
    return response
