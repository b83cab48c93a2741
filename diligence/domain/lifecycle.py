"""States of an appraisal, and which moves between them are allowed."""

from dataclasses import dataclass

from diligence.domain.triage import TriageResult
from diligence.domain.wording import gettext_noop
from diligence.enums import Route, Stage


@dataclass(frozen=True, slots=True)
class Move:
    """Whether a move is allowed, and if not, why; true when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Move(True)

MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.TRIAGE: frozenset(
        {Stage.ENDED_LOW, Stage.OUT_OF_SCOPE, Stage.ANSWERING, Stage.WITHDRAWN}
    ),
    Stage.ENDED_LOW: frozenset({Stage.TRIAGE, Stage.WITHDRAWN}),
    Stage.OUT_OF_SCOPE: frozenset({Stage.TRIAGE, Stage.WITHDRAWN}),
    Stage.ANSWERING: frozenset({Stage.SUBMITTED, Stage.WITHDRAWN}),
    Stage.SUBMITTED: frozenset({Stage.SCORED, Stage.WITHDRAWN}),
    Stage.SCORED: frozenset({Stage.ANSWERING, Stage.WITHDRAWN}),
    Stage.WITHDRAWN: frozenset(),
}

_WHY_NOT = {
    Stage.TRIAGE: gettext_noop("The triage has not been completed."),
    Stage.ENDED_LOW: gettext_noop("This appraisal ended at triage; reopen the triage first."),
    Stage.OUT_OF_SCOPE: gettext_noop("This appraisal is out of scope; reopen the triage first."),
    Stage.ANSWERING: gettext_noop("The appraisal has not been submitted."),
    Stage.SUBMITTED: gettext_noop("The appraisal is being scored; wait for the result."),
    Stage.SCORED: gettext_noop("The appraisal is scored; reopen it first."),
    Stage.WITHDRAWN: gettext_noop("The appraisal was withdrawn."),
}
_DECIDED = gettext_noop("A decision has been taken on this appraisal.")
_MISSING = gettext_noop("Some questions that must be answered are still open.")


def move(now: Stage, to: Stage, *, decided: bool = False) -> Move:
    """Whether an appraisal may go from one state to another."""
    if to not in MOVES[now]:
        return Move(False, _WHY_NOT[now])
    if decided and now is not Stage.TRIAGE and to in (Stage.WITHDRAWN, Stage.TRIAGE):
        return Move(False, _DECIDED)
    return ALLOWED


def may_edit(now: Stage) -> Move:
    """Whether answers may be changed."""
    if now in (Stage.TRIAGE, Stage.ANSWERING):
        return ALLOWED
    return Move(False, _WHY_NOT[now])


def may_submit(now: Stage, *, missing: int) -> Move:
    """Whether the answers may be handed in; `missing` counts required answers still open."""
    verdict = move(now, Stage.SUBMITTED)
    return Move(False, _MISSING) if verdict and missing else verdict


def may_reopen(now: Stage, *, decided: bool = False) -> Move:
    """Whether a finished appraisal may be taken up again, at triage or at the questions."""
    if now is Stage.SCORED:
        return move(now, Stage.ANSWERING, decided=decided)
    if now in (Stage.ENDED_LOW, Stage.OUT_OF_SCOPE):
        return move(now, Stage.TRIAGE, decided=decided)
    return Move(False, _WHY_NOT[now])


def may_withdraw(now: Stage, *, decided: bool = False) -> Move:
    """Whether the appraisal may be withdrawn: from any state, before a decision."""
    return move(now, Stage.WITHDRAWN, decided=decided)


def after_triage(result: TriageResult) -> Stage:
    """The state a triage leads to; it stays in triage while answers are missing."""
    return {
        Route.ENDED_LOW: Stage.ENDED_LOW,
        Route.OUT_OF_SCOPE: Stage.OUT_OF_SCOPE,
        Route.FULL: Stage.ANSWERING,
        Route.INCOMPLETE: Stage.TRIAGE,
    }[result.route]
