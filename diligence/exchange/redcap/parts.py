"""What our own exports carry beside the questions, in hidden descriptive fields."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Losses, LossKind

_UNREADABLE = gettext_noop(
    "The part of the questionnaire carried here is not readable as it was written, so it is left "
    "out."
)
_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "dimensions": ("id", "title"),
    "sides": ("id", "title"),
    "flags": ("code", "target", "words"),
    "flag_rules": ("id", "when", "question", "flag"),
    "measures": ("id", "name", "kind"),
    "lineage": ("id", "edition", "digest"),
    "sections": ("id", "title"),
}
"""Lists of objects, and the texts that each must have."""
_TEXTS: Final = ("key", "edition", "title", "language", "about")
_OBJECTS: Final = ("thresholds", "rules")
_WORDS: Final = ("languages", "order")


def gathered(parts: Iterable[Mapping[str, Any]], losses: Losses) -> dict[str, Any]:
    """Members by name, lists joined in their order. What is not shaped so is left out and told."""
    joined: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            before = joined.get(name)
            if name == "translations":
                joined[name] = _languages(before or [], value)
            elif isinstance(before, list) and isinstance(value, list):
                joined[name] = before + value
            else:
                joined[name] = value
    for name in [name for name, value in joined.items() if not _shaped(name, value)]:
        losses.add(LossKind.SCORING, "", 0, "", name, _UNREADABLE)
        del joined[name]
    frame = [name for name in ("dimensions", "sides", "thresholds") if name in joined]
    if len(frame) in (1, 2) or (frame and not _stands(joined)):
        losses.add(LossKind.SCORING, "", 0, "", ", ".join(frame), _UNREADABLE)
        for name in frame:
            del joined[name]
    return joined


def _stands(joined: Mapping[str, Any]) -> bool:
    axes = {f"{d['id']}.{s['id']}" for d in joined["dimensions"] for s in joined["sides"]}
    return bool(axes) and len(joined["sides"]) == 2 and axes == set(joined["thresholds"])


def _languages(before: list[Any], value: Any) -> list[Any]:
    """Texts of a language that was begun in an earlier part go on there."""
    found = list(before)
    for item in value if isinstance(value, list) else [value]:
        last = found[-1] if found else None
        if isinstance(last, dict) and isinstance(item, dict) and (
            last.get("language") == item.get("language")
            and isinstance(last.get("texts"), list)
            and isinstance(item.get("texts"), list)
        ):  # fmt: skip
            found[-1] = last | {"texts": last["texts"] + item["texts"]}
        else:
            found.append(item)
    return found


def _shaped(name: str, value: Any) -> bool:
    test = _TESTS.get(name)
    return test is not None and test(name, value)


def _listed(name: str, value: Any) -> bool:
    needed = _NAMED[name]
    return isinstance(value, list) and all(
        isinstance(item, dict) and all(isinstance(item.get(n), str) for n in needed)
        for item in value
    )


def _translated(_name: str, value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and isinstance(item.get("language"), str)
        and isinstance(item.get("texts"), list)
        and all(
            isinstance(text, dict)
            and set(text) == {"place", "text", "of"}
            and all(isinstance(member, str) for member in text.values())
            for text in item["texts"]
        )
        for item in value
    )


_TESTS: Final[Mapping[str, Callable[[str, Any], bool]]] = {
    **dict.fromkeys(_NAMED, _listed),
    **dict.fromkeys(_TEXTS, lambda _name, value: isinstance(value, str)),
    **dict.fromkeys(_OBJECTS, lambda _name, value: isinstance(value, dict)),
    **dict.fromkeys(
        _WORDS,
        lambda _name, value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    ),
    "translations": _translated,
}
