"""Bringing saves together, and counting activity."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.activity import rounded_minutes, seconds_between
from diligence.domain.sheet import KEEP, Entry, Save, Stamp, merge, normal
from diligence.exchange.packaged import packaged

INES = Stamp("Ines", "1", "2026-11-22T12:00:00+00:00", "aaaaaaaa")
IDA = Stamp("Ida", "2", "2026-11-22T12:00:01+00:00", "bbbbbbbb")
IDS = ["A1", "A2", "A3", "A4"]

saves = st.dictionaries(
    st.sampled_from(IDS),
    st.builds(
        Save,
        value=st.sampled_from(["x", "y", None, KEEP]),
        note=st.sampled_from([None, "", "n"]),
        revision=st.just(0),
    ),
)


def after(entries: dict[str, Entry], one: dict[str, Save], stamp: Stamp):
    merged = merge(entries, one, stamp)
    return entries | merged.entries, merged


@given(saves, saves)
def test_two_people_on_one_page_lose_nothing(first: dict[str, Save], second: dict[str, Save]):
    entries, told = after({}, first, INES)
    entries, again = after(entries, second, IDA)
    assert told.conflicts == ()
    for id, save in first.items():
        if id in told.entries:
            entry = entries[id]
            assert save.value in (KEEP, entry["value"])
            assert save.note in (None, entry["note"])
    disputed = {conflict.question for conflict in again.conflicts}
    assert disputed <= first.keys() & second.keys()
    for id in second.keys() - disputed:
        entry = entries.get(id, Entry())
        assert second[id].value in (KEEP, entry.get("value"))


@given(saves)
def test_saving_twice_is_saving_once(one: dict[str, Save]):
    entries, _told = after({}, one, INES)
    assert after(entries, one, INES)[1].entries == {}


@given(saves, saves)
def test_a_page_never_conflicts_with_itself(first: dict[str, Save], second: dict[str, Save]):
    entries, _told = after({}, first, INES)
    assert after(entries, second, INES)[1].conflicts == ()


def test_choices_stand_in_option_order_and_nothing_is_none():
    question = packaged("eu-baseline").question("A3")
    assert normal(question, ["quantum", "ai"]) == ["ai", "quantum"]
    assert normal(question, []) is None
    assert normal(question, "  ") is None
    assert normal(question, ["unlisted", "ai"]) == ["unlisted", "ai"]


NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gap", "counted"),
    [(0, 0), (1, 1), (299, 299), (300, 0), (86_400, 0), (-5, 0)],
)
def test_only_short_gaps_are_activity(gap: int, counted: int):
    assert seconds_between(NOON, NOON + timedelta(seconds=gap)) == counted
    assert seconds_between(None, NOON) == 0


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 0), (149, 0), (150, 5), (449, 5), (450, 10), (3600, 60), (10**12, 30_000)],
)
def test_minutes_to_the_nearest_five(seconds: int, minutes: int):
    assert rounded_minutes(seconds) == minutes
