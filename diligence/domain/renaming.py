"""Giving a part of a questionnaire another id, and everything that refers to it as well.

References stand in conditions, feeds, flag rules, measures, translations and worked cases.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from diligence.domain.conditions import parse
from diligence.domain.edits import EditError
from diligence.domain.places import index_of, look_up, name_of, named_by, parts, sharing
from diligence.domain.wording import Sentence, gettext_noop

Json = Any
_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_QUESTION = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""As conditions spell it: not beginning with a digit."""
LONGEST_ID = 60


def require_usable(place: str, name: str, item: Mapping[str, Json]) -> None:
    """Raises EditError for an id that can't stand in conditions and addresses."""
    if "id" not in item and "code" not in item and "language" not in item:
        return  # named by a place
    form = _QUESTION if parts(place)[:1] == ("questions",) and len(parts(place)) == 2 else _CODE
    if not form.fullmatch(name) or len(name) > LONGEST_ID:
        problem = gettext_noop("“%(id)s” is not usable as an id.")
        remedy = gettext_noop(
            "Use up to 60 letters, digits, “_”, “-” and “.”, without spaces; a question's id "
            "doesn't begin with a digit."
        )
        raise EditError(place, Sentence(problem, {"id": name[:60]}), Sentence(remedy, {}))


def require_free(document: Mapping[str, Json], list_place: str, name: str) -> None:
    """Raises EditError where the id is taken; questions and triage questions share theirs."""
    for place in sharing(list_place):
        try:
            items = look_up(document, place)
        except KeyError:
            continue
        if isinstance(items, list) and index_of(items, name) is not None:
            problem = Sentence(gettext_noop("“%(id)s” is taken already."), {"id": name})
            remedy = Sentence(gettext_noop("Choose another id."), {})
            raise EditError(f"{place}/{name}", problem, remedy)


def renamed(document: Mapping[str, Json], list_place: str, old: str, new: str) -> dict[str, Json]:
    """A copy in which the member `old` of the list, and all that refers to it, is called `new`."""
    after: dict[str, Json] = deepcopy(dict(document))
    for item in look_up(after, list_place):
        if name_of(item) == old:
            item[named_by(item)] = new
    named = parts(list_place)
    if len(named) == 1 and named[0] in _FOLLOWERS:
        _FOLLOWERS[named[0]](after, old, new)
    elif len(named) == 3 and named[::2] == ("questions", "options"):
        _option(after, named[1], old, new)
    elif len(named) == 3 and named[::2] == ("triage", "options"):
        for case in _dicts(after.get("cases")):
            _value(case.get("triage"), named[1], old, new)
    _translations(after, list_place, old, new)
    return after


# --- Questions and options --------------------------------------------------------------------
def _question(document: dict[str, Json], old: str, new: str) -> None:
    mention = re.compile(r"\$\{" + re.escape(old) + r"\}")
    for holder, key in _conditions(document):
        holder[key] = mention.sub(lambda _found: f"${{{new}}}", holder[key])
    for rule in _dicts(document.get("flag_rules")):
        _set(rule, "question", old, new)
    for measure in _dicts(document.get("measures")):
        _map(measure, "clears", lambda c: f"{new}:{c[len(old) + 1 :]}" if _of(c, old) else c)
    for case in _dicts(document.get("cases")):
        for name in ("answers", "assumed"):
            _key(case.get(name), old, new)
        for flag in _expected_flags(case):
            _set(flag, "question", old, new)
        expected = case.get("expected")
        if isinstance(expected, dict):
            _map(expected, "unknown_questions", lambda q: new if q == old else q)


def _triage_question(document: dict[str, Json], old: str, new: str) -> None:
    for case in _dicts(document.get("cases")):
        _key(case.get("triage"), old, new)


def _of(cleared: str, question: str) -> bool:
    return cleared.startswith(f"{question}:")


def _option(document: dict[str, Json], question: str, old: str, new: str) -> None:
    for holder, key in _conditions(document):
        holder[key] = _with_code(holder[key], question, old, new)
    for measure in _dicts(document.get("measures")):
        _map(measure, "clears", lambda c: f"{question}:{new}" if c == f"{question}:{old}" else c)
    for case in _dicts(document.get("cases")):
        for name in ("answers", "assumed"):
            _value(case.get(name), question, old, new)
        for flag in _expected_flags(case):
            if flag.get("question") == question:
                _set(flag, "option", old, new)


def _with_code(text: str, question: str, old: str, new: str) -> str:
    """The condition with another code, all else spelled as it was; a faulty one stays."""
    try:
        parse(text)
    except ValueError:
        return text
    name, code = r"\$\{" + re.escape(question) + r"\}", re.escape(old)
    quoted = rf"(?P<q>['\"]){code}(?P=q)"
    compared = rf"(?P<before>{name}\s*!?=\s*){quoted}"
    included = rf"(?P<before>selected\s*\(\s*{name}\s*,\s*){quoted}"
    for pattern in (compared, included):
        text = re.sub(pattern, lambda m: f"{m['before']}{m['q']}{new}{m['q']}", text)
    listed = rf"(?P<before>selected\s*\(\s*)(?P<q>['\"])(?P<codes>[^'\"]*)(?P=q)(?=\s*,\s*{name})"

    def each(found: re.Match[str]) -> str:
        codes = " ".join(new if c == old else c for c in found["codes"].split(" "))
        return f"{found['before']}{found['q']}{codes}{found['q']}"

    return re.sub(listed, each, text)


