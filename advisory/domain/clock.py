"""The hub's clock: it stands still while the organisation owes an answer."""

from datetime import date

from advisory.domain.working_days import add, due, working_days_between


def resumed(due_on: date, paused_on: date, answered_on: date, member_state: str) -> date:
    """The new due date once a request made on `paused_on` is answered on `answered_on`.

    The working days the hub waited are added. A due date that fell on a closed day moves to the
    next working day; waiting over a weekend alone adds nothing. ValueError where the answer comes
    before the question.
    """
    if answered_on < paused_on:
        raise ValueError("An answer can't come before its question.")
    waited = working_days_between(paused_on, answered_on, member_state)
    return add(due_on, waited, member_state) if waited else due(due_on, 0, member_state)
