"""The partners of a partnership, row by row: on record, or described here for the first time.

Every change of the rows is a submit button, so that the form works without scripts: `add`,
`remove`, `look_up` (records with such a name), `use` (take one of them), `change` (take another).
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from diligence.actions import partners as partner_actions
from diligence.actions.partner_facts import Facts, checked
from diligence.choices import PartnerKind
from diligence.forms.partnerships import QuietForm
from diligence.models import Partner
from portal.authority import Actor
from portal.countries import all_countries

PREFIX: Final = "partners"
MOST: Final = 100
DETAILS: Final = ("country", "city", "kind", "ror_id", "pic", "website")
FIELDS: Final = ("partner", "name", *DETAILS)
COMMANDS: Final = ("add", "remove", "look_up", "use", "change")


class PartnerRowForm(QuietForm):
    """One partner: the key of a record, or the facts of a new one."""

    partner = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Name of the partner"),
        max_length=300,
        required=False,
        help_text=_("Partners on record are offered while you type."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        required=False,
        choices=sorted(PartnerKind.choices, key=lambda choice: choice[0] != PartnerKind.UNKNOWN),
    )
    ror_id = forms.CharField(
        label=_("ROR id"),
        max_length=60,
        required=False,
        help_text=_("As on ror.org, for example 02feahw73."),
    )
    pic = forms.CharField(
        label=_("Participant code (PIC)"),
        max_length=60,
        required=False,
        help_text=_("Nine digits, from the EU funding portal."),
    )
    website = forms.CharField(label=_("Website"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - declared above
        country.choices = [("", _("Choose a country")), *all_countries()]
        self.chosen: Partner | None = None
        """The record this row stands for; set by the page."""
        self.matches: Sequence[Partner] = ()
        """Records that might be meant; set by the page."""

    def is_blank(self) -> bool:
        values = self.cleaned_data
        given = any(values.get(name) for name in ("partner", "name", *DETAILS) if name != "kind")
        return not given and not self.errors

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.cleaned_data = cleaned
        if cleaned.get("partner") or self.errors or self.is_blank():
            return cleaned
        try:
            checked(self.facts())
        except ValidationError as error:
            for name, problems in error.error_dict.items():
                self.add_error(name, problems)
        return self.cleaned_data

    def facts(self) -> Facts:
        return Facts(**{name: self.cleaned_data.get(name) or "" for name in ("name", *DETAILS)})


class RowRefusedError(Exception):
    """A partner could not be put on record; its row says why."""


class BasePartnerRows(BaseFormSet):  # type: ignore[type-arg]  # Django can't subscript it
    """The rows together; at least one names a partner."""

    def clean(self) -> None:
        if any(self.errors):
            return
        if all(form.is_blank() for form in self.forms):
            self.forms[0].add_error("name", _("Name at least one partner."))
            return
        self._refuse_missing()

    def _refuse_missing(self) -> None:
        for form in self.forms:
            if form.cleaned_data.get("partner") and form.chosen is None:
                gone = _("This partner is no longer on record. Name it, or remove the row.")
                form.add_error("name", gone)

    def keep_quiet(self) -> None:
        """Show the rows without judging them: they change, nothing is being saved."""
        self._errors: list[Any] = []
        self._non_form_errors = ErrorList()
        for form in self.forms:
            form.keep_quiet()

    def show(self, records: Mapping[uuid.UUID, Partner]) -> None:
        """Give each row the record it stands for."""
        for form in self.forms:
            form.chosen = records.get(_key(form["partner"].value()))  # type: ignore[arg-type]  # None: no record

    def record(self, *, by: Actor) -> list[Partner]:
        """The partners the rows name, new ones put on record. Raises RowRefusedError.

        `described` are those that the member described instead of choosing a record.
        """
        found: list[Partner] = []
        self.described: list[Partner] = []
        for form in self.forms:
            if form.chosen is not None:
                found.append(form.chosen)
            elif not form.is_blank():
                self.described.append(self._recorded(form, by))
                found.append(self.described[-1])
        return found

    def _recorded(self, form: PartnerRowForm, by: Actor) -> Partner:
        facts = form.facts()
        try:
            return partner_actions.record(
                by=by, name=facts.name, **{name: getattr(facts, name) for name in DETAILS}
            )
        except ValidationError as error:
            for name, problems in error.error_dict.items():
                form.add_error(name, problems)
            raise RowRefusedError from None


PartnerRows = formset_factory(
    PartnerRowForm,
    formset=BasePartnerRows,
    extra=0,
    min_num=1,
    max_num=MOST,
    absolute_max=MOST,
)


def rows_of(partners: Sequence[Partner]) -> dict[str, str]:
    """The data of rows that stand for these partners (one empty row where there are none)."""
    data = {f"{PREFIX}-{at}-partner": str(row.pk) for at, row in enumerate(partners)}
    return {**data, **_management(max(1, len(partners)))}


def command_in(data: QueryDict) -> tuple[str, str] | None:
    """The button that changes the rows, and its value; None when the form is to be saved."""
    return next(((name, str(data[name])) for name in COMMANDS if name in data), None)


def changed_rows(data: QueryDict, command: str, value: str) -> tuple[QueryDict, int]:
    """The posted data with its rows changed as the button says, and the row to look at next."""
    rows = [_row(data, at) for at in range(_count(data))]
    at, _colon, key = value.partition(":")
    position = int(at) if re.fullmatch(r"\d{1,3}", at) and int(at) < len(rows) else None
    if command == "add" and len(rows) < MOST:
        rows.append({})
        position = len(rows) - 1
    elif position is None:
        return data, 0
    elif command == "remove":
        rows.pop(position)
        rows, position = rows or [{}], max(0, position - 1)
    elif command == "use" and _key(key):
        rows[position] = {"partner": key}
    elif command == "change":
        rows[position] = {}
    return _with(data, rows), position or 0


def with_partners(data: QueryDict, partners: Sequence[Partner]) -> QueryDict:
    """The posted data with rows that stand for these partners."""
    return _with(data, [{"partner": str(partner.pk)} for partner in partners] or [{}])


def counted(data: QueryDict) -> QueryDict:
    """The posted data with a number of rows that a browser could have sent."""
    rows = [_row(data, at) for at in range(max(1, _count(data)))]
    return data if str(len(rows)) == data.get(f"{PREFIX}-TOTAL_FORMS") else _with(data, rows)


def _count(data: QueryDict) -> int:
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    return min(int(total), MOST) if re.fullmatch(r"\d{1,3}", total) else 1


def _row(data: QueryDict, at: int) -> dict[str, str]:
    values = {name: data.get(f"{PREFIX}-{at}-{name}") for name in FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def _with(data: QueryDict, rows: Sequence[Mapping[str, str]]) -> QueryDict:
    changed = data.copy()
    for name in [name for name in changed if name.startswith(f"{PREFIX}-")]:
        del changed[name]
    for at, row in enumerate(rows):
        for name, value in row.items():
            changed[f"{PREFIX}-{at}-{name}"] = value
    for name, value in _management(len(rows)).items():
        changed[name] = value
    return changed


def _management(count: int) -> dict[str, str]:
    return {f"{PREFIX}-TOTAL_FORMS": str(count), f"{PREFIX}-INITIAL_FORMS": "0"}


def _key(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value or ""))
    except ValueError:
        return None


def keys_in(data: Mapping[str, Any]) -> list[uuid.UUID]:
    """The keys of the records that posted rows stand for."""
    found = (_key(value) for name, value in data.items() if name.endswith("-partner"))
    return [key for key in found if key is not None]
