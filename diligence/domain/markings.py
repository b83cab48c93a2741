"""Markings of classified information: what carries one must not enter."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MARKINGS: Final = (
    # European Union (Decision 2015/444, Council Decision 2013/488/EU)
    "RESTREINT UE",
    "EU RESTRICTED",
    "R-UE/EU-R",
    "CONFIDENTIEL UE",
    "EU CONFIDENTIAL",
    "C-UE/EU-C",
    "SECRET UE",
    "EU SECRET",
    "S-UE/EU-S",
    "TRES SECRET UE",
    "EU TOP SECRET",
    # NATO and ESA
    "NATO RESTRICTED",
    "NATO CONFIDENTIAL",
    "NATO SECRET",
    "COSMIC TOP SECRET",
    "ESA RESTRICTED",
    "ESA CONFIDENTIAL",
    "ESA SECRET",
    "OCCAR RESTRICTED",
    "OCCAR CONFIDENTIAL",
    "OCCAR SECRET",
    "EURA SECRET",
    # Austria, Belgium, Bulgaria, Croatia, Cyprus, Czechia, Denmark
    "EINGESCHRÄNKT (InfoSiG)",
    "Beperkte verspreiding",
    "Diffusion Restreinte",
    "Zeer Geheim Wet 11.12.1998",
    "Très Secret Loi 11.12.1998",
    "Secret Loi 11.12.1998",
    "Geheim Wet 11.12.1998",
    "Confidentiel Loi 11.12.1998",
    "Vertrouwelijk Wet 11.12.1998",
    "За служебно ползване",
    "Строго секретно",
    "Vrlo tajno",
    "Περιορισμένης χρήσης",
    "Άκρως απόρρητο",
    "Přísně tajné",
    "Til tjenestebrug",
    "Yderst hemmeligt",
    # Estonia, Finland, France, Germany, Greece, Hungary, Ireland, Italy
    "Täiesti salajane",
    "Piiratud tase riigisaladus",
    "Käyttö rajoitettu",
    "Erittäin salainen",
    "Confidentiel Défense",
    "Secret Défense",
    "Très secret défense",
    "Spécial France",
    "VS-NfD",
    "VS - Nur für den Dienstgebrauch",
    "VS-Vertraulich",
    "VS-Geheim",
    "Streng geheim",
    "Korlátozott terjesztésű",
    "Szigorúan titkos",
    "Segretissimo",
    "Riservatissimo",
    # Latvia, Lithuania, Luxembourg, Malta, Netherlands, Poland, Portugal
    "Sevišķi slepeni",
    "Visiškai slaptai",
    "Riboto naudojimo",
    "Restreint Lux",
    "Confidentiel Lux",
    "Secret Lux",
    "Très secret Lux",
    "L-Ogħla Segretezza",
    "Dep. Vertrouwelijk",
    "Departementaal Vertrouwelijk",
    "Stg. Confidentieel",
    "Stg. Geheim",
    "Stg. Zeer Geheim",
    "Klauzula zastrzeżone",
    "Klauzula poufne",
    "Klauzula tajne",
    "Ściśle tajne",
    "Muito secreto",
    # Romania, Slovakia, Slovenia, Spain, Sweden
    "Secret de serviciu",
    "Strict secret de importanță deosebită",
    "Prísne tajné",
    "Strogo tajno",
    "Difusión limitada",
    "Begränsat hemlig",
    "Kvalificerat hemlig",
)
"""Markings of the Union, NATO, ESA and Member States that nobody writes for anything else; an
installation and an organisation add their own."""

ALONE: Final = (
    # Words of ordinary language that mark a document where they stand alone, in capitals.
    *("TOP SECRET", "SECRET", "RESTRICTED", "TRES SECRET", "GEHEIM", "ZEER GEHEIM"),
    *("EINGESCHRÄNKT", "СЕКРЕТНО", "ПОВЕРИТЕЛНО", "TAJNO", "POVJERLJIVO", "OGRANIČENO"),
    *("ΑΠΟΡΡΗΤΟ", "ΕΜΠΙΣΤΕΥΤΙΚΟ", "TAJNÉ", "DŮVĚRNÉ", "VYHRAZENÉ", "HEMMELIGT", "FORTROLIGT"),
    *("SALAJANE", "KONFIDENTSIAALNE", "PIIRATUD", "SALAINEN", "LUOTTAMUKSELLINEN", "TITKOS"),
    *("BIZALMAS", "SEGRETO", "RISERVATO", "SLEPENI", "KONFIDENCIĀLI", "DIENESTA VAJADZĪBĀM"),
    *("SLAPTAI", "KONFIDENCIALIAI", "SIGRIET", "KUNFIDENZJALI", "RISTRETT", "TAJNE", "POUFNE"),
    *("ZASTRZEŻONE", "SECRETO", "RESERVADO", "STRICT SECRET", "DÔVERNÉ", "VYHRADENÉ", "ZAUPNO"),
    *("INTERNO", "HEMLIG", "HEMLIG RK", "KONFIDENTIELL RK", "SICRÉIDEACH", "RÚNDA"),
)
BUSINESS: Final = (
    # Businesses write these on their papers too: they count after a word for classification.
    *("CONFIDENTIAL", "CONFIDENTIEL", "VERTRAULICH", "VERTROUWELIJK", "CONFIDENCIAL"),
    *("CONFIDENZIALE", "CONFIDENȚIAL", "KONFIDENTIELL", "KONFIDENTIELT"),
)
_CLASSIFIED_AS: Final = re.compile(
    r"(?:classification|classified(?: as)?|security marking|einstufung|eingestuft(?: als)?|"
    r"verschlusssache|niveau de classification|classifié|clasificación|classifica|classificação|"
    r"rubricering|klasyfikacja|klauzula|stupeň utajenia|stupeň utajení|klassificering|"
    r"klassifisering|turvaluokka|salastatuse tase|slaptumo žyma|klasifikācijas pakāpe|"
    r"διαβάθμιση|класификация|stupanj tajnosti|stopnja tajnosti|nivel de clasificare|"
    r"minősítési szint)\s{0,3}[:=–-]\s{0,3}([^\n.;,()]{3,40})",
    re.IGNORECASE,
)
_LINE: Final = re.compile(r"[^\n\r]+")
_LONGEST_LINE: Final = 60


LONGEST: Final = 4_000_000
"""How many characters of a file are looked through, written out in full."""
_SLICE: Final = 100_000
_OVERLAP: Final = 200
"""A marking may stand across the border of two slices."""
_ASCII: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BETWEEN = re.compile(r"[\W_]+")


def _plain(text: str) -> str:
    """Words only, without case, accents and punctuation, each between single spaces."""
    if text.isascii():
        return f" {' '.join(text.lower().translate(_ASCII).split())} "
    folded = unicodedata.normalize("NFKD", text.casefold())
    return f" {_BETWEEN.sub(' ', _UNSEEN.sub('', folded)).strip()} "


_ALONE: Final = {_plain(word).strip(): word for word in ALONE}
_NAMED: Final = _ALONE | {_plain(word).strip(): word for word in BUSINESS}


def marking_in(texts: Iterable[str], *, also: Iterable[str] = ()) -> str:
    """The first marking that stands in one of the texts as words of its own, or `""`."""
    wanted = [(marking, _plain(marking)) for marking in (*MARKINGS, *also)]
    left = LONGEST
    for text in texts:
        # Slice by slice: one character can stand for eighteen when it is written out.
        for start in range(0, len(text), _SLICE):
            plain = _plain(text[start : start + _SLICE + _OVERLAP])
            for marking, words in wanted:
                if words.strip() and words in plain:
                    return marking
            left -= len(plain)
            if left < 0:
                return ""
        if found := _standing_alone(text[:LONGEST]):
            return found
    return ""


def _standing_alone(text: str) -> str:
    """A word that marks a text by standing on a line of its own in capitals, or by being named
    as its classification; prose with the same words is let be."""
    for line in _LINE.finditer(text):
        if len(line.group()) <= _LONGEST_LINE and line.group().isupper():
            found = _ALONE.get(_plain(line.group()).strip())
            if found:
                return found
    for named in _CLASSIFIED_AS.finditer(text):
        found = _NAMED.get(_plain(named.group(1)).strip())
        if found:
            return found
    return ""
