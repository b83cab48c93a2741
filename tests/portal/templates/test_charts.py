"""Charts: zero baselines, gaps that stay gaps, a reading, and the numbers in a table."""

import pytest
from django.utils import translation

from portal.templatetags import charts
from tests.portal.templates.drawing import draw, tree

MATRIX = [
    ["low", "low", "medium", "medium"],
    ["low", "low", "medium", "medium"],
    ["low", "medium", "medium", "high"],
    ["medium", "medium", "high", "high"],
]
PICTURE = "{% risk_matrix matrix=matrix exposure=s concern=p title='Influence' reading='R.' %}"


def test_the_matrix_says_where_the_case_stands() -> None:
    root = tree(PICTURE, matrix=MATRIX, s=2, p=3)
    picture = root.find(".//svg")
    title, described = picture.get("aria-labelledby").split()
    assert root.get_element_by_id(title).text == "Influence"
    assert root.get_element_by_id(described).text == "Exposure level 2, concern level 3: High."
    assert root.xpath(".//td[contains(., 'this case')]")[0].text.strip() == "High"


def test_the_point_stands_in_its_cell() -> None:
    drawn = charts.risk_matrix(MATRIX, 2, 3, "T")
    cell, point = drawn["here"], drawn["point"]
    assert cell["x"] < point["x"] < cell["x"] + 63
    assert cell["y"] < point["y"] < cell["y"] + 63
    assert cell["band"] == "high"


def test_more_exposure_is_higher_and_more_concern_is_further_right() -> None:
    cells = {
        (c["exposure"], c["concern"]): c for c in charts.risk_matrix(MATRIX, 0, 0, "T")["cells"]
    }
    assert cells[3, 0]["y"] < cells[0, 0]["y"]
    assert cells[0, 3]["x"] > cells[0, 0]["x"]


def test_an_unscored_case_has_no_point() -> None:
    root = tree(PICTURE, matrix=MATRIX, s=None, p=None)
    assert root.find(".//desc").text == "Not scored."
    assert not root.xpath(".//*[@class='matrix__point']")


def test_measures_show_where_they_would_lead() -> None:
    drawn = charts.risk_matrix(MATRIX, 3, 2, "T", residual=(2, 1))
    assert drawn["after"] != drawn["point"]
    assert charts.risk_matrix(MATRIX, 3, 2, "T", residual=(3, 2))["after"] is None


def test_bars_start_at_zero_and_share_a_scale() -> None:
    bars = charts.bar_chart([{"label": "a", "value": 50}, {"label": "b", "value": 25}], "T")["bars"]
    assert [(bar["x"], bar["width"]) for bar in bars] == [(0, 100), (0, 50)]


def test_signed_bars_leave_from_the_zero_line() -> None:
    groups = [{"label": "g", "bars": [{"label": "a", "value": 6}, {"label": "b", "value": -2}]}]
    drawn = charts.contributions(groups, "T")
    more, less = drawn["groups"][0]["bars"]
    assert drawn["zero"] == pytest.approx(25)
    assert more["x"] == pytest.approx(25)
    assert more["width"] == pytest.approx(75)
    assert (less["x"], less["width"], less["negative"]) == (0, 25, True)


def test_drawing_leaves_the_callers_values_alone() -> None:
    groups = [{"label": "g", "bars": [{"label": "a", "value": 6}]}]
    charts.contributions(groups, "T")
    assert groups == [{"label": "g", "bars": [{"label": "a", "value": 6}]}]


def test_a_withheld_bar_says_why_and_draws_nothing() -> None:
    bars = [{"label": "a", "value": None, "withheld": "Fewer than five"}]
    root = tree("{% bar_chart bars title='T' %}", bars=bars)
    assert "Fewer than five" in root.text_content()
    assert root.find(".//svg") is None


def test_nothing_but_zeros_is_drawn_without_failing() -> None:
    assert charts.bar_chart([{"label": "a", "value": 0}], "T")["bars"][0]["width"] == 0
    assert charts.stacked_bar([{"label": "a", "value": 0}], "T")["parts"][0]["width"] == 0
    assert "<svg" in draw("{% line_chart points title='T' %}", points=[])


def test_stacked_parts_fill_the_whole() -> None:
    parts = charts.stacked_bar([{"label": n, "value": v} for n, v in [("a", 1), ("b", 2)]], "T")
    assert parts["parts"][-1]["ends"] == pytest.approx(100, abs=0.01)


def test_a_missing_year_breaks_the_line() -> None:
    points = [("2019", 1), ("2020", 2), ("2021", None), ("2022", 3), ("2023", 4)]
    drawn = charts.line_chart(points, "T")
    assert len(drawn["runs"]) == 2
    assert len(drawn["dots"]) == 4
    assert drawn["rows"][2] == ["2021", "–"]


def test_coordinates_keep_their_points_in_every_language() -> None:
    with translation.override("de"):
        root = tree("{% stacked_bar parts title='T' %}", parts=[{"label": "a", "value": 1}] * 3)
    assert "," not in "".join(rect.get("width") for rect in root.iter("rect"))


def test_the_same_chart_is_the_same_text() -> None:
    first = draw(PICTURE, matrix=MATRIX, s=1, p=1)
    assert first == draw(PICTURE, matrix=MATRIX, s=1, p=1)
