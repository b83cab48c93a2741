"""Views of a list: each member keeps their own."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from diligence.actions import kept_views
from diligence.models import KeptView
from diligence.queries import kept
from portal.authority import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_home(ines, acting_as):
    acting_as(ines)


def test_the_same_name_again_replaces_the_view_of_that_list(ines):
    kept_views.keep("appraisals", "  Mine  now ", "state=open", by=ines.actor)
    kept_views.keep("appraisals", "Mine now", "state=scored", by=ines.actor)
    kept_views.keep("decisions", "Mine now", "show=review", by=ines.actor)
    (row,) = kept.of(ines.actor, "appraisals")
    assert (row.name, row.query) == ("Mine now", "state=scored")


def test_colleagues_keep_their_own(ines, dora):
    row = kept_views.keep("workplan", "Mine", "kind=start", by=ines.actor)
    for act in (kept_views.forget, lambda pk, by: kept_views.rename(pk, "Hers", by=by)):
        with pytest.raises(KeptView.DoesNotExist):
            act(row.pk, by=dora.actor)
    assert kept.of(dora.actor, "workplan") == []
    kept_views.forget(row.pk, by=ines.actor)
    assert kept.of(ines.actor, "workplan") == []


def test_a_name_is_short_and_once(ines):
    row = kept_views.keep("workplan", "One", "", by=ines.actor)
    kept_views.keep("workplan", "Two", "kind=start", by=ines.actor)
    for name in ("", " \x00", "x" * 61, "Two"):
        with pytest.raises(ValidationError):
            kept_views.rename(row.pk, name, by=ines.actor)
    assert kept_views.rename(row.pk, "Three", by=ines.actor).name == "Three"


def test_there_is_a_most_for_each_list(ines):
    for number in range(kept_views.MOST):
        kept_views.keep("workplan", f"View {number}", "", by=ines.actor)
    with pytest.raises(ValidationError, match="Remove one first"):
        kept_views.keep("workplan", "One more", "", by=ines.actor)
    kept_views.keep("appraisals", "One more", "", by=ines.actor)


def test_only_lists_that_have_views_and_members_who_read_them(ines, ada):
    with pytest.raises(Refused):
        kept_views.keep("secrets", "Mine", "", by=ines.actor)
    with pytest.raises(Refused):
        kept_views.keep("workplan", "Mine", "", by=ada.actor)


def test_an_address_is_kept_without_what_the_list_does_not_read():
    query = QueryDict("unit=&q=+quantum+&page=7&sort=title&evil=%00x&state=running")
    assert kept.canonical("partnerships", query) == "q=quantum&sort=title&state=running"
