"""Names: one key for one organisation, and likely duplicates."""

import json
import time
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.names import (
    LIKELY,
    Because,
    Directory,
    Named,
    compare,
    likeness,
    normalise,
    tidy,
)
from tests.opendata import shared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ZHEJIANG UNIVERSITY", "Zhejiang University"),
        ("The University of Hong Kong", "University of Hong Kong, The"),
        ("Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGIES CO LTD"),
        ("Siemens AG", "SIEMENS AKTIENGESELLSCHAFT"),
        ("Leonardo S.p.A.", "LEONARDO SPA"),
        ("Firma sp. z o.o.", "FIRMA SP ZOO"),
        ("Škoda spol. s r.o.", "SKODA SPOL SRO"),
        ("Müller GmbH & Co. KG", "MULLER GMBH"),
        ("Universität Łódź", "UNIVERSITAT LODZ"),
        ("Straße Forschung e.V.", "STRASSE FORSCHUNG EV"),
        ("Xi’an Jiaotong University", "XIAN JIAOTONG UNIVERSITY"),
        ("Χαροκόπειο Πανεπιστήμιο", "ΧΑΡΟΚΟΠΕΙΟ ΠΑΝΕΠΙΣΤΗΜΙΟ"),
        ("Ｋｙｏｔｏ　Ｕｎｉｖｅｒｓｉｔｙ", "Kyoto University"),
        ("ООО «Ромашка»", "РОМАШКА ООО"),
        ("株式会社東芝", "東芝株式会社"),
        ("İstanbul Üniversitesi", "ISTANBUL UNIVERSITESI"),
        ("A.B.C. Institute", "ABC Institute"),
        ("Bell\u200b Labs\n Inc.", "bell labs"),
    ],
)
def test_one_organisation_has_one_key(one, other):
    assert normalise(one) == normalise(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Institute 101", "Institute 102"),
        ("Завод Й", "Завод И"),
        ("がくえん", "かくえん"),
        ("University of Arts", "University of the Arts"),
        ("???", "!!!"),
        ("Ltd", "GmbH"),
        ("🙂", "🙃"),
    ],
)
def test_different_organisations_keep_different_keys(one, other):
    assert normalise(one) != normalise(other)


def test_a_name_of_legal_forms_only_keeps_one_word():
    assert normalise("Co. Ltd.") == "co"


@given(st.text(max_size=400))
def test_keys_are_bounded_printable_and_stay_as_they_are(text):
    key = normalise(text)
    assert len(key) <= 300
    assert normalise(key) == key
    assert "\x00" not in key
    assert bool(key) == bool(tidy(text))


def test_naughty_strings_have_keys():
    for text in json.loads(shared("badinput/blns/blns.json").read_text()):
        assert normalise(normalise(text)) == normalise(text)
        tidy(text).encode()


def test_a_shown_name_loses_only_what_cannot_be_seen():
    assert tidy(" Tokyo\x00\u202e  University\r\n") == "Tokyo University"
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert tidy("\ud800x") == "x"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tsinghua University", "Tsinghua Univeristy"),
        ("Technische Universität München", "Universität München, Technische"),
        ("Tongji University", "Tongji Univ."),
        ("Shanxi University", "Shaanxi University"),
        ("Chinese Academy of Sciences", "Chinese Academy of Science"),
    ],
)
def test_names_that_may_be_one_are_likely(one, other):
    assert likeness(normalise(one), normalise(other)) >= LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Oslo", "University of Bergen"),
        ("Zhejiang University", "Zhejiang University of Technology"),
        ("Institute 101", "Institute 102"),
        ("Peking University", "Beijing University"),
        ("National Research Council", "National Science Agency"),
    ],
)
def test_names_of_different_organisations_are_not(one, other):
    assert likeness(normalise(one), normalise(other)) < LIKELY


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_bounded(one, other):
    first, second = normalise(one), normalise(other)
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == 1


def test_identifiers_and_countries_tell_apart_or_together():
    here = Named("a", "tongji university", "CN", ror_id="03rc6as71")
    assert compare(here, Named("a", "tongji university")) is None
    same = compare(here, Named("b", "tongji university", "CN"))
    assert same is not None
    assert same.because is Because.SAME_NAME
    assert compare(here, Named("b", "tongji university", "SG")) is None
    assert compare(here, Named("b", "tongji university", "CN", ror_id="00zat6v61")) is None
    twin = compare(here, Named("b", "quite another name", "SG", ror_id="03rc6as71"))
    assert twin is not None
    assert twin.because is Because.IDENTIFIER


def test_pairs_come_once_and_likely_first():
    directory = Directory(
        [
            Named(1, "tsinghua university", "CN"),
            Named(2, "tsinghua univeristy", "CN"),
            Named(3, "tsinghua university", ""),
            Named(4, "waseda university", "JP"),
        ]
    )
    assert [match.key for match in directory.likely_same(directory.records[0])] == [3, 2]
    assert {frozenset((one, match.key)) for one, match in directory.pairs()} == {
        frozenset((1, 2)),
        frozenset((1, 3)),
        frozenset((2, 3)),
    }
    assert len(directory.pairs(limit=1)) == 1


def test_comparing_five_thousand_records_stays_bounded():
    records = [Named(n, f"institute of applied studies {n} shenzhen", "CN") for n in range(5000)]
    began = time.process_time()
    Directory(records).pairs()
    assert time.process_time() - began < 20


def test_very_long_words_are_not_compared_letter_by_letter():
    """Five thousand names of one endless word each would keep the partners' page busy."""
    one, other = "ab" * 149, "ba" * 149
    with patch("diligence.domain.names.SequenceMatcher", side_effect=AssertionError):
        assert likeness(one, other) == 0.0
    assert likeness(one, one) == 1.0


def test_what_stays_below_the_wanted_likeness_is_not_worked_out():
    one, other = "alpha beta gamma delta", "kappa lambda omega sigma"
    assert likeness(one, other, least=LIKELY) == 0.0
    near = ("institute of physics geneva", "institut of physics geneva")
    assert likeness(*near, least=LIKELY) == likeness(*near)
