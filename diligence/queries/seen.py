"""Who saw one partnership: members, machines, the hub, colleagues with a link, exports.

Asked for one partnership at a time, and only so: nobody is listed by how much they looked at.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.models import Partnership
from portal.looking import Form, Rule
from portal.models import AuditEvent

SEEN: Final = "partnership.seen"

ABOUT_IT: Final = (
    *("colleague.asked", "colleague.shared", "colleague.opened", "consultation.sent"),
    *("consultation.opened", "consultation.updated", "consultation.viewed"),
)
"""Other events that say that somebody got to see it."""

ABOUT_ALL: Final = ("register.exported",)
"""Events after which every partnership of then may have been seen."""

RULES: Final[dict[str, str | Promise]] = {
    Rule.ORGANISATION: gettext_lazy("Role in the whole organisation"),
    Rule.UNIT: gettext_lazy("Role in the unit it belongs to"),
    Rule.STANDING_IN: gettext_lazy("Standing in for somebody who is away"),
    Rule.TOKEN: gettext_lazy("API token"),
    Rule.SEEING: gettext_lazy("A steward, looking with the eyes of another role"),
}

FORMS: Final[dict[str, str | Promise]] = {
    Form.PAGE: gettext_lazy("On a page"),
    Form.FILE: gettext_lazy("As a file"),
    Form.INTERFACE: gettext_lazy("Through the API"),
}

_HUB = gettext_lazy("Sent to the hub by the organisation")
_LINK = gettext_lazy("A link that was given to them")

OTHERS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "consultation.sent": (gettext_lazy("Sent to the hub"), _HUB),
    "consultation.opened": (gettext_lazy("The hub received it"), _HUB),
    "consultation.updated": (gettext_lazy("The hub received a newer dossier"), _HUB),
    "consultation.viewed": (gettext_lazy("An adviser of the hub read it"), _HUB),
    "colleague.asked": (gettext_lazy("Asked by link"), _LINK),
    "colleague.shared": (gettext_lazy("Shared by link"), _LINK),
    "colleague.opened": (gettext_lazy("The link was opened"), _LINK),
    "register.exported": (
        gettext_lazy("Exported the register, which may have included this"),
        gettext_lazy("Role that may export"),
    ),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw it: who, when, how, and which rule let them."""

    at: datetime
    by: str
    how: str
    rule: str


def of(partnership: Partnership) -> QuerySet[AuditEvent]:
    """The events that say who saw it, the latest first."""
    own = Q(subject_id=partnership.pk, event=SEEN)
    about = Q(partnership=str(partnership.pk), event__in=ABOUT_IT)
    everything = Q(event__in=ABOUT_ALL, at__gte=partnership.registered_at)
    rows: QuerySet[AuditEvent] = AuditEvent.objects.filter(own | about | everything)
    return rows.order_by("-at", "-id")


def told(event: AuditEvent) -> Look:
    """One look in words."""
    if event.event == SEEN:
        how = str(FORMS.get(event.detail.get("form", ""), ""))
        rule = str(RULES.get(event.detail.get("rule", ""), ""))
        name = event.detail.get("token", "")
        return Look(event.at, event.by, how, f"{rule}: {name}" if name else rule)
    how, rule = (str(each) for each in OTHERS[event.event])
    colleague = event.detail.get("colleague", "")
    if colleague:
        how = _("%(how)s: %(colleague)s") % {"how": how, "colleague": colleague}
    return Look(event.at, event.by, how, rule)
