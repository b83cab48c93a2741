"""Who organisations and members are, and what a role entitles to."""

from collections.abc import Iterable
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


class LinkPurpose(TextChoices):
    """What a link for somebody without an account opens."""

    COLLEAGUE = "colleague", _("Questions to a colleague")
    RESULT = "result", _("A shared result")
    CALENDAR = "calendar", _("A calendar of due dates")


class JoinedBy(TextChoices):
    INVITATION = "invitation", _("Invitation")
    DOMAIN = "domain", _("E-mail domain")
    PROVIDER = "provider", _("Sign-in of the organisation")


class ProviderProtocol(TextChoices):
    OIDC = "oidc", _("OpenID Connect")
    SAML = "saml", _("SAML 2.0")


class ProviderState(TextChoices):
    DRAFT = "draft", _("Being set up")
    LIVE = "live", _("In use")
    OFF = "off", _("Switched off")


class ClaimTest(TextChoices):
    IS = "is", _("is")
    STARTS = "starts", _("begins with")
    CONTAINS = "contains", _("contains")


class TokenScope(TextChoices):
    """What an interface token may be used for; it never exceeds its member's permissions."""

    READ = "read", _("Read")
    REGISTER = "register", _("Register partnerships")
    APPRAISE = "appraise", _("Appraise")
    ADVISE = "advise", _("Advise")
    DECIDE = "decide", _("Treat and decide")
    EXPORT = "export", _("Export")
    AUTHOR = "author", _("Write questionnaires")
    PUBLISH = "publish", _("Publish")


class FileState(TextChoices):
    UNSCANNED = "unscanned", _("Not scanned")
    QUARANTINED = "quarantined", _("Being scanned")
    CLEAN = "clean", _("Scanned")
    REFUSED = "refused", _("Refused by the scanner")


class Tlp(TextChoices):
    """Traffic Light Protocol 2.0 (FIRST): with whom something may be shared."""

    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber_strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"


class PersonRequestKind(TextChoices):
    ACCESS = "access", _("A copy of what is held")
    RECTIFICATION = "rectification", _("Correction")
    ERASURE = "erasure", _("Erasure")
    OBJECTION = "objection", _("Objection")


class PersonRequestState(TextChoices):
    OPEN = "open", _("Open")
    MAKING = "making", _("Being put together")
    READY = "ready", _("Ready to fetch")
    CLOSED = "closed", _("Closed")


class DisclosureKind(TextChoices):
    """Personal data that may stand in free text."""

    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    ORCID = "orcid", _("ORCID iD")
    DOCUMENT = "document", _("Number of a passport or identity card")
    ACCOUNT = "account", _("Bank account")
    BIRTH = "birth", _("Date of birth")
    CV = "cv", _("Curriculum vitae")
    NAME = "name", _("Name of a person")
    UNREAD = "unread", _("Can’t be read here")


class Treated(TextChoices):
    REDACTED = "redacted", _("Redacted")
    JUSTIFIED = "justified", _("Justified")


class RecordFormat(TextChoices):
    CSV = "csv", _("Table (CSV)")
    JSONL = "jsonl", _("JSON lines")


