"""Columns of the foundation that name people, and where a name may stand for good."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.privacy.people import Names, Part, PersonData, Standing
from portal.privacy.purposes import Processing

_RECORD = _("What the record tells of a step; it goes when the record’s time is over.")
_WORDS = _("What a steward entered about a request; it goes with the request.")


_NAMES: Final[tuple[Names, ...]] = (
    Names("portal.Absence", _("Arranged an absence"), "created_by"),
    Names("portal.SecuritySettings", _("Changed the settings of sign-in"), "by"),
    Names("portal.IdentityProvider", _("Changed a sign-in of the organisation"), "by"),
    Names("portal.EmailDomain", _("Claimed a domain"), "claimed_by"),
    Names("portal.JoinRequest", _("Answered a request to join"), "by"),
    Names("portal.PrivacySettings", _("Changed the settings of data protection"), "by"),
    Names("portal.PrivacySettings", _("Data protection officer"), "officer", part=Part.NAMED),
    Names("portal.RetentionRule", _("Set how long something is kept"), "by"),
    Names("portal.LegalHold", _("Placed a hold"), "by"),
    Names("portal.LegalHold", _("Released a hold"), "released_by"),
    Names(
        "portal.PersonRequest",
        _("Asked about their own data"),
        "person",
        "user_id",
        "email",
        part=Part.NAMED,
    ),
    Names("portal.PersonRequest", _("Recorded a request"), "by"),
    Names("portal.PersonRequest", _("Closed a request"), "closed_by"),
    Names("portal.RecordExport", _("Asked for a copy of the record"), "by", "user_id"),
    Names("portal.Disclosure", _("Looked through a text before it left"), "by", "user_id"),
)


_STANDING: Final[tuple[Standing, ...]] = (
    Standing("portal.AuditEvent", "detail", _RECORD),
    Standing("portal.PersonRequest", "person", _WORDS),
    Standing("portal.PersonRequest", "email", _WORDS),
    Standing("portal.PersonRequest", "note", _WORDS),
    Standing("portal.PersonRequest", "outcome", _WORDS),
    Standing("portal.PrivacySettings", "contact", _WORDS),
    Standing("portal.PrivacySettings", "officer", _WORDS),
    Standing("portal.PrivacySettings", "processors", _WORDS),
    Standing("portal.LegalHold", "reason", _WORDS),
    Standing("portal.LegalHold", "released_because", _WORDS),
    Standing("portal.LegalHold", "title", _WORDS),
    Standing("portal.RetentionRule", "reason", _WORDS),
    Standing("portal.Disclosure", "reason", _WORDS),
    Standing("portal.PrivacySettings", "controller", _WORDS),
    Standing("portal.PrivacySettings", "basis", _WORDS),
    Standing("portal.ClaimRule", "value", _WORDS),
    Standing("portal.SecuritySettings", "classified_channel", _WORDS),
)


def _nobody() -> tuple[tuple[str, str], ...]:
    account = "the account, closed with the last membership"
    return (
        ("portal.User.name", account),
        ("portal.User.email", account),
        ("portal.Invitation.email", "removed with the membership"),
        ("portal.Invitation.name", "removed with the membership"),
        ("portal.AddressProof.email", "a door: removed by its own period"),
        ("portal.OperatorLink.email", "of operators, who are members of nothing"),
        ("portal.AuditEvent.by", "forgotten in the record's own way"),
        ("portal.AuditPruning.by", "the product: the event of a pruning says who acted"),
        ("portal.AuditEvent.user_id", "forgotten in the record's own way"),
        ("portal.Membership.joined_by", "a way of joining"),
        ("portal.EmailDomain.verified_by", "an operator's words"),
        ("portal.SecuritySettings.notify_email", "a mailbox of the organisation"),
        ("portal.PrivacySettings.contact", "a mailbox of the organisation"),
        ("portal.ApiToken.name", "a machine"),
        ("portal.Unit.name", "a unit"),
        ("portal.Organisation.name", "an organisation"),
        ("portal.StoredFile.name", "a file"),
        ("portal.IdentityProvider.name", "a way of signing in"),
    )


def person_data() -> PersonData:
    return PersonData(_NAMES, _STANDING, _nobody())


# --- What for -----------------------------------------------------------------------------------
_INSIDE: Final = _("Stewards of the organisation; the operator of the installation for support.")

_PROCESSING: Final = (
    Processing(
        key="members",
        title=_("Members and how they sign in"),
        purpose=_("To let in whom the organisation named, in the role it gave, and nobody else."),
        people=_("Members, invited people, people who ask to join."),
        data=_("Name, e-mail address, roles, units, second factors, sessions, known browsers."),
        recipients=_INSIDE,
        measures=_("Passwords hashed, secrets sealed, limits on tries, alerts on new browsers."),
        retention=("inactive", "memberships", "tokens", "links", "sign_in_problems"),
    ),
    Processing(
        key="record",
        title=_("Record of what was done"),
        purpose=_("Security and accountability: who had access, how an outcome came about."),
        people=_("Members, in what they do."),
        data=_("Name and step; no measuring of people, no figures per member."),
        recipients=_("Stewards who look for a named reason; auditors whom they show it."),
        measures=_("Only added to, sealed in chained, signed batches; names can be forgotten."),
        retention=("record", "record_names"),
    ),
    Processing(
        key="rights",
        title=_("Requests of people about their data"),
        purpose=_("To answer them within a month, and to show that it was done."),
        people=_("Whoever asks."),
        data=_("Name, address, what was asked and answered."),
        recipients=_("Stewards; the person."),
        measures=_("Copies are sealed files, fetched after signing in again, removed with time."),
        retention=("requests", "copies", "disclosures", "runs"),
    ),
)


def processing() -> tuple[Processing, ...]:
    return _PROCESSING
