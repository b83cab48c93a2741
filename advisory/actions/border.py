"""The border between a hub and whoever sent a case: what crosses it from the hub, and how.

Here alone a hub's work acts for the organisation, and only to write into that organisation's own
record of the consultation, under the hub's name. No adviser's name crosses.
"""

from collections.abc import Callable
from typing import Any, Final

from advisory.models import Referral
from diligence.actions import consult
from portal.authority import product
from portal.models import Organisation
from portal.tenancy import acting_for, acting_id

TOLD: Final[dict[str, Callable[..., object]]] = {
    "viewed": consult.viewed,
    "taken": consult.taken,
    "due_changed": consult.due_changed,
    "questions_asked": consult.questions_asked,
    "questions_withdrawn": consult.questions_withdrawn,
    "advice_received": consult.advice_received,
    "closed": consult.closed,
}


def tell_sender(referral: Referral, what: str, **told: Any) -> bool:
    """Let the organisation that sent `referral` know; False where it came another way.

    `what` is a key of TOLD, `told` what that function of `diligence.actions.consult` takes. Runs
    in the hub's transaction: either both records say it, or neither.
    """
    if referral.consultation_id is None or referral.sender_id is None:
        return False
    hub = Organisation.objects.only("name").get(pk=acting_id())
    with acting_for(referral.sender_id):
        TOLD[what](referral.consultation_id, by=product(hub.name), **told)
    return True
