"""XLSForms as people really write them: all that is in one is kept, or told with the reason."""

import datetime
import io
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from diligence.exchange.losses import Imported
from tests.diligence.exchange.forms import Grid, read, xlsform

NOON = datetime.datetime(2024, 5, 1, 12, 30)  # noqa: DTZ001 - cells have no zone
YES_NO = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]


def question(got: Imported, id: str) -> Mapping[str, Any]:
    return next(one for one in got.document["questions"] if one["id"] == id)


def options(got: Imported, id: str) -> list[tuple[str, str]]:
    return [(one["code"], one["label"]) for one in question(got, id)["options"]]


def conditions(got: Imported) -> dict[str, str]:
    return {one["id"]: one["condition"] for one in got.document["questions"] if "condition" in one}


def told(got: Imported, part: str) -> list[tuple[str, int, str]]:
    """Where something was lost for a reason with these words, and what."""
    return [(loss.sheet, loss.row, loss.what) for loss in got.losses if part in loss.why]


# --- The shape of the sheets --------------------------------------------------------------------
def test_groups_nested_four_deep_keep_their_conditions_and_titles():
    got = read(
        xlsform(
            survey=[
                ["type", "name", "label", "relevant"],
                ["select_one yes_no", "a", "A?", ""],
                ["begin group", "g1", "One", "${a} = 'yes'"],
                ["begin_group", "g2", "Two", ""],
                ["begin repeat", "g3", "Three", ""],
                ["begin group", "g4", "", "${a} != 'no'"],
                ["text", "t", "Deep", ""],
                ["integer", "n", "Deeper", "${t} != ''"],
                ["end group"],
                ["end repeat"],
                ["end_group"],
                ["end group"],
                ["text", "z", "Last", ""],
            ],
            choices=YES_NO,
        )
    )
    assert conditions(got) == {
        "t": "${a} = 'yes' and ${a} != 'no'",
        "n": "${a} = 'yes' and ${a} != 'no' and ${t} != ''",
    }
    titles = {section["id"]: section["title"] for section in got.document["sections"]}
    # No section is left without questions; the titles around stand before those inside.
    assert [*titles] == ["main", "g3"]
    assert titles["g3"] == "One – Two – Three"
    assert told(got, "asked repeatedly") == [("survey", 5, "begin repeat")]


def test_a_group_without_a_kept_question_and_the_help_of_groups_are_told():
    survey = [
        ["type", "name", "label", "hint"],
        ["begin group", "g", "Only a picture", "Look at it"],
        ["image", "i", "Photo"],
        ["end group"],
        ["text", "t", "Text"],
    ]
    got = read(xlsform(survey=survey, choices=YES_NO))
    assert [section["id"] for section in got.document["sections"]] == ["main"]
    assert told(got, "No question of the group") == [("survey", 2, "Only a picture")]
    assert told(got, "no help text") == [("survey", 2, "Look at it")]


def test_blank_rows_spaces_and_capitals_change_nothing():
    survey = [
        ["Type ", "NAME", "Label", " Relevant"],
        [None, None, None],
        ["select_one yes_no ", "a ", "  A?  ", ""],
        ["   ", "  ", "", ""],
        ["  Text ", "b", "B? ", " ${a} = 'yes' "],
        ["INTEGER  ", "c", "C", "${ a } = 'no'"],
    ]
    choices = [["List Name", "Name ", "LABEL"], [None], ["yes_no ", "yes ", "Yes"],
               ["yes_no", " no", "No"]]  # fmt: skip
    got = read(xlsform(Survey=survey, CHOICES=choices))
    assert [one["text"] for one in got.document["questions"]] == ["A?", "B?", "C"]
    assert question(got, "a")["type"] == "yesno"
    assert conditions(got) == {"b": "${a} = 'yes'", "c": "${a} = 'no'"}


def test_merged_cells_give_their_value_to_the_rows_below():
    data = xlsform(survey=[["type", "name", "label"], ["text", "a", "Both"], ["text", "b", None]])
    book = load_workbook(io.BytesIO(data))
    book["survey"].merge_cells("C2:C3")
    stream = io.BytesIO()
    book.save(stream)
    got = read(stream.getvalue())
    assert [one["text"] for one in got.document["questions"]] == ["Both", "Both"]


