"""Drafts of questionnaires: which there are, what the checks say of one, what happened to it."""

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from diligence.choices import DraftState, ReviewStep
from diligence.domain import editing
from diligence.domain.approving import reviewed_digest, unapproved
from diligence.domain.canonical import digest
from diligence.domain.checks import Finding, Weight
from diligence.domain.descending import descent
from diligence.domain.edits import overtaken, touched
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.examining import Examined, examine
from diligence.models import CheckOverride, Draft, DraftChange, DraftComment, DraftReview
from diligence.queries import questionnaires
from portal.authority import Actor, Verdict
from portal.enums import Permission

_DOCUMENTS = ("parent__document", "parent__cases", "replaces__document", "replaces__cases")
_KEPT = 32


def visible(by: Actor) -> QuerySet[Draft]:
    """The organisation's drafts, for those who may read them; nobody else sees any."""
    rows: QuerySet[Draft] = Draft.objects.select_related("parent", "replaces").defer(*_DOCUMENTS)
    return rows if by.may(Permission.REVIEW) else rows.none()


def listed(by: Actor, *, text: str = "", state: str = "") -> QuerySet[Draft]:
    """Drafts for a list, the latest changed first, each with `open_comments`.

    `text` is looked for in title, key and edition; without a `state`, the discarded and the
    published are left out.
    """
    rows = visible(by).defer("document", "cases", "imported", *_DOCUMENTS)
    if state:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state__in=(DraftState.DISCARDED, DraftState.PUBLISHED))
    for word in text.split():
        found = Q(title__icontains=word) | Q(key__icontains=word) | Q(edition__icontains=word)
        rows = rows.filter(found)
    unsettled = Q(comments__settled_at__isnull=True)
    rows = rows.annotate(open_comments=Count("comments", filter=unsettled))
    return rows.order_by("-updated_at", "-id")


def locked(draft_id: uuid.UUID) -> Draft:
    """The draft, held until the transaction ends. Raises Draft.DoesNotExist."""
    row: Draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    return row


def whole(draft: Draft) -> dict[str, Any]:
    """What is edited: the document with its worked cases as `cases`."""
    return {**draft.document, "cases": draft.cases}


# --- What the checks say ------------------------------------------------------------------------
_examined: OrderedDict[str, Examined] = OrderedDict()


def examined(draft: Draft) -> Examined:
    """What the checks say of the draft as it is, kept by its digest for the next who asks."""
    above, before = _digest_of(draft.parent), _digest_of(draft.replaces)
    key = digest([draft.document, draft.cases, above, before])
    found = _examined.get(key)
    if found is None:
        found = _examined[key] = _examine(draft)
        while len(_examined) > _KEPT:
            _examined.popitem(last=False)
    _examined.move_to_end(key)
    return found


def _digest_of(version: Any) -> str:
    return "" if version is None else str(version.digest)


def _examine(draft: Draft) -> Examined:
    parent = questionnaires.definition(draft.parent) if draft.parent is not None else None
    result = examine(draft.document, draft.cases, parent)
    before = draft.replaces.cases if draft.replaces is not None else ()
    changed = (*unapproved(before, draft.cases), *_descent(result.questionnaire, draft))
    if not changed:
        return result
    order = list(Weight)
    together = sorted((*result.findings, *changed), key=lambda found: order.index(found.weight))
    return Examined(result.questionnaire, tuple(together), sound=result.sound)


def _descent(questionnaire: Questionnaire | None, draft: Draft) -> Iterator[Finding]:
    """Its line of descent begins with the very edition it is compared with, or there is none."""
    if questionnaire is not None:
        yield from descent(questionnaire.lineage, _digest_of(draft.parent))


def standing(draft: Draft, findings: Iterable[Finding]) -> dict[Finding, CheckOverride]:
    """The reasons that stand against findings of judgement: given for exactly what they say."""
    reasons = {(row.check_code, row.place): row for row in draft.overrides.all()}
    found = {}
    for finding in findings:
        row = reasons.get((finding.check, finding.place))
        judged = finding.weight is Weight.JUDGEMENT
        if judged and row is not None and row.fingerprint == finding.fingerprint:
            found[finding] = row
    return found


def answered_above(draft: Draft, findings: Iterable[Finding]) -> dict[Finding, dict[str, Any]]:
    """Findings of judgement that say just what the edition it builds on was published with."""
    if draft.parent is None:
        return {}
    reasons = {
        (r.get("check"), r.get("place"), r.get("problem")): r for r in draft.parent.overrides
    }
    return {
        finding: reasons[key]
        for finding in findings
        if finding.weight is Weight.JUDGEMENT
        and (key := (finding.check, finding.place, str(finding.problem))) in reasons
    }


def blocking(draft: Draft) -> tuple[Finding, ...]:
    """What has to be repaired, or given a reason, before the draft can be published."""
    findings = examined(draft).findings
    answered = standing(draft, findings).keys() | answered_above(draft, findings).keys()
    return tuple(f for f in findings if f.weight is not Weight.NOTE and f not in answered)


# --- Review -------------------------------------------------------------------------------------
def override_documents(draft: Draft) -> list[dict[str, Any]]:
    """The reasons that were given, as they are published with the edition."""
    problems = {
        (found.check, found.place, found.fingerprint): str(found.problem)
        for found in examined(draft).findings
    }
    return [
        {
            "check": row.check_code,
            "place": row.place,
            "problem": problems[row.check_code, row.place, row.fingerprint],
            "reason": row.reason,
            "by": row.by,
            "at": row.at.isoformat(),
        }
        for row in draft.overrides.all()
        if (row.check_code, row.place, row.fingerprint) in problems
    ]


