"""The organisation's own reminders."""

import pytest

from diligence.actions import remind
from diligence.domain.due import Kind
from diligence.domain.reminding import DEFAULTS
from diligence.models import ReminderPlan
from diligence.queries import due
from portal.authority import Refused
from portal.models.audit import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_home(stella, acting_as):
    acting_as(stella)


def test_nothing_set_means_the_usual_days():
    assert due.offsets() == dict(DEFAULTS)


def test_only_what_was_changed_is_kept_and_recorded(stella):
    wanted = dict(DEFAULTS) | {Kind.START: (30, 7, 1), Kind.MEASURE: ()}
    remind.set_offsets(wanted, by=stella.actor)
    assert due.offsets() == wanted
    assert ReminderPlan.objects.count() == 2
    remind.set_offsets(wanted, by=stella.actor)
    (event,) = AuditEvent.objects.filter(event="reminders.changed")
    assert event.detail["offsets"]["start"] == ["30, 7, 0, -7", "30, 7, 1"]


def test_back_to_the_usual_days(stella):
    remind.set_offsets({Kind.START: (1,)}, by=stella.actor)
    remind.back_to_usual(by=stella.actor)
    assert due.offsets() == dict(DEFAULTS)


def test_only_stewards(ines):
    with pytest.raises(Refused):
        remind.set_offsets({Kind.START: (1,)}, by=ines.actor)
    with pytest.raises(Refused):
        remind.back_to_usual(by=ines.actor)
