"""An organisation's entry in the directory, its first steward, its settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.enums import OrganisationKind
from portal.models import Organisation


class Entry(forms.ModelForm):  # type: ignore[type-arg]  # Django can't subscript it
    class Meta:
        model = Organisation
        fields = ["name", "kind", "type", "size_band", "country", "city", "identifier"]
        help_texts = {
            "type": _("For research organisations: uptake is broken down by it."),
            "size_band": _("For research organisations: research and development staff."),
            "country": _("Every organisation but the Commission belongs to one."),
            "identifier": _("ROR id or participant identification code."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, told in (("kind", _("Choose a kind")), ("country", _("Choose a Member State"))):
            field: Any = self.fields[name]
            field.choices = [(value, label if value else told) for value, label in field.choices]
        if self.instance.pk and not self.instance._state.adding:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind") or self.instance.kind
        if kind == OrganisationKind.RESEARCH:
            if not data.get("type"):
                self.add_error("type", _("Choose the type of this research organisation."))
            if not data.get("size_band"):
                self.add_error("size_band", _("Choose the size of this research organisation."))
        else:
            data["type"], data["size_band"] = "", ""
        if kind == OrganisationKind.COMMISSION:
            data["country"] = ""
        elif not data.get("country"):
            self.add_error("country", _("Choose the Member State."))
        return data


class FirstSteward(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), help_text=_("Their own, not a shared one."))
    name = forms.CharField(label=_("Name"), max_length=150, required=False)


class HelpIn(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the member"))
    second_factor = forms.BooleanField(label=_("Also take off their second factor"), required=False)


class Settings(forms.Form):
    measures_minutes = forms.BooleanField(
        label=_("Measure active minutes per appraisal"),
        help_text=_(
            "Minutes of activity per appraisal and stage, rounded to five, kept without a person. "
            "They show whether the work stays in proportion to the risk. No page, export or "
            "interface gives figures per employee."
        ),
        required=False,
    )
