"""Addresses, numbers and dates that belong to a person.

Every search is linear in the text's length: patterns are bounded, and what has no bound is found
from a character that must stand in it.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from diligence.domain.guard.context import FUNCTIONS, MONTHS, Meaning, told
from diligence.domain.guard.finding import Finding, Kind
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

_LOCAL: Final = re.compile(r"[\w.+'-]{1,64}")
"""What stands before the @, read backwards."""
_DOMAIN: Final = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_WRITTEN_OUT: Final = re.compile(
    r"[(\[{] ?(?:at|ät|@|arobase|chiocciola) ?[)\]}] ?[\w-]{1,63}"
    r"(?:(?:\.| ?[(\[{](?:dot|punkt|\.)[)\]}] ?)[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_WORLDWIDE: Final = re.compile(
    r"(?<![\w+])(?<!\d )(?:\+|00 ?(?=[1-9]))[1-9]\d{0,2}[ \-./]?(?:\(0?\d{0,5}\)[ \-./]?)?"
    r"\d(?:[ \-./]?\d){5,12}(?![\d\w])"
)
_NATIONAL: Final = re.compile(r"[ .:+()\t\n\-–nrº°№/#]{0,8}?(\(?\d(?:[ \-./()]{0,2}\d){5,13})")
_FRENCH: Final = re.compile(r"(?<![\d.])0[1-9](?:[ .-]\d\d){4}(?![\d.])")
_ORCID: Final = re.compile(r"(?<![\d-])\d{4}-\d{4}-\d{4}-\d{3}[\dXx](?![\d-])")
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_MRZ: Final = re.compile(r"(?<![A-Z0-9<])(?=[A-Z0-9]{1,40}<)[A-Z0-9<]{28,46}(?![A-Z0-9<])")
_CODE: Final = re.compile(r"(?<![\w-])[A-Z0-9](?:[-./ ]?[A-Z0-9]){4,17}(?![\w-])")
_FISCAL: Final = re.compile(r"(?<!\w)[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?!\w)")
_DNI: Final = re.compile(r"(?<![\w-])(?:[XYZ]-?\d{7}|\d{8})-?[A-Z](?!\w)")
_HETU: Final = re.compile(r"(?<![\w-])(\d{6})[-+A-FU-Y](\d{3})([0-9A-Y])(?!\w)")
_DATE: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}[./\- ]{1,2}\d{1,2}[./\- ]{1,2}(?:19|20)\d\d|(?:19|20)\d\d[-./]\d{1,2}"
    r"[-./]\d{1,2}|\d{1,2}\.?(?:st|nd|rd|th|º|er)? (?:de |of )?(?P<month>[^\W\d_]{3,12})\.?,?"
    r" (?:de )?(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)?, ?(?:19|20)\d\d)(?!\d)"
)
_DIGIT: Final = re.compile(r"\d")
_YEAR: Final = re.compile(r"(?<!\d)(?:19[2-9]\d|200\d|201[0-5])(?!\w)")
_LENGTHS: Final = """
    AD:24 AE:23 AL:28 AT:20 BA:20 BE:16 BG:22 BR:29 CH:21 CY:28 CZ:24 DE:22 DK:18 EE:20 ES:24
    FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 HR:21 HU:28 IE:22 IL:23 IS:26 IT:27 LI:21
    LT:20 LU:20 LV:21 MC:27 MD:24 ME:22 MK:19 MT:31 NL:18 NO:15 PL:28 PT:25 RO:24 RS:22 SA:24
    SE:24 SI:19 SK:24 SM:27 TN:24 TR:26 UA:29 XK:20
