"""A questionnaire in another language: whole questions, fresh translations, the same answers."""

from dataclasses import replace

from hypothesis import given

from diligence.domain import translating
from diligence.domain.places import fingerprint, texts
from diligence.domain.questionnaire import Questionnaire, Translated, Translation
from diligence.domain.validity import asked_as
from diligence.exchange.packaged import packaged
from tests.diligence.domain.generate import questionnaires

BASELINE = packaged("eu-baseline")
QUESTION = BASELINE.questions[1]


def translated(q: Questionnaire, *but: str, language: str = "fr") -> Questionnaire:
    """Everything translated, except these places."""
    listed = tuple(
        Translated(place, f"fr {text}", fingerprint(text))
        for place, text in texts(q).items()
        if place not in but
    )
    return replace(q, translations=(*q.translations, Translation(language, listed)))


@given(questionnaires())
def test_a_full_translation_reads_wholly_in_its_language(questionnaire: Questionnaire) -> None:
    q = translated(questionnaire)
    french = translating.in_language(q, "fr")
    assert french.language == "fr"
    assert all(text.startswith("fr ") for text in texts(french).values())
    assert translating.missing(q, "fr") == translating.stale(q, "fr") == ()
    assert translating.offered(q) == ("en", "fr")


@given(questionnaires())
def test_only_words_are_others(questionnaire: Questionnaire) -> None:
    """Codes, points, conditions, feeds: an answer means the same in every language."""
    q = translated(questionnaire)
    french = translating.in_language(q, "fr")
    plain = [
        replace(x, text="", short="", help=y.help, options=tuple(
            replace(o, label="") for o in x.options
        ))
        for x, y in zip(french.questions, q.questions, strict=True)
    ]  # fmt: skip
    assert plain == [
        replace(x, text="", short="", options=tuple(replace(o, label="") for o in x.options))
        for x in q.questions
    ]
    assert french.required == q.required
    assert (french.rules, french.thresholds, french.flag_rules) == (
        q.rules,
        q.thresholds,
        q.flag_rules,
    )


def test_its_own_language_and_an_unknown_one_change_nothing() -> None:
    assert translating.in_language(BASELINE, "en") is BASELINE
    assert translating.missing(BASELINE, "en") == ()
    unknown = translating.in_language(BASELINE, "fi")
    assert texts(unknown) == texts(BASELINE)
    assert translating.missing(BASELINE, "fi") == tuple(texts(BASELINE))
    assert translating.offered(BASELINE) == ("en",)


def test_a_stale_translation_is_not_shown() -> None:
    """It may ask something else: its question stands in the questionnaire's own words, whole."""
    q = translated(BASELINE)
    at = q.positions[QUESTION.id]
    reworded = replace(QUESTION, text="Asked otherwise?")
    q = replace(q, questions=(*q.questions[:at], reworded, *q.questions[at + 1 :]))
    assert translating.stale(q, "fr") == (f"questions/{QUESTION.id}/text",)
    assert translating.offered(q) == ("en",)
    shown = translating.in_language(q, "fr").question(QUESTION.id)
    assert asked_as(shown) == asked_as(reworded)
    assert shown.short == QUESTION.short
    assert shown.help.why.startswith("fr ")
    assert translating.in_language(q, "fr").questions[0].text.startswith("fr ")


def test_a_question_lacking_one_option_is_not_half_translated() -> None:
    code = QUESTION.codes[0]
    place = f"questions/{QUESTION.id}/options/{code}/label"
    q = translated(BASELINE, place)
    assert translating.missing(q, "fr") == (place,)
    shown = translating.in_language(q, "fr").question(QUESTION.id)
    assert (shown.text, shown.options) == (QUESTION.text, QUESTION.options)


def test_spaces_alone_make_nothing_stale() -> None:
    q = replace(translated(BASELINE), about=BASELINE.about.replace(" ", "  "))
    assert translating.stale(q, "fr") == ()


def test_translations_of_what_is_gone_make_nothing_incomplete() -> None:
    q = translated(BASELINE)
    gone = replace(q, questions=q.questions[:-1])
    assert translating.offered(gone) == ("en", "fr")
