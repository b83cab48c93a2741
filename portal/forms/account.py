"""Signing in, passwords and second factors: allauth's forms in Ajar's words."""

import struct
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.contrib.auth import password_validation
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portal.models import User

RULES = _(
    "12 to 128 characters, hard to guess, not your name or address. "
    "Several words that only you put together work well."
)
STRENGTH = reverse_lazy("account_password_strength")
"""Who says, while a new password is typed, how hard it is to guess."""
SAME_TWICE = _("The two passwords differ. Type the same one twice.")


def plain(field: forms.Field, label: Any = None, help_text: Any = "") -> None:
    """Labels say what a field is for; placeholders vanish just when they are needed."""
    field.widget.attrs.pop("placeholder", None)
    field.help_text = help_text
    if label is not None:
        field.label = label


OR_ELSE = _("Leave it empty if your organisation has its own sign-in: you are led there.")
NO_OTHER_WAY = _(
    "Type your password. No organisation has set up a sign-in of its own for this address."
)


class SignIn(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["login"], _("E-mail address"))
        plain(self.fields["password"], _("Password"), OR_ELSE)
        # Without one, the address alone says where its organisation signs in.
        self.fields["password"].widget.attrs.pop("required", None)
        self.fields["password"].widget.is_required = False
        self.fields["password"].error_messages["required"] = str(NO_OTHER_WAY)


class Reauthenticate(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["password"], _("Password"))


class AskReset(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], _("E-mail address"))

    def clean_email(self) -> str:
        """One look, the same for known and unknown addresses: both get a mail of their own."""
        email: str = self.cleaned_data["email"].strip().lower()
        self.users = list(User.objects.filter(email=email, is_active=True))
        return email


class _Twice:
    """Two equal new passwords, with the rules shown before anything is typed."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["password1"], _("New password"), RULES)
        self.fields["password1"].widget.attrs["data-strength"] = STRENGTH
        plain(self.fields["password2"], _("New password, once more"))


class ChangePassword(_Twice, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["oldpassword"], _("Present password"))


class NewPassword(_Twice, account.ResetPasswordKeyForm):
    pass


NO_PASSKEY = _("The answer of your device was not complete. Try once more, or use another way.")
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error)
"""What libraries raise for bytes that no authenticator made."""


class _PasskeyUsed:
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # the form's beside it
        except _BROKEN:
            raise forms.ValidationError(NO_PASSKEY) from None


class PasskeyAtSignIn(_PasskeyUsed, passkey.LoginWebAuthnForm):
    pass


class PasskeyAsSecondFactor(_PasskeyUsed, passkey.AuthenticateWebAuthnForm):
    pass


class PasskeyAgain(_PasskeyUsed, passkey.ReauthenticateWebAuthnForm):
    pass


class NewPasskey(passkey.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["name"], _("Name"), _("For example the device it is on."))
        self.fields["name"].max_length = 100

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except _BROKEN:
            raise forms.ValidationError(NO_PASSKEY) from None
        return cleaned


CODE = _("Code from your authenticator app")


class ActivateSecondFactor(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], CODE, _("Six digits that change every 30 seconds."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class _Code:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], CODE, _("Or one of your recovery codes."))


class SecondFactor(_Code, factor.AuthenticateForm):
    pass


class SecondFactorAgain(_Code, factor.ReauthenticateForm):
    pass


class SetPassword(forms.Form):
    """A password for the account named by a one-time link."""

    password1 = forms.CharField(
        label=_("Password"),
        help_text=RULES,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "new-password", "data-strength": STRENGTH}
        ),
    )
    password2 = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # not in the stubs
        first = self.cleaned_data.get("password1")
        if not first:
            return
        try:
            password_validation.validate_password(first, self.described_person())
        except forms.ValidationError as problem:
            self.add_error("password1", problem)
        second = self.cleaned_data.get("password2")
        if second and first != second:
            self.add_error("password2", str(SAME_TWICE))

    def described_person(self) -> Any:
        """Whose name and address the password must not resemble."""
        return self.person


class Introduce(SetPassword):
    """A new account: name and password; the address is the invited one."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues know you."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["email", "name", "password1", "password2"]

    def described_person(self) -> Any:
        if self.person is not None:
            self.person.name = self.cleaned_data.get("name", "")
        return self.person


class IntroduceOperator(Introduce):
    """A new operator; the address is asked where the link does not name one."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class YourName(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Colleagues and the record of what was done show it."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
