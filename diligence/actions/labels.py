"""Labels of the Traffic Light Protocol where something is shared or labelled anew."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence import policy
from diligence.domain import tlp
from diligence.domain.wording import spoken
from diligence.models import Attachment
from portal import audit
from portal.authority import Actor, Refused, require

LONGEST_REASON = 300


def require_leaves(label: str, channel: str = tlp.Channel.MESSAGE) -> None:
    """Refused unless what carries this label may be addressed to another organisation so."""
    told = tlp.may(label, channel, tlp.Recipient.ADDRESSEE)
    if not told:
        raise Refused(spoken(told.because, _))


def require_opens(row: Attachment, by: Actor) -> None:
    """Refused unless this member may open the file: a red one only who is named, or brought it."""
    named = by.user_id is not None and by.user_id in (row.user_id, *row.tlp_recipients)
    who = tlp.Recipient.NAMED if named else tlp.Recipient.MEMBER
    told = tlp.may(row.tlp, tlp.Channel.PAGE, who)
    if not told:
        raise Refused(spoken(told.because, _))


def relabel(
    attachment_id: uuid.UUID,
    label: str,
    *,
    by: Actor,
    because: str = "",
    recipients: Sequence[uuid.UUID] = (),
) -> Attachment:
    """Give a file another label. `recipients`: the users who may open it where it is TLP:RED,
    beside whoever labels it so and whoever brought it.

    Raises Attachment.DoesNotExist, ValidationError by field, and Refused.
    """
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("partnership")
    row: Attachment = rows.get(pk=attachment_id, removed_at__isnull=True)
    require(policy.may_edit(by, row.partnership))
    require_opens(row, by)
    reason = because.replace("\x00", "").strip()
    if len(reason) > LONGEST_REASON:
        told = _("At most %(count)d characters.") % {"count": LONGEST_REASON}
        raise ValidationError({"because": told})
    verdict = tlp.may_relabel(row.tlp, label, is_origin=True, because=reason)
    if not verdict:
        raise ValidationError({"because": spoken(verdict.because, _)})
    before, row.tlp, row.tlp_because = row.tlp, label, reason
    named = [key for key in (by.user_id, *recipients) if key is not None]
    row.tlp_recipients = list(dict.fromkeys(named)) if label == tlp.Label.RED else []
    row.save(update_fields=["tlp", "tlp_because", "tlp_recipients"])
    detail = {"attachment": str(row.pk), "from": before, "to": label, "because": reason}
    audit.record("attachment.relabelled", row.partnership, by=by, detail=detail)
    return row
