"""Countries named in a text: in every official language, and no other words for them."""

from dataclasses import replace
from time import process_time

import pytest

from diligence.domain.checks.countries import countries_in, named
from diligence.domain.checks.country_names import ORDINARY, names_of
from diligence.domain.language_names import OFFICIAL
from diligence.domain.questionnaire import Translated, Translation
from diligence.exchange.packaged import packaged


def test_countries_are_recognised_by_their_names() -> None:
    assert countries_in("In Norway, New Zealand or the Netherlands?") == (
        "Norway",
        "New Zealand",
        "Netherlands",
    )
    assert countries_in("Chinaware from turkey farms") == ()


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("bg", "Партньорът от Китай ли е?", "Китай"),
        ("cs", "Má partner sídlo v zemi Čína?", "Čína"),
        ("cs", "Spolupracuje partner s institucemi v Číně?", "Číně"),
        ("da", "Er partneren fra Kina?", "Kina"),
        ("de", "Ist der Partner aus China?", "China"),
        ("de", "Wird das Labor vom Ministerium Chinas bezahlt?", "Chinas"),
        ("el", "Εδρεύει ο εταίρος στην Κίνα;", "Κίνα"),
        ("en", "Is the partner in China?", "China"),
        ("es", "¿Está el socio en China?", "China"),
        ("et", "Kas partner asub Hiinas?", "Hiinas"),
        ("fi", "Onko kumppani Kiinassa?", "Kiinassa"),
        ("fr", "Le partenaire est-il établi en Chine ?", "Chine"),
        ("fr", "L’accord avec la Côte d’Ivoire", "Côte d’Ivoire"),
        ("ga", "An bhfuil an comhpháirtí sa tSín?", "Sín"),
        ("ga", "An bhfuil sé sa bhFrainc?", "Frainc"),
        ("hr", "Je li partner iz zemlje Kina?", "Kina"),
        ("hu", "A partner székhelye Oroszországban van?", "Oroszországban"),
        ("it", "Il partner ha sede in Cina?", "Cina"),
        ("lt", "Ar partneris įsisteigęs Kinijoje?", "Kinijoje"),
        ("lv", "Vai partneris atrodas valstī Ķīna?", "Ķīna"),
        ("mt", "Is-sieħeb qiegħed fiċ-Ċina?", "Ċina"),
        ("nl", "Zit de partner in China?", "China"),
        ("pl", "Czy partner ma siedzibę w Chinach?", "Chinach"),
        ("pt", "O parceiro está na China?", "China"),
        ("ro", "Partenerul este din China?", "China"),
        ("sk", "Sídli partner v Rusku?", "Rusku"),
        ("sl", "Ali je partner s sedežem na Kitajskem?", "Kitajskem"),
        ("sv", "Finns partnern i Kina?", "Kina"),
        ("en", "Is it registered in Kitajska, as they say?", "Kitajska"),
    ],
)
def test_a_country_is_found_in_every_official_language(language, text, found) -> None:
    assert countries_in(text, language) == (found,)


def test_every_official_language_has_its_names() -> None:
    assert {language for language in OFFICIAL if len(names_of(language)) > 180} == set(OFFICIAL)
    assert frozenset().union(*map(names_of, OFFICIAL)) >= ORDINARY


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Oman organisaation tiedot ovat ajan tasalla."),
        ("fi", "Mistä on kyse? Oman yksikön työstä."),
        ("en", "A woman of Omani descent, the Romanesque style"),
        ("sv", "Man kan svara senare. Norra området är stort."),
        ("de", "Man antwortet später; Jerseystoff und Manuskripte"),
        ("sk", "Mali by ste odpovedať? Mali ste čas."),
        ("hr", "Mali projekti ne trebaju procjenu."),
        ("lt", "Gana dažnai taip nutinka."),
        ("lv", "Gana bieži."),
        ("en", "A togolese mangrove is nigerian; the niger seed and a chad of paper"),
        ("en", "Tog off, go to gorge: the guinea pig wears a jersey."),
        ("en", "Dr Chad Miller of Georgia Tech, New Jersey, asked."),
        ("en", "Island states and chili peppers; Indie studios"),
        ("fr", "Réunion du comité. Dominique et Maurice étaient là."),
        ("fr", "Grenade ou autre munition ?"),
        ("de", "Gasförmiges Butan und Propan, sagt Malte"),
        ("da", "Øl og mad"),
        ("pt", "O togo e a toga"),
        ("en", "Chinaware from turkey farms"),
        ("en", "polish, swiss-made, china clay"),
        ("xx", ""),
    ],
)
def test_no_other_word_is_taken_for_a_country(language, text) -> None:
    assert countries_in(text, language) == ()


def test_a_name_that_is_another_word_too_is_found_where_only_the_country_is_meant() -> None:
    assert countries_in("Work in Chad, in Georgia and with Jersey.") == (
        "Chad",
        "Georgia",
        "Jersey",
    )
    assert countries_in("Oman") == ("Oman",)
    assert countries_in("Toimiiko kumppani maassa nimeltä Oman?", "fi") == ("Oman",)
    assert countries_in("Nigeria, Niger or Guinea-Bissau") == ("Nigeria", "Niger", "Guinea-Bissau")


def test_the_longest_name_is_told_alone() -> None:
    assert countries_in("Offices in South Korea and Papua New Guinea") == (
        "South Korea",
        "Papua New Guinea",
    )


def test_translations_of_what_decides_are_looked_at_too() -> None:
    baseline = packaged("eu-baseline")
    assert list(named(baseline)) == []
    told = Translated("questions/B4/text", "Liegt der Partner in China?", "")
    german = replace(baseline, translations=(Translation("de", (told,)),))
    (finding,) = named(german)
    assert finding.place == "translations/de/texts/questions/B4/text"
    assert finding.problem.values == {"country": "China"}


def test_long_texts_are_read_at_once() -> None:
    text = "Is the Partner in Question Established, or Controlled, Abroad? " * 2000
    countries_in("China")
    began = process_time()
    assert countries_in(text, "fi") == ()
    assert process_time() - began < 2
