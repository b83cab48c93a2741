"""Questions about attributes of persons are recognised in all official languages."""

import pytest

from diligence.domain.checks.personal import attributes
from diligence.domain.checks.personal_words import NEGATIONS, WORDS
from diligence.exchange.packaged import packaged

ASKED = {
    "bg": "Каква е националността на гостите?",
    "cs": "Jaká je státní příslušnost hostů?",
    "da": "Hvad er gæsternes nationalitet?",
    "de": "Welche Staatsangehörigkeit haben die Gäste?",
    "el": "Ποια είναι η ιθαγένεια των επισκεπτών;",
    "en": "What is the nationality of the guests?",
    "es": "¿Cuál es la nacionalidad de los invitados?",
    "et": "Mis on külaliste kodakondsus?",
    "fi": "Mikä on vieraiden kansalaisuus?",
    "fr": "Quelle est la nationalité des invités ?",
    "ga": "Cad é náisiúntacht na n-aíonna?",
    "hr": "Koje je državljanstvo gostiju?",
    "hu": "Mi a vendégek állampolgársága?",
    "it": "Qual è la cittadinanza degli ospiti?",
    "lt": "Kokia svečių pilietybė?",
    "lv": "Kāda ir viesu pilsonība?",
    "mt": "X'inhi n-nazzjonalità tal-mistednin?",
    "nl": "Wat is de nationaliteit van de gasten?",
    "pl": "Jakie jest obywatelstwo gości?",
    "pt": "Qual é a nacionalidade dos convidados?",
    "ro": "Care este cetățenia oaspeților?",
    "sk": "Aká je štátna príslušnosť hostí?",
    "sl": "Kakšno je državljanstvo gostov?",
    "sv": "Vilket medborgarskap har gästerna?",
}
BORN = {
    "bg": "Дата на раждане", "cs": "Datum narození", "da": "Fødselsdato", "de": "Geburtsdatum",
    "el": "Ημερομηνία γέννησης", "en": "Date of birth", "es": "Fecha de nacimiento",
    "et": "Sünnikuupäev", "fi": "Syntymäaika", "fr": "Date de naissance", "ga": "Dáta breithe",
    "hr": "Datum rođenja", "hu": "Születési idő", "it": "Data di nascita", "lt": "Gimimo data",
    "lv": "Dzimšanas datums", "mt": "Data tat-twelid", "nl": "Geboortedatum",
    "pl": "Data urodzenia", "pt": "Data de nascimento", "ro": "Data nașterii",
    "sk": "Dátum narodenia", "sl": "Datum rojstva", "sv": "Födelsedatum",
}  # fmt: skip
RELIGION = {
    "bg": "Религия", "cs": "Náboženství", "da": "Religion", "de": "Religionszugehörigkeit",
    "el": "Θρησκεία", "en": "Religion", "es": "Religión", "et": "Usutunnistus", "fi": "Uskonto",
    "fr": "Religion", "ga": "Reiligiún", "hr": "Vjeroispovijest", "hu": "Vallás",
    "it": "Religione", "lt": "Religija", "lv": "Reliģija", "mt": "Reliġjon", "nl": "Godsdienst",
    "pl": "Wyznanie", "pt": "Religião", "ro": "Religie", "sk": "Náboženstvo",
    "sl": "Veroizpoved", "sv": "Religion",
}  # fmt: skip
PASSPORT = {
    "bg": "паспорт", "cs": "cestovní pas", "da": "pasnummer", "de": "Reisepass", "el": "διαβατήριο",
    "en": "passport", "es": "pasaporte", "et": "passi number", "fi": "passin numero",
    "fr": "passeport", "ga": "uimhir phas", "hr": "putovnica", "hu": "útlevél",
    "it": "passaporto", "lt": "paso numeris", "lv": "pases numurs", "mt": "passaport",
    "nl": "paspoort", "pl": "paszport", "pt": "passaporte", "ro": "pașaport",
    "sk": "cestovný pas", "sl": "potni list", "sv": "passnummer",
}  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "language", "text"),
    [
        (attribute, language, text)
        for attribute, texts in (
            ("nationality", ASKED),
            ("birth", BORN),
            ("religion", RELIGION),
            ("passport", PASSPORT),
        )
        for language, text in texts.items()
    ],
)
def test_it_is_recognised_in_every_official_language(
    attribute: str, language: str, text: str
) -> None:
    for spelled in (text, text.upper(), f"({text.lower()})"):
        assert attribute in dict(attributes(spelled, language, helping=False))


def test_every_attribute_has_words_in_every_official_language() -> None:
    assert len(ASKED) == 24
    for by_language in WORDS.values():
        assert by_language.keys() == ASKED.keys()
    assert NEGATIONS.keys() == ASKED.keys()


def test_an_unmistakable_word_is_recognised_whatever_language_is_declared() -> None:
    assert dict(attributes(ASKED["de"], "en", helping=False))["nationality"]
    assert dict(attributes(ASKED["lt"], "pt-PT", helping=False))["nationality"]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("Please upload a CV", "cv"),
        ("Curriculum vitae of each guest", "cv"),
        ("Age of the guests", "age"),
        ("Gender of the team leader", "gender"),
        ("What are their political opinions?", "politics"),
        ("Race or skin colour", "ethnicity"),
        ("Residence permits of hosted people", "permit"),
        ("Marital status", "family"),
    ],
)
def test_every_kind_of_attribute_is_recognised(text: str, attribute: str) -> None:
    assert attribute in dict(attributes(text, "en", helping=False))


@pytest.mark.parametrize(
    "text",
    [
        "Average coverage of the storage at this stage",
        "Brace, trace and embrace",
        "International cooperation between nations",
        "In good faith, resume the work",
        "Packages and images of bacteria",
    ],
)
def test_words_that_only_look_alike_are_left_alone(text: str) -> None:
    assert attributes(text, "en", helping=False) == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Applies to every guest alike and takes no names or CVs."),
        ("en", "Do not enter the nationality of anybody."),
        ("de", "Ohne Angabe der Staatsangehörigkeit."),
        ("fr", "N'indiquez pas la nationalité."),
        ("es", "Sin indicar la nacionalidad."),
    ],
)
def test_a_help_text_may_rule_it_out(language: str, text: str) -> None:
    assert attributes(text, language, helping=True) == ()
    assert attributes(text, language, helping=False) != ()


def test_a_negation_reaches_no_further_than_its_clause() -> None:
    text = "No names are taken. Write down the nationality."
    assert dict(attributes(text, "en", helping=True)) == {"nationality": "nationality"}


def test_apostrophes_do_not_hide_a_word() -> None:
    assert dict(attributes("Quel est l’âge des invités ?", "fr", helping=False)) == {"age": "âge"}


def test_the_baseline_asks_for_nothing_about_persons() -> None:
    baseline = packaged("eu-baseline")
    for question in (*baseline.triage, *baseline.questions):
        told = (question.text, question.short, *(o.label for o in question.options))
        assert all(attributes(text, "en", helping=False) == () for text in told)
