"""Words of the Union's languages that say what stands after them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from diligence.domain.guard.finding import WORD


class Meaning(StrEnum):
    """What a number or a date after a word is."""

    PHONE = "phone"
    DOCUMENT = "document"
    BORN = "born"


def _listed(words: str) -> list[str]:
    return words.split()


def _phrases(listed: str) -> list[tuple[str, ...]]:
    return [tuple(WORD.findall(phrase.casefold())) for phrase in listed.split("|")]


_PHONES: Final = _phrases("""
    tel| telephone| phone| mobile| cell| fax| telefon| telefonnummer| handy| mobiltelefon|
    téléphone| teléfono| móvil| telefone| telemóvel| telefono| cellulare| telefoon|
    telefoonnummer| tlf| telefonszám| puh| puhelin| matkapuhelin| telefonas| tālrunis| τηλ|
    τηλέφωνο| κινητό| тел| телефон| мобилен| nr tel| telefonski| gsm| whatsapp| guthán| teileafón|
    mobbli
""")
_DOCUMENTS: Final = _phrases("""
    passport| passport number| reisepass| reisepassnummer| passnummer| personalausweis|
    ausweisnummer| passeport| pasaporte| passaporto| passaporte| paspoort| paspoortnummer| pas nr|
    paszport| pașaport| pasaport| pass nr| passnr| passi nr| paso nr| pases numurs| útlevél|
    útlevélszám| cestovní pas| cestovný pas| putovnica| putovnice| potni list| διαβατήριο|
    διαβατηρίου| паспорт| identity card| id card| id number| national id| carte d'identité| carte
    d’identité| carta d'identità| carta d’identità| cartão de cidadão| bilhete de identidade| dni|
    identiteitskaart| identiteitsbewijs| dowód osobisty| dowodu osobistego| pesel| bsn|
    burgerservicenummer| cpr| cpr-nummer| personnummer| fødselsnummer| henkilötunnus| hetu|
    isikukood| asmens kodas| personas kods| rodné číslo| oib| emšo| egn| егн| лична карта| cnp|
    codice fiscale| personal number| national insurance number| social security number| ssn| nino|
    steuer-id| steueridentifikationsnummer| numéro de sécurité sociale| tax id| személyi szám|
    személyi igazolvány| adószám| αριθμός ταυτότητας| δελτίο ταυτότητας| αφμ| αμκα| visa number|
    residence permit| aufenthaltstitel| titre de séjour| uimhir phas| pps| pps number
""")
_BORN: Final = _phrases("""
    born| born on| born in| date of birth| birth date| birthdate| birthday| dob| d.o.b| geboren|
    geboren am| geb| geburtsdatum| geburtstag| né le| née le| né en| née en| date de naissance|
    nacido| nacida| fecha de nacimiento| nato il| nata il| nato a| nata a| data di nascita|
    nascido| nascida| data de nascimento| geboortedatum| geboren op| urodzony| urodzona| ur| data
    urodzenia| narozen| narozena| narozený| nar| datum narození| narodený| narodená| dátum
    narodenia| született| születési dátum| szül| născut| născută| data nașterii| роден| родена|
    дата на раждане| født| fødselsdato| född| födelsedatum| syntynyt| synt| syntymäaika| sündinud|
    sünniaeg| dzimis| dzimusi| dzimšanas datums| gimęs| gimusi| gimimo data| rođen| rođena| datum
    rođenja| rojen| rojena| datum rojstva| γεννημένος| γεννημένη| γεννήθηκε| ημερομηνία γέννησης|
    twieled| twieldet| data tat-twelid| rugadh| dáta breithe
""")
MONTHS: Final = frozenset(
    _listed("""
    jan feb mar apr may jun jul aug sep oct nov dec jän mär mai okt dez fév fev avr jui aoû déc
    ene abr ago dic gen mag giu lug set ott maa kes hei elo syy lok mrt mei sty lut kwi maj cze
    lip sie wrz paź lis gru led úno bře dub kvě čer srp zář říj pro sij velj ožu tra svi lip kol
    ruj stu ian iul noi яну фев мар апр май юни юли авг сеп окт ное дек ιαν φεβ μαρ απρ μαΐ μαι
    ιου αυγ σεπ οκτ νοε δεκ tam hel huh tou jaa vee sau vas kov bal bir lie rgp rug spa lap gru
""")
)
FUNCTIONS: Final = frozenset(
    _listed("""
    info office contact kontakt mail hello support help helpdesk service servicedesk admin
    administration secretariat sekretariat secretary reception empfang press presse media
    webmaster postmaster abuse noreply no-reply donotreply security securite sicherheit dpo
    privacy datenschutz dataprotection data-protection legal research forschung grants funding
    projects project international compliance export exportcontrol export-control ethics library
    hr jobs careers team enquiries inquiries zentrale poststelle kancelaria rektorat rectorate
    dean registry registrar ombudsman due-diligence knowledge-security research-security
""")
)
"""What stands before the @ of an address that belongs to an office, not to a person."""


def _by_first_word() -> dict[str, list[tuple[Meaning, tuple[str, ...]]]]:
    found: dict[str, list[tuple[Meaning, tuple[str, ...]]]] = defaultdict(list)
    listed = ((Meaning.PHONE, _PHONES), (Meaning.DOCUMENT, _DOCUMENTS), (Meaning.BORN, _BORN))
    for meaning, phrases in listed:
        for phrase in sorted(phrases, key=len, reverse=True):
            found[phrase[0]].append((meaning, phrase))
    return dict(found)


_BY_FIRST_WORD: Final = _by_first_word()


def told(words: Sequence[re.Match[str]]) -> Iterator[tuple[Meaning, int, int]]:
    """Where words of a text say what comes next: the meaning, and where the words stand."""
    for at, word in enumerate(words):
        for meaning, phrase in _BY_FIRST_WORD.get(word.group().casefold(), ()):
            here = words[at : at + len(phrase)]
            if tuple(one.group().casefold() for one in here) == phrase:
                yield meaning, here[0].start(), here[-1].end()
                break