def test_sheets_that_are_not_read_and_lists_that_no_question_uses_are_told():
    got = read(
        xlsform(
            survey=[["type", "name", "label"], ["text", "a", "A?"], ["rank r", "r", "Rank them"]],
            choices=[["list_name", "name", "label"], ["r", "x", "First"], ["r", "y", "Second"]],
            entities=[["dataset", "label"], ["trees", "${a}"]],
            osm=[["list_name", "name", "label"], ["o", "building", "Building"]],
        )
    )
    assert told(got, "sheet has no meaning") == [("entities", 0, "entities"), ("osm", 0, "osm")]
    assert told(got, "No question kept here uses") == [("choices", 2, "r: First, Second")]


def test_rows_are_told_where_there_are_more_than_any_form_has():
    from diligence.exchange import questionnaire_files
    from diligence.exchange.tables import FileRefusedError

    many = questionnaire_files.ROWS_MAX + 100
    table = "type,name,label\n" + "".join(f"text,q{n},Q\n" for n in range(many))
    with pytest.raises(FileRefusedError, match=r"more than 20,000 rows.*Remove the choices"):
        read(table.encode(), "many.csv")


def test_a_long_list_in_every_question_is_refused_before_it_is_made():
    from diligence.exchange.tables import FileRefusedError

    survey: Grid = [
        ["type", "name", "label"],
        *(["select_one l", f"q{n}", "Q"] for n in range(700)),
    ]
    choices: Grid = [["list_name", "name", "label"], *(["l", f"c{n}", "C"] for n in range(100))]
    with pytest.raises(FileRefusedError, match=r"70,000 choices together.*60,000"):
        read(xlsform(survey=survey, choices=choices))


# --- Choices ------------------------------------------------------------------------------------
def test_other_is_an_option_and_a_question_also_beside_yes_and_no():
    survey = [
        ["type", "name", "label", "relevant"],
        ["select_one yes_no or_other", "a", "A?", ""],
        ["select all that apply from yes_no", "b", "B?", ""],
        ["text", "why", "Why other?", "${a} = 'other'"],
    ]
    got = read(xlsform(survey=survey, choices=YES_NO))
    assert question(got, "a")["type"] == "single"
    assert [code for code, _label in options(got, "a")] == ["yes", "no", "other"]
    assert conditions(got) == {"a_other": "${a} = 'other'", "why": "${a} = 'other'"}


def test_numbers_are_names_of_choices_and_conditions_find_them():
    survey = [
        ["type", "name", "label", "relevant"],
        ["select_one n", "a", "How many?", ""],
        ["select_multiple n", "m", "Which?", ""],
        ["text", "t", "T", "${a} = 1"],
        ["text", "u", "U", "selected(${m}, '1.5') or ${a} = '-99'"],
    ]
    choices = [["list_name", "name", "label"], ["n", 1, "One"], ["n", 2.0, "Two"],
               ["n", 1.5, "Between"], ["n", -99, "Refused"], ["n", "08", True]]  # fmt: skip
    got = read(xlsform(survey=survey, choices=choices))
    assert [code for code, _label in options(got, "a")] == ["1", "2", "1.5", "minus_99", "08"]
    assert conditions(got) == {
        "t": "${a} = '1'",
        "u": "selected(${m}, '1.5') or ${a} = 'minus_99'",
    }


def test_doubles_that_the_form_allows_are_told_with_their_label():
    got = read(
        xlsform(
            survey=[["type", "name", "label"], ["select_one d", "a", "A?"]],
            choices=[["list_name", "name", "label", "filter"], ["d", "x", "One", 1],
                     ["d", "x", "Two", 2], ["d", "y", "Y", 1]],
            settings=[["form_title", "allow_choice_duplicates"], ["Doubles", "yes"]],
        )
    )  # fmt: skip
    assert options(got, "a") == [("x", "One"), ("y", "Y")]
    assert told(got, "occurs twice in its list") == [("choices", 3, "x: Two")]


def test_choices_of_other_files_and_filters_are_told():
    survey = [
        ["type", "name", "label", "choice_filter"],
        ["select_one_from_file places.csv", "f", "Where?", ""],
        ["select_one_external e", "e", "Which?", ""],
        ["select_one yes_no", "a", "A?", "country = ${f}"],
    ]
    external = [["list_name", "name", "label"], ["e", "x", "X"]]
    got = read(xlsform(survey=survey, choices=YES_NO, external_choices=external))
    assert [one["type"] for one in got.document["questions"]] == ["text", "text", "yesno"]
    assert [row for _sheet, row, _what in told(got, "another file or sheet")] == [2, 3]
    assert told(got, "All options of the list are offered") == [("survey", 4, "country = ${f}")]
    assert told(got, "sheet has no meaning")[0][0] == "external_choices"


