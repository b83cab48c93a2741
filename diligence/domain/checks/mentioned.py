"""Whether the words of a questionnaire name somebody: an edition is read wherever it is asked.

What an edition says is its authors' to change, so nothing is redacted here: it is reworded, or a
named person says why it may be published.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from diligence.domain import places
from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.guard import Kind, Known, examine
from diligence.domain.questionnaire import Questionnaire
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

_KINDS: Final = {
    Kind.EMAIL: _("e-mail address"),
    Kind.PHONE: _("telephone number"),
    Kind.ORCID: _("ORCID iD"),
    Kind.DOCUMENT: _("number of an identity document"),
    Kind.ACCOUNT: _("number of an account"),
    Kind.BIRTH: _("date of birth"),
    Kind.CV: _("curriculum vitae"),
    Kind.NAME: _("name of a person"),
}
_HOLDS = _("“%(words)s” looks like personal data: %(kind)s.")
_REMEDY = _(
    "Name a function instead of a person. Where it belongs there, such as a public address of an "
    "office, publish with a reason."
)
_LONGEST: Final = 80


def mentioned(questionnaire: Questionnaire) -> Iterator[Finding]:
    """One finding for each thing at its place; those of translations stand at their source."""
    own = places.texts(questionnaire)
    texts = [*own.items()]
    for translation in questionnaire.translations:
        texts += [(item.place, item.text) for item in translation.texts if item.place in own]
    for place, text in texts:
        yield from _at(place, text)


def in_cases(cases: Iterable[Any]) -> Iterator[Finding]:
    """The same in what worked cases say of themselves: they are published with the edition."""
    for case in cases:
        name = places.name_of(case)
        for text in _words(case):
            yield from _at(places.at("cases", name) if name else "cases", text)


def _at(place: str, text: str) -> Iterator[Finding]:
    for kind, words in named(text):
        told = {"words": words, "kind": _KINDS[kind]}
        remedy = Sentence(_REMEDY, {})
        yield Finding("mentioned", place, Sentence(_HOLDS, told), remedy, Weight.JUDGEMENT)


@lru_cache(maxsize=16_384)
def named(text: str) -> tuple[tuple[Kind, str], ...]:
    """What in a text looks like personal data, each thing once."""
    found = examine({"": text}, Known())
    return tuple({(one.kind, text[one.start : one.end][:_LONGEST]): None for one in found})


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)
