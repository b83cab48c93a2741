"""Internal notes of a hub on a case. They never leave the hub, and are never changed."""

import uuid

from django.utils.translation import gettext as _

from advisory import policy
from advisory.actions.wording import fit
from advisory.models import Note
from advisory.queries.drafts import locked
from portal import audit, clock
from portal.authority import Actor, require

LONGEST_NOTE = 4000


def add(referral_id: uuid.UUID, *, text: str, by: Actor) -> Note:
    """Keep a note with the case. Raises Referral.DoesNotExist, and Refused (empty, too long,
    or marked as classified)."""
    referral = locked(referral_id)
    require(policy.may_note(by, referral))
    told = fit(text, _("Note"), LONGEST_NOTE, required=_("Write the note first."))
    note = Note(referral=referral, text=told, at=clock.now(), by=by.label, user_id=by.user_id)
    note.save(force_insert=True)
    audit.record("referral.noted", referral, by=by, detail={"note": str(note.pk)})
    return note