# --- Words --------------------------------------------------------------------------------------
def test_each_language_goes_where_it_belongs_and_a_missing_text_is_told():
    survey = [
        ["type", "name", "label::English (en)", "label::Français (fr)", "hint::Français (fr)",
         "label::Ελληνικά (el)"],
        ["select_one l", "a", "Really?", "Vraiment ?", "Dites-le", "Αλήθεια;"],
        ["text", "n", "", "Seulement français", "", ""],
    ]  # fmt: skip
    choices = [["list_name", "name", "label::English (en)", "label::Français (fr)"],
               ["l", "x", "An x", "Un x"], ["l", "y", "", "Un y"]]  # fmt: skip
    settings = [["form_title", "default_language"], ["Langs", "English (en)"]]
    got = read(xlsform(survey=survey, choices=choices, settings=settings))
    assert got.document["language"] == "en"
    texts = {
        (one["language"], text["place"]): text["text"]
        for one in got.document["translations"]
        for text in one["texts"]
    }
    assert texts["fr", "questions/a/text"] == "Vraiment ?"
    assert texts["el", "questions/a/text"] == "Αλήθεια;"
    assert texts["fr", "questions/a/options/x/label"] == "Un x"
    # What has no English text shows the French one, and says so.
    assert question(got, "n")["text"] == "Seulement français"
    expected = {("survey", 3, "Seulement français"), ("choices", 3, "Un y"),
                ("survey", 2, "Dites-le")}  # fmt: skip
    assert set(told(got, "that of another language stands there")) == expected


def test_letters_of_every_script_stay_and_names_become_ids():
    survey = [
        ["type", "name", "label"],
        ["text", "straße", "Straße – 你好 🙂?"],
        ["select_one ελ", "ερώτηση", "שאלה"],
    ]
    choices = [["list_name", "name", "label"], ["ελ", "ναι", "Ναι"], ["ελ", "όχι", "Όχι 🙁"]]
    got = read(xlsform(survey=survey, choices=choices))
    first, second = got.document["questions"]
    assert (first["id"], first["text"]) == ("strasse", "Straße – 你好 🙂?")
    assert second["text"] == "שאלה"
    assert [label for _code, label in options(got, second["id"])] == ["Ναι", "Όχι 🙁"]
    assert ("survey", 2, "straße → strasse") in told(got, "Ids have letters")


def test_thousands_of_equal_names_get_numbers_in_few_steps():
    survey: list[list[str]] = [["type", "name", "label"]]
    for number in range(1500):
        survey += [["begin group", f"g{number}", ""], ["text", "name", "Name?"], ["end group"]]
    ids = [one["id"] for one in read(xlsform(survey=survey)).document["questions"]]
    assert ids[:3] == ["name", "name_2", "name_3"]
    assert len(set(ids)) == 1500


def test_long_labels_lines_and_signs_stay_as_they_are():
    words = "L" * 9000
    survey = [
        ["type", "name", "label", "hint", "required_message"],
        ["text", "a", words, "first\nsecond\n\nlast", "Needed!"],
        ["text", "b", "5 < 6 & 7 > 3", "", ""],
        ["text", "c", "'+cmd", "", ""],
    ]
    got = read(xlsform(survey=survey))
    assert [one["text"] for one in got.document["questions"]] == [words, "5 < 6 & 7 > 3", "'+cmd"]
    assert question(got, "a")["help"]["how"] == "first\nsecond\n\nlast"
    assert told(got, "not checked against expressions") == [("survey", 2, "Needed!")]


def test_days_and_truths_in_cells_are_read_as_what_they_show():
    survey = [
        ["type", "name", "label", "default", "required"],
        ["date", "d", "When?", datetime.date(2024, 5, 1), True],
        ["dateTime", "at", datetime.date(2023, 2, 3), NOON, ""],
        ["integer", "i", 2024, 5, False],
    ]
    got = read(xlsform(survey=survey))
    assert [one["text"] for one in got.document["questions"]] == ["When?", "2023-02-03", "2024"]
    assert [what for *_place, what in told(got, "No answer is chosen beforehand")] == [
        "2024-05-01",
        "2024-05-01 12:30",
        "5",
    ]
    assert told(got, "form's own mark") == [("survey", 2, "d: TRUE")]


