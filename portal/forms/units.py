"""A unit's name."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.actions import units


class UnitName(forms.Form):
    name = forms.CharField(
        label=_("Name of the unit"),
        help_text=_("For example a faculty, department or institute."),
        max_length=200,
    )

    def __init__(self, *args: Any, unit_id: uuid.UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id = unit_id

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if units.name_taken(name, but=self.unit_id):
            raise forms.ValidationError(
                _("There is a unit of this name already. Choose another name.")
            )
        return name
