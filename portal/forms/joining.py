"""Asking to join by one's address, and answering it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.members import RolesAndUnits


class AskToJoin(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one your organisation gave you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AnswerJoining(RolesAndUnits):
    """Roles and units for somebody who asked to join."""
