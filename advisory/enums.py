"""Words of the hub's room that the pure domain and everything above it share."""

from enum import StrEnum


class ReferralStep(StrEnum):
    """States of a referral; `choices.ReferralState` gives them their labels."""

    QUEUED = "queued"
    TAKEN = "taken"
    WAITING = "waiting"
    DRAFTED = "drafted"
    COUNTERSIGNED = "countersigned"
    ISSUED = "issued"
    CLOSED = "closed"


class Recommends(StrEnum):
    """What advice comes to. It never binds."""

    PROCEED = "proceed"
    WITH_MEASURES = "with_measures"
    RECONSIDER = "reconsider"
    NO_ADVICE = "no_advice"
