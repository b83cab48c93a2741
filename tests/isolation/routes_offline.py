"""Filling in offline: the blank questionnaire, and the workbook of an appraisal."""

from portal.enums import Permission
from tests.isolation.route import Route

P = Permission

OFFLINE = {
    "blank-pdf": Route(P.VIEW_QUESTIONNAIRES, about="edition"),
    "paper": Route(P.VIEW_QUESTIONNAIRES, about="paper"),
    "paper-progress": Route(P.VIEW_QUESTIONNAIRES, about="paper"),
    "paper-again": Route(None, P.VIEW_QUESTIONNAIRES, "paper"),
    "paper-file": Route(P.VIEW_QUESTIONNAIRES, about="paper"),
    "blank-book": Route(P.VIEW_QUESTIONNAIRES, about="edition"),
    "offline": Route(P.VIEW_REGISTER, P.APPRAISE, "answering", by_unit=True),
    "offline-book": Route(P.APPRAISE, about="answering", by_unit=True),
}
