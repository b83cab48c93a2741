"""The questionnaire's own JSON format, `ajar-questionnaire/1`: nothing is lost either way.

Lists carry meaning by their order, objects don't: a document that a database has re-ordered reads
the same and has the same hash. Members with their usual value are left out when writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from diligence.domain.canonical import digest
from diligence.domain.conditions import Condition, ConditionError, parse
from diligence.domain.questionnaire import (
    Ancestor,
    Dimension,
    Flag,
    FlagRule,
    Help,
    Measure,
    Option,
    Question,
    Questionnaire,
    Rules,
    Section,
    Side,
    Translated,
    Translation,
)
from diligence.domain.soundness import Defect, defects
from diligence.domain.validity import LONGEST
from diligence.enums import Band, Factor, FlagTarget, QuestionType, Scope, Step
from diligence.exchange.jsontext import JsonError, read_json
from diligence.exchange.reading import Members, QuestionnaireError
from diligence.exchange.writing import FORMAT, dump

__all__ = ["FORMAT", "Read", "accepted", "content_hash", "dump", "load", "loads", "read"]

MOST_QUESTIONS = 3_000
"""Far more than anybody answers; what is asked of each takes time for all of them together."""


def loads(data: bytes | str) -> Questionnaire:
    """A questionnaire from JSON text. Raises QuestionnaireError listing every defect."""
    try:
        document = read_json(data, exact=True)
    except JsonError as error:
        defect = Defect("questionnaire", str(error), "Correct the text.")
        raise QuestionnaireError((defect,)) from None
    return load(document)


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read; None and the reason where the document is of another kind altogether.

    A faulty member reads as neutral, so with `defects` the questionnaire is not to be relied on.
    """

    questionnaire: Questionnaire | None
    defects: tuple[Defect, ...]


def read(document: object) -> Read:
    """A document as far as it can be read, without asking whether its parts fit together."""
    found: list[Defect] = []
    root = Members(document, "questionnaire", found)
    if root.take("format") != FORMAT:
        root.fault("format", "The format is not known.", f'Write "format": "{FORMAT}".')
        return Read(None, tuple(found))
    if _many(document):
        told = f"It has more than {MOST_QUESTIONS} questions."
        root.fault("questions", told, "Divide it into several questionnaires.")
        return Read(None, tuple(found))
    return Read(_questionnaire(root), tuple(found))


def _many(document: object) -> bool:
    listed = document.get("questions") if isinstance(document, Mapping) else None
    return isinstance(listed, list) and len(listed) > MOST_QUESTIONS


def load(document: object) -> Questionnaire:
    """A questionnaire from its document. Raises QuestionnaireError listing every defect."""
    done = read(document)
    if done.questionnaire is None:
        raise QuestionnaireError(done.defects)
    return accepted(done.questionnaire, list(done.defects))


def accepted(questionnaire: Questionnaire, found: list[Defect]) -> Questionnaire:
    """The questionnaire, if reading and fitting together left no defect."""
    if not found:
        found = list(defects(questionnaire))
    if found:
        raise QuestionnaireError(tuple(found))
    return questionnaire


