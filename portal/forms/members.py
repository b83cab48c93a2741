"""Inviting members and changing what they may do."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.actions import invitations
from portal.enums import Role, roles_open_to
from portal.models import Membership, Organisation, Unit

ROLE_HINTS = {
    Role.OFFICER: _("Registers partnerships, answers appraisals and submits them."),
    Role.DECIDER: _("Reads the register, appraisals and advice, sets measures, and decides."),
    Role.ADVISER: _("Looks at what organisations send the hub, advises, and closes cases."),
    Role.POLICY_OFFICER: _("Reads figures, declares the frame, confirms what the Commission gets."),
    Role.ANALYST: _("Reads what Member States confirmed, keeps cycles, publishes reports."),
    Role.STEWARD: _("Invites members, keeps units and settings; reads the register."),
}
NO_LIMIT = _("Nothing ticked: the whole organisation.")


class RolesAndUnits(forms.Form):
    """What a member may do, and the units their work is limited to."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    units = forms.MultipleChoiceField(
        label=_("Limit the work to units"),
        help_text=NO_LIMIT,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.hints = {str(role): hint for role, hint in ROLE_HINTS.items()}
        roles: Any = self.fields["roles"]
        roles.choices = [(role.value, role.label) for role in roles_open_to(organisation.kind)]
        kept = self.initial.get("units", ())
        units: Any = self.fields["units"]
        units.choices = [
            (str(unit.pk), unit.name)
            for unit in Unit.objects.order_by("name")
            if unit.active or str(unit.pk) in kept
        ]
        if not units.choices:
            del self.fields["units"]

    @property
    def unit_ids(self) -> list[uuid.UUID]:
        return [uuid.UUID(key) for key in self.cleaned_data.get("units", [])]


class Invite(RolesAndUnits):
    email = forms.EmailField(label=_("E-mail address"), help_text=_("Their own, not a shared one."))
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    field_order = ["email", "name", "roles", "units"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        verdict = invitations.may_be_invited(email)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return email


class ChangeMember(RolesAndUnits):
    @classmethod
    def of(cls, membership: Membership, data: Any = None) -> "ChangeMember":
        assigned = membership.unit_assignments.values_list("unit_id", flat=True)
        return cls(
            data,
            organisation=membership.owner,
            initial={"roles": membership.roles, "units": [str(key) for key in assigned]},
        )
