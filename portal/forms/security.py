"""An organisation's rules about sessions and ways in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.actions.security import Rules
from portal.limits import FAILURES_TOLD
from portal.models import SecuritySettings

MOST_MARKINGS = 50


class Security(forms.Form):
    idle_minutes = forms.IntegerField(
        label=_("Sign people out after this many minutes without use"),
        help_text=_("From 5 to 480. Thirty unless you change it."),
        min_value=5,
        max_value=480,
    )
    session_hours = forms.IntegerField(
        label=_("Sign people out after this many hours in any case"),
        help_text=_("From 1 to 24. Twelve unless you change it."),
        min_value=1,
        max_value=24,
    )
    second_factor_for_all = forms.BooleanField(
        label=_("Everybody uses a second factor"),
        help_text=_(
            "Stewards do always, and everybody at hubs, ministries and the Commission. Whoever "
            "has none sets one up at their next page."
        ),
        required=False,
    )
    password_sign_in = forms.BooleanField(
        label=_("Members may sign in with a password or passkey of their own"),
        help_text=_(
            "Without this, only through your organisation’s sign-in. Stewards keep a way of their "
            "own, for the day that sign-in fails."
        ),
        required=False,
    )
    notify_email = forms.EmailField(
        label=_("Address for warnings"),
        help_text=_("Told when certificates end or sign-ins fail. Left empty, stewards are told."),
        required=False,
    )
    failures_told = forms.TypedChoiceField(
        label=_("Warn when signing in to one account failed so often within an hour"),
        help_text=_("Ten unless you change it. Of all accounts of one mail domain: fifty."),
        choices=[(number, number) for number in FAILURES_TOLD],
        coerce=int,
    )
    markings = forms.CharField(
        label=_("Further classification markings to refuse"),
        help_text=_(
            "One on each line, as it stands on your papers. Those of the EU, NATO and the Member "
            "States are known."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    classified_channel = forms.CharField(
        label=_("Where classified information goes instead"),
        help_text=_("Told with every refusal, for example whom to call. No secrets here."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, has_provider: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_provider = has_provider

    @classmethod
    def of(cls, row: SecuritySettings, *, has_provider: bool) -> "Security":
        initial = {name: getattr(row, name) for name in cls.base_fields}
        return cls(
            initial=initial | {"markings": "\n".join(row.markings)}, has_provider=has_provider
        )

    def clean_password_sign_in(self) -> bool:
        allowed: bool = self.cleaned_data["password_sign_in"]
        if not allowed and not self.has_provider:
            raise forms.ValidationError(
                _(
                    "Your organisation has no sign-in of its own in use, so nobody could come in. "
                    "Set one up first, or leave this ticked."
                )
            )
        return allowed

    def clean_markings(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["markings"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        long = next((line for line in found if len(line) > 60), "")
        if long:
            raise forms.ValidationError(
                _("A marking has at most 60 characters: shorten “%(line)s”.") % {"line": long}
            )
        if any(len(line) < 3 for line in found):
            raise forms.ValidationError(
                _("A marking of one or two letters stands in nearly every text. Write it in full.")
            )
        if len(found) > MOST_MARKINGS:
            raise forms.ValidationError(_("At most 50 markings. Keep those your papers bear."))
        return found

    def rules(self) -> Rules:
        return Rules(**self.cleaned_data)
