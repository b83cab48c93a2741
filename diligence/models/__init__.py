"""What a research organisation works on: from its register to its decisions."""

from diligence.models.appraisal import AnswerChange, AnswerSheet, Appraisal, Score
from diligence.models.attachment import Attachment
from diligence.models.authoring import (
    CarryOver,
    CarryReport,
    CheckOverride,
    Draft,
    DraftChange,
    DraftComment,
    DraftReview,
    QuestionnaireChoice,
    Simulation,
)
from diligence.models.colleague import ColleagueRequest, Proposal
from diligence.models.consultation import Consultation, ReceivedAdvice
from diligence.models.decision import Decision, ReviewMark
from diligence.models.dossier import Dossier, ReferralArrangement, Route
from diligence.models.fact import Fact
from diligence.models.intake import ImportBatch, ImportMapping, ImportRow
from diligence.models.objection import Objection
from diligence.models.paper import Paper
from diligence.models.partner import Partner, PartnerMerge
from diligence.models.partnership import Partnership, PartnershipChange, PartnershipPartner
from diligence.models.questionnaire import QuestionnaireVersion
from diligence.models.treatment import ChosenMeasure, Clearance
from diligence.models.workplan import DigestChoice, KeptView, ReminderPlan, Snooze

__all__ = [
    "AnswerChange",
    "AnswerSheet",
    "Appraisal",
    "Attachment",
    "CarryOver",
    "CarryReport",
    "CheckOverride",
    "ChosenMeasure",
    "Clearance",
    "ColleagueRequest",
    "Consultation",
    "Decision",
    "DigestChoice",
    "Dossier",
    "Draft",
    "DraftChange",
    "DraftComment",
    "DraftReview",
    "Fact",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "KeptView",
    "Objection",
    "Paper",
    "Partner",
    "PartnerMerge",
    "Partnership",
    "PartnershipChange",
    "PartnershipPartner",
    "Proposal",
    "QuestionnaireChoice",
    "QuestionnaireVersion",
    "ReceivedAdvice",
    "ReferralArrangement",
    "ReminderPlan",
    "ReviewMark",
    "Route",
    "Score",
    "Simulation",
    "Snooze",
]
