"""The mail that says something waits: to whom, once, and without a word of the case."""

import pytest
from django.core import mail as outbox

from advisory.actions import ask
from advisory.actions.ask import Asked
from diligence.actions import tell
from diligence.models import Consultation
from portal.models import Bell
from portal.tenancy import acting_for
from tests.factories.referrals import taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(baseline, ines, ada):
    key = taken(ines, ada)
    with acting_for(ada.organisation):
        ask.ask(key, questions=[Asked("B4", "Which unit?")], message="Thanks.", by=ada.actor)
    with acting_for(ines.organisation):
        return Consultation.objects.select_related("partnership").get()


def test_it_says_only_that_something_waits(
    asked, ines, settings, django_capture_on_commit_callbacks
):
    settings.MAIL_ON = True
    assert Bell.objects.filter(kind=tell.BELL, subject=asked.pk).exists()
    with django_capture_on_commit_callbacks(execute=True), acting_for(ines.organisation):
        assert tell.waiting(asked.pk) == [ines.user.email]
    assert not Bell.objects.filter(kind=tell.BELL).exists()
    (message,) = outbox.outbox
    written = f"{message.subject} {message.body} {message.alternatives[0].content}"
    for secret in ("Hub NL", "Which unit", "B4", "Thanks", asked.partnership.title):
        assert secret not in written
    assert str(asked.appraisal_id) in message.body


def test_a_mail_server_that_is_away_fails_nothing(
    asked, ines, settings, django_capture_on_commit_callbacks
):
    settings.MAIL_ON = False
    with django_capture_on_commit_callbacks(execute=True), acting_for(ines.organisation):
        tell.waiting(asked.pk)
    assert outbox.outbox == []


def test_who_stands_in_is_written_to(asked, ines, university_a):
    from portal import clock
    from portal.actions import absences
    from portal.enums import Role
    from tests import cast

    nora = cast.member(university_a, "Nora Officer", Role.OFFICER)
    day = clock.today()
    with acting_for(ines.organisation):
        absences.arrange(
            ines.membership.pk,
            delegate_id=nora.membership.pk,
            from_on=day,
            until_on=day,
            by=ines.actor,
        )
        assert tell.waiting(asked.pk) == [nora.user.email]


def test_who_left_is_not_written_to(asked, ines, stella):
    from portal.actions import members

    with acting_for(ines.organisation):
        members.end(ines.membership.pk, by=stella.actor)
        assert tell.waiting(asked.pk) == []


def test_a_consultation_that_is_gone_silences_its_bell(baseline, ines):
    from portal import bells
    from portal.tenancy import new_id

    key = new_id()
    with acting_for(ines.organisation):
        tell.later(key)
        assert tell.waiting(key) == []
        assert bells.of(tell.BELL, key) is None