def _conditions(document: Mapping[str, Json]) -> Iterable[tuple[dict[str, Json], str]]:
    for name, key in (("questions", "condition"), ("flag_rules", "when")):
        for item in _dicts(document.get(name)):
            if isinstance(item.get(key), str):
                yield item, key


def _expected_flags(case: Mapping[str, Json]) -> Iterable[dict[str, Json]]:
    expected = case.get("expected")
    return _dicts(expected.get("flags")) if isinstance(expected, dict) else []


# --- The other parts --------------------------------------------------------------------------
def _section(document: dict[str, Json], old: str, new: str) -> None:
    for question in _dicts(document.get("questions")):
        _set(question, "section", old, new)


def _flag(document: dict[str, Json], old: str, new: str) -> None:
    for question in _dicts(document.get("questions")):
        for option in _dicts(question.get("options")):
            _map(option, "flags", lambda f: new if f == old else f)
    for rule in _dicts(document.get("flag_rules")):
        _set(rule, "flag", old, new)
    for measure in _dicts(document.get("measures")):
        _map(measure, "clears", lambda c: new if c == old else c)
    for case in _dicts(document.get("cases")):
        for flag in _expected_flags(case):
            _set(flag, "flag", old, new)


def _measure(document: dict[str, Json], old: str, new: str) -> None:
    for question in _dicts(document.get("questions")):
        _map(question, "measures", lambda m: new if m == old else m)


def _dimension(document: dict[str, Json], old: str, new: str) -> None:
    _axes(document, lambda axis: f"{new}{axis[len(old) :]}" if axis.startswith(f"{old}.") else axis)
    for case in _dicts(document.get("cases")):
        expected = case.get("expected")
        _key(expected.get("dimensions") if isinstance(expected, dict) else None, old, new)


def _side(document: dict[str, Json], old: str, new: str) -> None:
    _axes(document, lambda axis: axis[: -len(old)] + new if axis.endswith(f".{old}") else axis)


def _axes(document: dict[str, Json], follow: Callable[[str], str]) -> None:
    """Renames axes wherever they are members or values."""
    _members(document, "thresholds", follow)
    for question in _dicts(document.get("questions")):
        _members(question, "feeds", follow)
    for measure in _dicts(document.get("measures")):
        _members(measure, "reduces", follow)
    for rule in _dicts(document.get("flag_rules")):
        if isinstance(rule.get("axis"), str):
            rule["axis"] = follow(rule["axis"])
    for case in _dicts(document.get("cases")):
        expected = case.get("expected")
        if isinstance(expected, dict):
            _members(expected, "levels", follow)
            _members(expected, "points", follow)


_FOLLOWERS: Mapping[str, Callable[[dict[str, Json], str, str], None]] = {
    "questions": _question,
    "triage": _triage_question,
    "sections": _section,
    "flags": _flag,
    "measures": _measure,
    "dimensions": _dimension,
    "sides": _side,
}


def _translations(document: dict[str, Json], list_place: str, old: str, new: str) -> None:
    before, after = f"{list_place}/{old}/", f"{list_place}/{new}/"
    for translation in _dicts(document.get("translations")):
        for text in _dicts(translation.get("texts")):
            place = text.get("place")
            if isinstance(place, str) and place.startswith(before):
                text["place"] = after + place[len(before) :]


# --- Small steps, each of which leaves alone what is not as it should be ------------------------
def _dicts(items: Json) -> list[dict[str, Json]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _set(item: dict[str, Json], name: str, old: str, new: str) -> None:
    if item.get(name) == old:
        item[name] = new


def _value(item: Json, name: str, old: str, new: str) -> None:
    """Renames a chosen code, alone or among several."""
    if isinstance(item, dict):
        _set(item, name, old, new)
        _map(item, name, lambda code: new if code == old else code)


def _map(item: dict[str, Json], name: str, follow: Callable[[str], str]) -> None:
    if isinstance(item.get(name), list):
        item[name] = [follow(v) if isinstance(v, str) else v for v in item[name]]


def _key(item: Json, old: str, new: str) -> None:
    if isinstance(item, dict) and old in item and new not in item:
        item[new] = item.pop(old)


def _members(holder: dict[str, Json], name: str, follow: Callable[[str], str]) -> None:
    item = holder.get(name)
    if isinstance(item, dict):
        followed = {follow(key): value for key, value in item.items()}
        if len(followed) == len(item):
            holder[name] = followed
