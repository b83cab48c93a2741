"""States of a referral, and which moves between them are allowed, with the reason where not."""

from dataclasses import dataclass

from advisory.enums import ReferralStep as Step
from diligence.domain.wording import gettext_noop


@dataclass(frozen=True, slots=True)
class Move:
    """Whether a move is allowed, and if not, why; true when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Move(True)

MOVES: dict[Step, frozenset[Step]] = {
    Step.QUEUED: frozenset({Step.TAKEN, Step.CLOSED}),
    Step.TAKEN: frozenset({Step.QUEUED, Step.WAITING, Step.DRAFTED, Step.ISSUED, Step.CLOSED}),
    Step.WAITING: frozenset({Step.TAKEN, Step.QUEUED, Step.CLOSED}),
    Step.DRAFTED: frozenset({Step.TAKEN, Step.WAITING, Step.COUNTERSIGNED, Step.CLOSED}),
    Step.COUNTERSIGNED: frozenset({Step.TAKEN, Step.WAITING, Step.ISSUED, Step.CLOSED}),
    Step.ISSUED: frozenset({Step.TAKEN, Step.CLOSED}),
    Step.CLOSED: frozenset(),
}
"""From taken straight to issued goes only a hub of one adviser; policy sees to that. From waiting
it goes back to whoever holds it, or into the queue where it was released meanwhile."""

_WHY_NOT = {
    Step.QUEUED: gettext_noop("Nobody holds this case yet. Take it first."),
    Step.TAKEN: gettext_noop("Somebody holds this case already."),
    Step.WAITING: gettext_noop(
        "The hub waits for information. Withdraw the request, or wait for the reply."
    ),
    Step.DRAFTED: gettext_noop("A draft waits to be countersigned. Take it back first."),
    Step.COUNTERSIGNED: gettext_noop("The draft is countersigned. Issue it, or change it first."),
    Step.ISSUED: gettext_noop(
        "Advice has been issued. Take the case up again for supplementary advice."
    ),
    Step.CLOSED: gettext_noop("This case is closed."),
}


def move(now: Step, to: Step) -> Move:
    """Whether a referral may go from one state to another; the reason names what to do first."""
    return ALLOWED if to in MOVES[now] else Move(False, _WHY_NOT[now])


def may_take(now: Step) -> Move:
    """Whether somebody can start to hold it: out of the queue, or again after advice."""
    return ALLOWED if now in (Step.QUEUED, Step.ISSUED) else Move(False, _WHY_NOT[now])


def may_assign(now: Step) -> Move:
    """Whether it can be given to another adviser: in every state that is not over."""
    return Move(False, _WHY_NOT[now]) if now in (Step.ISSUED, Step.CLOSED) else ALLOWED


def may_release(now: Step) -> Move:
    """Whether its holder can put it back into the queue."""
    if now is Step.QUEUED:
        return Move(False, _WHY_NOT[now])
    return move(now, Step.QUEUED)


def may_ask(now: Step) -> Move:
    """Whether the organisation can be asked for information, which pauses the clock."""
    return move(now, Step.WAITING)


def may_write(now: Step) -> Move:
    """Whether draft advice can be written or changed. A change asks for a new countersignature."""
    if now in (Step.TAKEN, Step.WAITING, Step.DRAFTED, Step.COUNTERSIGNED):
        return ALLOWED
    return Move(False, _WHY_NOT[now])


def may_offer(now: Step) -> Move:
    """Whether draft advice can be put to a second adviser."""
    return ALLOWED if now is Step.TAKEN else Move(False, _WHY_NOT[now])


def may_note(now: Step) -> Move:
    """Internal notes belong to every state: also why a closed case was closed is worth one."""
    return ALLOWED


def may_close(now: Step) -> Move:
    return move(now, Step.CLOSED)
