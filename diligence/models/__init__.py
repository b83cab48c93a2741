"""What a research organisation works on: from its register to its decisions."""

from diligence.models.appraisal import AnswerChange, AnswerSheet, Appraisal, Score
from diligence.models.attachment import Attachment
from diligence.models.consultation import Consultation, ReceivedAdvice
from diligence.models.decision import Decision, ReviewMark
from diligence.models.dossier import Dossier, ReferralArrangement, Route
from diligence.models.partner import Partner, PartnerMerge
from diligence.models.partnership import Partnership, PartnershipChange, PartnershipPartner
from diligence.models.questionnaire import QuestionnaireVersion
from diligence.models.treatment import ChosenMeasure, Clearance

__all__ = [
    "AnswerChange",
    "AnswerSheet",
    "Appraisal",
    "Attachment",
    "ChosenMeasure",
    "Clearance",
    "Consultation",
    "Decision",
    "Dossier",
    "Partner",
    "PartnerMerge",
    "Partnership",
    "PartnershipChange",
    "PartnershipPartner",
    "QuestionnaireVersion",
    "ReceivedAdvice",
    "ReferralArrangement",
    "ReviewMark",
    "Route",
    "Score",
]
