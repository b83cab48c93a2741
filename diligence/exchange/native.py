"""The questionnaire's own JSON format, `ajar-questionnaire/1`: nothing is lost either way.

Lists carry meaning by their order, objects don't: a document that a database has re-ordered reads
the same and has the same hash. Members with their usual value are left out when writing.
"""

from decimal import Decimal
from typing import Any

from diligence.domain.canonical import digest, number
from diligence.domain.conditions import Condition, ConditionError, parse, to_text
from diligence.domain.questionnaire import (
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
)
from diligence.domain.soundness import Defect, defects
from diligence.domain.validity import LONGEST
from diligence.enums import Band, Factor, FlagTarget, QuestionType, Scope, Step
from diligence.exchange.jsontext import JsonError, read_json
from diligence.exchange.reading import Members, QuestionnaireError

FORMAT = "ajar-questionnaire/1"


def loads(data: bytes | str) -> Questionnaire:
    """A questionnaire from JSON text. Raises QuestionnaireError listing every defect."""
    try:
        document = read_json(data, exact=True)
    except JsonError as error:
        defect = Defect("questionnaire", str(error), "Correct the text.")
        raise QuestionnaireError((defect,)) from None
    return load(document)


def load(document: object) -> Questionnaire:
    """A questionnaire from its document. Raises QuestionnaireError listing every defect."""
    found: list[Defect] = []
    root = Members(document, "questionnaire", found)
    if root.take("format") != FORMAT:
        root.fault("format", "The format is not known.", f'Write "format": "{FORMAT}".')
        raise QuestionnaireError(tuple(found))
    questionnaire = _questionnaire(root)
    return accepted(questionnaire, found)


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
    )
    item.done()
    return rules


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


def dump(questionnaire: Questionnaire) -> dict[str, Any]:
    """The document; `load(dump(q)) == q`."""
    return _full(
        {
            "format": FORMAT,
            "id": questionnaire.id,
            "edition": questionnaire.edition,
            "title": questionnaire.title,
            "language": questionnaire.language,
            "about": questionnaire.about,
            "dimensions": [
                {"id": d.id, "title": d.title, "matrix": [[*map(str, row)] for row in d.matrix]}
                for d in questionnaire.dimensions
            ],
            "sides": [
                {"id": s.id, "title": s.title, "reduction": s.reduction}
                for s in questionnaire.sides
            ],
            "thresholds": {axis: [*map(number, t)] for axis, t in questionnaire.thresholds},
            "rules": {
                "accumulate": questionnaire.rules.accumulate,
                "unknown_floor": questionnaire.rules.unknown_floor,
                "unknown_limit": questionnaire.rules.unknown_limit,
                "high_refer": questionnaire.rules.high_refer,
            },
            "flags": [
                {"code": f.code, "target": f.target.value, "words": f.words}
                for f in questionnaire.flags
            ],
            "flag_rules": [_dump_rule(rule) for rule in questionnaire.flag_rules],
            "triage": [_dump_question(question, True) for question in questionnaire.triage],
            "sections": [{"id": s.id, "title": s.title} for s in questionnaire.sections],
            "questions": [_dump_question(q, False) for q in questionnaire.questions],
            "measures": [_dump_measure(measure) for measure in questionnaire.measures],
        }
    )


def _full(members: dict[str, Any]) -> dict[str, Any]:
    """Without the members that say nothing."""
    return {name: v for name, v in members.items() if v not in (None, "", [], {})}


def _dump_rule(rule: FlagRule) -> dict[str, Any]:
    return _full(
        {
            "id": rule.id,
            "when": to_text(rule.when),
            "axis": rule.axis,
            "level": rule.level or None,
            "question": rule.question,
            "flag": rule.flag,
        }
    )


def _dump_option(option: Option) -> dict[str, Any]:
    points = None if option.points == 0 else number(option.points)
    route = None if option.route is None else option.route.value
    members = {"code": option.code, "label": option.label, "points": points, "route": route}
    return _full(members | {"flags": [*option.flags]})


def _dump_question(question: Question, triage: bool) -> dict[str, Any]:
    about = question.help
    members: dict[str, Any] = {
        "id": question.id,
        "section": question.section,
        "text": question.text,
        "short": question.short,
        "type": question.type.value,
        "options": [_dump_option(option) for option in question.options],
        "feeds": {axis: number(weight) for axis, weight in question.feeds},
        "cap": None if question.cap is None else number(question.cap),
        "condition": None if question.condition is None else to_text(question.condition),
        "measures": [*question.measures],
        "basis": question.basis,
        "factor": None if triage else question.factor.value,
        "scope": None if triage else question.scope.value,
        "help": _full({"why": about.why, "how": about.how, "counts": about.counts}),
        "valid_months": question.valid_months,
    }
    return _full(members)


def _dump_measure(measure: Measure) -> dict[str, Any]:
    return _full(
        {
            "id": measure.id,
            "name": measure.name,
            "kind": measure.kind,
            "evidence": measure.evidence,
            "reduces": dict(measure.reduces),
            "clears": [*measure.clears],
            "residual": measure.residual,
        }
    )
