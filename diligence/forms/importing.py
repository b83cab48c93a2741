"""Forms of an import: the file, where its headings are, what its columns and words mean."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.actions.intake_try import FIELDS
from diligence.choices import PartnershipState
from diligence.domain.cells import DayOrder, DecimalSign
from diligence.domain.intake import BY_DATES, Reading
from diligence.exchange.spreadsheets import COLUMNS
from diligence.queries import vocabulary
from diligence.queries.intake import Unknown

LEAVE_EMPTY: Final = "-"
COLUMN: Final = "column-{}"
STATES: Final = [
    (BY_DATES, _("By their days: ended, running or agreed; proposed without days")),
    *((value, label) for value, label in PartnershipState.choices if value != "ended"),
]


class FileForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
        error_messages={"required": _("Choose a file first.")},
    )


class LayoutForm(forms.Form):
    """The worksheet and the row of its headings."""

    sheet = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    heading_row = forms.IntegerField(
        min_value=1, error_messages={"required": _("Choose the row of the headings.")}
    )
    two_lines = forms.BooleanField(required=False)


class ColumnsForm(forms.Form):
    """What each column is, and how days and sums are written."""

    dates = forms.ChoiceField(
        label=_("Days are written"),
        choices=[
            (DayOrder.DMY.value, _("day first: 31.12.2026")),
            (DayOrder.MDY.value, _("month first: 12/31/2026")),
        ],
    )
    decimal = forms.ChoiceField(
        label=_("Decimals stand after"),
        choices=[
            (DecimalSign.COMMA.value, _("a comma: 1.250,50")),
            (DecimalSign.POINT.value, _("a point: 1,250.50")),
        ],
    )
    state = forms.ChoiceField(label=_("State of new rows that give none"), choices=STATES)

    def __init__(
        self, *args: Any, headings: Sequence[str], reading: Reading, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("dates", "decimal", "state"):
            self.fields[name].initial = getattr(reading, name)
        titles = {column.key: column.title for column in COLUMNS}
        offered = [(key, titles[key]) for key in titles if key in FIELDS]
        self._names = [COLUMN.format(number) for number in range(len(headings))]
        for number, heading in enumerate(headings):
            field = reading.columns[number] if number < len(reading.columns) else ""
            self.fields[self._names[number]] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": number + 1},
                choices=[("", _("Left out")), *offered],
                required=False,
                initial=field,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def columns(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self._names]

    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._names]


class WordsForm(forms.Form):
    """What words that no list knows mean; those without a choice stay as they are."""

    def __init__(self, *args: Any, unknown: Sequence[Unknown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = {f"word-{number}": one for number, one in enumerate(unknown)}
        for name, one in self._words.items():
            self.fields[name] = forms.ChoiceField(
                label=one.written,
                required=False,
                choices=[
                    ("", _("Not said yet: these rows stay to be corrected")),
                    (LEAVE_EMPTY, _("Leave it empty")),
                    *vocabulary.choices(one.field),
                ],
            )

    def entries(self) -> list[tuple[Unknown, forms.BoundField]]:
        return [(one, self[name]) for name, one in self._words.items()]

    def words(self) -> dict[str, dict[str, str]]:
        """Field → word → code, of the words that were given a meaning."""
        said: dict[str, dict[str, str]] = {}
        for name, one in self._words.items():
            chosen = self.cleaned_data.get(name, "")
            if chosen:
                meaning = "" if chosen == LEAVE_EMPTY else chosen
                said.setdefault(one.field, {})[one.word] = meaning
        return said
