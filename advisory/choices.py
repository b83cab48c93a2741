"""Coded values of the hub's room, with their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReferralState(TextChoices):
    QUEUED = "queued", _("Queued")
    TAKEN = "taken", _("Taken")
    WAITING = "waiting", _("Waiting for information")
    DRAFTED = "drafted", _("Drafted, to be countersigned")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    ISSUED = "issued", _("Advice issued")
    CLOSED = "closed", _("Closed")


OPEN_STATES = (
    ReferralState.QUEUED,
    ReferralState.TAKEN,
    ReferralState.WAITING,
    ReferralState.DRAFTED,
    ReferralState.COUNTERSIGNED,
)
"""States of a referral that the hub still has to answer."""


class ReferralSource(TextChoices):
    PORTAL = "portal", _("Sent through the portal")
    TELEPHONE = "telephone", _("Telephone")
    MAIL = "mail", _("Mail or e-mail")
    VISIT = "visit", _("Visit or meeting")


class Recommendation(TextChoices):
    PROCEED = "proceed", _("Proceed")
    WITH_MEASURES = "with_measures", _("Proceed with measures")
    RECONSIDER = "reconsider", _("Reconsider")
    NO_ADVICE = "no_advice", _("No advice")


class DraftState(TextChoices):
    DRAFT = "draft", _("Draft")
    OFFERED = "offered", _("Waiting for a second adviser")
    RETURNED = "returned", _("Returned with comments")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    ISSUED = "issued", _("Issued")
    DISCARDED = "discarded", _("Discarded")


class CountersignState(TextChoices):
    OPEN = "open", _("Open")
    SIGNED = "signed", _("Countersigned")
    RETURNED = "returned", _("Returned with comments")
    WITHDRAWN = "withdrawn", _("Withdrawn")
