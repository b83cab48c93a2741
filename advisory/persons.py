"""Columns of the hub's room that name people, and where a name may stand for good."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.enums import OrganisationKind
from portal.privacy.people import Names, Part, PersonData, Standing
from portal.privacy.purposes import Processing

_FROZEN = _("A frozen document: its digest proves what was advised; it goes with the case.")
_WORDS = _("Words that somebody wrote; they are corrected by who looks after the row.")


_NAMES: Final[tuple[Names, ...]] = (
    Names("advisory.Referral", _("Holds a case"), "assignee_name", "assignee", by_membership=True),
    Names("advisory.Referral", _("Set a case’s priority"), "priority_set_by"),
    Names("advisory.Note", _("Wrote a note"), "by", "user_id"),
    Names("advisory.InformationRequest", _("Asked for information"), "asked_by"),
    Names(
        "advisory.AdviceDraft", _("Drafted advice"), "drafted_by", "drafted_user", part=Part.AUTHOR
    ),
    Names(
        "advisory.AdviceDraft",
        _("Countersigned advice"),
        "countersigned_by",
        "countersigned_user",
        part=Part.AUTHOR,
    ),
    Names("advisory.Advice", _("Issued advice"), "issued_by", part=Part.AUTHOR),
    Names(
        "advisory.Advice", _("Countersigned issued advice"), "countersigned_by", part=Part.AUTHOR
    ),
    Names(
        "advisory.CountersignRequest", _("Answered another hub"), "answered_by", part=Part.AUTHOR
    ),
    Names("advisory.Remit", _("To be reached about a remit"), "contact", part=Part.NAMED),
    Names(
        "advisory.SavedView",
        _("Their own saved views"),
        key="membership",
        part=Part.OWN,
        by_membership=True,
    ),
)


def _standing() -> tuple[Standing, ...]:
    frozen = {
        "ReceivedDossier": ("content", "score"),
        "Advice": ("document", "without_because", "reference"),
        "CountersignRequest": ("document", "because"),
    }
    words = {
        "Referral": ("title", "summary", "needed_because", "priority_because", "closed_because"),
        "Note": ("text",),
        "InformationRequest": ("message", "reply", "questions"),
        "AdviceDraft": ("reasons", "returned_because", "reference"),
        "ReceivedFile": ("name",),
    }
    return (
        *(Standing(f"advisory.{m}", c, _FROZEN) for m, each in frozen.items() for c in each),
        *(Standing(f"advisory.{m}", c, _WORDS) for m, each in words.items() for c in each),
    )


_NOBODY: Final[tuple[tuple[str, str], ...]] = (
    ("advisory.Referral.sender_name", "an organisation"),
    ("advisory.Referral.partner_names", "organisations"),
    ("advisory.ReferralPartner.name", "an organisation"),
    ("advisory.ReferralPartner.normalised_name", "an organisation"),
    ("advisory.ReceivedFile.name", "a file"),
    ("advisory.SavedView.name", "a view"),
)


def person_data() -> PersonData:
    return PersonData(_NAMES, _standing(), _NOBODY)


# --- What for -----------------------------------------------------------------------------------
_PROCESSING: Final = (
    Processing(
        key="cases",
        title=_("Advice on cases that organisations send"),
        purpose=_("To advise organisations that decide themselves; advice never binds."),
        people=_("Advisers; people named in what an organisation chose to send."),
        data=_("Advisers’ names beside notes and advice; what stands in dossiers and files."),
        recipients=_(
            "The organisation that asked; another hub whose countersignature is asked, without "
            "the organisation’s name."
        ),
        measures=_(
            "Rows of each organisation apart in the database, roles, second factors, sealed "
            "record, encrypted files, sharing labels (TLP)."
        ),
        retention=("cases", "second_opinions"),
        kinds=frozenset({OrganisationKind.HUB}),
    ),
)


def processing() -> tuple[Processing, ...]:
    return _PROCESSING
