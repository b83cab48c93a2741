"""The guard finds what speaks of a person in every language, and leaves the rest alone."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diligence.domain.guard import (
    Kind,
    Known,
    OpenFindingsError,
    Treatments,
    cleared,
    examine,
    found_in,
    redact,
)
from diligence.domain.guard.examining import REDACTED
from diligence.domain.guard.names import given_names
from diligence.exchange.packaged import packaged
from tests.diligence.domain.guard import corpus


def kinds(text: str, known: Known | None = None) -> set[str]:
    return {finding.kind.value for finding in examine({"text": text}, known)}


@pytest.mark.parametrize("language", sorted(corpus.SPEAKS_OF_A_PERSON))
def test_a_name_a_date_of_birth_and_a_number_are_found_in_every_language(language):
    assert {"name", "birth", "phone"} <= kinds(corpus.SPEAKS_OF_A_PERSON[language])


@pytest.mark.parametrize("language", sorted(corpus.SPEAKS_OF_NONE))
def test_a_text_about_a_cooperation_is_left_alone_in_every_language(language):
    assert examine({"text": corpus.SPEAKS_OF_NONE[language]}) == ()


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in corpus.PLANTED.items() for text in texts]
)
def test_what_is_planted_is_found(kind, text):
    assert kind in kinds(text)


@pytest.mark.parametrize("text", corpus.INNOCENT)
def test_what_only_looks_like_it_is_not(text):
    assert [(f.kind, text[f.start : f.end]) for f in examine({"text": text})] == []


def test_wrong_check_digits_are_no_number_of_a_person():
    assert kinds("0000-0002-1825-0098") == set()
    assert kinds("ORCID 0000-0002-1825-0098") == {"orcid"}
    assert kinds("DE89 3704 0044 0532 0130 01") == set()
    assert kinds("12345678A") == set()


def test_what_the_case_knows_names_no_person():
    text = "Samples come from Johannes Kepler and go to Hermann Oberth."
    assert kinds(text) == {"name"}
    assert kinds(text, Known.of(["Johannes Kepler GmbH", "Hermann Oberth Institut"])) == set()
    assert kinds(text, Known.of(["Johannes Kepler GmbH"])) == {"name"}


def test_the_questionnaires_own_words_are_no_family_names():
    assert kinds("Alessandro Partner") == {"name"} or kinds("Alessandro Risk") == {"name"}
    assert kinds("Alessandro Risk", Known.of([], common=["The risk of a partner"])) == set()


def test_every_finding_says_where_and_why():
    text = "Dr Margaret Thornton, margaret@example.org"
    found = examine({"note:A1": text})
    assert [text[f.start : f.end] for f in found] == ["Margaret Thornton", "margaret@example.org"]
    assert all(str(f.because) and f.place == "note:A1" for f in found)
    assert [f.certain for f in found] == [True, True]


def test_redaction_leaves_the_rest_as_it_stands():
    text = "Ask Dr Margaret Thornton (margaret@example.org) about samples."
    assert redact(text, examine({"t": text})) == f"Ask Dr {REDACTED} ({REDACTED}) about samples."


@pytest.mark.parametrize("text", [t for texts in corpus.PLANTED.values() for t in texts])
def test_what_was_redacted_is_found_no_more(text):
    clean = redact(text, examine({"t": text}))
    assert redact(clean, examine({"t": clean})) == clean


def test_nothing_is_clear_before_every_finding_is_answered():
    texts = {"reply": "Giovanni Esposito, giovanni@example.org"}
    found = found_in(texts)
    with pytest.raises(OpenFindingsError) as error:
        cleared(texts, Treatments(redact=frozenset({found[0].key})))
    assert error.value.found == found
    out, treated = cleared(
        texts, Treatments(frozenset({found[0].key}), {found[1].key: " Own staff in their role "})
    )
    assert out == {"reply": f"{REDACTED}, giovanni@example.org"}
    assert [(one.found.kind, one.reason) for one in treated] == [
        (Kind.NAME, ""),
        (Kind.EMAIL, "Own staff in their role"),
    ]


def test_a_blank_reason_answers_nothing():
    texts = {"reply": "giovanni@example.org"}
    [one] = found_in(texts)
    with pytest.raises(OpenFindingsError):
        cleared(texts, Treatments(reasons={one.key: "  "}))


def test_the_same_thing_twice_is_asked_once_and_redacted_everywhere():
    told = "Giovanni Esposito leads. Later Giovanni Esposito left; Giovanni Esposito."
    texts = {"a": told, "b": "Giovanni Esposito"}
    found = found_in(texts)
    assert [one.place for one in found] == ["a", "b"]
    assert len(found[0].spans) == 3
    out, _treated = cleared(texts, Treatments(redact=frozenset(one.key for one in found)))
    assert "Giovanni Esposito" not in out["a"] + out["b"]


def test_a_key_is_that_of_the_text_it_was_found_in():
    [first] = found_in({"a": "anna.k@example.org"})
    [second] = found_in({"a": "otto.k@example.org"})
    assert first.key != second.key


LONG = 200_000

ADVERSARIAL = {
    "plain": "Prof. Anna von Müller-Lüdenscheidt, tel. +49 30 123, a@b " * 4000,
    "letters": "a" * 1_000_000,
    "at signs": "@" * 1_000_000,
    "almost addresses": "a.b-c+" * 170_000,
    "addresses": "a@b.cc " * 140_000,
    "brackets": "(at)" * 250_000,
    "digits": "1" * 1_000_000,
    "grouped digits": "12 34-" * 170_000,
    "pluses": "+49" * 330_000,
    "angles": "A<" * 500_000,
    "capitals": "A1" * 500_000,
    "names": "Anna Maria " * 90_000,
    "titles": "Dr " * 330_000,
    "initials": "J. " * 330_000,
    "particles": "Anna von von von " * 60_000,
    "born": "born " * 200_000,
    "passport": "passport " * 110_000,
    "phone": "tel. " * 200_000,
    "headings": "Education\n2001-2005\n" * 50_000,
    "combining": "á" * 500_000,
    "iban": "DE89 " * 200_000,
}


@pytest.mark.parametrize("name", sorted(ADVERSARIAL))
def test_time_grows_with_the_length_alone(name):
    """Four times the text is no sixteen times the work, whatever it consists of."""
    given_names()
    text = ADVERSARIAL[name][:LONG]

    def taken(part: str) -> float:
        times = []
        for _try in range(3):
            began = time.process_time()
            examine({"t": part})
            times.append(time.process_time() - began)
        return min(times)

    assert taken(text) < 10 * max(taken(text[: len(text) // 4]), 0.005)


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_can_be_looked_through_and_redacted(text):
    found = examine({"t": text})
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    redact(text, found)


def test_no_text_of_the_eu_baseline_speaks_of_a_person():
    edition = packaged("eu-baseline")
    texts = {}
    for question in (*edition.triage, *edition.questions):
        texts[f"{question.id}.text"] = question.text
        texts[f"{question.id}.help"] = question.help.why if question.help else ""
        texts |= {f"{question.id}.{o.code}": o.label for o in question.options}
    assert [(f.place, texts[f.place][f.start : f.end]) for f in examine(texts)] == []


def test_the_list_of_given_names_says_whose_it_is():
    assert len(given_names()) > 15_000
    assert {"katarzyna", "giovanni", "jürgen"} <= given_names()
