"""Which languages a questionnaire must be complete in, and its texts in one of them."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.language_names import NAMES, OFFICIAL
from diligence.domain.places import fingerprint
from portal.forms.choosing import offer

LANGUAGES: Final = {code: _lazy(NAMES[code]) for code in OFFICIAL}
"""The 24 official languages of the European Union."""

LONGEST: Final = 8000


class LanguageForm(forms.Form):
    """A language that is to be added."""

    language = forms.ChoiceField(
        label=_lazy("Language"),
        help_text=_lazy("The edition can be published once all of it is translated."),
        error_messages={"required": _lazy("Choose a language.")},
    )

    def __init__(self, data: Any = None, *, present: frozenset[str]) -> None:
        super().__init__(data)
        left = [(code, words) for code, words in LANGUAGES.items() if code not in present]
        offer(self, "language", [("", _("Choose")), *sorted(left, key=lambda pair: str(pair[1]))])


def changed_texts(
    data: QueryDict, rows: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """What was typed, by place: the new texts (empty: taken away), and what is wrong with some.

    A translation of earlier words that is sent back as it was counts as checked only where its box
    is ticked.
    """
    found: dict[str, dict[str, str]] = {}
    wrong: dict[str, str] = {}
    for index, (place, row) in enumerate(rows.items()):
        name = f"text-{index}"
        if data.get(f"place-{index}") != place or name not in data:
            continue
        text = str(data[name]).replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            wrong[place] = _("Use at most %(count)s characters.") % {"count": LONGEST}
        again = row["state"] == "stale" and f"checked-{index}" in data
        if text != row["text"] or again:
            found[place] = {"text": text, "of": fingerprint(row["source"])}
    return found, wrong
