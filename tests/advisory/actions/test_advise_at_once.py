"""Two who press at the same moment: one advice, and numbers without a gap or a repeat."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from advisory.actions import advise, countersign, drafting
from advisory.models import Advice, AdviceDraft, Referral
from advisory.queries import drafts
from diligence.models import ReceivedAdvice
from portal.tenancy import acting_for
from tests.factories.referrals import drafted, taken

pytestmark = pytest.mark.django_db(transaction=True)


def ready(key, ada, bram):
    """Drafted and countersigned: what is left is one press."""
    with acting_for(ada.organisation):
        drafted(key, ada)
        drafting.offer(key, by=ada.actor)
        draft = drafts.open_draft(Referral.objects.get(pk=key))
        countersign.sign(key, signs=draft.digest, by=bram.actor)
        return AdviceDraft.objects.get(pk=draft.pk)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run these in threads of their own, from the same moment on: what each gave or raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        runs = [pool.submit(run, act) for act in acts]
    return [run.exception() or run.result() for run in runs]


def test_pressed_twice_at_the_same_moment_it_is_issued_once(baseline, ines, ada, bram):
    key = taken(ines, ada)
    draft = ready(key, ada, bram)

    def press():
        with acting_for(ada.organisation):
            return advise.issue(key, draft_id=draft.pk, signs=draft.digest, by=ada.actor).number

    first, second = at_once(press, press)
    assert first == second
    with acting_for(ada.organisation):
        assert Advice.objects.count() == 1
    with acting_for(ines.organisation):
        assert ReceivedAdvice.objects.count() == 1


def test_two_cases_at_once_get_two_numbers(baseline, ines, ada, bram):
    keys = [taken(ines, ada), taken(ines, ada)]
    made = [ready(key, ada, bram) for key in keys]

    def press(key, draft):
        with acting_for(ada.organisation):
            return advise.issue(key, draft_id=draft.pk, signs=draft.digest, by=ada.actor).number

    numbers = at_once(*(lambda k=k, d=d: press(k, d) for k, d in zip(keys, made, strict=True)))
    assert sorted(str(number)[-4:] for number in numbers) == ["0001", "0002"]


def test_signed_and_taken_back_at_once_one_of_them_is_told(baseline, ines, ada, bram, hugo):
    key = taken(ines, ada)
    with acting_for(ada.organisation):
        drafted(key, ada)
        countersign.offer_elsewhere(key, hub_id=hugo.organisation.pk, by=ada.actor)
    with acting_for(hugo.organisation):
        request = drafts.requests_here().get()

    def sign():
        with acting_for(hugo.organisation):
            return countersign.sign_for(request.pk, by=hugo.actor).state

    def back():
        with acting_for(ada.organisation):
            return drafting.take_back(key, by=ada.actor).state

    at_once(sign, back)
    with acting_for(ada.organisation):
        draft, referral = AdviceDraft.objects.get(), Referral.objects.get(pk=key)
    # Taken back last: a draft again. Never countersigned while the case says otherwise.
    assert (draft.state, referral.state) == ("draft", "taken")
    assert draft.countersigned_user is None
