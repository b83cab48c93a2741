"""The languages of the Union by name: 24 official ones and the neighbours that are asked in."""

from collections.abc import Mapping
from typing import Final

from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

NAMES: Final[Mapping[str, str]] = {
    "bg": _("Bulgarian"),
    "cs": _("Czech"),
    "da": _("Danish"),
    "de": _("German"),
    "el": _("Greek"),
    "en": _("English"),
    "es": _("Spanish"),
    "et": _("Estonian"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "ga": _("Irish"),
    "hr": _("Croatian"),
    "hu": _("Hungarian"),
    "it": _("Italian"),
    "lt": _("Lithuanian"),
    "lv": _("Latvian"),
    "mt": _("Maltese"),
    "nl": _("Dutch"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "ro": _("Romanian"),
    "sk": _("Slovak"),
    "sl": _("Slovenian"),
    "sv": _("Swedish"),
    "ca": _("Catalan"),
    "eu": _("Basque"),
    "gl": _("Galician"),
    "is": _("Icelandic"),
    "lb": _("Luxembourgish"),
    "nb": _("Norwegian Bokmål"),
    "nn": _("Norwegian Nynorsk"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
}
"""English names by the two letters of ISO 639-1."""

OFFICIAL: Final = tuple(NAMES)[:24]
"""The 24 official languages of the European Union."""

_NAMED = _("%(name)s (%(code)s)")


def named(code: str) -> Sentence:
    """“German (de)”; the code alone where the language has no name here."""
    name = NAMES.get(code.partition("-")[0].lower())
    if name is None:
        return Sentence("%(code)s", {"code": code})
    return Sentence(_NAMED, {"name": Sentence(name, {}), "code": code})
