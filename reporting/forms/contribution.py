"""Forms of the national contribution. Their fields follow the pure definitions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.actions.confirm import LONGEST_CORRECTION
from reporting.domain.declarations import Field, FieldKind

MOST = 100_000


class CoverForm(forms.Form):
    """Who issues the report, and whom its readers may ask."""

    authority = forms.CharField(
        label=gettext_lazy("Issuing authority"),
        max_length=300,
        help_text=gettext_lazy("As it stands on the cover."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A function mailbox rather than a person."),
    )


class FrameForm(forms.Form):
    """A number for each type and size; an empty one is none."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(
        label=gettext_lazy("Where the numbers come from"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("For example: register of higher education, edition and date."),
    )

    def __init__(
        self,
        *args: Any,
        types: Mapping[str, str],
        sizes: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.types, self.sizes = types, sizes
        for type, type_name in types.items():
            for size, size_name in sizes.items():
                self.fields[f"n_{type}_{size}"] = forms.IntegerField(
                    label=f"{type_name}, {size_name}",
                    min_value=0,
                    max_value=MOST,
                    required=False,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    def counts(self) -> dict[tuple[str, str], int]:
        """Organisations by (type, size)."""
        return {
            (type, size): self.cleaned_data[f"n_{type}_{size}"] or 0
            for type in self.types
            for size in self.sizes
        }

    def rows(self) -> list[dict[str, Any]]:
        """The grid: a type and its fields, one for each size."""
        return [
            {"label": label, "cells": [self[f"n_{type}_{size}"] for size in self.sizes]}
            for type, label in self.types.items()
        ]


class DeclarationForm(forms.Form):
    """The fields of one indicator. Every one may stay empty: it is then not provided."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Printed with the indicator. Name no organisation with a value."),
    )

    def __init__(self, *args: Any, inputs: Sequence[tuple[str, str, Field]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inputs = inputs
        hinted: set[str] = set()
        for key, label, field in inputs:
            self.fields[key] = _field(field, _(label), hint=field.key not in hinted)
            hinted.add(field.key)
        self.order_fields(["seen", *(key for key, _label, _field in inputs), "note"])

    def given(self) -> dict[str, Any]:
        """What was typed, by key; judged by the domain, not here."""
        return {key: self.cleaned_data.get(key) for key, _label, _field in self.inputs}


def _field(field: Field, label: str, *, hint: bool) -> forms.Field:
    """The input for one field; what can't be read is the domain's to explain."""
    shared: dict[str, Any] = {"label": label, "required": False}
    if field.hint and hint:
        shared["help_text"] = _(field.hint)
    options = [(code, _(words)) for code, words in field.options]
    match field.kind:
        case FieldKind.CHOICE:
            return forms.ChoiceField(
                choices=[("", _("Not provided")), *options], widget=forms.RadioSelect, **shared
            )
        case FieldKind.CHOICES:
            return forms.MultipleChoiceField(
                choices=options, widget=forms.CheckboxSelectMultiple, **shared
            )
        case FieldKind.DATE:
            return forms.DateField(widget=forms.DateInput, **shared)
        case FieldKind.COUNT:
            attrs = {"inputmode": "numeric"}
            return forms.CharField(max_length=20, widget=forms.TextInput(attrs=attrs), **shared)
        case FieldKind.ADDRESS:
            return forms.CharField(max_length=500, **shared)
    return forms.CharField(max_length=500, **shared)


class TextForm(forms.Form):
    """The ministry's own words in one chapter."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("Plain text. An empty line begins a new paragraph."),
    )


class ConfirmForm(forms.Form):
    """Confirming by name; a correction also says what changed."""

    seen = forms.CharField(widget=forms.HiddenInput)
    correction = forms.CharField(
        label=gettext_lazy("What changed, and why"),
        max_length=LONGEST_CORRECTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The Commission and readers of the report see it."),
    )
    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Typed as it stands in your account, it confirms the return."),
    )

    def __init__(self, *args: Any, correcting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correcting:
            del self.fields["correction"]
