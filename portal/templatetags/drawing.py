"""Components are pure, so the same values are drawn once and remembered.

A list of fifty rows shows the same few marks over and over; rendering a template for each of them
is most of what the page would cost.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Draw = Callable[..., dict[str, Any]]


def drawn(register: template.Library, name: str) -> Callable[[Draw], Draw]:
    """Like `inclusion_tag` for a component whose values are few, small and hashable."""

    def decorate(values: Draw) -> Draw:
        @wraps(values)
        def tag(*args: Any, **kwargs: Any) -> SafeString:
            shown = values(*args, **kwargs)
            return _draw(name, get_language(), tuple(_told(*item) for item in shown.items()))

        register.simple_tag(tag, name=values.__name__)
        return values

    return decorate


def _told(name: str, value: object) -> tuple[str, type, object]:
    """The type tells safe text from text to be escaped, and True from 1."""
    plain = str(value) if isinstance(value, Promise) else value
    return name, type(plain), plain


@lru_cache(maxsize=4096)
def _draw(
    name: str, _language: str | None, values: tuple[tuple[str, type, object], ...]
) -> SafeString:
    # The template is drawn in the active language, which the key therefore holds.
    return SafeString(get_template(name).render({key: value for key, _type, value in values}))
