"""Names of organisations: made comparable, and compared.

`normalise` gives the key under which one organisation is found again however it was typed.
`likeness` says how alike two names are, and `likely_same` finds records that may be one. Nothing
here decides: a person looks at what is pointed out.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import Final, Generic, TypeVar

NAME_MAX: Final = 300
LIKELY: Final = 0.87
"""From this likeness on, two names may be one organisation's."""

_MAX_WORDS = 24
_MAX_BUCKET = 60
_CLOSE_WORD = 0.85
_MAX_LETTERS = 48
"""Longer words are compared as a whole: the cost grows with the square of their length."""

# Letters that Unicode does not decompose, as the name would be written without them.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼʹʻ′")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Joiners shape letters of Persian and Indic names, so a displayed name keeps them.
_JOINERS = {"\u200c", "\u200d"}


def _listed(text: str, separator: str | None = None) -> Iterator[str]:
    return (part.strip() for part in text.split(separator))


_LEGAL_FORMS: Final = {
    tuple(form.split())
    for form in _listed(
        "ab|ag|aktiengesellschaft|aktsiaselts|aps|as|asa|asbl|aisbl|bhd|bv|bvba|co|company|corp|"
        "corporation|cv|doo|dd|ead|eeig|eg|ehf|eirl|ek|eood|epe|ev|eurl|gesellschaft mbh|"
        "gesellschaft mit beschrankter haftung|ggmbh|gie|gmbh|hf|inc|incorporated|ivs|jsc|ike|kft|"
        "kg|kgaa|kk|kb|ky|lda|limited|llc|llp|lp|ltd|ltda|mbh|nv|nyrt|oao|ohg|ojsc|ood|ooo|oy|oyj|"
        "ou|pao|pjsc|plc|private|pte|pty|pvt|pvba|ry|rt|sa|sae|sarl|sas|sasu|sca|scarl|scop|scrl|"
        "sdn|se|sia|sicav|sl|slu|snc|soc coop|sp zoo|sp z oo|spa|spj|spol sro|srl|srls|sro|"
        "stichting|uab|ug|vof|vzw|zao|zrt|αε|επε|ικε|αβεε|оао|ооо|зао|пао|ао|еоод|оод|ад|еад|"
        "有限公司|股份有限公司|有限责任公司|株式会社",
        "|",
    )
}
_LONGEST_FORM = max(len(form) for form in _LEGAL_FORMS)
# Written before the name, too: "Stichting Wageningen Research", "ООО Ромашка".
_LEADING_FORMS: Final = {("stichting",), ("ооо",), ("оао",), ("зао",), ("пао",), ("uab",)}
_GLUED_FORMS: Final = ("股份有限公司", "有限责任公司", "有限公司", "株式会社")

_GENERIC: Final = frozenset(
    _listed(
        "university universite universita universitat universitaet universidad universidade uni "
        "universiteit universitet universitetet uniwersytet univerzita univerza sveuciliste "
        "institute institut instituto istituto instytut ustav of for the and de des du di da do la "
        "le et und der die das fur fuer e y i a an in research center centre centro centrum "
        "national state academy college school faculty science sciences technology technologies "
        "technical technische laboratory laboratories group hospital medical engineering "
        "universitas foundation department ministry agency council international"
    )
)


def tidy(text: str) -> str:
    """A name as it is shown: composed, on one line, without invisible or control characters."""
    composed = unicodedata.normalize("NFC", text)
    kept = (
        character
        if unicodedata.category(character) not in _INVISIBLE or character in _JOINERS
        else (" " if character in "\t\n\r\v\f\x85" else "")
        for character in composed
    )
    return " ".join("".join(kept).split())


def _fold_marks(text: str) -> str:
    """Without the accents of Latin and Greek letters.

    Elsewhere a mark makes another letter (й is not и, が is not か), so it stays.
    """
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(character):
            if base.startswith(("LATIN", "GREEK")):
                continue
        else:
            base = unicodedata.name(character, "")
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _fold_marks(folded).translate(_PLAIN_LETTERS).translate(_APOSTROPHES)
    # Folding once more: some letters (İ, ΐ) only fall apart into foldable parts now.
    folded = folded.casefold().replace("&", " and ").replace("+", " plus ")
    spaced = "".join(
        character if unicodedata.category(character)[0] in "LMN" else " "
        for character in folded
        if unicodedata.category(character) not in _INVISIBLE or character.isspace()
    )
    return _join_initials(spaced.split())


def _join_initials(words: Sequence[str]) -> list[str]:
    """ "s p a" was "S.p.A.": single ASCII or Greek or Cyrillic letters in a row are one word."""
    joined: list[str] = []
    run = ""
    for word in (*words, ""):
        if len(word) == 1 and word.isalpha() and word.upper() != word:
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        if word:
            joined.append(word)
    return joined


def _without_forms(words: list[str]) -> list[str]:
    """The words without legal forms at the ends; never without all of them."""
    kept = list(words)
    shortened = True
    while shortened:
        shortened = False
        for length in range(min(_LONGEST_FORM, len(kept) - 1), 0, -1):
            if tuple(kept[-length:]) in _LEGAL_FORMS:
                kept = kept[:-length]
                shortened = True
                break
        if len(kept) > 1 and kept[-1] in {"and", "the"}:
            kept, shortened = kept[:-1], True
        if len(kept) > 1 and (tuple(kept[:1]) in _LEADING_FORMS or kept[0] == "the"):
            kept, shortened = kept[1:], True
    return kept