def digest_now(draft: Draft) -> str:
    """The digest of all that a review approves, as it is now."""
    return reviewed_digest(draft.document, draft.cases, override_documents(draft))


def last_review(draft: Draft) -> DraftReview | None:
    """The latest step of its review."""
    return draft.reviews.first()


def approval(draft: Draft) -> DraftReview | None:
    """The approval of exactly what the draft says now; None where there is none, or it lapsed."""
    last = last_review(draft)
    if last is None or last.step != ReviewStep.APPROVED or last.digest != digest_now(draft):
        return None
    return last


def wrote(draft: Draft, user_id: uuid.UUID | None) -> bool:
    """Whether this person began the draft, changed it, or gave a reason to override a check."""
    rows = (DraftChange.objects.filter(draft=draft), CheckOverride.objects.filter(draft=draft))
    return any(bool(each.filter(user_id=user_id).exists()) for each in rows)


def authors(draft: Draft) -> list[str]:
    """Everybody who changed it, in the order in which they began to."""
    rows = DraftChange.objects.filter(draft=draft).order_by("revision")
    return list(dict.fromkeys(rows.values_list("by", flat=True)))


def comments(draft: Draft, *, show: str = "open", place: str = "") -> QuerySet[DraftComment]:
    """What was said of the draft, the oldest first: `show` is open, settled or all; `place` keeps
    to one place and what lies within it."""
    rows: QuerySet[DraftComment] = DraftComment.objects.filter(draft=draft)
    if place:
        rows = rows.filter(Q(place=place) | Q(place__startswith=f"{place}/"))
    if show in ("open", "settled"):
        rows = rows.filter(settled_at__isnull=show == "open")
    return rows


def open_comments(draft: Draft) -> dict[str, int]:
    """How many comments are not settled yet, by place."""
    rows = draft.comments.filter(settled_at__isnull=True).order_by().values_list("place")
    return dict(rows.annotate(count=Count("id")))


# --- History ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Course:
    """The changes of a draft: which can be taken back next, and which brought back."""

    changes: Mapping[int, DraftChange]
    undo: tuple[int, ...]
    """Revisions that stand, the latest last."""
    redo: tuple[int, ...]
    """Revisions of takings-back, the latest last."""

    def taken_back(self, revision: int) -> int | None:
        """The revision that took this one back, or brought it back; None: nothing did."""
        return next((c.revision for c in self.changes.values() if c.undoes == revision), None)

    def brings_back(self, revision: int) -> bool:
        """Whether to take this change back means to bring an earlier one back."""
        return len(self._chain(revision)) % 2 == 0

    def standing_after(self, revision: int) -> Iterator[DraftChange]:
        """Later changes whose effect is still there: those taken back since leave none."""
        for change in self.changes.values():
            if self.taken_back(change.revision) is None:
                later = [number for number in self._chain(change.revision) if number > revision]
                if len(later) % 2:
                    yield change

    def _chain(self, revision: int) -> list[int]:
        """The change, what it took back, what that took back, and so on."""
        chain = [revision]
        while (earlier := self.changes[chain[-1]].undoes) is not None:
            chain.append(earlier)
        return chain


def course(draft: Draft) -> Course:
    """What of the draft's history stands."""
    changes = {c.revision: c for c in DraftChange.objects.filter(draft=draft).order_by("revision")}
    undo: list[int] = []
    redo: list[int] = []
    for revision, change in changes.items():
        if revision == 0:
            continue
        if change.undoes in undo:
            undo.remove(change.undoes)
            redo.append(revision)
        elif change.undoes in redo:
            redo.remove(change.undoes)
            undo.append(revision)
        else:
            undo.append(revision)
            redo.clear()
    return Course(changes, tuple(undo), tuple(redo))


def places_of(change: DraftChange) -> list[str]:
    """Every place that the change touched, before and after."""
    listed = (*editing.from_json(change.operations), *editing.from_json(change.inverse))
    return [touched(operation) for operation in listed]


def in_the_way(known: Course, revision: int) -> DraftChange | None:
    """The later change that a taking-back of this one would overwrite; None where none would be.

    Later changes that were themselves taken back are not in the way.
    """
    inverse = editing.from_json(known.changes[revision].inverse)
    for change in known.standing_after(revision):
        if overtaken(inverse, places_of(change)) is not None:
            return change
    return None


def may_revert(known: Course, revision: int) -> Verdict:
    """Whether this change can be taken back now; if it is a taking-back, be brought back."""
    if revision not in known.changes:
        return Verdict(False, _("There is no such change of this draft."))
    if revision == 0:
        return Verdict(False, _("To take back the beginning, discard the draft."))
    by = known.taken_back(revision)
    if by is not None:
        return Verdict(False, _("This was taken back already."))
    later = in_the_way(known, revision)
    if later is not None:
        told = _(
            "Change %(number)d (%(what)s, %(who)s) concerns the same place. Take that back first."
        )
        named = {"number": later.revision, "what": later.what, "who": later.by}
        return Verdict(False, told % named)
    return Verdict(True)
