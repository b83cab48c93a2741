"""What countries are called in the 24 official languages of the Union."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from diligence.domain.checks.country_names import bg_to_fi, fi_to_mt, nl_to_sv

_LISTED: Final = {**bg_to_fi.NAMES, **fi_to_mt.NAMES, **nl_to_sv.NAMES}

_ORDINARY: Final = """
Belau Butan Catar Chad Chili Dania Dominica Dominika Estija Gana Georgia Granada Grenada Grenade
Guinea Indie Island Jersey Katar Komori Komory Kuba Mali Malis Malte Niger Norra Oman Omaan Puola
Réunion Sead Sile Tai Togas Togo Tóga Tonga Turkki Viro Čad Чад Дания Доминика
"""
ORDINARY: Final = frozenset(_ORDINARY.split())
"""Names that are other words as well, in the same language or in another: “Oman” begins Finnish
sentences about one's own, “Mali” Slovak ones about what somebody had, “Malte” is a person too."""

ENDINGS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(endings.split())
    for language, endings in {
        "cs": "a e i u y ě o em ou ě í ii ích ách ami ám ům",
        "da": "s",
        "de": "s",
        "el": "α ας αν ου ο ον ους η ης ην ες ων",
        "et": "s st sse le lt ga ks ni ta na a e i u is ist isse il ile",
        "fi": "n ssa ssä sta stä an en in on un yn än lla llä lle lta ltä a ä ta tä a aan iin een "
        "eessa eesta issa issä ista istä n",
        "hr": "a e i o u om em oj ima ama",
        "hu": "a á ban ben ból ből ba be nak nek val vel ról ről ra re tól től t i ában ából ába "
        "ának ával áról ára ától át éban éből ébe ének ével n on en ön",
        "lt": "a os ai ą oje ijos ijai ai o ui e io iui yje u us is į ų",
        "lv": "a as ai u ā s am ei es i ē ē ju iju ijas ijai ijā",
        "pl": "a y i ę e ie ą o u em ów om ach ami ii ję ją owi",
        "ro": "a ei ii iei ul ului ă",
        "sk": "a e i u y o om ou ii ej í ách ami ám",
        "sl": "a e i o u om em ma ih im",
        "sv": "s",
        "nl": "s",
    }.items()
}
"""With what a name goes on in a sentence of a language, as a whole or without its last vowel."""

SHORTEST_STEM: Final = 4
"""Letters that a name needs before its ending, so that it can't be taken for another word."""

_FALLING = {"lt": ("as", "is", "us", "ys"), "lv": ("s",), "el": ("ος", "ς", "ν")}
_VOWELS = "aáàâãäeéèêëěėęiíîįoóôõöuúûūyýāēīōąαάεέηήιίοόυύωώ"


@cache
def names_of(language: str) -> frozenset[str]:
    """The names in one language; nothing for a language that is not official in the Union."""
    listed = " ".join(_LISTED.get(language, "").split())
    return frozenset(listed.split("; ")) if listed else frozenset()


@cache
def by_first_word() -> Mapping[str, tuple[str, ...]]:
    """All names in all languages by the word they begin with, the longest first."""
    starts: dict[str, list[str]] = {}
    for name in sorted(frozenset().union(*map(names_of, _LISTED)), key=lambda n: (-len(n), n)):
        starts.setdefault(first_word(name), []).append(name)
    return {word: tuple(names) for word, names in starts.items()}


@cache
def stems_of(language: str) -> frozenset[str]:
    """Names of one word, whole and without what falls off before an ending."""
    return frozenset(
        stem
        for name in names_of(language)
        if name.isalpha() and name not in ORDINARY
        for stem in (name, _stem(name, language))
        if len(stem) >= SHORTEST_STEM
    )


def first_word(text: str) -> str:
    """The letters with which a text begins."""
    end = next((n for n, sign in enumerate(text) if not sign.isalpha()), len(text))
    return text[:end]


def _stem(name: str, language: str) -> str:
    for falling in _FALLING.get(language, ()):
        if name.endswith(falling):
            return name.removesuffix(falling).rstrip(_VOWELS)
    return name[:-1] if name[-1] in _VOWELS else name