def _unglued(word: str) -> str:
    """A Chinese or Japanese name without the legal form that is written onto it."""
    for form in _GLUED_FORMS:
        if word != form and word.endswith(form):
            return word.removesuffix(form)
        if word != form and word.startswith(form):
            return word.removeprefix(form)
    return word


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """The key of a name: folded, without punctuation, legal form and article; `""` for nothing.

    Idempotent. At most 300 characters.
    """
    words = _without_forms([_unglued(word) for word in _words(text)])
    if words:
        return " ".join(words)[:NAME_MAX].rstrip()
    # A name of signs only ("???", an emoji) is its own key.
    return unicodedata.normalize("NFKC", tidy(text)).casefold()[:NAME_MAX].strip()


@lru_cache(maxsize=1 << 16)
def _alike(one: str, other: str) -> float:
    """How alike two words are: 1 the same, 0.9 one abbreviates the other, 0 not.

    The same few thousand words meet again and again, so answers are kept.
    """
    if one == other:
        return 1.0
    if one.isdecimal() or other.isdecimal() or min(len(one), len(other)) < 4:
        return 0.0
    if one.startswith(other) or other.startswith(one):
        return 0.9
    if max(len(one), len(other)) > _MAX_LETTERS:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _CLOSE_WORD or matcher.quick_ratio() < _CLOSE_WORD:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _CLOSE_WORD else 0.0


def _weight(word: str) -> float:
    return 0.3 if word in _GENERIC else 1.0


def likeness(one: str, other: str, *, least: float = 0.0) -> float:
    """How alike two normalised names are, from 0 to 1, whatever the order of their words.

    Words that many organisations share ("university", "of") weigh less. Symmetric; the cost is
    bounded by the first 24 words of each. Less than `least` is not worked out: 0.
    """
    if one == other:
        return 1.0
    left, right = sorted([one.split()[:_MAX_WORDS], other.split()[:_MAX_WORDS]])
    total = sum(map(_weight, left)) + sum(map(_weight, right))
    if not left or not right:
        return 0.0
    rest = list(right)
    shared = 0.0
    unmatched = []
    for word in left:
        if word in rest:
            rest.remove(word)
            shared += 2 * _weight(word)
        else:
            unmatched.append(word)
    missed = 0.0
    for word in unmatched:
        if missed > (1 - least) * total:
            return 0.0
        best = max(rest, key=lambda candidate: _alike(word, candidate), default="")
        alike = _alike(word, best) if best else 0.0
        if alike:
            rest.remove(best)
            shared += alike * (_weight(word) + _weight(best))
        else:
            missed += _weight(word)
    return min(shared / total, 1.0)


class Because(StrEnum):
    """Why two records may be the same organisation."""

    IDENTIFIER = "identifier"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"


Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Named(Generic[Key]):
    """What is compared of one record; `name` is normalised."""

    key: Key
    name: str
    country: str = ""
    ror_id: str = ""
    pic: str = ""


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """A record that may be the same organisation as another."""

    key: Key
    share: float
    because: Because


def compare(one: Named[Key], other: Named[Key]) -> Likeness[Key] | None:
    """Why `other` may be the same organisation as `one`; None where it is likely another.

    Two different ROR ids, PICs or countries tell organisations apart.
    """
    if one.key == other.key:
        return None
    if (one.ror_id and one.ror_id == other.ror_id) or (one.pic and one.pic == other.pic):
        return Likeness(other.key, 1.0, Because.IDENTIFIER)
    for field in ("ror_id", "pic", "country"):
        mine, theirs = getattr(one, field), getattr(other, field)
        if mine and theirs and mine != theirs:
            return None
    share = likeness(one.name, other.name, least=LIKELY)
    if share < LIKELY:
        return None
    because = Because.SAME_NAME if one.name == other.name else Because.SIMILAR_NAME
    return Likeness(other.key, share, because)


class Directory(Generic[Key]):
    """Records in buckets by their telling words, so that only neighbours are compared."""

    def __init__(self, records: Iterable[Named[Key]]) -> None:
        self._buckets: dict[str, list[Named[Key]]] = defaultdict(list)
        self.records = tuple(records)
        for record in self.records:
            for mark in _marks(record):
                self._buckets[mark].append(record)

    def likely_same(
        self, record: Named[Key], *, limit: int = 5, but: Container[Key] = ()
    ) -> list[Likeness[Key]]:
        """The records that may be the same organisation as `record`, the likeliest first."""
        found = {
            match.key: match
            for neighbour in self._neighbours(record)
            if neighbour.key not in but and (match := compare(record, neighbour)) is not None
        }
        ranked = sorted(found.values(), key=lambda match: -match.share)
        return ranked[:limit]

    def _neighbours(self, record: Named[Key]) -> Iterator[Named[Key]]:
        seen: set[Key] = set()
        for mark in _marks(record):
            for neighbour in self._buckets.get(mark, [])[:_MAX_BUCKET]:
                if neighbour.key not in seen:
                    seen.add(neighbour.key)
                    yield neighbour

    def pairs(self, *, limit: int = 200) -> list[tuple[Key, Likeness[Key]]]:
        """Each pair of likely duplicates once, at most `limit` of them."""
        done: set[Key] = set()
        found: list[tuple[Key, Likeness[Key]]] = []
        for record in self.records:
            done.add(record.key)
            found += [(record.key, match) for match in self.likely_same(record, but=done)]
            if len(found) >= limit:
                break
        return found[:limit]


def _marks(record: Named[Key]) -> set[str]:
    """The buckets of a record: identifiers, the whole name, the beginnings of telling words."""
    words = record.name.split()[:_MAX_WORDS]

    marks = {f"word {word[:4]}" for word in words if word not in _GENERIC and len(word) > 2}
    marks.add(f"name {record.name}")
    if record.ror_id:
        marks.add(f"ror {record.ror_id}")
    if record.pic:
        marks.add(f"pic {record.pic}")
    return marks