"""
_IBAN_LENGTHS: Final = {code[:2]: int(code[3:]) for code in _LENGTHS.split()}
_BEFORE: Final = 40
"""Characters after a word within which a number or a date is what it says."""

EMAIL = _("An e-mail address of a person.")
WRITTEN = _("An e-mail address, written so that programs don't see it.")
PHONE = _("A telephone number.")
PHONE_WORD = _("A number after “%(word)s”: a telephone number.")
ORCID = _("An ORCID iD: its check digit is right.")
ORCID_WORD = _("A number after “ORCID”.")
ACCOUNT = _("An IBAN: its check digits are right.")
DOCUMENT_WORD = _("A number after “%(word)s”: the number of an identity document.")
MACHINE = _("The machine-readable line of a passport or identity card.")
NATIONAL = _("The shape and the check character of a personal identity number.")
BIRTH = _("A date after “%(word)s”: a date of birth.")
BIRTH_YEAR = _("A year after “%(word)s”: perhaps the year somebody was born.")


def patterns(place: str, text: str, words: Sequence[re.Match[str]]) -> Iterator[Finding]:
    """Everything of this module that stands in the text, kind by kind; `words` are all of its."""
    yield from _emails(place, text)
    yield from _orcids(place, text)
    yield from _accounts(place, text)
    yield from _shaped(place, text)
    for pattern in (_WORLDWIDE, _FRENCH):
        for match in pattern.finditer(text):
            if 8 <= sum(character.isdigit() for character in match.group()) <= 16:
                yield _found(place, Kind.PHONE, match.span(), PHONE)
    if _DIGIT.search(text):
        yield from _said(place, text, list(told(words)))


def _found(place: str, kind: Kind, span: tuple[int, int], template: str, word: str = "") -> Finding:
    certain = template not in (BIRTH_YEAR, ORCID_WORD)
    return Finding(place, kind, *span, Sentence(template, {"word": word} if word else {}), certain)


def _emails(place: str, text: str) -> Iterator[Finding]:
    at = text.find("@")
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        local = _LOCAL.match(text[max(0, at - 64) : at][::-1]) if domain else None
        if domain and local and local.group()[::-1].strip(".'").casefold() not in FUNCTIONS:
            yield _found(place, Kind.EMAIL, (at - local.end(), domain.end()), EMAIL)
        at = text.find("@", at + 1)
    for match in _WRITTEN_OUT.finditer(text):
        start = match.start() - text[: match.start()].endswith(" ")
        local = _LOCAL.match(text[max(0, start - 64) : start][::-1])
        if local:
            yield _found(place, Kind.EMAIL, (start - local.end(), match.end()), WRITTEN)


def _orcids(place: str, text: str) -> Iterator[Finding]:
    for match in _ORCID.finditer(text):
        digits = match.group().replace("-", "").upper()
        total = 0
        for digit in digits[:15]:
            total = (total + int(digit)) * 2
        check = (12 - total % 11) % 11
        right = digits[15] == ("X" if check == 10 else str(check))
        if right:
            yield _found(place, Kind.ORCID, match.span(), ORCID)
        elif "orcid" in text[max(0, match.start() - _BEFORE) : match.start()].casefold():
            yield _found(place, Kind.ORCID, match.span(), ORCID_WORD)


def _accounts(place: str, text: str) -> Iterator[Finding]:
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(match.group()[:2], 0)
        number, end = "", match.start()
        for character in match.group():
            end += 1
            number += character.strip()
            if len(number) == length:
                break
        if length and len(number) == length and _mod97(number):
            yield _found(place, Kind.ACCOUNT, (match.start(), end), ACCOUNT)


def _mod97(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def _shaped(place: str, text: str) -> Iterator[Finding]:
    """Numbers of documents and persons that are told by their shape alone."""
    for match in _MRZ.finditer(text):
        if match.group().count("<") >= 2:
            yield _found(place, Kind.DOCUMENT, match.span(), MACHINE)
    checks: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
        (_FISCAL, lambda _number: True),
        (_DNI, _dni),
        (_HETU, _hetu),
    )
    for pattern, right in checks:
        for match in pattern.finditer(text):
            if right(match.group()):
                yield _found(place, Kind.DOCUMENT, match.span(), NATIONAL)


def _dni(number: str) -> bool:
    plain = number.replace("-", "")
    digits = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return plain[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23]


def _hetu(number: str) -> bool:
    digits = number[:6] + number[7:10]
    return number[-1] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]


def _said(place: str, text: str, said: Sequence[tuple[Meaning, int, int]]) -> Iterator[Finding]:
    """Numbers and dates by the word before them."""
    dates = list(_DATE.finditer(text)) if said else []
    starts = [match.start() for match in dates]
    for meaning, start, end in said:
        word = text[start:end]
        if meaning == Meaning.PHONE:
            number = _NATIONAL.match(text, end)
            if number:
                yield _found(place, Kind.PHONE, number.span(1), PHONE_WORD, word)
            continue
        near = dates[bisect_left(starts, end) :][:1]
        date = near[0] if near and near[0].start() <= end + _BEFORE else None
        if meaning == Meaning.BORN:
            yield from _birth(place, text, end, date, word)
        elif (code := _code(text, end)) and not _DATE.fullmatch(code.group()):
            yield _found(place, Kind.DOCUMENT, code.span(), DOCUMENT_WORD, word)


def _code(text: str, end: int) -> re.Match[str] | None:
    """The number of a document, a word or two after its word: “passport no. is”."""
    for code in _CODE.finditer(text, end, end + _BEFORE):
        if sum(character.isdigit() for character in code.group()) >= 5:
            return code
    return None


def _birth(
    place: str, text: str, end: int, date: re.Match[str] | None, word: str
) -> Iterator[Finding]:
    if date is not None:
        before = text[max(0, date.start() - 13) : date.start()].split()
        month = date.group("month") or (before[-1] if "," in date.group() and before else None)
        if month is None or month.casefold()[:3] in MONTHS:
            yield _found(place, Kind.BIRTH, date.span(), BIRTH, word)
            return
    year = _YEAR.search(text, end, end + 20)
    between = text[end : year.start()].strip(" .") if year else ""
    if year and "." not in between and len(between.split()) < 3:
        yield _found(place, Kind.BIRTH, year.span(), BIRTH_YEAR, word)
