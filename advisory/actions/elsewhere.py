"""The frozen copy of a draft at another hub, which is asked to countersign: put there, withdrawn.

Nothing else of this hub's rows is written to another hub's.
"""

from advisory.choices import CountersignState
from advisory.models import AdviceDraft, CountersignRequest
from portal import clock
from portal.tenancy import acting_for, acting_id


def put(draft: AdviceDraft, document: str) -> None:
    """Ask the draft's `asked_hub` to countersign what `document` says, in its own rows."""
    asking = acting_id()
    if draft.asked_hub_id is None:
        raise ValueError("The draft names no other hub.")
    with acting_for(draft.asked_hub_id):
        CountersignRequest.objects.create(
            asking_hub_id=asking,
            draft_id=draft.pk,
            document=document,
            digest=draft.digest,
            received_at=clock.now(),
        )


def withdraw(draft: AdviceDraft) -> None:
    """The draft was called back: the hub it was offered to is no longer asked."""
    if draft.asked_hub_id is None:
        return
    with acting_for(draft.asked_hub_id):
        CountersignRequest.objects.filter(draft_id=draft.pk, state=CountersignState.OPEN).update(
            state=CountersignState.WITHDRAWN, answered_at=clock.now()
        )
