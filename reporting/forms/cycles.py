"""Forms about cycles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2025, 2099


class ChangeCycle(forms.Form):
    """The one date that can be moved; the years are what the cycle is."""

    freezes_on = forms.DateField(
        label=_("Data freeze"),
        widget=forms.DateInput,
        help_text=_("Returns are due by this day. A later one is marked as late, not refused."),
    )


class AddCycle(ChangeCycle):
    """The first of the two years."""

    first_year = forms.IntegerField(
        label=_("First year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("A cycle is two calendar years, for example 2025 and 2026."),
    )
    field_order = ["first_year", "freezes_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_year"].widget.attrs["inputmode"] = "numeric"
