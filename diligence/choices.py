"""Coded values of the register and of appraisals, with their labels.

Activity, technology and partner codes are those of the EU baseline's questions A1, A3 and B3, so
that what the register knows can be offered as an answer.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnershipState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class AgreementKind(TextChoices):
    NONE = "none", _("No agreement yet")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    COOPERATION = "cooperation", _("Cooperation agreement")
    CONSORTIUM = "consortium", _("Consortium agreement")
    CONTRACT = "contract", _("Research or service contract")
    GRANT = "grant", _("Grant agreement")
    MOBILITY = "mobility", _("Exchange, hosting or scholarship agreement")
    DATA = "data", _("Data or material transfer agreement")
    LICENCE = "licence", _("Licence or option")
    OTHER = "other", _("Other")


class PartnerKind(TextChoices):
    UNIVERSITY = "uni", _("University or higher education")
    INSTITUTE = "rto", _("Public research institute")
    COMPANY = "company", _("Company")
    PUBLIC = "public", _("Civil public authority")
    NGO = "ngo", _("Foundation, association or NGO")
    SECURITY = "defsec", _("Defence, police, intelligence or security body")
    UNKNOWN = "unknown", _("Not known")


class Activity(TextChoices):
    JOINT = "joint", _("Joint research project")
    CONTRACT = "contract", _("Contract research or services")
    MOBILITY = "mobility", _("Guest researchers, exchanges, scholarships")
    CENTRE = "centre", _("Joint lab, centre or chair")
    INFRASTRUCTURE = "infra", _("Access to research infrastructure")
    DATA = "data", _("Data or sample sharing")
    TEACHING = "teach", _("Education only")
    EVENT = "event", _("Conference, visit or delegation")


class TechnologyArea(TextChoices):
    """Critical technology areas of Recommendation (EU) 2023/2113."""

    AI = "ai", _("Artificial intelligence")
    SEMICONDUCTORS = "semi", _("Advanced semiconductors")
    QUANTUM = "quantum", _("Quantum")
    BIOTECHNOLOGY = "bio", _("Biotechnology")
    CONNECTIVITY = "conn", _("Connectivity, navigation, digital")
    SENSING = "sensing", _("Advanced sensing")
    SPACE = "space", _("Space and propulsion")
    ENERGY = "energy", _("Energy technologies")
    ROBOTICS = "robot", _("Robotics and autonomous systems")
    MATERIALS = "mat", _("Advanced materials, manufacturing, recycling")


class AppraisalState(TextChoices):
    TRIAGE = "triage", _("Triage")
    ENDED_LOW = "ended_low", _("Ended at triage: low")
    OUT_OF_SCOPE = "out_of_scope", _("Ended at triage: out of scope")
    ANSWERING = "answering", _("Being answered")
    SUBMITTED = "submitted", _("Submitted, being scored")
    SCORED = "scored", _("Scored")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (AppraisalState.TRIAGE, AppraisalState.ANSWERING, AppraisalState.SUBMITTED)
"""States of an appraisal that is under way: a partnership has at most one such."""


class AnswerOrigin(TextChoices):
    """How an answer came to be."""

    TYPED = "typed", _("Typed by a member")
    CARRIED = "carried", _("Carried over from what was known")
    CONTRIBUTED = "contributed", _("Contributed by a colleague")
    OFFLINE = "offline", _("Filled in offline, read back from a workbook")


class Audience(TextChoices):
    EVERYONE = "everyone", _("Everyone")
    MEMBER_STATE = "member_state", _("Organisations of one Member State")
    ORGANISATION = "organisation", _("The publishing organisation only")


class ChangeKind(TextChoices):
    REGISTERED = "registered", _("Registered")
    EDITED = "edited", _("Edited")
    ENDED = "ended", _("Ended")
    RESUMED = "resumed", _("Resumed")
    DISCARDED = "discarded", _("Discarded")
    RESTORED = "restored", _("Restored")
    UNDONE = "undone", _("Change undone")
    MERGED = "merged", _("Partner records merged")
    IMPORTED = "imported", _("Imported")


class ConsultationState(TextChoices):
    """Where the organisation's consultation of a hub stands. Overdue is read from the due date."""

    READY = "ready", _("Ready to send")
    SENDING = "sending", _("On its way to the hub")
    NO_HUB = "no_hub", _("No hub answers for this")
    OPEN = "open", _("With the hub")
    INFORMATION_ASKED = "asked", _("The hub asks for information")
    ADVICE_RECEIVED = "advised", _("Advice received")
    CLOSED = "closed", _("Closed")


OPEN_CONSULTATIONS = (
    ConsultationState.READY,
    ConsultationState.SENDING,
    ConsultationState.NO_HUB,
    ConsultationState.OPEN,
    ConsultationState.INFORMATION_ASKED,
)
"""States of a consultation that still waits for something: an appraisal has at most one such."""


class DossierKind(TextChoices):
    FULL = "full", _("Appraisal dossier")
    TRIAGE = "triage", _("Triage dossier")


