"""Identifiers: what is stored, what is refused and why."""

import csv
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diligence.domain.identifiers import (
    IdentifierError,
    parse_pic,
    parse_ror,
    parse_website,
)
from tests.opendata import shared


def tried(parse, text):
    """(stored, message): one of them empty."""
    try:
        return parse(text), ""
    except IdentifierError as error:
        return "", str(error)


@pytest.mark.parametrize(
    "text",
    [
        "05xg72x27",
        " 05XG72X27 ",
        "https://ror.org/05xg72x27",
        "http://ror.org/05xg72x27/",
        "ror.org/05xg72x27",
        "HTTPS://WWW.ROR.ORG/05XG72X27",
        "０５xg７２x２７",
        "05xg72x27\u200b",
    ],
)
def test_a_ror_id_is_stored_bare_however_it_was_given(text):
    assert parse_ror(text) == "05xg72x27"


@pytest.mark.parametrize("parse", [parse_ror, parse_pic, parse_website])
@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\n"])
def test_nothing_stays_nothing(parse, text):
    assert parse(text) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("05xg72x28", "check digits"),
        ("05gx72x27", "check digits"),
        ("5xg72x27", "is not a ROR id"),
        ("15xg72x27", "is not a ROR id"),
        ("05xg72i27", "is not a ROR id"),
        ("https://ror.org/", "is not a ROR id"),
        ("https://evil.example/05xg72x27", "is not a ROR id"),
        ("999854661", "is not a ROR id"),
    ],
)
def test_a_wrong_ror_id_is_named_with_its_remedy(text, says):
    with pytest.raises(IdentifierError, match=says) as refused:
        parse_ror(text)
    assert "leave the field empty" in str(refused.value)
    assert text[:50] in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("999854662", "check digits"),
        ("998954661", "check digits"),
        ("99985466", "is not a PIC"),
        ("9998546610", "is not a PIC"),
        ("99985466x", "is not a PIC"),
        ("-99985466", "is not a PIC"),
    ],
)
def test_a_wrong_pic_is_named_with_its_remedy(text, says):
    with pytest.raises(IdentifierError, match=says) as refused:
        parse_pic(text)
    assert "leave the field empty" in str(refused.value)


def test_a_pic_may_be_typed_in_groups():
    assert parse_pic("999 854 661") == "999854661"
    assert parse_pic("９９９８５４６６１") == "999854661"


@given(st.integers(0, 8), st.integers(1, 9))
def test_every_single_wrong_digit_of_a_pic_is_found(place, shift):
    digits = [int(digit) for digit in "999854661"]
    digits[place] = (digits[place] + shift) % 10
    with pytest.raises(IdentifierError):
        parse_pic("".join(map(str, digits)))


@given(st.integers(0, 7))
def test_swapped_neighbours_of_a_pic_are_found(place):
    digits = list("949854671")
    assert parse_pic("".join(digits[:7]) + _check("".join(digits[:7])))
    whole = list("".join(digits[:7]) + _check("".join(digits[:7])))
    if whole[place] == whole[place + 1]:
        return
    whole[place], whole[place + 1] = whole[place + 1], whole[place]
    with pytest.raises(IdentifierError):
        parse_pic("".join(whole))


def _check(seven: str) -> str:
    return f"{98 - int(seven) * 100 % 97:02d}"


def test_the_rule_for_pics_holds_for_every_real_one():
    with gzip.open(shared("cordis/h2020_organisations_2017.csv.gz"), "rt") as stream:
        pics = {row["orgId"] for row in csv.DictReader(stream)}
    with shared("cordis/ecsel_kdt_participants.csv").open() as stream:
        pics |= {row["organisationID"] for row in csv.DictReader(stream)}
    pics -= {""}
    assert len(pics) == 17_243
    assert [pic for pic in pics if parse_pic(pic) != pic] == []


def test_the_rule_for_ror_ids_holds_for_every_real_one():
    with gzip.open(shared("ror/dev_subset_3000_schema_v2.json.gz"), "rt") as stream:
        ids = [record["id"] for record in json.load(stream)]
    assert len(ids) == 3000
    assert all(f"https://ror.org/{parse_ror(address)}" == address for address in ids)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("www.tudelft.nl", "https://www.tudelft.nl"),
        ("HTTP://Example.ORG/", "http://example.org"),
        ("https://example.org/About?x=1#top", "https://example.org/About?x=1"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example"),
        ("example.org:8080/a", "https://example.org:8080/a"),
        ("//example.org", "https://example.org"),
    ],
)
def test_a_website_becomes_a_web_address(text, stored):
    assert parse_website(text) == stored
    assert parse_website(stored) == stored


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "mailto:x@example.org",
        "file:///etc/passwd",
        "http://",
        "https://localhost",
        "https://127.0.0.1/",
        "http://[::1]/",
        "http://user:secret@example.org",
        "https://example.org:99999",
        'https://example.org/"onmouseover=x',
        "https://example.org/" + "a" * 300,
        "https://-a.example",
        "not a page",
    ],
)
def test_what_is_not_a_web_address_is_refused(text):
    with pytest.raises(IdentifierError) as refused:
        parse_website(text)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("parse", [parse_ror, parse_pic, parse_website])
@given(st.text(max_size=80))
def test_any_text_is_stored_or_refused_in_words(parse, text):
    stored, message = tried(parse, text)
    assert parse(stored) == stored
    assert not message or (message.isprintable() and len(message) < 300)


def test_naughty_strings_are_stored_or_refused_in_words():
    for text in json.loads(shared("badinput/blns/blns.json").read_text()):
        for parse in (parse_ror, parse_pic, parse_website):
            stored, message = tried(parse, text)
            assert parse(stored) == stored
            assert message == "" or message.isprintable()
