"""What marks a text as classified, in the Union's languages, and what only uses the words."""

import time

import pytest

from diligence.domain.markings import ALONE, BUSINESS, MARKINGS, marking_in


@pytest.mark.parametrize("marking", MARKINGS)
def test_a_marking_is_seen_however_it_is_written(marking):
    assert marking_in([f"Annex. {marking.upper()} – page 1"])
    assert marking_in([f"it is {marking.lower()}, they say"])
    assert marking_in([marking.replace(" ", "\u00a0 ").replace("-", "–")])


@pytest.mark.parametrize("word", ALONE)
def test_a_word_of_ordinary_language_marks_where_it_stands_alone_in_capitals(word):
    assert marking_in([f"Report\n{word}\nPage 1"])
    assert marking_in([f"//{word}//"])
    assert marking_in([f"Classification: {word.lower()}"])


@pytest.mark.parametrize("word", BUSINESS)
def test_what_businesses_write_too_counts_after_a_word_for_classification(word):
    assert marking_in([f"{word}\nNon-disclosure agreement"]) == ""
    assert marking_in([f"Einstufung: {word}"])


@pytest.mark.parametrize(
    "text",
    [
        "It is no secret that the partner publishes everything.",
        "Confidential data stay with us; trade secrets are named in the contract.",
        "The secret key never leaves the device. Access is restricted to staff.",
        "Das Passwort bleibt geheim, die Daten sind vertraulich.",
        "Les données confidentielles restent chez nous, c'est un secret.",
        "Il materiale è riservato agli iscritti; segreto industriale.",
        "El uso interno queda reservado al centro.",
        "Dane są poufne i tajne tylko z nazwy.",
        "Uppgifterna är hemliga enligt avtal.",
        "Classification of materials: metals and ceramics.",
        "Classification: secretory proteins",
        "SECRET LIFE OF PLANTS: A SURVEY",
        "TOP RESULTS\nINTERNATIONAL\nRESTRICTED BOLTZMANN MACHINES",
        "",
    ],
)
def test_plain_prose_is_let_be(text):
    assert marking_in([text]) == ""


def test_further_markings_are_refused_as_well():
    assert marking_in(["Uni intern: Stufe 3"], also=["Stufe 3"]) == "Stufe 3"
    assert marking_in(["Uni intern: Stufe 3"]) == ""


@pytest.mark.parametrize("text", ["SECRET ", "SECRET\n", "Classification: ", "A\n", "=" * 9 + " "])
def test_time_grows_with_the_length_alone(text):
    def taken(length: int) -> float:
        times = []
        for _try in range(3):
            began = time.process_time()
            marking_in([(text * length)[:length]])
            times.append(time.process_time() - began)
        return min(times)

    assert taken(400_000) < 10 * max(taken(100_000), 0.005)
