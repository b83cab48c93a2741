"""Views of a list: kept under a name, renamed, forgotten; each member their own."""

import uuid
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.models import KeptView
from diligence.queries import kept
from portal.authority import Actor, Refused, require
from portal.enums import Permission

MOST: Final = 20
"""Views of one list that a member can keep."""
LONGEST: Final = 1000
LONGEST_NAME: Final = 60


def keep(page: str, name: str, query: str, *, by: Actor) -> KeptView:
    """Keep `query` (an address's parameters) as `name`; the same name again replaces the old one.

    Raises Refused, or ValidationError (`name`: missing, too long, or one too many).
    """
    require(by.may(Permission.VIEW_REGISTER))
    if by.membership_id is None or page not in kept.LISTS:
        raise Refused(_("No views of this are kept."))
    wanted = _name(name)
    if len(query) > LONGEST:
        raise ValidationError({"name": _("This view is too long to be kept. Narrow it by less.")})
    mine = KeptView.objects.filter(membership=by.membership_id, page=page)
    if mine.exclude(name=wanted).count() >= MOST:
        told = _("You keep %(most)d views of this list, which is the most. Remove one first.")
        raise ValidationError({"name": told % {"most": MOST}})
    row: KeptView
    row, _new = KeptView.objects.update_or_create(
        membership=by.membership_id, page=page, name=wanted, defaults={"query": query}
    )
    return row


def rename(view_id: uuid.UUID, name: str, *, by: Actor) -> KeptView:
    """Raises Refused, KeptView.DoesNotExist, or ValidationError (`name`)."""
    require(by.may(Permission.VIEW_REGISTER))
    row = kept.own(by, view_id)
    wanted = _name(name)
    others = KeptView.objects.filter(membership=row.membership, page=row.page, name=wanted)
    if others.exclude(pk=row.pk).exists():
        raise ValidationError({"name": _("Another view of this list has this name already.")})
    row.name = wanted
    row.save(update_fields=["name"])
    return row


def forget(view_id: uuid.UUID, *, by: Actor) -> KeptView:
    """Remove one of the member's own views. Raises Refused or KeptView.DoesNotExist."""
    require(by.may(Permission.VIEW_REGISTER))
    row = kept.own(by, view_id)
    KeptView.objects.filter(pk=row.pk).delete()
    return row


def _name(name: str) -> str:
    wanted = " ".join(name.replace("\x00", "").split())
    if not wanted or len(wanted) > LONGEST_NAME:
        told = _("Give the view a name of at most %(most)d characters.")
        raise ValidationError({"name": told % {"most": LONGEST_NAME}})
    return wanted
