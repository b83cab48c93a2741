"""Views of the queue: each member keeps their own."""

import pytest
from django.core.exceptions import ValidationError

from advisory.actions import saved_views
from advisory.models import SavedView
from portal.authority import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_hub(ada, acting_as):
    acting_as(ada)


def test_the_same_name_again_replaces_the_view(ada):
    saved_views.save("  Quantum  first ", "tab=open&area=quantum", by=ada.actor)
    saved_views.save("Quantum first", "tab=mine", by=ada.actor)
    row = SavedView.objects.get()
    assert (row.name, row.query) == ("Quantum first", "tab=mine")


def test_colleagues_keep_their_own(ada, bram):
    row = saved_views.save("Mine", "tab=mine", by=ada.actor)
    saved_views.save("Mine", "tab=open", by=bram.actor)
    with pytest.raises(SavedView.DoesNotExist):
        saved_views.forget(row.pk, by=bram.actor)
    assert saved_views.forget(row.pk, by=ada.actor) == "Mine"
    assert SavedView.objects.get().membership == bram.membership.pk


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_short_name(ada, name):
    with pytest.raises(ValidationError):
        saved_views.save(name, "", by=ada.actor)


def test_there_is_a_most(ada):
    for number in range(saved_views.MOST):
        saved_views.save(f"View {number}", "", by=ada.actor)
    with pytest.raises(ValidationError, match="Remove one first"):
        saved_views.save("One more", "", by=ada.actor)
    saved_views.save("View 3", "tab=mine", by=ada.actor)


def test_only_advisers_keep_views(stella):
    with pytest.raises(Refused):
        saved_views.save("Mine", "", by=stella.actor)