class RecordExportState(TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready to fetch")
    FAILED = "failed", _("Failed")
    REMOVED = "removed", _("Removed")


class SearchPurpose(TextChoices):
    """What alone somebody may be looked for in the record for."""

    INCIDENT = "incident", _("A security incident")
    ACCESS = "access", _("A person’s request for access to their data")
    OBJECTION = "objection", _("A person’s objection")


class Permission(StrEnum):
    VIEW_REGISTER = "view_register"
    EDIT_REGISTER = "edit_register"
    APPRAISE = "appraise"
    REFER = "refer"
    """Sends dossiers to the hub and answers its questions."""
    CLEAR = "clear"
    """Records that a flag no longer stands."""
    TREAT = "treat"
    DECIDE_LOW = "decide_low"
    DECIDE = "decide"
    """Decides whatever the band."""
    EXPORT = "export"
    VIEW_OWN_FIGURES = "view_own_figures"
    """Reads the dashboard over the own organisation's rows."""
    ADVISE = "advise"
    """Works in the hub's queue."""
    VIEW_FIGURES = "view_figures"
    """Reads disclosure-controlled figures of a Member State."""
    DECLARE = "declare"
    """Enters frame, declarations and chapters of the national contribution."""
    CONFIRM_RETURN = "confirm_return"
    VIEW_RETURNS = "view_returns"
    """Reads the confirmed returns of all Member States."""
    MANAGE_CYCLES = "manage_cycles"
    PUBLISH = "publish"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_UNITS = "manage_units"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_SIGN_IN = "manage_sign_in"
    """Sets up identity providers, domains, and what sessions and factors are asked of members."""
    VIEW_RECORD = "view_record"
    """Searches and exports the record of what was done, for purposes of security alone."""
    MANAGE_PRIVACY = "manage_privacy"
    """Retention, legal holds, records of processing, requests of persons."""
    VIEW_QUESTIONNAIRES = "view_questionnaires"
    """Reads the published editions that the organisation may see."""
    AUTHOR = "author"
    """Writes drafts of questionnaires and publishes what a second person approved."""
    REVIEW = "review"
    """Reads drafts, comments on them and approves those of others."""
    OPERATE = "operate"
    """Runs the installation. No role includes it: operators are members of nothing."""


P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {P.VIEW_REGISTER, P.EDIT_REGISTER, P.APPRAISE, P.REFER, P.CLEAR, P.TREAT}
        | {P.DECIDE_LOW, P.EXPORT, P.VIEW_OWN_FIGURES, P.MANAGE_TOKENS, P.VIEW_QUESTIONNAIRES}
    ),
    Role.DECIDER: frozenset(
        {P.VIEW_REGISTER, P.REFER, P.CLEAR, P.TREAT, P.DECIDE_LOW, P.DECIDE}
        | {P.EXPORT, P.VIEW_OWN_FIGURES, P.VIEW_QUESTIONNAIRES, P.REVIEW}
    ),
    Role.ADVISER: frozenset(
        {P.ADVISE, P.EXPORT, P.VIEW_OWN_FIGURES, P.MANAGE_TOKENS}
        | {P.VIEW_QUESTIONNAIRES, P.REVIEW}
    ),
    Role.POLICY_OFFICER: frozenset(
        {P.VIEW_FIGURES, P.DECLARE, P.CONFIRM_RETURN, P.PUBLISH, P.MANAGE_TOKENS}
        | {P.VIEW_QUESTIONNAIRES, P.AUTHOR, P.REVIEW}
    ),
    Role.ANALYST: frozenset(
        {P.VIEW_RETURNS, P.MANAGE_CYCLES, P.PUBLISH, P.MANAGE_TOKENS}
        | {P.VIEW_QUESTIONNAIRES, P.AUTHOR, P.REVIEW}
    ),
    Role.STEWARD: frozenset(
        {P.VIEW_QUESTIONNAIRES, P.AUTHOR, P.REVIEW}
        | {P.VIEW_REGISTER, P.EXPORT, P.VIEW_OWN_FIGURES, P.VIEW_FIGURES, P.VIEW_RETURNS}
        | {P.MANAGE_MEMBERS, P.MANAGE_UNITS, P.MANAGE_TOKENS, P.MANAGE_SETTINGS}
        | {P.MANAGE_SIGN_IN, P.VIEW_RECORD, P.MANAGE_PRIVACY}
    ),
}
"""What a role may do, where the kind of organisation has a room for it."""

_EVERYWHERE = frozenset(
    {P.MANAGE_MEMBERS, P.MANAGE_TOKENS, P.VIEW_QUESTIONNAIRES, P.AUTHOR, P.REVIEW}
    | {P.MANAGE_SIGN_IN, P.VIEW_RECORD, P.MANAGE_PRIVACY}
)

KIND_PERMISSIONS: dict[OrganisationKind, frozenset[Permission]] = {
    OrganisationKind.RESEARCH: _EVERYWHERE
    | {P.MANAGE_UNITS, P.MANAGE_SETTINGS}
    | {P.VIEW_REGISTER, P.EDIT_REGISTER, P.APPRAISE, P.REFER, P.CLEAR, P.TREAT}
    | {P.DECIDE_LOW, P.DECIDE, P.EXPORT, P.VIEW_OWN_FIGURES},
    OrganisationKind.HUB: _EVERYWHERE | {P.MANAGE_SETTINGS, P.ADVISE, P.EXPORT, P.VIEW_OWN_FIGURES},
    OrganisationKind.MINISTRY: _EVERYWHERE
    | {P.VIEW_FIGURES, P.DECLARE, P.CONFIRM_RETURN, P.PUBLISH},
    OrganisationKind.COMMISSION: _EVERYWHERE | {P.VIEW_RETURNS, P.MANAGE_CYCLES, P.PUBLISH},
    OrganisationKind.FUNDER: frozenset(),
}
"""What can be done at all in an organisation of this kind: deciding, for example, belongs to
research organisations alone, whatever role somebody is given elsewhere."""

KIND_ROLES: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.RESEARCH: (Role.OFFICER, Role.DECIDER, Role.STEWARD),
    OrganisationKind.HUB: (Role.ADVISER, Role.STEWARD),
    OrganisationKind.MINISTRY: (Role.POLICY_OFFICER, Role.STEWARD),
    OrganisationKind.COMMISSION: (Role.ANALYST, Role.STEWARD),
}
"""Roles that have rooms in an organisation of this kind; others get no login."""


def roles_open_to(kind: str) -> tuple[Role, ...]:
    return KIND_ROLES.get(OrganisationKind(kind), ())


def permissions_of(kind: str, roles: Iterable[str]) -> frozenset[Permission]:
    """What these roles entitle to in an organisation of this kind."""
    granted = (ROLE_PERMISSIONS.get(Role(role), frozenset()) for role in roles)
    return frozenset[Permission]().union(*granted) & KIND_PERMISSIONS[OrganisationKind(kind)]
