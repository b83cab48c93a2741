"""Places of a questionnaire in words."""

import pytest

from diligence.domain import places
from diligence.domain.place_words import called, line, with_names
from diligence.domain.wording import Sentence
from diligence.exchange import native
from diligence.exchange.packaged import packaged

DOCUMENT = native.dump(packaged("eu-baseline"))
KT = "Undesirable knowledge transfer: Exposure and sensitivity"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "The questionnaire as a whole"),
        ("title", "Title"),
        ("questions", "Questions"),
        ("questions/A1", "Question A1"),
        ("questions/A1/text", "Question A1 · Wording"),
        ("questions/A1/options/joint/label", "Question A1 · Option “joint” · Label"),
        ("questions/A1/help/why", "Question A1 · Why we ask"),
        ("questions/A2/feeds/KT.S", f"Question A2 · Weight for {KT}"),
        ("questions/gone/condition", "Question gone · Asked when"),
        ("triage/T4/options/yes/route", "Triage question T4 · Option “yes” · Leads to"),
        ("thresholds/KT.S", f"Thresholds of the levels · {KT}"),
        ("thresholds/ZZ.S", "Thresholds of the levels · ZZ.S"),
        ("rules/hub_from", "Rules over the whole result · Band from which the hub is asked"),
        ("flag_rules/C1/when", "Flag rule C1 · Raised when"),
        ("measures/M03/reduces/KT.S", f"Measure M03 · What it lowers · {KT}"),
        ("dimensions/KT/matrix", "Dimension KT · Matrix"),
        ("cases/c1/answers", "Worked case c1 · Answers"),
        ("translations/de", "Translation into German (de)"),
        (
            "translations/de/texts/questions/A1/text/of",
            "Translation into German (de) · Question A1 · Wording",
        ),
        ("translations/tlh/texts/title", "Translation into tlh · Title"),
        ("of/tomorrow", "of · tomorrow"),
    ],
)
def test_a_place_is_said_from_the_whole_to_the_part(place, words) -> None:
    assert line(place, DOCUMENT, str) == words


def test_every_place_of_a_text_has_words() -> None:
    for place in places.texts(packaged("eu-baseline")):
        assert "/" not in line(place, DOCUMENT, str).replace("50/50", "")


def test_a_faulty_document_still_has_places() -> None:
    assert line("questions/A1/feeds/KT.S", {"questions": 3}, str) == "Question A1 · Weight for KT.S"
    assert called("questions/A1", {"questions": [None, {"id": 4}]}) == ""


def test_what_a_member_is_called_stands_apart() -> None:
    assert called("questions/A2/points", DOCUMENT) == "Technology readiness"
    assert called("dimensions/KT", DOCUMENT) == "Undesirable knowledge transfer"
    assert called("title", DOCUMENT) == called("", DOCUMENT) == ""


def test_codes_in_findings_are_named_and_words_of_authors_are_not_touched() -> None:
    found = Sentence("%(label)s: %(axes)s (%(questions)s)", {})
    told = Sentence(found.template, {"label": "ETH", "axes": "KT.S → 1", "questions": "A2, Z9"})
    assert (
        str(with_names(told, DOCUMENT)) == f"ETH: {KT} (KT.S) → 1 (Technology readiness (A2), Z9)"
    )


def test_a_translation_belongs_to_its_source_and_anchors_are_one_to_one() -> None:
    assert places.source_of("translations/de/texts/questions/A1/text") == "questions/A1/text"
    assert places.source_of("translations/de") == "translations/de"
    assert places.anchor("questions/A.1") != places.anchor("questions/A1")
