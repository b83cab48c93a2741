"""Saying who is away, and who stands in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import Membership
from portal.queries import members


class AbsenceForm(forms.Form):
    from_on = forms.DateField(label=_("First day"))
    until_on = forms.DateField(label=_("Last day"))
    delegate = forms.ChoiceField(
        label=_("Who stands in"),
        help_text=_("A colleague with the same roles: roles don’t pass."),
        error_messages={"required": _("Choose who stands in.")},
    )

    def __init__(self, *args: Any, absent: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        delegate: Any = self.fields["delegate"]
        delegate.choices = [
            ("", _("Choose a colleague")),
            *(
                (str(row.pk), f"{row.user.get_full_name()} ({row.role_labels})")
                for row in members.possible_delegates(absent.pk)
            ),
        ]
