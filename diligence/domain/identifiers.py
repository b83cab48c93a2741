"""Identifiers of organisations: ROR id, participant identification code (PIC), website.

Each `parse_…` takes what a person typed or a file carried and returns the stored form, `""` for
nothing. What can't be right raises IdentifierError, which says what is wrong and what to do.

The Commission publishes no rule for PICs. All 17,243 distinct PICs of the open Horizon 2020 and
ECSEL participant lists leave the remainder 1 when divided by 97 (by chance, one in 97 would),
which is ISO 7064 MOD 97-10 with the last two digits as check digits. That rule is applied here.
All of them begin with 8 or 9 as well; that is habit rather than a check, and is not required.
"""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit, urlunsplit

from stdnum.iso7064 import mod_97_10

from diligence.domain.wording import Sentence, gettext_noop

ROR_ADDRESS = "https://ror.org/"
WEBSITE_MAX = 300

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(rf"0[{_CROCKFORD}]{{6}}[0-9]{{2}}")
_ROR_PREFIX = re.compile(r"^(?:https?://)?(?:www\.)?ror\.org/+", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"(?=.{4,253}$)(?!-)(?:[a-z0-9-]{1,63}(?<!-)\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]+)")

_ROR_SHAPE = gettext_noop(
    "“%(given)s” is not a ROR id. A ROR id is 0, six letters or digits and two digits, for example "
    "https://ror.org/05xg72x27. Look it up at ror.org, or leave the field empty."
)
_ROR_DIGITS = gettext_noop(
    "The check digits of the ROR id “%(given)s” don't fit: one character is wrong or swapped. "
    "Copy it again from ror.org, or leave the field empty."
)
_PIC_SHAPE = gettext_noop(
    "“%(given)s” is not a PIC. A participant identification code has nine digits, for example "
    "999854661. Look it up in the EU Funding & Tenders Portal, or leave the field empty."
)
_PIC_DIGITS = gettext_noop(
    "The check digits of the PIC “%(given)s” don't fit: one digit is wrong or two are swapped. "
    "Copy it again from the EU Funding & Tenders Portal, or leave the field empty."
)
_SITE_SHAPE = gettext_noop(
    "“%(given)s” is not a web address. Write it like https://www.example.org, or leave the field "
    "empty."
)
_SITE_SCHEME = gettext_noop(
    "“%(given)s” does not begin with http:// or https://. Only web addresses can be kept here."
)
_SITE_SECRET = gettext_noop(
    "The web address contains a user name or password. Remove the part before the @ sign."
)
_SITE_LONG = gettext_noop(
    "The web address is longer than %(maximum)s characters. Give the address of the home page."
)


class IdentifierError(ValueError):
    """An identifier that can't be right; `sentence` says what is wrong and what to do."""

    def __init__(self, template: str, **values: str) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


def _typed(text: str) -> str:
    """What was meant by what was typed: one width, without spaces and invisible characters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "ZC")


def _quoted(text: str) -> str:
    """The refused text, short and printable, to be named in the message."""
    shown = "".join(c if c.isprintable() else "�" for c in text.strip())
    return shown if len(shown) <= 60 else shown[:59] + "…"


def parse_ror(text: str) -> str:
    """The bare nine characters of a ROR id, given bare or as an address of ror.org."""
    bare = _ROR_PREFIX.sub("", _typed(text)).rstrip("/").lower()
    if not bare:
        if _typed(text):
            raise IdentifierError(_ROR_SHAPE, given=_quoted(text))
        return ""
    if not _ROR.fullmatch(bare):
        raise IdentifierError(_ROR_SHAPE, given=_quoted(text))
    number = 0
    for character in bare[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    if not mod_97_10.is_valid(f"{number}{bare[7:]}"):
        raise IdentifierError(_ROR_DIGITS, given=_quoted(text))
    return bare


def parse_pic(text: str) -> str:
    """The nine digits of a participant identification code."""
    bare = _typed(text)
    if not bare:
        return ""
    if not (len(bare) == 9 and bare.isascii() and bare.isdigit()):
        raise IdentifierError(_PIC_SHAPE, given=_quoted(text))
    if not mod_97_10.is_valid(bare):
        raise IdentifierError(_PIC_DIGITS, given=_quoted(text))
    return bare


def parse_website(text: str) -> str:
    """An http or https address with a lower-case host; a missing scheme becomes https."""
    bare = _typed(text)
    if not bare:
        return ""
    if _SCHEME.match(bare) and not bare.lower().startswith(("http://", "https://")):
        raise IdentifierError(_SITE_SCHEME, given=_quoted(text))
    parts = _split(bare, text)
    if "@" in parts.netloc:
        raise IdentifierError(_SITE_SECRET)
    site = urlunsplit(
        (parts.scheme.lower(), _host(parts, text), "" if parts.path == "/" else parts.path, "", "")
    ) + (f"?{parts.query}" if parts.query else "")
    if len(site) > WEBSITE_MAX:
        raise IdentifierError(_SITE_LONG, maximum=str(WEBSITE_MAX))
    return site


def _split(bare: str, text: str) -> SplitResult:
    address = bare if "://" in bare else f"https://{bare.lstrip('/')}"
    if any(character in address for character in "\"'<>\\^`{|}"):
        raise IdentifierError(_SITE_SHAPE, given=_quoted(text))
    try:
        parts = urlsplit(address)
        _ = parts.port  # a port out of range shows only when it is read
    except ValueError:
        raise IdentifierError(_SITE_SHAPE, given=_quoted(text)) from None
    return parts


def _host(parts: SplitResult, text: str) -> str:
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        raise IdentifierError(_SITE_SHAPE, given=_quoted(text)) from None
    if not _HOST.fullmatch(host):
        raise IdentifierError(_SITE_SHAPE, given=_quoted(text))
    return host if parts.port is None else f"{host}:{parts.port}"
