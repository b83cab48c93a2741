"""What the forms of a draft share: exact numbers, codes, conditions, members of an object."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.canonical import number
from diligence.domain.completing import explained
from diligence.domain.soundness import LARGEST, SMALLEST
from diligence.queries.sentences import spoken

LONGEST_TEXT: Final = 2000
LONGEST_HELP: Final = 4000


class CodeField(forms.CharField):
    """An id or code: it can stand in conditions and addresses."""

    def __init__(self, **more: Any) -> None:
        told = _lazy("Use letters, digits, “_”, “-” and “.” without spaces, for example C1.")
        more.setdefault("max_length", 40)
        more.setdefault("validators", [RegexValidator(r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", told)])
        super().__init__(**more)


class ExactField(forms.CharField):
    """A number from 0 to 10 000 with at most four decimals, exact; None where left empty.

    The comma of many languages is read as a point.
    """

    def __init__(self, **more: Any) -> None:
        more.setdefault("required", False)
        more.setdefault("max_length", 12)
        attrs = {"inputmode": "decimal", "class": "input--number"}
        more.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**more)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip().replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,8})?", text):
            raise ValidationError(_("Write a number from 0 to 10000, for example 2 or 0.5."))
        exact = Decimal(text)
        if exact > LARGEST or exact % SMALLEST:
            raise ValidationError(_("Use at most 10000, with at most four decimals."))
        return exact


class ConditionField(forms.CharField):
    """A condition in XLSForm's syntax; one that was stored already is taken as it is."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("required", False)
        more.setdefault("max_length", 4000)
        attrs = {"rows": 2, "spellcheck": "false", "class": "input--code", "data-condition": ""}
        more.setdefault("widget", forms.Textarea(attrs=attrs))
        more.setdefault("label", _lazy("Condition"))
        super().__init__(**more)

    def check(self, document: Mapping[str, Any], text: str, stored: str, own: str) -> None:
        """Raises ValidationError with the place of the mistake and what to do about it."""
        if text == stored:
            return
        told = explained(document, text, own=own)
        if told.problem is not None and told.remedy is not None:
            raise ValidationError(
                _("%(problem)s At character %(position)s. %(remedy)s")
                % {
                    "problem": spoken(told.problem),
                    "position": told.position,
                    "remedy": spoken(told.remedy),
                }
            )


class WordsField(forms.CharField):
    """Words separated by commas, each once, in their order."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def shown(value: object) -> str:
    """A number of a document as it is typed."""
    return "" if value is None or isinstance(value, bool) else str(value)


def as_number(value: Decimal | None) -> int | float | None:
    """A number as it stands in a document; 0, which is usual, is left out."""
    return None if value is None or value == 0 else number(value)


def full(members: Mapping[str, Any]) -> dict[str, Any]:
    """Without the members that say nothing."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def lock(form: forms.Form, names: Iterable[str], reason: str) -> None:
    """These fields are shown and not changed, and say why."""
    for name in names:
        field = form.fields[name]
        field.disabled = True
        field.required = False
        field.help_text = reason
