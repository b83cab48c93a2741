"""Which values may stand in a document: what JSON and the database carry without loss."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from diligence.domain.canonical import number
from diligence.domain.edits import EditError
from diligence.domain.wording import Sentence, gettext_noop

DEEPEST = 20
LONGEST = 50_000
LARGEST = 10**15


def usable(place: str, value: Any, depth: int = 0) -> Any:
    """A copy of the value in one spelling: whole numbers are whole, objects are dictionaries.

    Raises EditError for what is no JSON, too deep or too long.
    """
    if depth > DEEPEST:
        raise _unusable(place, gettext_noop("This is nested too deeply."), _FLATTER)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(place, value)
    if isinstance(value, int | float | Decimal):
        return _number(place, value)
    if isinstance(value, list | tuple):
        return [usable(place, item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        # A member that is null reads as one that isn't there.
        members = {_text(place, name): v for name, v in value.items() if v is not None}
        return {name: usable(place, v, depth + 1) for name, v in members.items()}
    raise _unusable(place, gettext_noop("This is no JSON value."), _PLAIN)


_FLATTER = gettext_noop("Nest at most 20 levels.")
_PLAIN = gettext_noop("Use texts, numbers, true, false, null, lists and objects.")


def _text(place: str, value: object) -> str:
    if not isinstance(value, str):
        raise _unusable(place, gettext_noop("Names of members are texts."), _PLAIN)
    if len(value) > LONGEST:
        remedy = gettext_noop("Use at most 50,000 characters.")
        raise _unusable(place, gettext_noop("This text is too long."), remedy)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        remedy = gettext_noop("Remove characters that can't be shown.")
        raise _unusable(place, gettext_noop("This text holds a character that is none."), remedy)
    return value


def _number(place: str, value: int | float | Decimal) -> int | float:
    finite = isinstance(value, int) or math.isfinite(value)
    if not finite or not -LARGEST <= value <= LARGEST:
        remedy = gettext_noop("Use a number that people write, such as 12 or 0.5.")
        raise _unusable(place, gettext_noop("This number is not usable."), remedy)
    if isinstance(value, Decimal):
        try:
            return number(value)
        except ValueError:
            remedy = gettext_noop("Use at most 15 digits.")
            raise _unusable(place, gettext_noop("This number is not exact."), remedy) from None
    return int(value) if value == int(value) else value


def _unusable(place: str, problem: str, remedy: str) -> EditError:
    return EditError(place, Sentence(problem, {}), Sentence(remedy, {}))
