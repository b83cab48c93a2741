"""Who organisations and members are, and what a role entitles to."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    RESEARCH = "research", _("Research organisation")
    FUNDER = "funder", _("Research funder")
    HUB = "hub", _("Advisory hub")
    MINISTRY = "ministry", _("Ministry")
    COMMISSION = "commission", _("European Commission")


class OrganisationType(TextChoices):
    """Types by which uptake of research organisations may be broken down."""

    UNIVERSITY = "university", _("University")
    OTHER_HEI = "other_hei", _("Other higher education institution")
    PUBLIC_INSTITUTE = "public_institute", _("Public research institute")
    RTO = "rto", _("Research and technology organisation")
    PRIVATE = "private", _("Private research performer")
    INFRASTRUCTURE = "infrastructure", _("Research infrastructure")
    NOT_APPLICABLE = "", _("Not a research organisation")


class SizeBand(TextChoices):
    """Research and development staff, in three bands (head count)."""

    SMALL = "small", _("Under 250 research staff")
    MEDIUM = "medium", _("250 to 999 research staff")
    LARGE = "large", _("1,000 research staff or more")
    NOT_APPLICABLE = "", _("Not a research organisation")


class Role(TextChoices):
    OFFICER = "officer", _("Research officer")
    DECIDER = "decider", _("Decider")
    ADVISER = "adviser", _("Adviser")
    POLICY_OFFICER = "policy_officer", _("Policy officer")
    ANALYST = "analyst", _("Analyst")
    STEWARD = "steward", _("Steward")


class Permission(StrEnum):
    VIEW_REGISTER = "view_register"
    EDIT_REGISTER = "edit_register"
    APPRAISE = "appraise"
    EXPORT = "export"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_UNITS = "manage_units"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_SETTINGS = "manage_settings"
    OPERATE = "operate"
    """Runs the installation. No role includes it: operators are members of nothing."""


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.EDIT_REGISTER,
            Permission.APPRAISE,
            Permission.EXPORT,
            Permission.MANAGE_TOKENS,
        }
    ),
    Role.STEWARD: frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.EXPORT,
            Permission.MANAGE_MEMBERS,
            Permission.MANAGE_UNITS,
            Permission.MANAGE_TOKENS,
            Permission.MANAGE_SETTINGS,
        }
    ),
}
"""A role without an entry has no rooms yet; nobody can be invited to it."""

KIND_ROLES: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.RESEARCH: (Role.OFFICER, Role.STEWARD),
}
"""Roles that have rooms in an organisation of this kind; others get no login."""


def roles_open_to(kind: str) -> tuple[Role, ...]:
    return KIND_ROLES.get(OrganisationKind(kind), ())
