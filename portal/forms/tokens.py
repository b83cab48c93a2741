"""A new API token."""

import uuid
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.actions import tokens
from portal.enums import TokenScope

SAYS = {
    TokenScope.REGISTER: _("Enter and change partnerships and partners"),
    TokenScope.APPRAISE: _("Answer and submit appraisals, send them to the hub"),
    TokenScope.ADVISE: _("Work in the hub’s queue and issue advice"),
    TokenScope.DECIDE: _("Record measures and decisions"),
    TokenScope.EXPORT: _("Export, which can carry the whole register away"),
    TokenScope.AUTHOR: _("Write and review drafts of questionnaires"),
    TokenScope.PUBLISH: _("Enter declarations, confirm and publish"),
}
"""What a scope opens, in the words of whoever chooses it."""


class NewToken(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What will use it, for example “Grant office import”."),
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        help_text=_("At most one year from today."),
        widget=forms.DateInput,
    )

    scopes = forms.MultipleChoiceField(
        label=_("What else it may do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It may always read. Tick only what the other system needs."),
    )

    def __init__(
        self,
        *args: Any,
        membership_id: uuid.UUID | None,
        scopes: Iterable[TokenScope],
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"expires_on": clock.today() + timedelta(days=90)})
        super().__init__(*args, **kwargs)
        self.membership_id = membership_id
        offered = [(scope.value, SAYS[scope]) for scope in scopes if scope != TokenScope.READ]
        field = self.fields["scopes"]
        field.choices = offered  # type: ignore[attr-defined]  # a choice field's
        if not offered:
            del self.fields["scopes"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if self.membership_id and tokens.name_taken(self.membership_id, name):
            raise forms.ValidationError(
                _("You have a token of this name already. Choose another name.")
            )
        return name

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed. Choose a day to come."))
        if day > clock.today() + timedelta(days=365):
            raise forms.ValidationError(_("A token lasts at most one year. Choose an earlier day."))
        return day

    @property
    def expires_at(self) -> datetime:
        """The end of the chosen day, in the portal's zone."""
        return datetime.combine(
            self.cleaned_data["expires_on"], time(23, 59, 59), ZoneInfo(settings.TIME_ZONE)
        )
