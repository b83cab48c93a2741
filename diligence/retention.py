"""How long the organisation's room keeps what, and what goes with it."""

import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db.models import DateTimeField, Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _lazy

from diligence.choices import (
    OPEN_STATES,
    AppraisalState,
    DecisionVerdict,
    ImportState,
    PartnershipState,
)
from diligence.models import (
    AnswerSheet,
    Appraisal,
    Attachment,
    Decision,
    Fact,
    ImportBatch,
    Paper,
    Partner,
    Partnership,
    Simulation,
    Snooze,
)
from portal import clock
from portal.enums import OrganisationKind
from portal.privacy import removal
from portal.privacy.removal import Removal
from portal.privacy.retention import Due, Holdable, RetentionClass, Subject

RESEARCH: Final = frozenset({OrganisationKind.RESEARCH})
PARTNERSHIP: Final = "diligence.partnership"
PARTNER: Final = "diligence.partner"
FACTS_STAY: Final = frozenset({"diligence.Fact.appraisal"})
"""What is known of a partner outlives the appraisal in which it was learned."""


# --- Partnerships -------------------------------------------------------------------------------
def _partnerships() -> Any:
    """Each with what decides how long it is kept: submitted, decided, when it was last touched."""
    appraisals = Appraisal.objects.filter(partnership=OuterRef("pk"))
    sheets = AnswerSheet.objects.filter(appraisal__partnership=OuterRef("pk")).order_by()
    answered = sheets.values("appraisal__partnership").annotate(last=Max("updated_at"))
    decisions = Decision.objects.filter(partnership=OuterRef("pk")).order_by("-decided_at")
    rows = Partnership.objects.annotate(
        submitted=Exists(appraisals.filter(submitted_at__isnull=False)),
        ended_low=Exists(
            appraisals.filter(state__in=[AppraisalState.ENDED_LOW, AppraisalState.OUT_OF_SCOPE])
        ),
        open=Exists(appraisals.filter(state__in=OPEN_STATES)),
        # Of two moments one of which may be missing, PostgreSQL takes the other.
        touched=Greatest(
            "updated_at", Subquery(answered.values("last"), output_field=DateTimeField())
        ),
        decided=Subquery(decisions.values("decided_at")[:1], output_field=DateTimeField()),
    )
    return rows.prefetch_related("partners").order_by("registered_at", "pk")


def _subjects(row: Partnership) -> frozenset[Subject]:
    of_unit: list[Subject] = [("portal.unit", row.unit_id)] if row.unit_id else []
    partners: list[Subject] = [(PARTNER, each.pk) for each in row.partners.all()]
    return frozenset([(PARTNERSHIP, row.pk), *partners, *of_unit])


def _due(
    rows: QuerySet[Partnership], since: Callable[[Any], date | datetime | None], until: date
) -> list[Due]:
    found = []
    for row in rows:
        told = since(row)
        day = clock.day_of(told) if isinstance(told, datetime) else told
        if day is not None and day <= until:
            found.append(Due(row.pk, f"{row.code} {row.title}", day, _subjects(row)))
    return found


_UNDECIDED = Q(submitted=False, decided__isnull=True)
_NEVER_BEGAN = Q(state__in=[PartnershipState.PROPOSED, PartnershipState.AGREED])


def _discarded(until: date) -> list[Due]:
    rows = _partnerships().filter(discarded_at__date__lte=until)
    return _due(rows, lambda row: row.discarded_at, until)


def _abandoned(until: date) -> list[Due]:
    rows = _partnerships().filter(
        _UNDECIDED, _NEVER_BEGAN, discarded_at=None, ended_low=False, updated_at__date__lte=until
    )
    return _due(rows, lambda row: row.touched, until)


def _ended(row: Any) -> date | datetime | None:
    """When the cooperation ended; None where nobody said so and no end date has passed."""
    if row.ends_on is not None:
        day: date = row.ends_on
        return day
    return row.updated_at if row.state == PartnershipState.ENDED else None


def _over(until: date) -> Q:
    """Cooperations that ended until then: by their end date, or because somebody said so."""
    said = Q(ends_on=None, state=PartnershipState.ENDED, updated_at__date__lte=until)
    return Q(ends_on__lte=until) | said


_DECLINED = Q(decision=DecisionVerdict.DECLINE, decided__isnull=False)


def _low(until: date) -> list[Due]:
    rows = _partnerships().filter(_UNDECIDED, _over(until), discarded_at=None, open=False)
    return _due(rows.filter(Q(ended_low=True) | ~_NEVER_BEGAN), _ended, until)


