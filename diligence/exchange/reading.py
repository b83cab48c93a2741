"""Reading members of JSON objects with their place, collecting what is wrong."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from diligence.domain.soundness import Defect

Word = TypeVar("Word", bound=StrEnum)

_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
CODE_REMEDY = "Use letters, digits, “_”, “-” and “.” without spaces."
_LONGEST_NUMBER = 20


class QuestionnaireError(ValueError):
    """A questionnaire that cannot be used; `defects` lists what to repair."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        super().__init__("\n".join(map(str, defects)))
        self.defects = defects


class Members:
    """The members of one JSON object. Faults go to `defects`; a faulty member reads as neutral."""

    def __init__(self, value: object, place: str, defects: list[Defect]) -> None:
        self.place = place
        self.defects = defects
        self._left: dict[str, object] = dict(value) if isinstance(value, Mapping) else {}
        if not isinstance(value, Mapping):
            self.fault("", "An object is needed here.", "Write members in curly brackets.")

    def fault(self, name: str, problem: str, remedy: str) -> None:
        place = f"{self.place}, {name}" if name else self.place
        self.defects.append(Defect(place, problem, remedy))

    def done(self) -> None:
        """Complains about members nobody asked for."""
        for name in self._left:
            self.fault(str(name)[:40], "This member is not known.", "Check its spelling.")

    def has(self, name: str) -> bool:
        return self._left.get(name) is not None

    def take(self, name: str, *, needed: bool = False) -> object:
        value = self._left.pop(name, None)
        if value is None and needed:
            self.fault(name, "It is missing.", "Add it.")
        return value

    def text(self, name: str, *, needed: bool = True) -> str:
        value = self.take(name, needed=needed)
        if value is None:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            self.fault(name, "Text is needed here.", "Write it in quotes.")
            return ""
        return value

    def code(self, name: str, *, needed: bool = True) -> str:
        """A text that can stand in conditions and addresses."""
        value = self.text(name, needed=needed)
        if value and not _CODE.fullmatch(value):
            self.fault(name, f"“{value[:40]}” is not usable as a code.", CODE_REMEDY)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(name, "A list of texts is needed here.", 'Write ["…", "…"].')
            return ()
        return tuple(value)

    def decimal(self, name: str) -> Decimal | None:
        value = self.take(name)
        return None if value is None else self.exact(name, value)

    def exact(self, name: str, value: object) -> Decimal:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            try:
                number = Decimal(str(value))
            except (InvalidOperation, ValueError):
                number = Decimal("NaN")
            if number.is_finite() and abs(number.adjusted()) <= _LONGEST_NUMBER:
                whole = number == number.to_integral_value()
                return Decimal(int(number)) if whole else number.normalize()
        self.fault(name, "A plain number is needed here.", "Write it without quotes, like 0.5.")
        return Decimal(0)

    def integer(self, name: str, default: int) -> int:
        value = self.take(name)
        if value is None:
            return default
        number = self.exact(name, value)
        if number != number.to_integral_value():
            self.fault(name, "A whole number is needed here.", "Round it.")
        return int(number)

    def truth(self, name: str, *, default: bool) -> bool:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, "Yes or no is needed here.", "Write true or false.")
        return value is True

    def word(self, name: str, kind: type[Word], default: Word | None = None) -> Word:
        """One of a closed list of words."""
        value = self.take(name, needed=default is None)
        neutral = next(iter(kind)) if default is None else default
        return neutral if value is None else self.as_word(name, value, kind)

    def as_word(self, name: str, value: object, kind: type[Word]) -> Word:
        try:
            return kind(value)  # type: ignore[arg-type]  # what is no text raises below
        except ValueError:
            remedy = f"Use one of {', '.join(kind)}."
            self.fault(name, f"“{str(value)[:40]}” is not known.", remedy)
            return next(iter(kind))

    def members(self, name: str) -> tuple[tuple[str, object], ...]:
        """The name–value pairs of an object member, in no particular order."""
        value = self.take(name)
        if value is None:
            return ()
        if not isinstance(value, Mapping):
            self.fault(name, "An object is needed here.", "Write members in curly brackets.")
            return ()
        return tuple((str(key), item) for key, item in value.items())

    def objects(self, name: str, noun: str, *, needed: bool = True) -> list["Members"]:
        """The objects of a list, each placed as `noun ID` so that it can be found."""
        value = self.take(name, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, "A list is needed here.", "Write it in square brackets.")
            return []
        prefix = "" if self.place == "questionnaire" else f"{self.place}, "
        return [
            Members(item, f"{prefix}{noun} {_name(item, index)}", self.defects)
            for index, item in enumerate(value, 1)
        ]


def _name(item: object, index: int) -> str:
    if isinstance(item, Mapping):
        for key in ("id", "code"):
            if isinstance(item.get(key), str) and item[key]:
                return str(item[key])[:40]
    return f"number {index}"