class LeadsTo(TextChoices):
    """Where an outcome leads in the organisation's own house, or to the hub."""

    NOTHING = "nothing", _("Nothing to decide")
    OFFICER = "officer", _("Research officer or decider")
    DECIDER = "decider", _("Decider")
    HUB = "hub", _("National advisory hub")
    INFORMATION = "information", _("Back to the officer: information is missing")


class MeasureState(TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done, evidence to be accepted")
    ACCEPTED = "accepted", _("Evidence accepted")
    DROPPED = "dropped", _("Dropped")


class ClearanceKind(TextChoices):
    LICENCE = "licence", _("Licence or authorisation")
    NO_LICENCE = "no_licence", _("Authority's word that none is needed")
    FALSE_MATCH = "false_match", _("False match")
    COMMITTEE = "committee", _("Committee's or funder's approval")
    HUB_WORD = "hub_word", _("The hub's word")
    OTHER = "other", _("Another recorded reason")


class DecisionVerdict(TextChoices):
    PROCEED = "proceed", _("Proceed")
    WITH_MEASURES = "with_measures", _("Proceed with measures")
    HOLD = "hold", _("Hold")
    DECLINE = "decline", _("Do not proceed")


class Followed(TextChoices):
    """What the organisation says about the advice it received."""

    FOLLOWED = "followed", _("Followed")
    PARTLY = "partly", _("Followed in part")
    NOT = "not", _("Not followed")
    NONE_GIVEN = "none_given", _("Decided without advice")
    NOT_ASKED = "not_asked", _("No advice was asked")


class ReviewReason(TextChoices):
    """What changed after a decision so that it has to be looked at again."""

    PARTNERSHIP = "partnership", _("The partnership changed")
    APPRAISAL = "appraisal", _("The appraisal was taken up again")
    MEASURES = "measures", _("The measures changed")
    CLEARANCE = "clearance", _("A clearance was recorded or ended")
    ADVICE = "advice", _("New advice arrived")
    EXPIRED = "expired", _("The decision expired")


class ImportState(TextChoices):
    READ = "read", _("Read, columns to be mapped")
    CHECKED = "checked", _("Checked, nothing stored yet")
    RUNNING = "running", _("Being stored")
    DONE = "done", _("Stored")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded before anything was stored")


class ImportRowState(TextChoices):
    READ = "read", _("Read")
    NEW = "new", _("New")
    UPDATE = "update", _("Changes a partnership")
    UNCHANGED = "unchanged", _("Nothing new")
    PROBLEM = "problem", _("To be corrected")
    SKIPPED = "skipped", _("Left out")
    STORED = "stored", _("Stored")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Kept: worked on since")


class FactSource(TextChoices):
    APPRAISAL = "appraisal", _("Answered in an appraisal")
    CORRECTED = "corrected", _("Corrected by hand")


class FactEnd(TextChoices):
    REPLACED = "replaced", _("Answered anew")
    CORRECTED = "corrected", _("Corrected by hand")
    REMOVED = "removed", _("Removed")
    UNDONE = "undone", _("Correction taken back")
    WITHDRAWN = "withdrawn", _("Its appraisal was withdrawn")


class ColleaguePurpose(TextChoices):
    ASK = "ask", _("Questions")
    SHARE = "share", _("Shared result")


class ColleagueState(TextChoices):
    OPEN = "open", _("Open")
    REPLIED = "replied", _("Replied")
    SETTLED = "settled", _("Settled")
    REVOKED = "revoked", _("Revoked")


class ProposalState(TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    CORRECTED = "corrected", _("Corrected")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by a later reply")


class DueKind(TextChoices):
    """What can be due on a partnership."""

    START = "start", _("Start of a partnership that isn't appraised")
    APPRAISAL = "appraisal", _("Appraisal under way")
    REPLY = "reply", _("The hub's question")
    DECISION = "decision", _("Decision to be taken")
    EXPIRY = "expiry", _("End of a decision")
    MEASURE = "measure", _("Measure")
    CLEARANCE = "clearance", _("End of a clearance")
    COLLEAGUE = "colleague", _("A colleague's reply")


class DigestRhythm(TextChoices):
    OFF = "off", _("Never")
    DAILY = "daily", _("On working days")
    WEEKLY = "weekly", _("On Mondays")


class DraftState(TextChoices):
    WRITING = "writing", _("Being written")
    REVIEW = "review", _("In review")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class ReviewStep(TextChoices):
    ASKED = "asked", _("Review asked for")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


class QuestionnaireLevel(TextChoices):
    """Whose edition an organisation fills in."""

    OWN = "own", _("Our own edition")
    NATIONAL = "national", _("The Member State's edition")
    BASELINE = "baseline", _("The EU baseline")


class WorkState(TextChoices):
    """Of work that runs in a task and can be cancelled."""

    WAITING = "waiting", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ObjectionKind(TextChoices):
    RECTIFICATION = "rectification", _("It is wrong")
    OBJECTION = "objection", _("It should not be held")


class ObjectionState(TextChoices):
    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Rejected")
