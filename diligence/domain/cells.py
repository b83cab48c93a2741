"""What the cells of a spreadsheet mean: days, sums, words and lists. Nothing is guessed in a cell:
what can be read in two ways is read by the order and the sign that a person confirmed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from diligence.domain.register import folded
from diligence.domain.wording import Sentence, gettext_noop

NOTHING: Final = {"", "-", "–", "—", "/", "n/a", "n.a.", "na", "k.a.", "k. a.", "s.o.", "nvt"}
"""How spreadsheets say that there is nothing."""


class DayOrder(StrEnum):
    """How the parts of a day follow each other where it isn't an ISO date."""

    DMY = "dmy"
    MDY = "mdy"


class DecimalSign(StrEnum):
    COMMA = "comma"
    POINT = "point"


class CellError(ValueError):
    """A cell that can't be read: what is wrong, and what to do."""

    def __init__(self, problem: Sentence, remedy: str, word: str = "") -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.remedy = remedy
        self.word = word
        """The word that isn't known, folded; '' where it's not about a word."""


@dataclass(frozen=True, slots=True)
class Told:
    """What samples tell about a column, and why."""

    value: str
    because: Sentence
    sure: bool


_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier januari janeiro jaanuar enero gennaio",
            "feb february februar fevrier februari fevereiro veebruar febrero febbraio",
            "mar march marz mrz mars maart marco marts marzo mar",
            "apr april avril abril aprill aprile",
            "may mai mei maio mayo maggio",
            "jun june juni juin junho juuni junio giugno",
            "jul july juli juillet julho juuli julio luglio",
            "aug august aout augustus agosto",
            "sep sept september septembre setembro septiembre settembre",
            "oct okt october oktober octobre outubro oktoober octubre ottobre",
            "nov november novembre novembro noviembre",
            "dec dez december dezember decembre dezembro detsember diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
_ISO: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d{1,2}:\d\d(?::\d\d)?.*)?")
_DAY: Final = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4}|\d{2})(?: +\d{1,2}:\d\d.*)?")
_NAMED: Final = re.compile(
    r"(?:(\d{1,2})[.\s-]*)?([a-z]{3,10})\.?[\s,-]*(?:(\d{1,2}),?\s+)?(\d{4})"
)
_SERIAL: Final = re.compile(r"[2-6]\d{4}(?:\.\d+)?")

_NOT_DAY = gettext_noop("“%(value)s” is not a day.")
_NO_SUCH_DAY = gettext_noop("“%(value)s” is a day that doesn't exist.")
_ONLY_YEAR = gettext_noop("“%(value)s” is a year without day and month.")
_COUNTED = gettext_noop("“%(value)s” is a day as spreadsheets count it inside.")
_OTHER_ORDER = gettext_noop("“%(value)s” does not fit the order of day and month chosen here.")
_NOT_AMOUNT = gettext_noop("“%(value)s” is not a sum.")
_OTHER_SIGN = gettext_noop("“%(value)s” does not fit the decimal sign chosen here.")
_NOT_CURRENCY = gettext_noop("“%(value)s” is not a currency.")
_UNKNOWN_WORD = gettext_noop("“%(value)s” is not known here.")
WRITE_DAY: Final = gettext_noop("Write it as year-month-day, for example 2026-03-01.")
GIVE_DAY: Final = gettext_noop("Give the whole day, for example 2026-03-01.")
FORMAT_DAY: Final = gettext_noop("Format the column as dates, or write the day: 2026-03-01.")
CHANGE_ORDER: Final = gettext_noop("Change the order for all rows, or write it as 2026-03-01.")
WRITE_SUM: Final = gettext_noop("Write the number alone, for example 12500.00.")
CHANGE_SIGN: Final = gettext_noop(
    "Change the decimal sign for all rows, or write it without separators: 12500.00."
)
WRITE_CURRENCY: Final = gettext_noop("Use the three letters of ISO 4217, for example EUR.")
SAY_WORD: Final = gettext_noop("Say once for all rows what it means, or correct the cell.")


def _quoted(text: str) -> dict[str, str]:
    shown = " ".join(text.split())
    return {"value": shown if len(shown) <= 80 else shown[:79] + "…"}


