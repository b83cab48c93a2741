"""Forms of the register: a partnership's facts, its end, and what the list is narrowed by."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from diligence.choices import (
    Activity,
    AgreementKind,
    AppraisalState,
    PartnershipState,
    TechnologyArea,
)
from diligence.enums import Outcome
from diligence.models import Partnership
from diligence.queries.facts import FIELDS, Facts
from diligence.queries.partnerships import DISCARDED, NONE
from portal import clock
from portal.authority import Actor
from portal.models import Unit

CURRENCIES: Final = (  # noqa: SIM905 - a list would take one line a currency
    "EUR USD GBP CHF AUD BGN BRL CAD CLP CNY COP CZK DKK EGP HKD HUF IDR ILS INR ISK JPY KES KRW "
    "MAD MXN MYR NGN NOK NZD PEN PHP PLN RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH VND ZAR"
).split()
UNIT_WANTED: Final = _("Choose the unit. Your work is limited to the units offered here.")


class QuietForm(forms.Form):
    """A form that can show what was typed again without judging it yet."""

    def keep_quiet(self) -> None:
        """Show the data without errors: the page changes, nothing is being saved."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


class PartnershipForm(QuietForm):
    """A partnership's facts, in the order in which they are asked for."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("What the cooperation is about, as your colleagues would call it."),
    )
    reference = forms.CharField(
        label=_("Your reference"),
        max_length=80,
        required=False,
        help_text=_("The number your organisation files it under, if it has one."),
    )
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, empty_value=None)
    responsible = forms.CharField(
        label=_("Responsible researcher"),
        max_length=200,
        required=False,
        help_text=_(
            "A member of your own staff, by name or by a function mailbox. "
            "Leave out anybody who works for a partner."
        ),
    )
    state = forms.ChoiceField(label=_("State"), choices=PartnershipState.choices)
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=forms.DateInput)
    agreement_kind = forms.ChoiceField(label=_("Agreement"), choices=AgreementKind.choices)
    agreement_signed_on = forms.DateField(
        label=_("Signed on"), required=False, widget=forms.DateInput
    )
    activities = forms.MultipleChoiceField(
        label=_("Activities"),
        required=False,
        choices=Activity.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everything that is planned or done together."),
    )
    technology_areas = forms.MultipleChoiceField(
        label=_("EU critical technology areas"),
        required=False,
        choices=TechnologyArea.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Recommendation (EU) 2023/2113 names them. Choose none if none applies."),
    )
    funding_amount = forms.DecimalField(
        label=_("Funding"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=_("What your organisation receives or pays, in all."),
    )
    funding_currency = forms.ChoiceField(label=_("Currency"), required=False)
    funding_source = forms.CharField(label=_("Source of funding"), max_length=300, required=False)
    benefit = forms.CharField(
        label=_("Benefit statement"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the cooperation brings to research, to your organisation, to society."),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        units: Sequence[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        unit = self.fields["unit"]
        assert isinstance(unit, forms.TypedChoiceField)  # noqa: S101 - declared above
        nobody = _("Choose a unit") if actor.unit_ids is not None else _("No unit")
        unit.choices = [("", nobody), *((key, row.name) for key, row in self._units.items())]
        unit.coerce = self._units.__getitem__
        unit.required = actor.unit_ids is not None
        unit.error_messages["required"] = UNIT_WANTED
        self._offer_currencies()

    def _offer_currencies(self) -> None:
        currency = self.fields["funding_currency"]
        assert isinstance(currency, forms.ChoiceField)  # noqa: S101 - declared above
        now = self.initial.get("funding_currency") or "EUR"
        known = CURRENCIES if now in CURRENCIES else [now, *CURRENCIES]
        currency.choices = [(code, code) for code in known]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end is before the start. Correct one of the two."))
        ended = cleaned.get("state") == PartnershipState.ENDED
        if ended and end is None and not self.has_error("ends_on"):
            self.add_error("ends_on", _("Say on which day it ended."))
        unnamed = cleaned.get("agreement_kind") == AgreementKind.NONE
        if unnamed and cleaned.get("agreement_signed_on"):
            self.add_error("agreement_kind", _("Choose the kind of agreement that was signed."))
        return cleaned

    def facts(self) -> Facts:
        """What was entered, as the actions take it."""
        facts: Facts = {name: self.cleaned_data[name] for name in FIELDS}  # type: ignore[assignment]  # its keys
        facts["unit"] = facts["unit"] or None
        facts["funding_currency"] = facts["funding_currency"] or "EUR"
        # Browsers send line ends as CR LF; a text is the same on every way in.
        facts["benefit"] = facts["benefit"].replace("\r\n", "\n")
        return facts

    def take_errors(self, error: ValidationError) -> None:
        """Show what an action refused at the fields it named."""
        for name, problems in error.error_dict.items():
            self.add_error(name if name in self.fields else None, problems)


def initial_of(row: Partnership) -> dict[str, Any]:
    """A stored partnership as the form's start."""
    values = {name: getattr(row, name) for name in FIELDS if name != "unit"}
    return {**values, "unit": str(row.unit_id or ""), "revision": row.revision}


def as_posted(value: Any) -> list[str]:
    """A field's value as a browser would send it."""
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


class EndForm(forms.Form):
    """The day a partnership ended."""

    ends_on = forms.DateField(
        label=_("Ended on"), widget=forms.DateInput, help_text=_("Today or earlier.")
    )

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        if day > clock.today():
            raise ValidationError(_("Give today or an earlier day."))
        return day


def _any(label: Any, choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", label), *choices]


class FilterForm(forms.Form):
    """Draws what `RegisterFilter` reads from the same parameters, and says which day is not one."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=_any(_("Any"), [*PartnershipState.choices, (DISCARDED, _("Discarded"))]),
    )
    appraisal = forms.ChoiceField(
        label=_("Appraisal"),
        required=False,
        choices=_any(_("Any"), [(NONE, _("No appraisal yet")), *AppraisalState.choices]),
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=_any(
            _("Any"),
            [
                (Outcome.LOW.value, _("Low")),
                (Outcome.MEDIUM.value, _("Medium")),
                (Outcome.HIGH.value, _("High")),
                (Outcome.REFER.value, _("Refer")),
            ],
        ),
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    area = forms.ChoiceField(
        label=_("Technology area"), required=False, choices=_any(_("Any"), TechnologyArea.choices)
    )
    activity = forms.ChoiceField(
        label=_("Activity"), required=False, choices=_any(_("Any"), Activity.choices)
    )
    starts_from = forms.DateField(label=_("Starts from"), required=False, widget=forms.DateInput)
    starts_to = forms.DateField(label=_("Starts until"), required=False, widget=forms.DateInput)
    ends_from = forms.DateField(label=_("Ends from"), required=False, widget=forms.DateInput)
    ends_to = forms.DateField(label=_("Ends until"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, units: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)  # noqa: S101 - declared above
        unit.choices = _any(_("Any"), [*units.items(), (NONE, _("No unit"))])

    def label_of(self, name: str, value: Any) -> str:
        """A chosen value in words, for the chip that takes it away again."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return {str(key): str(label) for key, label in choices}.get(str(value), str(value))
        return str(value)
