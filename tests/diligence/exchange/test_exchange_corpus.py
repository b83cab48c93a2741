"""Forms of others: accepted, or refused for a stated reason, as the reference converter does."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from diligence.domain.result import Score
from diligence.domain.scoring import score
from diligence.exchange import native, questionnaire_files
from diligence.exchange.losses import FormRefusedError, Imported
from diligence.exchange.packaged import packaged, worked_cases
from diligence.exchange.redcap.columns import COLUMNS
from diligence.exchange.tables import FileRefusedError
from tests.opendata import SHARED, shared

ONLY_UNASKED = {
    "bad_calc.xlsx": "calculations",
    "calculate.xls": "calculations",
    "gps.xls": "a place on a map",
    "hidden.xls": "hidden values",
    "pull_data.xlsx": "calculations and notes",
}
"""Forms that are sound but ask nothing that a questionnaire here can ask, and what they have."""


def opened(path: Path) -> Imported:
    with path.open("rb") as stream:
        size = path.stat().st_size
        return questionnaire_files.read(stream, path.name, size=size, language="en")


def verdict(path: Path) -> str:
    try:
        got = opened(path)
    except (FileRefusedError, FormRefusedError) as error:
        return "error" if str(error) else "refused without a word"
    assert native.load(got.document).questions
    assert all(loss.why for loss in got.losses)
    return "ok"


def test_every_xlsform_is_judged_as_the_reference_converter_judges_it():
    folder = shared("xlsform")
    with (folder / "oracle_pyxform_4.5.0.csv").open() as stream:
        told = list(csv.DictReader(stream))
    there = {row["file"]: row["result"] for row in told if (folder / row["file"]).exists()}
    assert there
    found = {name: verdict(folder / name) for name in there}
    differ = {Path(name).name for name in there if found[name] != there[name]}
    assert differ == set(ONLY_UNASKED)


def test_every_redcap_dictionary_is_read_or_says_what_it_lacks():
    folder = shared("redcap")
    files = [*folder.rglob("*.csv"), *folder.rglob("*.REDCap.xml")]
    refused = {path.name for path in files if verdict(path) == "error"}
    # Tables of another program with three of the columns, and a dictionary of the record id alone.
    assert refused == {
        "single-column.csv",
        "tests_data_multiple-choice_redcap_metadata.csv",
        "tests_data_redcap_metadata.csv",
        "tests_data_workflow1_redcap_metadata.csv",
    }


def _fixture(name: str) -> Imported:
    path = SHARED / "domain" / "baseline" / name
    if not path.exists():
        pytest.skip(f"{path} is not here; set AJAR_SHARED to try the rule on it.")
    return opened(path)


def _points(result: Score) -> dict[str, tuple[Decimal, int]]:
    return {name: (axis.points, axis.level) for name, axis in result.axes.items()}


@pytest.mark.parametrize("name", ["baseline_xlsform.xlsx", "baseline_redcap.csv"])
def test_the_baseline_written_by_others_scores_the_worked_cases_alike(name: str):
    """Axes, levels, bands and outcome; the flags as far as the file carries them."""
    questionnaire = native.load(_fixture(name).document)
    baseline = packaged("eu-baseline")
    told = worked_cases("eu-baseline")
    assert len(told["cases"]) == 20
    for case in told["cases"]:
        given = {id: a for id, a in {**told["assumed"], **case["answers"]}.items()
                 if id in questionnaire.positions}  # fmt: skip
        ours, theirs = score(baseline, given), score(questionnaire, given)
        assert theirs.outcome == ours.outcome, case["id"]
        assert _points(theirs) == _points(ours), case["id"]


def test_scores_of_the_fixtures_are_those_of_the_baseline():
    base = packaged("eu-baseline")
    found = native.load(_fixture("baseline_xlsform.xlsx").document)
    for question in base.questions:
        other = found.question(question.id)
        assert (other.feeds, other.cap, other.measures, other.condition) == (
            question.feeds, question.cap, question.measures, question.condition,
        )  # fmt: skip
        assert [(o.code, o.points, o.flags) for o in other.options] == [
            (o.code, o.points, o.flags) for o in question.options
        ]


def test_encodings_are_found_out():
    """UTF-8 with and without its mark, UTF-16, and Windows-1252, in a dictionary."""
    text = ",".join(f'"{name}"' for name in COLUMNS) + '\n"id",f,,text,ID\n"b",f,,text,Größe\n'
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        data = text.encode(codec)
        got = questionnaire_files.read(io.BytesIO(data), "d.csv", size=len(data), language="de")
        assert json.loads(json.dumps(got.document))["questions"][0]["text"] == "Größe"
