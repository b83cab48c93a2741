"""The start page of ministries and of the Commission: where things stand, nobody's register."""

import re

import pytest
from django.urls import reverse

from portal.enums import Role
from tests import cast

pytestmark = pytest.mark.usefixtures("kept_apart")


def _start(client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_ministry_is_led_to_its_contribution(cycle, petra, browse):
    page = _start(browse(petra))
    assert "The contribution 2025-2026 is not begun yet" in page
    assert reverse("reporting:contribution", args=[cycle.key]) in page
    assert "Begin it" in page
    browse(petra).post(reverse("reporting:contribution", args=[cycle.key]))
    assert "Go on" in _start(browse(petra))


def test_without_a_cycle_everybody_is_told_who_adds_it(petra, carl, browse):
    assert "The Commission adds the first cycle" in _start(browse(petra))
    assert reverse("reporting:cycle-new") in _start(browse(carl))


def test_the_commission_sees_who_has_returned(cycle, carl, browse):
    page = _start(browse(carl))
    assert "0 of 27 Member States have returned for 2025-2026" in page
    assert reverse("reporting:returns", args=[cycle.key]) in page
    assert "Not published yet" in page


def test_stewards_without_a_register_are_not_shown_an_empty_one(carl, hub, browse):
    for organisation in (carl.organisation, hub):
        steward = cast.member(organisation, "Sanne Steward", Role.STEWARD)
        assert "No partnership is registered yet" not in _start(browse(steward))