def text_of(cell: Any) -> str:
    """A cell as it is shown: numbers without exponent, what has no value by its sign."""
    if isinstance(cell, Mapping):
        return str(cell.get("text", ""))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    if isinstance(cell, float):
        plain = format(Decimal(repr(cell)), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(cell)


def is_blank(cell: Any) -> bool:
    """Whether the cell says that there is nothing; a formula without value says nothing either."""
    return not isinstance(cell, Mapping) and text_of(cell).strip().lower() in NOTHING


def key_of(word: str) -> str:
    """A word as it is looked up: "  Läuft noch. " and "lauft noch" are the same."""
    bare = re.sub(r"[^\w+]+", " ", folded(word), flags=re.UNICODE)
    return " ".join(bare.split()) or folded(word)


# --- Days -------------------------------------------------------------------------------------
def parse_day(text: str, order: str) -> date:
    """The day a cell means. Raises CellError."""
    bare = unicodedata.normalize("NFKC", text).strip()
    if found := _ISO.fullmatch(bare):
        return _day(text, *(int(part) for part in found.groups()))
    if found := _DAY.fullmatch(bare):
        one, two, year = (int(part) for part in found.groups())
        day, month = (one, two) if order == DayOrder.DMY else (two, one)
        if month > 12 >= day:
            raise CellError(Sentence(_OTHER_ORDER, _quoted(text)), CHANGE_ORDER)
        return _day(text, year if year > 99 else 2000 + year, month, day)
    if (found := _NAMED.fullmatch(folded(bare))) and found.group(2) in _MONTHS:
        day_text = found.group(1) or found.group(3)
        if day_text:
            return _day(text, int(found.group(4)), _MONTHS[found.group(2)], int(day_text))
        raise CellError(Sentence(_NOT_DAY, _quoted(text)), GIVE_DAY)
    if re.fullmatch(r"(19|20)\d\d", bare):
        raise CellError(Sentence(_ONLY_YEAR, _quoted(text)), GIVE_DAY)
    if _SERIAL.fullmatch(bare):
        raise CellError(Sentence(_COUNTED, _quoted(text)), FORMAT_DAY)
    raise CellError(Sentence(_NOT_DAY, _quoted(text)), WRITE_DAY)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError(Sentence(_NO_SUCH_DAY, _quoted(text)), WRITE_DAY) from None


def is_day(text: str) -> bool:
    """Whether the text is a day in one order or the other."""
    for order in DayOrder:
        try:
            parse_day(text, order)
        except CellError:
            continue
        return True
    return False


_FIRST_LARGE = gettext_noop("“%(value)s” can only begin with the day.")
_SECOND_LARGE = gettext_noop("“%(value)s” can only begin with the month.")
_BOTH = gettext_noop("“%(value)s” and “%(other)s” follow different orders. Choose one; the others "
                     "are pointed out.")  # fmt: skip
_EITHER = gettext_noop("“%(value)s” could be read either way. Days first is usual in Europe.")
_NO_NEED = gettext_noop("All days are written so that they can be read in one way only.")


def tell_order(samples: Iterable[str]) -> Told:
    """The order of day and month, as these days tell it."""
    seen: dict[str, str] = {}
    for text in samples:
        seen.setdefault(_order_of(text), text)
    first, second, either = seen.get(DayOrder.DMY), seen.get(DayOrder.MDY), seen.get("either")
    if first and second:
        both = {**_quoted(first), "other": _quoted(second)["value"]}
        return Told(DayOrder.DMY, Sentence(_BOTH, both), sure=False)
    if first:
        return Told(DayOrder.DMY, Sentence(_FIRST_LARGE, _quoted(first)), sure=True)
    if second:
        return Told(DayOrder.MDY, Sentence(_SECOND_LARGE, _quoted(second)), sure=True)
    if either:
        return Told(DayOrder.DMY, Sentence(_EITHER, _quoted(either)), sure=False)
    return Told(DayOrder.DMY, Sentence(_NO_NEED, {}), sure=True)


def _order_of(text: str) -> str:
    """The only order in which this is a day; "either", or '' where it tells nothing."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return ""
    one, two = int(found.group(1)), int(found.group(2))
    if one > 12 >= two:
        return DayOrder.DMY
    if two > 12 >= one:
        return DayOrder.MDY
    return "" if one == two else "either"


# --- Sums -------------------------------------------------------------------------------------
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "EURO": "EUR", "EUROS": "EUR"}
_SUM: Final = re.compile(r"([^\d\-+.,]*)([-+]?[\d.,'’_\s]*\d)\s*(?:,-|\.-)?\s*([^\d]*)")
LONGEST_SUM: Final = 60
"""Characters of a cell that may be a sum, with its currency."""
_SPACES: Final = str.maketrans("", "", " \u00a0\u202f\u2009'’_")
_GROUPED: Final = {
    DecimalSign.POINT: re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"),
    DecimalSign.COMMA: re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?"),
}


def parse_amount(cell: Any, sign: str) -> tuple[Decimal, str]:
    """The sum with two decimals, and the currency written beside it ('' for none).

    Raises CellError.
    """
    text = text_of(cell)
    if isinstance(cell, int | float):
        return _in_cents(text, text), ""
    bare = unicodedata.normalize("NFKC", text).strip()
    # Looking for a sum in a long text could take hours: the pattern may split it in many ways.
    found = _SUM.fullmatch(bare) if len(bare) <= LONGEST_SUM else None
    if not found:
        raise CellError(Sentence(_NOT_AMOUNT, _quoted(text)), WRITE_SUM)
    before, number, after = (part.strip() for part in found.groups())
    if before and after:
        raise CellError(Sentence(_NOT_AMOUNT, _quoted(text)), WRITE_SUM)
    currency = parse_currency(before or after, beside=text) if before or after else ""
    number = "".join(number.split()).translate(_SPACES).lstrip("+")
    if not _GROUPED[DecimalSign(sign)].fullmatch(number):
        fits = any(pattern.fullmatch(number) for pattern in _GROUPED.values())
        if fits:
            raise CellError(Sentence(_OTHER_SIGN, _quoted(text)), CHANGE_SIGN)
        raise CellError(Sentence(_NOT_AMOUNT, _quoted(text)), WRITE_SUM)
    away, point = (",", ".") if sign == DecimalSign.POINT else (".", ",")
    return _in_cents(number.replace(away, "").replace(point, "."), text), currency


def _in_cents(number: str, text: str) -> Decimal:
    """The number with two decimals. Raises CellError where it has more digits than any sum."""
    try:
        return Decimal(number).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise CellError(Sentence(_NOT_AMOUNT, _quoted(text)), WRITE_SUM) from None


_ISO_4217: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW "
    "ZWL HRK LTL EEK"
)
CURRENCIES: Final = frozenset(_ISO_4217.split())


def parse_currency(text: str, *, beside: str = "") -> str:
    """The three letters of a currency. Raises CellError; `beside`: the sum it stands with."""
    bare = text.strip().upper().strip(". ")
    code = _SIGNS.get(bare, bare)
    if code not in CURRENCIES:
        if beside:
            raise CellError(Sentence(_NOT_AMOUNT, _quoted(beside)), WRITE_SUM)
        raise CellError(Sentence(_NOT_CURRENCY, _quoted(text)), WRITE_CURRENCY)
    return code


_COMMA_LAST = gettext_noop("“%(value)s” can only have a comma before its decimals.")
_POINT_LAST = gettext_noop("“%(value)s” can only have a point before its decimals.")
_NUMBERS = gettext_noop("The sums are numbers or have no decimals.")
_UNCLEAR = gettext_noop("“%(value)s” could be read either way. Look at the preview.")


def tell_sign(samples: Iterable[Any]) -> Told:
    """The sign before the decimals, as these sums tell it."""
    unclear = ""
    for cell in samples:
        if not isinstance(cell, str):
            continue
        number = re.sub(r"[^\d.,]", "", cell)
        comma, point = number.rfind(","), number.rfind(".")
        if max(comma, point) < 0:
            continue
        last = max(comma, point)
        both = min(comma, point) >= 0
        decimals = len(number) - last - 1
        if both or (number.count(number[last]) == 1 and decimals != 3):
            if comma > point:
                return Told(DecimalSign.COMMA, Sentence(_COMMA_LAST, _quoted(cell)), sure=True)
            return Told(DecimalSign.POINT, Sentence(_POINT_LAST, _quoted(cell)), sure=True)
        if number.count(number[last]) > 1:
            sign, told = ((DecimalSign.POINT, _POINT_LAST) if comma > point
                          else (DecimalSign.COMMA, _COMMA_LAST))  # fmt: skip
            return Told(sign, Sentence(told, _quoted(cell)), sure=True)
        unclear = unclear or cell
    if unclear:
        # "1.234" or "1,234": sums of cooperations seldom have three decimals, so it groups.
        sign = DecimalSign.POINT if "," in unclear else DecimalSign.COMMA
        return Told(sign, Sentence(_UNCLEAR, _quoted(unclear)), sure=False)
    return Told(DecimalSign.POINT, Sentence(_NUMBERS, {}), sure=True)


# --- Lists and words --------------------------------------------------------------------------
def places(text: str) -> list[str]:
    """The parts of a cell, the empty ones between them included: its lines where it has several
    (or ends with one), else by semicolon."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t")
    if "\n" in lines:
        pieces = [line.strip().rstrip(";").strip() for line in lines.split("\n")]
    else:
        pieces = [piece.strip() for piece in lines.split(";")]
    while pieces and not pieces[-1]:
        pieces.pop()
    return pieces


def parts(text: str) -> list[str]:
    """The parts of a cell that say something."""
    return [piece for piece in places(text) if piece]


def code_for(word: str, known: Mapping[str, str]) -> str:
    """The code that a word means. Raises CellError with the word."""
    key = key_of(word)
    if key in known:
        return known[key]
    raise CellError(Sentence(_UNKNOWN_WORD, _quoted(word)), SAY_WORD, word=key)


def codes_for(text: str, known: Mapping[str, str]) -> list[str]:
    """The codes of a cell that lists several words, each once and in their order.

    Raises CellError.
    """
    codes: dict[str, None] = {}
    for piece in parts(text):
        if key_of(piece) in known or "," not in piece:
            found = [code_for(piece, known)]
        else:
            found = [code_for(part, known) for part in piece.split(",") if part.strip()]
        codes |= dict.fromkeys(code for code in found if code)
    return list(codes)
