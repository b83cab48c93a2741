"""Languages in headings of XLSForm: `label::Deutsch (de)`, and how others write them."""

import re
import unicodedata
from typing import Final

NATIVE: Final = {
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fi": "Suomi",
    "fr": "Français",
    "ga": "Gaeilge",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "is": "Íslenska",
    "it": "Italiano",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mt": "Malti",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sv": "Svenska",
}
_ENGLISH: Final = {
    "bulgarian": "bg", "czech": "cs", "danish": "da", "german": "de", "greek": "el",
    "english": "en", "spanish": "es", "estonian": "et", "finnish": "fi", "french": "fr",
    "irish": "ga", "croatian": "hr", "hungarian": "hu", "icelandic": "is", "italian": "it",
    "lithuanian": "lt", "latvian": "lv", "maltese": "mt", "dutch": "nl", "norwegian": "no",
    "polish": "pl", "portuguese": "pt", "romanian": "ro", "slovak": "sk", "slovenian": "sl",
    "swedish": "sv", "arabic": "ar", "russian": "ru", "ukrainian": "uk", "turkish": "tr",
    "swahili": "sw", "chinese": "zh", "hindi": "hi", "nepali": "ne", "khmer": "km",
}  # fmt: skip
_BRACKETED: Final = re.compile(r"\(\s*([A-Za-z]{1,3}(?:[-_][A-Za-z0-9]{1,8})*)\s*\)\s*$")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def heading(code: str) -> str:
    """How a language is written in a heading: its own name and, in brackets, its code."""
    return f"{NATIVE.get(code.partition('-')[0].lower(), code)} ({code})"


def code_of(written: str) -> str:
    """The language code that a heading means; "" where it can't be told."""
    text = written.strip()
    if found := _BRACKETED.search(text):
        return found.group(1)
    folded = _folded(text)
    if folded in _NAMES:
        return _NAMES[folded]
    return text if _TAG.fullmatch(text) and len(text.partition("-")[0]) <= 3 else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_NAMES: Final = {_folded(name): code for code, name in NATIVE.items()} | _ENGLISH
