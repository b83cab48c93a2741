"""Reading JSON that others wrote: strict, and with errors a person can act on."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn


class JsonError(ValueError):
    """The text is not JSON we accept; the message says where and why."""


def read_json(data: bytes | str, *, exact: bool) -> object:
    """The JSON value. Refuses duplicated members, NaN and infinities, and endless nesting.

    `exact` reads numbers with a decimal point as Decimal. Raises JsonError.
    """
    number: Callable[[str], object] = Decimal if exact else float
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        value: object = json.loads(
            text, object_pairs_hook=_members, parse_constant=_constant, parse_float=number
        )
    except UnicodeDecodeError as error:
        raise JsonError(f"The text is not UTF-8 (byte {error.start + 1}).") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        raise JsonError(f"This is not JSON: {error.msg} ({place}).") from None
    except RecursionError:
        raise JsonError("The JSON is nested too deeply.") from None
    except JsonError:
        raise
    except ValueError:
        raise JsonError("A number has too many digits.") from None
    return value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError(f"The member “{twice[:40]}” occurs twice in one object.")
    return members


def _constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not a JSON number.")
