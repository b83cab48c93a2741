"""What people say is wrong, or should not be held: seen beside the value until it is answered."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diligence.choices import ObjectionKind, ObjectionState
from diligence.models import Fact, Objection, Partner, Partnership
from diligence.queries import knowledge, partnerships
from portal.authority import Actor

About = Fact | Partner | Partnership
"""What an objection can be about."""


def seen_by(actor: Actor) -> QuerySet[Objection]:
    """Those about what the member may open: partners, and partnerships and facts of their units."""
    rows: QuerySet[Objection] = Objection.objects.select_related("fact", "partner", "partnership")
    return rows.filter(
        Q(partner__isnull=False)
        | Q(partnership__in=partnerships.visible_to(actor).values("pk"))
        | Q(fact__in=knowledge.seen_by(actor).values("pk"))
    )


def listed(actor: Actor, *, answered: bool) -> QuerySet[Objection]:
    """Open ones by due date, or those that were answered, the newest first."""
    rows = seen_by(actor)
    if answered:
        return rows.exclude(state=ObjectionState.OPEN).order_by("-decided_at", "-pk")
    return rows.filter(state=ObjectionState.OPEN).order_by("due_on", "pk")


def open_about(row: About) -> QuerySet[Objection]:
    """Open ones about exactly this row."""
    found: QuerySet[Objection] = Objection.objects.filter(state=ObjectionState.OPEN)
    return found.filter(**{field_of(row): row}).order_by("due_on", "pk")


def field_of(row: About) -> str:
    """The key by which an objection names a row of this kind."""
    return str(row._meta.model_name)


def flagged_facts(facts: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these facts somebody objects to."""
    rows = Objection.objects.filter(state=ObjectionState.OPEN, fact_id__in=list(facts))
    return set(rows.values_list("fact_id", flat=True))


def travelling(partnership_id: uuid.UUID, partner_ids: Iterable[uuid.UUID]) -> list[str]:
    """What a dossier tells of open objections: about what and of which kind, no words of theirs."""
    partners = list(partner_ids)
    rows = Objection.objects.filter(state=ObjectionState.OPEN).filter(
        Q(partnership_id=partnership_id)
        | Q(partner_id__in=partners)
        | Q(fact__partner_id__in=partners)
    )
    return sorted({f"{_named(row)} ({row.kind})" for row in rows.select_related("fact")})


def in_words(told: str) -> str:
    """One line of `travelling` in the reader's language; as it came where it is none."""
    about, _sep, kind = told.removesuffix(")").partition(" (")
    if kind not in ObjectionKind.values:
        return told
    what = {"partner": _("the partner"), "partnership": _("the partnership")}.get(about)
    what = what or _("what is known on %s") % about
    return f"{what}: {ObjectionKind(kind).label}"


def _named(row: Objection) -> str:
    if row.fact is not None:
        return str(row.fact.question)
    return "partner" if row.partner_id else "partnership"


def about(row: Objection) -> About:
    """The row that it is about."""
    found: About | None = row.fact or row.partner or row.partnership
    if found is None:
        raise ValueError("An objection is always about something: the database checks it.")
    return found


def title_of(row: About) -> str:
    """What it is called in a list."""
    if isinstance(row, Partnership):
        return str(row.title)
    if isinstance(row, Partner):
        return str(row.name)
    subject = row.partner or row.unit
    return f"{row.question}: {subject.name if subject else ''}"
