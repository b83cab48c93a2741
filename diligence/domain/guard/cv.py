"""Curricula vitae: headings and periods of a life, one under the other."""

import re
from collections.abc import Iterator
from typing import Final

from diligence.domain.guard.finding import Finding, Kind
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _


def _listed(words: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in words.split("|"))


BECAUSE = _("It reads like a curriculum vitae: headings and periods of somebody's career.")
TITLED = _("It calls itself a curriculum vitae.")
_ENOUGH_HEADINGS: Final = 3
_ENOUGH_PERIODS: Final = 3
_LINE: Final = re.compile(r"^[ \t*#•·–-]{0,8}([^\n:]{2,40})", re.MULTILINE)
_PERIOD: Final = re.compile(
    r"(?<!\d)(?:0?\d[./])?(?:19[5-9]\d|20[0-4]\d) ?[-–—] ?(?:(?:0?\d[./])?(?:19[5-9]\d|20[0-4]\d)"
    r"|[^\W\d_]{3,12})|\b(?:since|seit|depuis|desde|dal|sinds|sedan|od) (?:19[5-9]\d|20[0-4]\d)"
)
_TITLES: Final = _listed("""
    curriculum vitae| cv| lebenslauf| résumé| resume| životopis| życiorys| önéletrajz| levensloop|
    ansioluettelo| elulookirjeldus| gyvenimo aprašymas| dzīves apraksts| βιογραφικό σημείωμα|
    βιογραφικό| автобиография| hoja de vida| currículum| currículo| curriculum| europass cv|
    meritförteckning
""")
_HEADINGS: Final = _listed("""
    education| education and training| employment| employment history| work experience|
    professional experience| academic positions| positions held| career| publications| selected
    publications| awards| honours| honors and awards| languages| language skills| skills| personal
    data| personal details| personal information| teaching| teaching experience| references|
    memberships| research interests| qualifications| academic degrees| ausbildung| studium|
    berufserfahrung| beruflicher werdegang| werdegang| publikationen| veröffentlichungen|
    sprachen| sprachkenntnisse| kenntnisse| persönliche daten| auszeichnungen| formation|
    expérience professionnelle| expériences professionnelles| parcours| compétences| langues| état
    civil| distinctions| formación| experiencia profesional| experiencia laboral| publicaciones|
    idiomas| datos personales| formazione| istruzione| istruzione e formazione| esperienza
    professionale| esperienze lavorative| pubblicazioni| lingue| dati personali| formação|
    experiência profissional| publicações| línguas| opleiding| werkervaring| publicaties| talen|
    persoonlijke gegevens| wykształcenie| doświadczenie zawodowe| publikacje| języki| dane
    osobowe| vzdělání| vzdelanie| pracovní zkušenosti| pracovné skúsenosti| publikace| publikácie|
    jazyky| utbildning| arbetslivserfarenhet| publikationer| språk| uddannelse| erhvervserfaring|
    sprog| koulutus| työkokemus| julkaisut| kielitaito| haridus| töökogemus| izglītība| darba
    pieredze| išsilavinimas| darbo patirtis| educație| experiență profesională| publicații| limbi|
    tanulmányok| munkatapasztalat| publikációk| nyelvtudás| εκπαίδευση| εργασιακή εμπειρία|
    δημοσιεύσεις| γλώσσες| образование| професионален опит| трудов стаж| публикации| езици|
    obrazovanje| radno iskustvo| publikacije| jezici| izobrazba| delovne izkušnje| jeziki|
    edukazzjoni| esperjenza tax-xogħol| oideachas
""")


def resumes(place: str, text: str) -> Iterator[Finding]:
    """At most one finding: from the first heading of a curriculum to the end of the text."""
    headings: dict[str, int] = {}
    titled = -1
    for line in _LINE.finditer(text):
        words = line.group(1).strip(" .*#_–-").casefold()
        if words in _TITLES and titled < 0:
            titled = line.start(1)
        elif words in _HEADINGS:
            headings.setdefault(words, line.start(1))
    periods = sum(1 for _match in _PERIOD.finditer(text))
    if titled >= 0 and (headings or periods):
        yield Finding(place, Kind.CV, titled, len(text), Sentence(TITLED, {}))
    elif len(headings) >= _ENOUGH_HEADINGS and periods >= _ENOUGH_PERIODS:
        start = min(headings.values())
        yield Finding(place, Kind.CV, start, len(text), Sentence(BECAUSE, {}), certain=False)
