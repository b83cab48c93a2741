"""A copy of everything that is held about a person: a ZIP with JSON and a page to read."""

import io
import json
import logging
import uuid
import zipfile
from datetime import timedelta
from typing import Any, Final

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal import audit, bells
from portal.actions import files, person_requests, privacy_settings
from portal.authority import Actor, Refused, product, require
from portal.enums import Permission, PersonRequestState
from portal.models import Organisation, PersonRequest
from portal.queries import person_copy
from portal.tenancy import acting_for, acting_id

logger = logging.getLogger(__name__)

BELL: Final = person_requests.BELL
LEASE: Final = timedelta(seconds=120)
"""How long a copy may take before somebody else is asked to make it."""


def make(request_id: uuid.UUID, owner: uuid.UUID) -> bool:
    """Put one copy together; call it outside every transaction. Returns whether it was made now.

    Reading and writing down are one transaction each: a worker that is killed leaves the request
    waiting, and the bell rings again.
    """
    with acting_for(owner):
        row = _take(request_id)
        if row is None:
            return False
        told = _gathered(row)
    data = _packed(told)
    with acting_for(owner):
        return _keep(request_id, data)


def _take(request_id: uuid.UUID) -> PersonRequest | None:
    """Say that the work begins; None when there is nothing to do (any more)."""
    rows = PersonRequest.objects.select_for_update(of=("self",))
    row: PersonRequest | None = rows.filter(pk=request_id).first()
    if row is None or row.state != PersonRequestState.MAKING:
        bells.silence(BELL, request_id)
        return None
    bells.under_way(BELL, request_id, leave_alone=LEASE)
    return row


def is_own(row: PersonRequest) -> bool:
    """Whether the person asked for it themselves, from their own page."""
    return row.user_id is not None and row.by == row.person


def _gathered(row: PersonRequest) -> dict[str, Any]:
    organisation = Organisation.objects.get(pk=acting_id())
    settings = privacy_settings.current()
    told = person_copy.whole(row, organisation.kind, own=is_own(row), doors=not row.here_only)
    return {
        "format": "ajar-person-copy/1",
        "organisation": organisation.name,
        "controller": settings.controller if settings else organisation.name,
        "contact": settings.contact if settings else "",
        **told,
    }


def _packed(told: dict[str, Any]) -> bytes:
    """The ZIP: the same content for machines and for people."""
    with translation.override("en"):
        page = render_to_string("portal/privacy/copy.html", {"copy": told})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        packed.writestr("read-me.html", page)
    return out.getvalue()


def _keep(request_id: uuid.UUID, data: bytes) -> bool:
    row = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    bells.silence(BELL, request_id)
    if row.state != PersonRequestState.MAKING:
        return False
    row.stored_as = files.put(f"copies/{row.pk.hex}", data, content_type="application/zip")
    row.state = PersonRequestState.READY
    row.save(update_fields=["stored_as", "state"])
    detail = {"size": len(data), "own": is_own(row)}
    audit.record("person.copy_made", row, by=product("Ajar"), detail=detail)
    return True


def fetch(
    request_id: uuid.UUID, *, by: Actor, own: bool, here_only: bool = False
) -> tuple[PersonRequest, bytes]:
    """The copy: for the person who asked for it, or for a steward where somebody asked them.

    `here_only`: the session may read nothing that is the account's rather than this organisation's.
    Raises PersonRequest.DoesNotExist and Refused. A person's own copy is never a steward's.
    """
    rows = PersonRequest.objects.all()
    row: PersonRequest
    if own:
        row = rows.get(pk=request_id, user_id=by.user_id)
        may = is_own(row)
    else:
        require(by.may(Permission.MANAGE_PRIVACY))
        row = rows.get(pk=request_id)
        may = not is_own(row)
    if not may or not row.stored_as or not default_storage.exists(row.stored_as):
        raise Refused(_why_not(row, own=own))
    if here_only and not row.here_only:
        raise Refused(
            _(
                "This copy tells of your sessions and devices everywhere. Sign in with a password "
                "or passkey of your own to fetch it, or ask for a copy without them."
            )
        )
    with default_storage.open(row.stored_as) as file:
        data = file.read()
    audit.record("person.copy_fetched", row, by=by, detail={"own": own})
    return row, data


def _why_not(row: PersonRequest, *, own: bool) -> str:
    if not own and is_own(row):
        return _("This copy was asked for by the person, who alone fetches it.")
    if row.state == PersonRequestState.MAKING:
        return _("The copy is still being put together.")
    return _("The copy was not made yet, or has been removed. Ask for it again.")
