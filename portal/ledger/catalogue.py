"""Every event that the record may hold: what it is recorded for, and what it says.

An event that stands here in no line is not recorded where tests and demonstrations run. Whoever
adds an event adds its line, with the one purpose that the record of it serves: the record is kept
for security and accountability, never to measure people.
"""

from django.utils.translation import gettext_lazy as _

from portal.ledger.catalogue_kinds import Known, Purpose
from portal.ledger.catalogue_rooms import OF_ROOMS

_ACCESS, _STEWARD = Purpose.ACCESS, Purpose.STEWARDSHIP
_RIGHTS, _KEEPING = Purpose.RIGHTS, Purpose.KEEPING

OF_PORTAL: dict[str, Known] = {
    # Organisations, units, members
    "organisation.created": Known(_STEWARD, _("The organisation was entered")),
    "organisation.edited": Known(_STEWARD, _("The organisation’s entry was changed")),
    "organisation.suspended": Known(_STEWARD, _("The organisation was suspended")),
    "organisation.resumed": Known(_STEWARD, _("The organisation was opened again")),
    "organisation.settings_changed": Known(_STEWARD, _("The organisation’s settings were changed")),
    "unit.created": Known(_STEWARD, _("A unit was added")),
    "unit.renamed": Known(_STEWARD, _("A unit was renamed")),
    "unit.closed": Known(_STEWARD, _("A unit was closed")),
    "unit.reopened": Known(_STEWARD, _("A unit was opened again")),
    "invitation.sent": Known(_STEWARD, _("Somebody was invited")),
    "invitation.renewed": Known(_STEWARD, _("An invitation was renewed")),
    "invitation.revoked": Known(_STEWARD, _("An invitation was revoked")),
    "invitation.accepted": Known(_STEWARD, _("An invitation was accepted")),
    "member.changed": Known(_STEWARD, _("A member’s roles or units were changed")),
    "member.ended": Known(_STEWARD, _("A membership ended")),
    "member.resumed": Known(_STEWARD, _("A membership was resumed")),
    "steward.looked_as": Known(_ACCESS, _("A steward looked with another role’s eyes")),
    "steward.stopped_looking": Known(_ACCESS, _("A steward looked with their own eyes again")),
    "absence.arranged": Known(_STEWARD, _("An absence was arranged")),
    "absence.ended": Known(_STEWARD, _("An absence was ended")),
    "person.renamed": Known(_STEWARD, _("Somebody changed their name")),
    "file.refused_by_scanner": Known(_STEWARD, _("The malware scanner refused a file")),
    "file_keys.rewrapped": Known(_STEWARD, _("Keys of files were wrapped with a new master key")),
    "file_keys.renewed": Known(_STEWARD, _("Files got a new key")),
    # Ways in
    "member.helped_in": Known(_ACCESS, _("A member was helped back in")),
    "member.second_factor_removed": Known(_ACCESS, _("A member’s second factor was removed")),
    "reset_link.made": Known(_ACCESS, _("A link for a new password was made")),
    "reset_link.used": Known(_ACCESS, _("A link for a new password was used")),
    "password.changed": Known(_ACCESS, _("A password was changed")),
    "password.reset_by_mail": Known(_ACCESS, _("A password was renewed by e-mail")),
    "second_factor.added": Known(_ACCESS, _("A second factor was added")),
    "second_factor.removed": Known(_ACCESS, _("A second factor was removed")),
    "second_factor.renewed": Known(_ACCESS, _("A second factor was renewed")),
    "passkey.added": Known(_ACCESS, _("A passkey was added")),
    "passkey.removed": Known(_ACCESS, _("A passkey was removed")),
    "join.asked": Known(_STEWARD, _("Somebody asked to join")),
    "join.accepted": Known(_STEWARD, _("Somebody who asked became a member")),
    "join.declined": Known(_STEWARD, _("A request to join was declined")),
    "domain.joining": Known(_STEWARD, _("It was set whether people of a domain may ask to join")),
    "security.settings_changed": Known(_STEWARD, _("The security settings were changed")),
    "sign_in.failing": Known(_ACCESS, _("Signing in failed again and again")),
    "limit.met": Known(_ACCESS, _("Somebody did something more often than people do")),
    "second_factor.used_again": Known(_ACCESS, _("A code was refused that had been used already")),
    "recovery_codes.used": Known(_ACCESS, _("A recovery code was used")),
    "session.new_device": Known(_ACCESS, _("Somebody signed in with a new browser")),
    "recovery_codes.added": Known(_ACCESS, _("Recovery codes were made")),
    "recovery_codes.removed": Known(_ACCESS, _("Recovery codes were removed")),
    "recovery_codes.renewed": Known(_ACCESS, _("Recovery codes were renewed")),
    "token.created": Known(_ACCESS, _("An API token was made")),
    "token.revoked": Known(_ACCESS, _("An API token was revoked")),
    # Organisations' own sign-ins
    "provider.added": Known(_ACCESS, _("A sign-in of the organisation was set up")),
    "provider.changed": Known(_ACCESS, _("A sign-in of the organisation was changed")),
    "provider.tried": Known(_ACCESS, _("A sign-in of the organisation was tried")),
    "provider.in_use": Known(_ACCESS, _("A sign-in of the organisation was put to use")),
    "provider.switched_off": Known(_ACCESS, _("A sign-in of the organisation was switched off")),
    "provider.removed": Known(_ACCESS, _("A sign-in of the organisation was removed")),
    "provider.key_prepared": Known(_ACCESS, _("A next key of ours was made for a sign-in")),
    "provider.key_swapped": Known(_ACCESS, _("It was changed which of our keys a sign-in uses")),
    "provider.key_retired": Known(_ACCESS, _("A key of ours was taken from a sign-in")),
    "provider.rule_added": Known(_ACCESS, _("A rule that gives a role by a claim was added")),
    "provider.rule_removed": Known(_ACCESS, _("A rule that gives a role by a claim was removed")),
    "provider.metadata_renewed": Known(_ACCESS, _("What a sign-in publishes was renewed")),
    "provider.metadata_waits": Known(_ACCESS, _("New keys of a sign-in wait for a steward")),
    "provider.metadata_accepted": Known(_ACCESS, _("New keys of a sign-in were accepted")),
    "provider.metadata_declined": Known(_ACCESS, _("New keys of a sign-in were declined")),
    "domain.claimed": Known(_ACCESS, _("An e-mail domain was claimed")),
    "domain.led": Known(_ACCESS, _("It was set where people of a domain sign in")),
    "domain.released": Known(_ACCESS, _("An e-mail domain was taken off the list")),
    "domain.confirmed": Known(_ACCESS, _("An e-mail domain was confirmed")),
    "domain.withdrawn": Known(_ACCESS, _("The confirmation of an e-mail domain was taken back")),
    "member.came_by_provider": Known(_ACCESS, _("Somebody became a member by the sign-in")),
    "member.linked": Known(_ACCESS, _("A member’s account was connected with a sign-in")),
    "member.disconnected": Known(_ACCESS, _("A member’s account was disconnected from a sign-in")),
    "member.roles_by_claims": Known(_ACCESS, _("Claims changed a member’s roles")),
    "member.steward_kept": Known(
        _ACCESS, _("The last steward stayed one although no claim says so")
    ),
    "request.refused": Known(_ACCESS, _("A request was refused")),
    # The record itself
    "record.searched": Known(_RIGHTS, _("The record was searched for one person")),
    "record.exported": Known(_KEEPING, _("A copy of the record was asked for")),
    "record.fetched": Known(_KEEPING, _("A copy of the record was fetched")),
    "record.checked": Known(_KEEPING, _("The seals of the record were checked")),
    "record.pruned": Known(_KEEPING, _("Old events were removed from the record"), stays=True),
    "record.names_forgotten": Known(
        _RIGHTS, _("Somebody’s name was taken out of the record"), stays=True
    ),
    # Data protection
    "privacy.settings_changed": Known(_RIGHTS, _("The settings of data protection were changed")),
    "retention.rule_set": Known(_RIGHTS, _("It was set how long something is kept")),
    "retention.rule_taken_back": Known(_RIGHTS, _("A period was set back to the proposed one")),
    "retention.carried_out": Known(_RIGHTS, _("What had its time was removed"), stays=True),
    "hold.placed": Known(_RIGHTS, _("A legal hold was placed"), stays=True),
    "hold.released": Known(_RIGHTS, _("A legal hold was released"), stays=True),
    "person.erased": Known(_RIGHTS, _("Somebody was erased"), stays=True),
    "person.copy_asked": Known(_RIGHTS, _("A copy of somebody’s data was asked for")),
    "person.copy_made": Known(_RIGHTS, _("A copy of somebody’s data was made")),
    "person.copy_fetched": Known(_RIGHTS, _("A copy of somebody’s data was fetched")),
    "person.request_recorded": Known(_RIGHTS, _("A request about somebody’s data was recorded")),
    "person.request_closed": Known(_RIGHTS, _("A request about somebody’s data was answered")),
}
"""Events of the foundation."""

EVENTS: dict[str, Known] = {**OF_PORTAL, **OF_ROOMS}
"""Event → what is known of it."""


class UnknownEventError(LookupError):
    """An event without a line in the catalogue was to be recorded."""


def known(event: str) -> Known:
    """What is known of an event; one that an earlier version recorded is told by its name."""
    found = EVENTS.get(event)
    if found is not None:
        return found
    noun, _dot, verb = event.partition(".")
    words = " ".join(part.replace("_", " ") for part in (noun, verb) if part)
    return Known(Purpose.WORK, words.capitalize())
