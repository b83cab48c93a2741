"""Help with writing a condition: what can come next, and what the condition says in words.

Works on a draft's document, which may be faulty anywhere: what can't be read counts as absent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from diligence.domain.conditions import (
    DEEPEST,
    EXPECTED,
    LONGEST,
    Compare,
    ConditionError,
    In,
    Includes,
    leaves,
    parse,
)
from diligence.domain.draft_reading import Naming
from diligence.domain.wording import Sentence, gettext_noop, in_words, listed

MOST = 12
"""So many completions are offered at once."""

_NAME = re.compile(r"\$\{([A-Za-z0-9_.-]*)$")
_CODE_AFTER = re.compile(r"\$\{([A-Za-z0-9_.-]+)\}\s*(?:=|!=)\s*'([^']*)$")
_CODE_SELECTED = re.compile(r"selected\s*\(\s*\$\{([A-Za-z0-9_.-]+)\}\s*,\s*'([^']*)$")
_CODE_LISTED = re.compile(r"selected\s*\(\s*'([^']*)$")
_AFTER_NAME = re.compile(r"\$\{([A-Za-z0-9_.-]+)\}\s*$")
_SELECTED_OPEN = re.compile(r"selected\s*\(\s*\$\{([A-Za-z0-9_.-]+)\}\s*(,?)\s*$")
_AFTER_VALUE = re.compile(r"(?:'|\)|[0-9])\s+([a-z]*)$")
_WORD = re.compile(r"(?:^|[\s(])([A-Za-z0-9_.-]*)$")


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` replaces what stands from `start` to the cursor; positions count from 0."""

    start: int
    text: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """What a condition says, or what is wrong with it, from which character (from 1) and what to
    do about it."""

    words: Sentence | None = None
    problem: Sentence | None = None
    remedy: Sentence | None = None
    position: int = 0


def completions(
    document: Mapping[str, Any], text: str, cursor: int, *, apart_from: str = ""
) -> tuple[Completion, ...]:
    """What can stand at the cursor (characters before it), the most likely first.

    `apart_from`: the question whose condition it is, which can't depend on itself.
    """
    naming = Naming(document)
    before = text[:cursor]
    found = _completions(naming, before, cursor, apart_from)
    return tuple(found)[:MOST]


def _completions(naming: Naming, before: str, cursor: int, own: str) -> Iterable[Completion]:
    for pattern in (_CODE_AFTER, _CODE_SELECTED):
        if match := pattern.search(before):
            return _codes(naming, match[1], match[2], cursor, before)
    if match := _NAME.search(before):
        return _questions(naming, match[1], match.start(), own)
    if match := _SELECTED_OPEN.search(before):
        lead = " " if match[2] else ", "
        return (
            Completion(len(before.rstrip()), f"{lead}'{code}')", code, label)
            for code, label in naming.codes(match[1]).items()
        )
    if match := _AFTER_NAME.search(before):
        return _comparisons(naming, match[1], cursor)
    if _CODE_LISTED.search(before):
        return ()
    if match := _AFTER_VALUE.search(before):
        return _joining(match[1], match.start(1))
    match = _WORD.search(before)
    return _beginning(naming, match[1], match.start(1), own) if match else ()


def _codes(
    naming: Naming, question: str, typed: str, cursor: int, before: str
) -> Iterator[Completion]:
    closing = "')" if _CODE_SELECTED.search(before) else "'"
    for code, label in naming.codes(question).items():
        if _fits(typed, code, label):
            yield Completion(cursor - len(typed), code + closing, code, label)


def _questions(naming: Naming, typed: str, start: int, own: str) -> Iterator[Completion]:
    for id in _ranked(naming, typed, own):
        yield Completion(start, f"${{{id}}}", id, naming.question_label(id))


def _beginning(naming: Naming, typed: str, start: int, own: str) -> Iterator[Completion]:
    for id in _ranked(naming, typed, own):
        if naming.several(id):
            yield Completion(start, f"selected(${{{id}}}, '", id, naming.question_label(id))
        else:
            yield Completion(start, f"${{{id}}} = '", id, naming.question_label(id))


def _ranked(naming: Naming, typed: str, own: str) -> list[str]:
    """Ids that begin with what was typed, then those whose words contain it."""
    ids = [id for id in naming.questions if id != own]
    first = [id for id in ids if id.casefold().startswith(typed.casefold())]
    rest = [
        id
        for id in ids
        if id not in first and typed and typed.casefold() in naming.question_label(id).casefold()
    ]
    return first + rest


def _comparisons(naming: Naming, question: str, cursor: int) -> Iterator[Completion]:
    for code, label in naming.codes(question).items():
        yield Completion(cursor, f" = '{code}'", f"= '{code}'", label)
    yield Completion(cursor, " != ''", "!= ''", gettext_noop("is answered"))


_JOINS = (
    ("and", gettext_noop("both must hold")),
    ("or", gettext_noop("one of them is enough")),
)


def _joining(typed: str, start: int) -> Iterator[Completion]:
    for word, note in _JOINS:
        if word.startswith(typed):
            yield Completion(start, f"{word} ", word, note)


def _fits(typed: str, code: str, label: str) -> bool:
    wanted = typed.casefold()
    return code.casefold().startswith(wanted) or bool(wanted and wanted in label.casefold())


def appended(
    document: Mapping[str, Any], text: str, *, question: str, code: str, negated: bool, either: bool
) -> str:
    """The condition with one more comparison, bracketed where `and` and `or` would mix."""
    naming = Naming(document)
    name = f"${{{question}}}"
    if naming.several(question):
        one = f"selected({name}, '{code}')"
        added = f"not({one})" if negated else one
    else:
        added = f"{name} {'!=' if negated else '='} '{code}'"
    before = text.strip()
    if not before:
        return added
    join = "or" if either else "and"
    mixed = re.search(rf"(?:\s|\)){'and' if either else 'or'}(?:\s|\()", before)
    return f"({before}) {join} {added}" if mixed else f"{before} {join} {added}"


