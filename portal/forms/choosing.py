"""Fields whose choices are known only when the form is drawn."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import ChoiceField, Form, ModelChoiceField


def offer(form: Form, name: str, choices: Iterable[tuple[Any, Any]]) -> ChoiceField:
    """Give a field today's choices. Raises TypeError when it is no field of choices."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} has no choices.")
    field.choices = list(choices)
    return field


def offer_rows(form: Form, name: str, rows: QuerySet[Any]) -> None:
    """Give a field today's rows to choose from. Raises TypeError when it is no field of rows."""
    field = form.fields[name]
    if not isinstance(field, ModelChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} has no rows to choose from.")
    field.queryset = rows