# --- Conditions ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("relevant", "kept"),
    [
        ("${d} > date('2024-01-01')", "${d} > '2024-01-01'"),
        ("date('2024-01-01') <= ${d}", "${d} >= '2024-01-01'"),
        ("${d} < today()", ""),
        ("${d} > date(${d2})", ""),
        ("${calc} > 5", ""),
        ("3 <= ${n} and ${n} <= 5", "${n} >= 3 and ${n} <= 5"),
        ("not(${n} > 2) and (selected(${m}, 'yes') or string-length(${t}) > 0)",
         "not(${n} > 2) and (selected(${m}, 'yes') or ${t} != '')"),
    ],
)  # fmt: skip
def test_conditions_are_kept_or_told_whole(relevant: str, kept: str):
    survey = [
        ["type", "name", "label", "relevant", "calculation"],
        ["date", "d", "D"],
        ["date", "d2", "D2"],
        ["integer", "n", "N"],
        ["select_multiple yes_no", "m", "M"],
        ["text", "t", "T"],
        ["calculate", "calc", "", "", "1 + ${n}"],
        ["text", "last", "Last", relevant],
    ]
    got = read(xlsform(survey=survey, choices=YES_NO))
    assert conditions(got) == ({"last": kept} if kept else {})
    lost = [loss.what for loss in got.losses if loss.row == 8 and loss.kind == "logic"]
    assert lost == ([] if kept else [relevant])


# --- As the reference converter judges ----------------------------------------------------------
SURVEY = ["type", "name", "label"]
FORMS: dict[str, dict[str, Grid]] = {
    "or_other": {"survey": [SURVEY, ["select_one yes_no or_other", "a", "A"]], "choices": YES_NO},
    "no choices": {"survey": [SURVEY, ["select_one gone", "a", "A"]]},
    "list with a space": {"survey": [SURVEY, ["select_one my list", "a", "A"]],
                          "choices": [YES_NO[0], ["my list", "x", "X"]]},
    "name with a digit first": {"survey": [SURVEY, ["text", "1a", "A"]]},
    "name with a space": {"survey": [SURVEY, ["text", "a b", "A"]]},
    "group without a name": {"survey": [SURVEY, ["begin group", "", ""], ["text", "a", "A"],
                                        ["end group"]]},
    "ended by the wrong kind": {"survey": [SURVEY, ["begin group", "g", "G"], ["text", "a", "A"],
                                           ["end repeat"]]},
    "end rows with names": {"survey": [SURVEY, ["begin group", "g", "G"], ["text", "a", "A"],
                                       ["end group", "g", "G"]]},
    "duplicates": {"survey": [SURVEY, ["select_one d", "a", "A"]],
                   "choices": [YES_NO[0], ["d", "x", "X"], ["d", "x", "Y"]]},
    "duplicates allowed": {"survey": [SURVEY, ["select_one d", "a", "A"]],
                           "choices": [YES_NO[0], ["d", "x", "X"], ["d", "x", "Y"]],
                           "settings": [["allow_choice_duplicates"], ["yes"]]},
    "reference to nothing": {"survey": [[*SURVEY, "relevant"], ["text", "a", "A", "${b} = 'x'"]]},
    "same name in two groups": {"survey": [SURVEY, ["begin group", "g", "G"], ["text", "a", "A"],
                                           ["end group"], ["text", "a", "A"]]},
    "same name twice": {"survey": [SURVEY, ["text", "a", "A"], ["text", "a", "B"]]},
    "unknown type": {"survey": [SURVEY, ["tekst", "a", "A"]]},
    "space among several": {"survey": [SURVEY, ["select_multiple d", "a", "A"]],
                            "choices": [YES_NO[0], ["d", "x y", "X"]]},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_small_forms_are_judged_as_the_reference_converter_judges_them(form: str, tmp_path: Any):
    from diligence.exchange.losses import FormRefusedError

    data = xlsform(**FORMS[form])
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    try:
        convert(path, validate=False)
        sound = True
    except PyXFormError:
        sound = False
    try:
        read(data)
        ours, why = True, ""
    except FormRefusedError as error:
        ours, why = False, " ".join(fault.why for fault in error.faults)
    assert ours is sound
    assert ours or why


def test_a_workbook_without_any_sheet_filled_in_says_so():
    from diligence.exchange.tables import FileRefusedError

    stream = io.BytesIO()
    Workbook().save(stream)
    with pytest.raises(FileRefusedError, match="no row with a value"):
        read(stream.getvalue())
