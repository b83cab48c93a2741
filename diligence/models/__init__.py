"""What a research organisation works on: its register, its appraisals and their scores."""

from diligence.models.appraisal import AnswerChange, AnswerSheet, Appraisal, Score
from diligence.models.attachment import Attachment
from diligence.models.partner import Partner, PartnerMerge
from diligence.models.partnership import Partnership, PartnershipChange, PartnershipPartner
from diligence.models.questionnaire import QuestionnaireVersion

__all__ = [
    "AnswerChange",
    "AnswerSheet",
    "Appraisal",
    "Attachment",
    "Partner",
    "PartnerMerge",
    "Partnership",
    "PartnershipChange",
    "PartnershipPartner",
    "QuestionnaireVersion",
    "Score",
]
