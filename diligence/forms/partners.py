"""Forms of partners: what narrows their list, their facts, and the merge of two records."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.actions.partner_facts import FACTS
from diligence.actions.partners import default_choice
from diligence.choices import PartnerKind
from diligence.models import Partner
from portal.countries import all_countries, name_of

THIS, OTHER = "this", "other"


class PartnerFilterForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *PartnerKind.choices]
    )
    duplicates = forms.BooleanField(label=_("Likely duplicates only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - declared above
        country.choices = [("", _("Any country")), *all_countries()]


class PartnerForm(forms.Form):
    """A partner's facts; what they must be is said by the action that stores them."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(label=_("Name"), max_length=1000)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=PartnerKind.choices)
    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Where the partner is seated.")
    )
    city = forms.CharField(label=_("City"), required=False, max_length=1000)
    ror_id = forms.CharField(
        label=_("ROR id"),
        required=False,
        max_length=200,
        help_text=_("From ror.org, for example https://ror.org/02feahw73."),
    )
    pic = forms.CharField(
        label=_("Participant code (PIC)"),
        required=False,
        max_length=200,
        help_text=_("Nine digits, from the EU Funding & Tenders Portal."),
    )
    website = forms.CharField(
        label=_("Website"),
        required=False,
        max_length=1000,
        help_text=_("For example https://www.example.org."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - declared above
        country.choices = [("", _("Not known")), *all_countries()]

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACTS}


class MergeForm(forms.Form):
    """Which of two records stands, and whose value of each fact that differs."""

    keep = forms.ChoiceField(
        label=_("Which record stands?"),
        widget=forms.RadioSelect,
        help_text=_("Links, history and address of this one stay; the other one leads to it."),
    )

    def __init__(self, this: Partner, other: Partner, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this, self.other = this, other
        self._choice("keep", [(THIS, this.name), (OTHER, other.name)], THIS)
        usual = default_choice(this, other)
        self.differing = [name for name in FACTS if getattr(this, name) != getattr(other, name)]
        for name in self.differing:
            self.fields[name] = forms.ChoiceField(
                label=label_of(name),
                widget=forms.RadioSelect,
            )
            values = [(THIS, shown(this, name)), (OTHER, shown(other, name))]
            self._choice(name, values, THIS if usual[name] is this else OTHER)
        self.fields["revisions"] = forms.CharField(
            widget=forms.HiddenInput, initial=revisions(this, other)
        )

    def _choice(self, name: str, choices: list[tuple[str, str]], initial: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - only choices are passed here
        field.choices = choices
        field.initial = initial

    def clean_revisions(self) -> str:
        given: str = self.cleaned_data["revisions"]
        if given != revisions(self.this, self.other):
            raise forms.ValidationError(
                _("One of the records was changed meanwhile. Look at both again, then merge.")
            )
        return given

    def kept_and_dropped(self) -> tuple[Partner, Partner]:
        if self.cleaned_data["keep"] == THIS:
            return self.this, self.other
        return self.other, self.this

    def facts(self) -> dict[str, str]:
        """The chosen value of each fact that differs."""
        chosen = {THIS: self.this, OTHER: self.other}
        return {name: getattr(chosen[self.cleaned_data[name]], name) for name in self.differing}


def label_of(name: str) -> str:
    """What a fact of a partner is called."""
    field: models.Field[Any, Any] = Partner._meta.get_field(name)  # type: ignore[assignment]  # a column
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def revisions(this: Partner, other: Partner) -> str:
    return f"{this.revision}-{other.revision}"


def shown(partner: Partner, name: str) -> str:
    """A fact as people read it."""
    value = str(getattr(partner, name))
    if name == "country":
        return name_of(value) if value else str(_("Not given"))
    if name == "kind":
        return str(partner.get_kind_display())
    return value or str(_("Not given"))