def content_hash(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical bytes of the document: the identity of a published version."""
    return digest(dump(questionnaire))


def _questionnaire(root: Members) -> Questionnaire:
    dimensions = tuple(_dimension(item) for item in root.objects("dimensions", "dimension"))
    sides = tuple(_side(item) for item in root.objects("sides", "side"))
    axes = [f"{d.id}.{side.id}" for d in dimensions for side in sides]
    questionnaire = Questionnaire(
        id=root.code("id"),
        edition=root.text("edition"),
        title=root.text("title"),
        language=root.code("language"),
        about=root.text("about", needed=False),
        dimensions=dimensions,
        sides=sides,
        thresholds=_thresholds(root, axes),
        rules=_rules(Members(root.take("rules", needed=True) or {}, "rules", root.defects)),
        flags=tuple(_flag(item) for item in root.objects("flags", "flag", needed=False)),
        flag_rules=tuple(
            _flag_rule(item) for item in root.objects("flag_rules", "flag rule", needed=False)
        ),
        triage=tuple(_triage(item) for item in root.objects("triage", "triage", needed=False)),
        sections=tuple(_section(item) for item in root.objects("sections", "section")),
        questions=tuple(_question(item, axes) for item in root.objects("questions", "question")),
        measures=tuple(
            _measure(item, axes) for item in root.objects("measures", "measure", needed=False)
        ),
        lineage=tuple(
            _ancestor(item) for item in root.objects("lineage", "ancestor", needed=False)
        ),
        languages=root.texts("languages"),
        translations=tuple(
            _translation(item) for item in root.objects("translations", "translation", needed=False)
        ),
    )
    root.done()
    return questionnaire


def _in_order(name: str, axes: list[str]) -> tuple[int, str]:
    return (axes.index(name) if name in axes else len(axes), name)


def _thresholds(root: Members, axes: list[str]) -> Any:
    steps = []
    for axis, values in root.members("thresholds"):
        listed = values if isinstance(values, list) else [values]
        exact = tuple(root.exact(f"thresholds {axis}", value) for value in listed)
        steps.append((axis, exact))
    return tuple(sorted(steps, key=lambda step: _in_order(step[0], axes)))


def _dimension(item: Members) -> Dimension:
    rows = item.take("matrix", needed=True)
    listed = rows if isinstance(rows, list) else []
    matrix = tuple(
        tuple(item.as_word("matrix", band, Band) for band in (row if isinstance(row, list) else []))
        for row in listed
    )
    dimension = Dimension(item.code("id"), item.text("title"), matrix)
    item.done()
    return dimension


def _side(item: Members) -> Side:
    side = Side(item.code("id"), item.text("title"), item.integer("reduction", 3))
    item.done()
    return side


def _rules(item: Members) -> Rules:
    usual = Rules()
    rules = Rules(
        accumulate=item.truth("accumulate", default=usual.accumulate),
        unknown_floor=item.integer("unknown_floor", usual.unknown_floor),
        unknown_limit=item.integer("unknown_limit", usual.unknown_limit),
        high_refer=item.integer("high_refer", usual.high_refer),
        hub_from=item.word("hub_from", Band, usual.hub_from),
    )
    item.done()
    return rules


def _ancestor(item: Members) -> Ancestor:
    ancestor = Ancestor(item.code("id"), item.text("edition"), item.text("digest"))
    item.done()
    return ancestor


def _translation(item: Members) -> Translation:
    language = item.code("language")
    texts = []
    for text in item.objects("texts", "text"):
        texts.append(Translated(text.text("place"), text.text("text"), text.text("of")))
        text.done()
    item.done()
    return Translation(language, tuple(texts))


def _flag(item: Members) -> Flag:
    flag = Flag(item.code("code"), item.word("target", FlagTarget), item.text("words"))
    item.done()
    return flag


def _condition(item: Members, name: str) -> Condition | None:
    text = item.text(name, needed=False)
    if not text:
        return None
    try:
        return parse(text)
    except ConditionError as error:
        remedy = f"The condition reads: {text[:200]}"
        item.fault(name, str(error) + ".", remedy)
        return None


def _flag_rule(item: Members) -> FlagRule:
    if not item.has("when"):
        item.fault("when", "It is missing.", "Add the condition that raises the flag.")
    condition = _condition(item, "when")
    rule = FlagRule(
        id=item.code("id"),
        when=condition or parse("${none} != ''"),
        question=item.code("question"),
        flag=item.code("flag"),
        axis=item.text("axis", needed=False) or None,
        level=item.integer("level", 0),
    )
    item.done()
    return rule


def _section(item: Members) -> Section:
    section = Section(item.code("id"), item.text("title"))
    item.done()
    return section


def _help(item: Members) -> Help:
    if not item.has("help"):
        item.take("help")
        return Help()
    inner = Members(item.take("help"), f"{item.place}, help", item.defects)
    read = [inner.text(name, needed=False) for name in ("why", "how", "counts")]
    inner.done()
    return Help(*read)


def _option(item: Members) -> Option:
    option = Option(
        code=item.code("code"),
        label=item.text("label"),
        points=item.decimal("points") or Decimal(0),
        flags=item.texts("flags"),
        route=item.word("route", Step) if item.has("route") else None,
    )
    item.done()
    return option


def _triage(item: Members) -> Question:
    question = Question(
        id=item.code("id"),
        section="",
        text=item.text("text"),
        type=item.word("type", QuestionType, QuestionType.YNU),
        short=item.text("short", needed=False),
        options=tuple(_option(option) for option in item.objects("options", "option")),
        basis=item.text("basis", needed=False),
        help=_help(item),
        valid_months=_months(item),
        tags=item.texts("tags"),
    )
    item.done()
    return question


def _question(item: Members, axes: list[str]) -> Question:
    feeds = [(axis, item.exact(f"feeds {axis}", w)) for axis, w in item.members("feeds")]
    question = Question(
        id=item.code("id"),
        section=item.code("section"),
        text=item.text("text"),
        type=item.word("type", QuestionType),
        short=item.text("short", needed=False),
        options=tuple(
            _option(option) for option in item.objects("options", "option", needed=False)
        ),
        feeds=tuple(sorted(feeds, key=lambda feed: _in_order(feed[0], axes))),
        cap=item.decimal("cap"),
        condition=_condition(item, "condition"),
        measures=item.texts("measures"),
        basis=item.text("basis", needed=False),
        factor=item.word("factor", Factor),
        scope=item.word("scope", Scope),
        help=_help(item),
        valid_months=_months(item),
        tags=item.texts("tags"),
    )
    item.done()
    return question


def _months(item: Members) -> int | None:
    """How long an answer holds, where the edition says so; 0: it is asked each time."""
    told = item.decimal("valid_months")
    if told is None:
        return None
    if told != told.to_integral_value() or not 0 <= told <= LONGEST:
        remedy = f"Write a whole number from 0 (ask each time) to {LONGEST}."
        item.fault("valid_months", "This is no number of months.", remedy)
        return None
    return int(told)


def _measure(item: Members, axes: list[str]) -> Measure:
    reduces = [
        (axis, int(item.exact(f"reduces {axis}", levels)))
        for axis, levels in item.members("reduces")
    ]
    measure = Measure(
        id=item.code("id"),
        name=item.text("name"),
        kind=item.code("kind"),
        evidence=item.text("evidence", needed=False),
        reduces=tuple(sorted(reduces, key=lambda pair: _in_order(pair[0], axes))),
        clears=item.texts("clears"),
        residual=item.text("residual", needed=False),
    )
    item.done()
    return measure