# --- Explaining ---------------------------------------------------------------------------------
def explained(document: Mapping[str, Any], text: str, *, own: str = "") -> Explained:
    """The condition in words, or the first thing that is wrong with it.

    `own`: the question whose condition it is. An empty text explains nothing.
    """
    if not text.strip():
        return Explained()
    try:
        condition = parse(text)
    except ConditionError as error:
        return Explained(problem=_slip(error), remedy=_remedy(text), position=error.position)
    naming = Naming(document)
    for leaf in leaves(condition):
        found = _wrong(naming, leaf, own)
        if found is not None:
            place = text.find(f"${{{leaf.question}}}") + 1
            return Explained(problem=found[0], remedy=found[1], position=place)
    return Explained(words=in_words(condition, naming))


_WANTED: Mapping[str, str] = {
    "NAME": gettext_noop("a question such as ${C1}"),
    "OPERATOR": gettext_noop("one of = != < <= > >="),
    "TEXT": gettext_noop("a code in quotes such as 'yes'"),
    "NUMBER": gettext_noop("a number"),
    "$END": gettext_noop("the end"),
}
_EITHER = gettext_noop("%(first)s or %(others)s")
_EXPECTS = gettext_noop("Expected %(wanted)s but found “%(found)s”.")
_EXPECTS_MORE = gettext_noop("Expected %(wanted)s but found nothing more.")
_TOO_DEEP = gettext_noop("Nest at most %(most)s brackets.")
_TOO_LONG = gettext_noop("A condition has at most %(most)s characters.")


def _slip(error: ConditionError) -> Sentence:
    """What the parser stumbled over."""
    if error.wanted:
        words = [
            Sentence(_WANTED[name], {}) if name in _WANTED else Sentence("%(t)s", {"t": told})
            for name, told in EXPECTED.items()
            if name in error.wanted
        ]
        wanted = listed(words, _EITHER)
        template = _EXPECTS if error.found else _EXPECTS_MORE
        return Sentence(template, {"wanted": wanted, "found": error.found})
    if len(error.text) > LONGEST:
        return Sentence(_TOO_LONG, {"most": str(LONGEST)})
    if error.message.startswith("Nest"):
        return Sentence(_TOO_DEEP, {"most": str(DEEPEST)})
    return Sentence("%(problem)s", {"problem": error.message})


_Wrong = tuple[Sentence, Sentence] | None


def _wrong(naming: Naming, leaf: Any, own: str) -> _Wrong:
    if leaf.question == own:
        return (
            Sentence(gettext_noop("The question depends on its own answer."), {}),
            Sentence(gettext_noop("Name another question."), {}),
        )
    if leaf.question not in naming.questions:
        told = {"name": leaf.question}
        near = get_close_matches(leaf.question.upper(), naming.questions, n=1, cutoff=0.4)
        problem = Sentence(gettext_noop("There is no question “%(name)s”."), told)
        if near:
            told = {"near": f"${{{near[0]}}}", "label": naming.question_label(near[0])}
            return problem, Sentence(gettext_noop("Did you mean %(near)s (%(label)s)?"), told)
        return problem, Sentence(gettext_noop("Take one from the list of questions."), {})
    return _wrong_form(naming, leaf) or _wrong_code(naming, leaf)


def _wrong_form(naming: Naming, leaf: Any) -> _Wrong:
    several = naming.several(leaf.question)
    told = {"id": leaf.question}
    if several and isinstance(leaf, Compare | In):
        return (
            Sentence(gettext_noop("“%(id)s” takes several answers."), told),
            Sentence(gettext_noop("Write selected(${%(id)s}, 'code')."), told),
        )
    if not several and isinstance(leaf, Includes):
        told |= {"code": leaf.code}
        return (
            Sentence(gettext_noop("“%(id)s” takes one answer."), told),
            Sentence(gettext_noop("Write ${%(id)s} = '%(code)s'."), told),
        )
    return None


def _wrong_code(naming: Naming, leaf: Any) -> _Wrong:
    codes = naming.codes(leaf.question)
    for code in _codes_of(leaf) if codes else ():
        if code not in codes:
            told = {"id": leaf.question, "code": code, "codes": ", ".join(codes)}
            return (
                Sentence(gettext_noop("“%(id)s” has no option “%(code)s”."), told),
                Sentence(gettext_noop("Use one of %(codes)s."), told),
            )
    return None


def _codes_of(leaf: Any) -> Sequence[str]:
    match leaf:
        case Compare(_, "=" | "!=", str(code)) | Includes(_, code):
            return (code,)
        case In(_, codes):
            return codes
        case _:
            return ()


def _remedy(text: str) -> Sentence:
    """The likeliest slip, by what people know from elsewhere."""
    if "==" in text:
        return Sentence(gettext_noop("One equals sign is enough: ${C1} = 'yes'."), {})
    if "’" in text or "‘" in text or "“" in text:
        return Sentence(gettext_noop("Use straight quotes: 'yes'."), {})
    if "&" in text or "|" in text:
        return Sentence(gettext_noop("Join with the words and, or."), {})
    if text.count("(") != text.count(")"):
        return Sentence(gettext_noop("Every bracket that opens must close."), {})
    if text.count("'") % 2:
        return Sentence(gettext_noop("Every quote that opens must close."), {})
    if "${" not in text:
        return Sentence(gettext_noop("Name a question like this: ${C1}."), {})
    return Sentence(gettext_noop("Compare like this: ${C1} = 'yes' and selected(${A3}, 'ai')."), {})
