"""Components draw what they are given, escaped, and say it to screen readers."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator

from portal.templatetags.icons import ICONS
from tests.portal.templates.drawing import draw, tree

HOSTILE = "<script>alert(1)</script>\"'&"
TODAY = date(2026, 11, 22)

EVERYWHERE = [
    "{% button v %}",
    "{% button v href=v name=v value=v %}",
    "{% button v refused=v %}",
    "{% breadcrumbs v v v %}",
    "{% reference v short=3 label=v %}",
    "{% stat v v definition=v note=v %}",
    "{% stat v v withheld=v %}",
    "{% empty v v action=v href=v %}",
    "{% loading v note=v stop=v %}",
    "{% progress 1 2 label=v %}",
    "{% facts pairs %}",
    "{% timeline events %}",
    "{% tabs links label=v %}",
    "{% task_list links %}",
    "{% section_progress links %}",
    "{% files files %}",
    "{% data_table columns rows caption=v %}",
    "{% pager previous=v next=v summary=v %}",
    "{% sort_header v v %}",
    "{% notice v title=v %}{{ v }}{% endnotice %}",
    "{% card title=v href=v %}{{ v }}{% endcard %}",
    "{% fieldset v hint=v %}{{ v }}{% endfieldset %}",
    "{% disclosure v %}{{ v }}{% enddisclosure %}",
    "{% dialog v title=v %}{{ v }}{% enddialog %}",
    "{% table caption=v %}{{ v }}{% endtable %}",
    "{% filters action=v reset=v %}{{ v }}{% endfilters %}",
    "{% band v %}{% band 'low' label=v %}",
    "{% outcome v %}{% flag v %}{% state v label=v %}",
    "{% options name=v legend=v options=choices hint=v help=v error=v %}",
    "{% field name=v label=v value=v hint=v help=v error=v %}",
    "{% error_summary errors=problems %}",
    "{% bar_chart bars title=v reading=v unit=v %}",
    "{% contributions groups title=v reading=v unit=v %}",
    "{% stacked_bar parts title=v reading=v %}",
    "{% line_chart points title=v reading=v unit=v %}",
    "{% sparkline numbers label=v %}",
    "{% risk_matrix matrix=matrix exposure=1 concern=1 title=v reading=v %}",
    "{% icon 'flag' label=v %}",
]


@pytest.mark.parametrize("source", EVERYWHERE)
def test_hostile_values_are_text(source: str) -> None:
    moment = datetime(2026, 11, 22, 13, 2, tzinfo=UTC)
    item = {"label": HOSTILE, "url": HOSTILE, "status": HOSTILE, "hint": HOSTILE, "value": 2}
    bar = {"label": HOSTILE, "value": 2, "href": HOSTILE, "note": HOSTILE}
    drawn = draw(
        source,
        v=HOSTILE,
        pairs=[(HOSTILE, HOSTILE)],
        events=[{"at": moment, "title": HOSTILE, "text": HOSTILE, "by": HOSTILE, "tone": HOSTILE}],
        links=[item],
        files=[{"name": HOSTILE, "url": HOSTILE, "size": 3, "note": HOSTILE, "hash": HOSTILE}],
        columns=[HOSTILE],
        rows=[[HOSTILE]],
        choices=[{"value": HOSTILE, "label": HOSTILE, "hint": HOSTILE}],
        problems=[{"text": HOSTILE, "href": HOSTILE, "label": HOSTILE}],
        bars=[bar, {**bar, "value": None, "withheld": HOSTILE}],
        groups=[{"label": HOSTILE, "href": HOSTILE, "bars": [bar]}],
        parts=[{**item, "tone": HOSTILE}],
        points=[(HOSTILE, 1), (HOSTILE, 2)],
        numbers=[1, 2],
        matrix=[[HOSTILE] * 4] * 4,
    )
    assert "<script" not in drawn
    assert "\"'&" not in drawn.replace("&quot;", "").replace("&#x27;", "")
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    ("value", "word", "shape"),
    [("low", "Low", "low"), ("medium", "Medium", "medium"), ("high", "High", "high")],
)
def test_a_band_is_word_shape_and_colour(value: str, word: str, shape: str) -> None:
    mark = tree("{% band v %}", v=value).find(".//span")
    assert mark.text_content().strip() == word
    assert f"band--{shape}" in mark.get("class")
    assert mark.find("svg").get("aria-hidden") == "true"
    assert len(mark.find("svg")) > 0


def test_the_three_bands_have_three_shapes() -> None:
    drawn = {draw("{% band v %}", v=band).split("<svg")[1] for band in ("low", "medium", "high")}
    assert len(drawn) == 3


def test_an_unscored_case_says_so() -> None:
    assert "Not scored" in draw("{% band '' %}")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("REFER", "Ask the hub"),
        ("LEGAL-EXPORT", "Ask export control"),
        ("LEGAL_FDI", "Ask investment screening"),
        ("LEGAL-FUNDER", "Ask the funder"),
        ("LEGAL-ETHICS", "Ask the ethics committee"),
        ("SOMETHING-ELSE", "Something else"),
    ],
)
def test_a_flag_names_its_addressee(value: str, words: str) -> None:
    assert words in draw("{% flag v %}", v=value)


def test_a_cleared_flag_says_so_in_words() -> None:
    assert "cleared" in tree("{% flag 'REFER' cleared=True %}").text_content()


def test_a_hold_counts_its_unknowns() -> None:
    assert "1 answer unknown" in draw("{% hold unknowns=1 %}")
    assert "Not decidable yet" in draw("{% hold unknowns=8 decidable=False %}")


@pytest.mark.parametrize(
    ("value", "tone", "word"),
    [
        ("waiting-for-information", "waiting", "Waiting for information"),
        ("do_not_proceed", "bad", "Do not proceed"),
        ("scored", "good", "Scored"),
        ("new to us", "neutral", "New to us"),
    ],
)
def test_a_state_finds_its_tone(value: str, tone: str, word: str) -> None:
    mark = tree("{% state v %}", v=value).find("span")
    assert mark.get("class") == f"state state--{tone}"
    assert mark.text_content() == word


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 20), "2 days overdue"),
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 27), "in 5 days"),
        (None, "No due date"),
    ],
)
def test_a_due_date_is_said_in_words(on: date | None, words: str) -> None:
    assert words in draw("{% due on today=today %}", on=on, today=TODAY)


def test_nothing_is_overdue_once_done() -> None:
    drawn = draw("{% due on today=today done=True %}", on=date(2026, 1, 1), today=TODAY)
    assert "overdue" not in drawn
    assert "1 Jan 2026" in drawn


def test_a_refused_button_is_disabled_and_says_why() -> None:
    root = tree("{% button 'Decide' href='/decide/' refused='Only a decider may.' %}")
    button = root.find("button")
    assert root.find(".//a") is None
    assert "disabled" in button.attrib
    assert root.get_element_by_id(button.get("aria-describedby")).text == "Only a decider may."


def test_icons_are_decoration_unless_named() -> None:
    assert 'aria-hidden="true"' in draw("{% icon 'flag' %}")
    named = draw("{% icon 'flag' label='Flagged' %}")
    assert 'role="img"' in named
    assert 'aria-label="Flagged"' in named


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_well_formed(name: str) -> None:
    assert len(tree(f"{{% icon '{name}' %}}").find("svg")) > 0


def test_breadcrumbs_end_with_the_page_itself() -> None:
    root = tree("{% breadcrumbs 'Partnerships' '/p/' 'Quantum' %}")
    assert [link.get("href") for link in root.iter("a")] == ["/p/"]
    assert root.xpath(".//*[@aria-current='page']")[0].text == "Quantum"


def test_an_empty_fact_is_said_to_be_missing() -> None:
    assert "Not given" in draw("{% facts items %}", items=[("Ends on", "")])
    assert "Not given" not in draw("{% facts items %}", items=[("Guests", 0)])


def test_sorting_turns_and_keeps_other_parameters() -> None:
    drawn = draw("{% sort_header 'Due' 'due' %}", query="sort=due&state=open&page=3")
    assert 'aria-sort="ascending"' in drawn
    assert 'href="?sort=-due&amp;state=open"' in drawn
    other = draw("{% sort_header 'Title' 'title' %}", query="sort=due")
    assert "aria-sort" not in other
    assert 'href="?sort=title"' in other


def test_pages_are_numbered_and_keep_parameters() -> None:
    page = Paginator(range(100), 10).page(2)
    drawn = draw("{% pagination page %}", query="q=laser", page=page)
    assert 'href="?q=laser&amp;page=3"' in drawn
    assert drawn.count('aria-current="page"') == 1


def test_one_page_needs_no_numbers() -> None:
    assert "nav" not in draw("{% pagination page %}", page=Paginator([1], 10).page(1))


def test_a_reference_is_copied_whole() -> None:
    button = tree("{% reference v short=4 %}", v="abcdefgh").find(".//button")
    assert button.get("data-copy") == "abcdefgh"
    assert "hidden" in button.attrib, "without scripts there is nothing to press"


def test_an_unknown_length_has_no_value() -> None:
    assert "value" not in tree("{% loading 'Reading' %}").find(".//progress").attrib
    assert tree("{% loading 'Reading' value=3 maximum=12 %}").find(".//progress").get("max") == "12"


def test_a_part_that_must_wait_is_no_link() -> None:
    items = [{"label": "Legal checks", "url": "/x/", "status": "later"}]
    assert tree("{% task_list items %}", items=items).find(".//a") is None


def test_saving_is_announced_and_can_arrive_later() -> None:
    moment = datetime(2026, 11, 22, 13, 2, tzinfo=UTC)
    status = tree("{% save_status at=at oob=True %}", at=moment).find("p")
    assert status.get("role") == "status"
    assert status.get("hx-swap-oob") == "true"
    assert "Saved" in status.text_content()
    assert "Not saved" in draw("{% save_status failed=True %}")


def test_small_tables_name_their_columns_on_every_cell() -> None:
    root = tree("{% data_table columns rows %}", columns=["Year", "Share"], rows=[[2024, 3]])
    cells = root.xpath(".//tbody/tr/*")
    assert [cell.get("data-label") for cell in cells] == ["Year", "Share"]
    assert cells[0].tag == "th"
