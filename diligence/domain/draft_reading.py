"""Reads a draft's document, which may be faulty anywhere: what can't be read counts as absent."""

from collections.abc import Mapping
from typing import Any


class Naming:
    """What the questions and options of a document are called."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.questions = {str(q["id"]): q for q in members(document, "questions") if q.get("id")}

    def question_label(self, question: str) -> str:
        found = self.questions.get(question, {})
        return str(found.get("short") or found.get("text") or question)

    def option_label(self, question: str, code: str) -> str:
        return self.codes(question).get(code) or code

    def codes(self, question: str) -> dict[str, str]:
        """The options of a question: label by code."""
        options = members(self.questions.get(question, {}), "options")
        return {str(o["code"]): str(o.get("label", "")) for o in options if o.get("code")}

    def several(self, question: str) -> bool:
        return self.questions.get(question, {}).get("type") == "multi"


def members(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list of a document; nothing where there is no such list."""
    listed = document.get(name)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def text_of(item: Mapping[str, Any], name: str) -> str:
    """A text of a document, or ''."""
    value = item.get(name)
    return value if isinstance(value, str) else ""


def list_of(item: Mapping[str, Any], name: str) -> list[str]:
    """The texts of a list of a document."""
    value = item.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
