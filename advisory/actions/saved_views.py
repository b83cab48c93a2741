"""Ways of looking at the queue: kept under a name and forgotten again, each member their own."""

import uuid
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advisory.models import SavedView
from portal.authority import Actor, Refused, require
from portal.enums import Permission

MOST: Final = 20
"""Views a member can keep."""
LONGEST: Final = 1000


def save(name: str, query: str, *, by: Actor) -> SavedView:
    """Keep `query` (an address's parameters) as `name`; the same name again replaces the old one.

    Raises Refused, or ValidationError (`name`: missing, too long, or one too many).
    """
    require(by.may(Permission.ADVISE))
    if by.membership_id is None:
        raise Refused(_("Only a member of the hub keeps views of the queue."))
    wanted = " ".join(name.replace("\x00", "").split())
    if not wanted or len(wanted) > 60:
        raise ValidationError({"name": _("Give the view a name of at most 60 characters.")})
    if len(query) > LONGEST:
        raise ValidationError({"name": _("This view is too long to be kept. Narrow it by less.")})
    mine = SavedView.objects.filter(membership=by.membership_id)
    if mine.exclude(name=wanted).count() >= MOST:
        told = _("You keep %(most)d views, which is the most. Remove one first.")
        raise ValidationError({"name": told % {"most": MOST}})
    row: SavedView
    row, _new = SavedView.objects.update_or_create(
        membership=by.membership_id, name=wanted, defaults={"query": query}
    )
    return row


def forget(view_id: uuid.UUID, *, by: Actor) -> str:
    """Remove one of the member's own views; its name. Raises Refused or SavedView.DoesNotExist."""
    require(by.may(Permission.ADVISE))
    row = SavedView.objects.get(pk=view_id, membership=by.membership_id)
    row.delete()
    return str(row.name)
