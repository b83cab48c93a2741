"""Decide: the organisation's own decision, bound to what it was taken on, and its later review."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diligence import policy
from diligence.choices import DecisionVerdict, PartnershipState, ReviewReason
from diligence.domain import basis
from diligence.domain.deciding import Case, Draft, authority, heed_of, lacks
from diligence.enums import Heed
from diligence.models import Appraisal, Decision, Partnership, ReviewMark
from diligence.queries import appraisals, baseline, decisions
from diligence.queries.results import NotExplainableError
from diligence.queries.sentences import spoken
from portal import audit, clock
from portal.authority import Actor, Refused, Verdict, require


class Moved(Exception):  # noqa: N818 - it is an answer: look again, then decide
    """What was shown to whoever decides is no longer what a decision would rest on.

    `ground` is what it rests on now. Nothing was stored.
    """

    def __init__(self, ground: decisions.Ground) -> None:
        super().__init__(_("Something you were shown has changed meanwhile. Look at it again."))
        self.ground = ground


def decide(appraisal_id: uuid.UUID, *, by: Actor, draft: Draft, digest: str) -> Decision:
    """Take the decision in `draft` on what was shown with this `digest`.

    Raises Appraisal.DoesNotExist, Refused (not this member's to decide, nothing to decide on),
    Moved, and ValidationError by field for what is missing.
    """
    appraisal = _locked(appraisal_id, by)
    today = clock.today()
    ground = standing_ground(appraisal)
    case = ground.case(today)
    require(may(by, ground, case))
    if digest != ground.digest:
        raise Moved(ground)
    missing = lacks(case, draft, today)
    if missing:
        raise ValidationError({lack.field: spoken(lack.sentence) for lack in missing})
    decision = _stored(ground, case, draft, by)
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        decision=decision.verdict, decision_expires_on=decision.expires_on, decision_review=""
    )
    audit.record("decision.taken", decision, by=by, detail=_told(decision))
    return decision


def may(by: Actor, ground: decisions.Ground, case: Case) -> Verdict:
    """Whether this member may decide on this ground: by authority, and on the newest appraisal."""
    current = decisions.current_appraisal(ground.partnership)
    newest = current is not None and current.pk == ground.appraisal.pk
    return may_on(by, ground.appraisal, case, newest=newest)


def may_on(by: Actor, appraisal: Appraisal, case: Case, *, newest: bool) -> Verdict:
    """The same where it is known whether the appraisal is the newest of its partnership."""
    verdict = policy.may_decide(by, appraisal, authority(case))
    if verdict and not newest:
        return Verdict(
            False, _("A newer appraisal of this partnership was begun. Decide on that one.")
        )
    return verdict


def standing_ground(appraisal: Appraisal) -> decisions.Ground:
    """What a decision on it rests on today. Raises Refused where there is nothing to rest on."""
    try:
        ground = decisions.ground(appraisal, clock.today())
    except NotExplainableError:
        raise Refused(
            _(
                "This result was scored by another release and can't be read here in full. Reopen "
                "the appraisal and submit it again, then decide."
            )
        ) from None
    if ground is None:
        raise Refused(_("There is no result yet, so there is nothing to decide on."))
    return ground


def reconsider(
    partnership_id: uuid.UUID,
    *,
    because: ReviewReason,
    by: Actor,
    detail: Mapping[str, Any] | None = None,
) -> ReviewMark | None:
    """Mark the decision in force for review, when what it rests on has changed in substance.

    Call it after a change, in the same transaction. None where nothing is decided, the partnership
    has ended, or nothing material differs that is not marked already. The decision itself stays
    as it is; the next one settles the marks.
    """
    rows: QuerySet[Partnership] = Partnership.objects.filter(pk=partnership_id, decision__gt="")
    # Locked, so that a decision taken at this very moment is the one that is looked at.
    found = rows.exclude(state=PartnershipState.ENDED).select_for_update(no_key=True)
    partnership = found.defer("search_text").first()
    decision = decisions.in_force(partnership) if partnership is not None else None
    if partnership is None or decision is None:
        return None
    moved = _unmarked(decision, _moved_since(decision, partnership))
    if not moved:
        return None
    told = [
        {"part": change.part, "text": change.sentence.template, "with": change.sentence.values}
        for change in moved
    ]
    mark: ReviewMark = ReviewMark.objects.create(
        decision=decision,
        because=because,
        detail={**(detail or {}), "changes": told},
        at=clock.now(),
        by=by.label,
    )
    Partnership.objects.filter(pk=partnership.pk).update(decision_review=because)
    note = {"partnership": str(partnership.pk), "because": str(because), "number": decision.number}
    audit.record("decision.marked", decision, by=by, detail=note | {"changes": told})
    return mark


def reconsider_all(
    partnerships: Iterable[uuid.UUID | str], *, because: ReviewReason, by: Actor
) -> None:
    """The same for many partnerships; those without a decision cost nothing."""
    decided = Partnership.objects.filter(pk__in=list(partnerships), decision__gt="")
    for key in list(decided.order_by("pk").values_list("pk", flat=True)):
        reconsider(key, because=because, by=by)


def _locked(appraisal_id: uuid.UUID, by: Actor) -> Appraisal:
    """The appraisal with its partnership, both locked: two decisions are numbered one by one."""
    rows = appraisals.without_answers(by).select_for_update(of=("self",), no_key=True)
    appraisal: Appraisal = rows.get(pk=appraisal_id)
    locked = Partnership.objects.select_for_update(no_key=True).defer("search_text")
    appraisal.partnership = locked.get(pk=appraisal.partnership_id)
    return appraisal


def _stored(ground: decisions.Ground, case: Case, draft: Draft, by: Actor) -> Decision:
    heed = heed_of(case, draft)
    verdict = DecisionVerdict(str(draft.course))
    answered = heed in (Heed.PARTLY, Heed.NOT)
    latest = decisions.in_force(ground.partnership)
    decision: Decision = Decision.objects.create(
        partnership=ground.partnership,
        appraisal=ground.appraisal,
        score=ground.score,
        number=1 if latest is None else latest.number + 1,
        verdict=verdict,
        reasons=_clean(draft.reasons),
        authority=str(authority(case)),
        band=ground.score.band,
        outcome=str(ground.now.outcome),
        target_band=str(ground.leaves.target.band),
        actual_band=str(ground.leaves.actual.band),
        baseline_target_band=baseline.target_band_under(
            ground.again.version, ground.leaves, ground.again.answers, ground.measures
        ),
        expires_on=draft.expires_on,
        advice=ground.advice,
        followed=str(heed),
        followed_because=_clean(draft.heed_because) if answered else "",
        basis=basis.text_of(ground.document),
        basis_digest=ground.digest,
        decided_at=clock.now(),
        decided_by=by.label,
        user_id=by.user_id,
    )
    return decision


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "partnership": str(decision.partnership_id),
        "number": decision.number,
        "verdict": str(decision.verdict),
        "followed": str(decision.followed),
        "expires_on": decision.expires_on.isoformat() if decision.expires_on else None,
        "basis": decision.basis_digest,
    }


def _moved_since(decision: Decision, partnership: Partnership) -> Sequence[basis.Change]:
    """What differs in substance between what the decision rests on and what is true now."""
    before = json.loads(decision.basis)
    appraisal = decisions.current_appraisal(partnership)
    if appraisal is None:
        return ()
    try:
        ground = decisions.ground(appraisal, clock.today())
    except NotExplainableError:
        # The score is of another release: only what stands beside it can be compared here.
        return ()
    if ground is None:
        return (basis.begun_anew(),)
    return basis.material(before, ground.document)


def _unmarked(decision: Decision, moved: Sequence[basis.Change]) -> list[basis.Change]:
    marked = [
        (change["part"], change["text"], change["with"])
        for mark in decision.marks.all()
        for change in mark.detail.get("changes", [])
    ]
    return [
        change
        for change in moved
        if (change.part, change.sentence.template, dict(change.sentence.values)) not in marked
    ]
