"""Draws a piece of template and reads the result as HTML."""

from typing import Any

from django.template import engines
from django.test import RequestFactory
from lxml import html

LOAD = "{% load i18n components charts %}"


def draw(source: str, *, query: str = "", **values: Any) -> str:
    """The text that `source` becomes on a page asked for with `query`."""
    request = RequestFactory().get(f"/here/?{query}")
    return engines["django"].from_string(LOAD + source).render(values, request)


def tree(source: str, **values: Any) -> html.HtmlElement:
    """The same as a tree with one root."""
    return html.fragment_fromstring(draw(source, **values), create_parent="div")