def _appraised(until: date) -> list[Due]:
    rows = _partnerships().filter(_over(until), discarded_at=None, open=False)
    return _due(rows.exclude(_UNDECIDED).exclude(_DECLINED), _ended, until)


def _not_pursued(until: date) -> list[Due]:
    rows = _partnerships().filter(
        _DECLINED, decided__date__lte=until, discarded_at=None, open=False
    )
    return _due(rows, lambda row: row.decided, until)


def _with_partnership(ids: Collection[uuid.UUID]) -> Removal:
    return removal.of(Partnership, ids, cut=FACTS_STAY)


def _simple(
    model: type[Model], since: str, title: str, **chosen: Any
) -> Callable[[date], Iterable[Due]]:
    """Rows of a model whose own moment `since` says when their time began."""

    def due(until: date) -> Iterable[Due]:
        manager: Any = model
        rows = manager.objects.filter(**{f"{since}__date__lte": until}, **chosen)
        for pk, at, named in rows.values_list("pk", since, title):
            yield Due(pk, named, clock.day_of(at), frozenset([(model._meta.label_lower, pk)]))

    return due


def _plan(model: type[Model]) -> Callable[[Collection[uuid.UUID]], Removal]:
    return lambda ids: removal.of(model, ids)


def _unused_partners(until: date) -> list[Due]:
    rows = Partner.objects.filter(links__isnull=True, merged_into=None, updated_at__date__lte=until)
    points_here = Partner.objects.filter(merged_into=OuterRef("pk"))
    return [
        Due(row.pk, row.name, clock.day_of(row.updated_at), frozenset([(PARTNER, row.pk)]))
        for row in rows.exclude(Exists(points_here)).order_by("updated_at", "pk")
    ]


def _old_facts(until: date) -> list[Due]:
    """What is no longer held true: ended, or past its last valid day."""
    over = Q(ended_at__date__lte=until) | Q(ended_at=None, valid_until__lte=until)
    rows = Fact.objects.filter(over).select_related("partner", "unit", "appraisal__partnership")
    found = []
    for row in rows.order_by(F("ended_at").asc(nulls_last=True), "pk"):
        since = clock.day_of(row.ended_at) if row.ended_at else row.valid_until
        about = row.partner or row.unit
        partner: list[Subject] = [(PARTNER, row.partner_id)] if row.partner_id else []
        case = row.appraisal.partnership.code if row.appraisal else ""
        title = ", ".join(filter(None, [row.question, about.name if about else "", case]))
        found.append(Due(row.pk, title, since, frozenset([("diligence.fact", row.pk), *partner])))
    return found


def _removed_files(until: date) -> list[Due]:
    rows = Attachment.objects.filter(removed_at__date__lte=until).select_related("partnership")
    return [
        Due(
            row.pk,
            f"{row.name}, {row.partnership.code}",
            clock.day_of(row.removed_at),
            frozenset([(PARTNERSHIP, row.partnership_id)]),
        )
        for row in rows.order_by("removed_at", "pk")
    ]


_ENDED_IMPORTS = [ImportState.DONE, ImportState.UNDONE, ImportState.DISCARDED]
_ENDED: Final = _lazy("the end date of the cooperation, or the day it was ended")


_OF_PARTNERSHIPS: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="discarded",
        title=_lazy("Discarded partnerships"),
        counted_from=_lazy("the day it was discarded"),
        why=_lazy("Nothing was submitted; a year is enough to notice a mistake."),
        months=12,
        least=1,
        most=36,
        due=_discarded,
        plan=_with_partnership,
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="abandoned",
        title=_lazy("Abandoned drafts"),
        counted_from=_lazy("the last change to the partnership or its answers"),
        why=_lazy("A cooperation that was never submitted and never began needs no record."),
        months=12,
        least=6,
        most=36,
        due=_abandoned,
        plan=_with_partnership,
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="low",
        title=_lazy("Cooperations that ended at triage or were never appraised"),
        counted_from=_ENDED,
        why=_lazy("Shows for two years that the few questions of the triage were asked."),
        months=24,
        least=12,
        most=60,
        due=_low,
        plan=_with_partnership,
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="appraised",
        title=_lazy("Appraised and decided cooperations"),
        counted_from=_ENDED,
        why=_lazy("The organisation answers for its decision while claims and audits may come."),
        months=60,
        least=24,
        most=120,
        due=_appraised,
        plan=_with_partnership,
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="not_pursued",
        title=_lazy("Cooperations decided against"),
        counted_from=_lazy("the decision not to proceed"),
        why=_lazy("The partner may ask why; after two years a new proposal is looked at anew."),
        months=24,
        least=12,
        most=60,
        due=_not_pursued,
        plan=_with_partnership,
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="removed_files",
        title=_lazy("Files taken away"),
        counted_from=_lazy("the day the file was taken away"),
        why=_lazy("Taken away by mistake, a file can be brought back for a while."),
        months=3,
        least=1,
        most=24,
        due=_removed_files,
        plan=_plan(Attachment),
        kinds=RESEARCH,
    ),
)


