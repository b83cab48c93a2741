"""A partnership's timeline: every step of every side, from the organisation's own ledger."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diligence.choices import DecisionVerdict, LeadsTo
from diligence.domain.chronicle import tell, with_words
from diligence.models import Partnership
from diligence.queries.history import label_of
from diligence.queries.sentences import spoken
from portal.models import AuditEvent
from portal.templatetags.marks import OUTCOMES

_WITH_FIELDS: Final = {"partnership.edited", "partnership.undone"}


def events_of(partnership: Partnership) -> QuerySet[AuditEvent]:
    """The events about a partnership, the latest first; both ways to it have an index."""
    about = Q(partnership=str(partnership.pk)) | Q(subject_id=partnership.pk)
    # Who looked is told on a page of its own.
    rows: QuerySet[AuditEvent] = AuditEvent.objects.filter(about).exclude(event="partnership.seen")
    return rows.order_by("-at", "-id")


def told(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """The events as the timeline component takes them."""
    return [_told(event) for event in events]


def excerpt(partnership: Partnership, limit: int) -> list[dict[str, Any]]:
    """The latest steps."""
    return told(list(events_of(partnership)[:limit]))


def _told(event: AuditEvent) -> dict[str, Any]:
    said = with_words(tell(event.event, event.detail), _words)
    text = said.text
    if event.event in _WITH_FIELDS:
        text = _fields(event.detail.get("fields", ()))
    return {
        "at": event.at,
        "by": event.by,
        "title": spoken(said.sentence),
        "text": text,
        "tone": said.tone,
    }


def _words(name: str, code: str) -> str:
    """A coded value as people read it."""
    if name == "verdict" and code in DecisionVerdict.values:
        return str(DecisionVerdict(code).label)
    if name == "leads" and code in LeadsTo.values:
        return str(LeadsTo(code).label)
    if name == "again":
        return _("Renewal") if code == "renewal" else _("Appraised again")
    if name == "outcome" and code in OUTCOMES:
        return str(OUTCOMES[code][0])
    return code


def _fields(names: Iterable[str]) -> str:
    """The labels of changed fields."""
    known = {field.name for field in Partnership._meta.get_fields()} | {"partners", "discarded"}
    return ", ".join(label_of(name) for name in names if name in known)
