"""The form of a case that came by telephone, by mail or in person."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.actions.by_hand import MOST_PARTNERS, PartnerTold, Told
from advisory.choices import ReferralSource
from advisory.models import Referral, ReferralPartner
from diligence.choices import TechnologyArea
from portal import clock
from portal.forms.choosing import offer

PREFIX: Final = "partners"
FIRST_ROWS: Final = 2


class CaseForm(forms.Form):
    """What was told, by whom, and by when an answer is needed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    source = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[choice for choice in ReferralSource.choices if choice[0] != ReferralSource.PORTAL],
        widget=forms.RadioSelect,
        initial=ReferralSource.TELEPHONE,
    )
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput)
    sender_name = forms.CharField(
        label=_("Organisation that asks"),
        max_length=300,
        help_text=_("Those on this portal are offered while you type; any other name will do."),
    )
    member_state = forms.ChoiceField(label=_("Its Member State"))
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is asked, and what was told. Leave out names of persons."),
    )
    technology_areas = forms.MultipleChoiceField(
        label=_("EU critical technology areas"),
        required=False,
        choices=TechnologyArea.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    needed_by = forms.DateField(label=_("Answer needed by"), required=False, widget=forms.DateInput)
    needed_because = forms.CharField(label=_("Why by then"), max_length=300, required=False)

    def __init__(self, *args: Any, states: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member_state", states)
        if not self.is_bound:
            self.initial.setdefault("received_on", clock.today())

    def told(self, partners: Sequence[PartnerTold]) -> Told:
        """What was entered, as the action takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return Told(**given, partners=partners)

    def keep_quiet(self) -> None:
        """Show the data without errors: a row was added, nothing is being saved."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


class EditForm(CaseForm):
    """The same for a case in the queue: the day it came stays."""

    received_on = None  # type: ignore[assignment]  # takes the field away

    def told_again(self, row: Referral, partners: Sequence[PartnerTold]) -> Told:
        given = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        received = timezone.localtime(row.received_at).date()
        return Told(**given, received_on=received, partners=partners)


class PartnerForm(forms.Form):
    name = forms.CharField(label=_("Name of the partner"), max_length=300, required=False)
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

    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)


class BasePartners(BaseFormSet):  # type: ignore[type-arg]  # Django can't subscript it
    """The partners named; empty rows are left out."""

    def filled(self) -> list[int]:
        """Positions of the rows that say something."""
        return [at for at, form in enumerate(self.forms) if not form.is_blank()]

    def told(self) -> list[PartnerTold]:
        return [PartnerTold(**self.forms[at].cleaned_data) for at in self.filled()]

    def keep_quiet(self) -> None:
        self._errors: list[Any] = []
        self._non_form_errors = ErrorList()
        for form in self.forms:
            form._errors = ErrorDict()


Partners: type[BasePartners] = formset_factory(  # type: ignore[assignment]  # makes a subclass of `formset`
    PartnerForm,
    formset=BasePartners,
    extra=0,
    min_num=1,
    max_num=MOST_PARTNERS,
    absolute_max=MOST_PARTNERS,
)


def blank_rows() -> dict[str, str]:
    return _management(FIRST_ROWS)


def rows_of(partners: Sequence[ReferralPartner]) -> dict[str, str]:
    """The data of rows that show these partners."""
    data = _management(max(FIRST_ROWS, len(partners)))
    for at, partner in enumerate(partners):
        data[f"{PREFIX}-{at}-name"] = partner.name
        data[f"{PREFIX}-{at}-ror_id"] = partner.ror_id
        data[f"{PREFIX}-{at}-pic"] = partner.pic
    return data


def with_one_more(data: QueryDict) -> QueryDict:
    """The posted data with one more row of a partner, up to the most there may be."""
    changed = data.copy()
    count = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    now = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    for name, value in _management(min(now + 1, MOST_PARTNERS)).items():
        changed[name] = value
    return changed


def show_problems(error: ValidationError, form: forms.Form, partners: BasePartners) -> None:
    """Show what the action refused at the fields and rows it named."""
    filled = partners.filled()
    for name, problems in error.error_dict.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == PREFIX:
            partners.forms[filled[int(parts[1])]].add_error(parts[2], problems)
        else:
            form.add_error(name if name in form.fields else None, problems)


def initial_of(row: Referral) -> dict[str, Any]:
    """A case in the queue as the form's start."""
    names = ("revision", "source", "sender_name", "member_state", "title", "summary")
    values = {name: getattr(row, name) for name in names}
    more = ("technology_areas", "needed_by", "needed_because")
    return values | {name: getattr(row, name) for name in more}


def _management(count: int) -> dict[str, str]:
    return {f"{PREFIX}-TOTAL_FORMS": str(count), f"{PREFIX}-INITIAL_FORMS": "0"}