_OF_KNOWLEDGE: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="facts",
        title=_lazy("What was known of partners"),
        counted_from=_lazy("the end of its validity, or the day it was replaced or removed"),
        why=_lazy("Shows what an answer rested on; statements about others are not kept longer."),
        months=24,
        least=6,
        most=60,
        due=_old_facts,
        plan=_plan(Fact),
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="partners",
        title=_lazy("Partners without a partnership"),
        counted_from=_lazy("the last change to the partner’s entry"),
        why=_lazy("A partner nobody works with any more is not watched."),
        months=24,
        least=6,
        most=60,
        due=_unused_partners,
        plan=_plan(Partner),
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="imports",
        title=_lazy("Rows of imported files"),
        counted_from=_lazy("the day the file was read"),
        why=_lazy("An import can be compared and undone for a year; its rows then repeat others."),
        months=12,
        least=1,
        most=36,
        due=_simple(ImportBatch, "uploaded_at", "name", state__in=_ENDED_IMPORTS),
        plan=_plan(ImportBatch),
        kinds=RESEARCH,
    ),
)


_MADE: Final = _lazy("the day it was asked for")
_AGAIN: Final = _lazy("Can be made again at any time.")


_OF_TOOLS: Final[tuple[RetentionClass, ...]] = (
    RetentionClass(
        key="made_files",
        title=_lazy("Blank questionnaires as PDF"),
        counted_from=_MADE,
        why=_AGAIN,
        months=12,
        least=1,
        most=60,
        due=_simple(Paper, "asked_at", "title"),
        plan=_plan(Paper),
    ),
    RetentionClass(
        key="trials",
        title=_lazy("Drafts tried on earlier appraisals"),
        counted_from=_MADE,
        why=_AGAIN,
        months=12,
        least=1,
        most=60,
        due=_simple(Simulation, "asked_at", "draft__title"),
        plan=_plan(Simulation),
    ),
    RetentionClass(
        key="snoozes",
        title=_lazy("Due items put off"),
        counted_from=_lazy("the day it was put off"),
        why=_lazy("Why something waited matters while it waits."),
        months=12,
        least=1,
        most=36,
        due=_simple(Snooze, "at", "because"),
        plan=_plan(Snooze),
        kinds=RESEARCH,
    ),
    RetentionClass(
        key="questionnaires",
        title=_lazy("Questionnaires, their drafts and reviews"),
        counted_from=_lazy("no date"),
        why=_lazy("Every result names the edition it was reached with; texts are of nobody."),
        months=None,
    ),
)


def classes() -> tuple[RetentionClass, ...]:
    return (*_OF_PARTNERSHIPS, *_OF_KNOWLEDGE, *_OF_TOOLS)


def _one(rows: QuerySet[Any], title: Callable[[Any], str]) -> tuple[uuid.UUID, str] | None:
    found = list(rows[:2])
    return (found[0].pk, title(found[0])[:300]) if len(found) == 1 else None


def _partnership_called(text: str) -> tuple[uuid.UUID, str] | None:
    called = Q(code__iexact=text) | Q(title__iexact=text)
    return _one(Partnership.objects.filter(called), lambda row: f"{row.code} {row.title}")


def _partner_called(text: str) -> tuple[uuid.UUID, str] | None:
    rows = Partner.objects.filter(name__iexact=text, merged_into=None)
    return _one(rows, lambda row: row.name)


def holdable() -> tuple[Holdable, ...]:
    return (
        Holdable(
            PARTNERSHIP,
            _lazy("A partnership, with everything that hangs on it"),
            _lazy("Its code or its title"),
            _partnership_called,
            RESEARCH,
            called="code",
        ),
        Holdable(
            PARTNER,
            _lazy("A partner, with all partnerships and what is known of it"),
            _lazy("Its name"),
            _partner_called,
            RESEARCH,
            called="name",
        ),
    )
