"""Labels of the Traffic Light Protocol: every label, way and reader."""

import pytest

from diligence.domain import tlp
from diligence.domain.tlp import Channel, Label, Recipient
from portal.enums import Tlp

NAMED, OUTSIDER, PUBLIC = Recipient.NAMED, Recipient.OUTSIDER, Recipient.PUBLIC
ALL = frozenset(Recipient)
REACH = {
    Label.CLEAR: ALL,
    Label.GREEN: ALL - {PUBLIC},
    Label.AMBER: ALL - {PUBLIC, OUTSIDER},
    Label.AMBER_STRICT: ALL - {PUBLIC, OUTSIDER},
}


def expected(label: Label, channel: Channel, recipient: Recipient) -> bool:
    """The protocol, written anew: what a reader would look up."""
    if label is Label.RED:
        return (channel, recipient) == (Channel.PAGE, NAMED)
    if channel is Channel.PUBLICATION:
        return label is Label.CLEAR
    if channel is Channel.MAIL:
        return label in (Label.CLEAR, Label.GREEN) and recipient in REACH[label]
    return recipient in REACH[label]


@pytest.mark.parametrize("recipient", list(Recipient))
@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("label", list(Label))
def test_who_may_see_what_in_which_way(label, channel, recipient):
    told = tlp.may(label, channel, recipient)
    assert bool(told) is expected(label, channel, recipient)
    assert str(told.because)


def test_red_leaves_by_no_way_whoever_asks():
    ways = [
        (channel, recipient)
        for channel in Channel
        for recipient in Recipient
        if tlp.may(Label.RED, channel, recipient)
    ]
    assert ways == [(Channel.PAGE, NAMED)]


def test_a_stricter_label_never_reaches_further():
    for channel in Channel:
        for recipient in Recipient:
            reach = [bool(tlp.may(label, channel, recipient)) for label in tlp.ORDER]
            assert reach == sorted(reach, reverse=True)


@pytest.mark.parametrize("before", list(Label))
@pytest.mark.parametrize("after", list(Label))
def test_lowering_needs_its_origin_and_a_reason(before, after):
    lowered = tlp.ORDER.index(after) < tlp.ORDER.index(before)
    assert bool(tlp.may_relabel(before, after, is_origin=False, because="Published")) is not lowered
    assert bool(tlp.may_relabel(before, after, is_origin=True, because=" ")) is not lowered
    assert tlp.may_relabel(before, after, is_origin=True, because="Published")


def test_the_strictest_of_several_holds_for_all():
    assert tlp.strictest("green", "red", "clear") is Label.RED
    assert tlp.strictest() is Label.AMBER_STRICT


def test_a_label_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="white"):
        tlp.may("white", Channel.PAGE, NAMED)


def test_the_product_stores_the_same_labels():
    assert [label.value for label in Tlp] == [label.value for label in Label]
    assert {label.value: str(label.label) for label in Tlp} == {
        str(label): name for label, name in tlp.NAMES.items()
    }
    assert tlp.DEFAULT == Tlp.AMBER_STRICT
