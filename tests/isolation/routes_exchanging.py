"""Questionnaires from files and to files."""

from portal.enums import Permission
from tests.isolation.route import Route

P = Permission

EXCHANGING = {
    "questionnaire-import": Route(P.AUTHOR, P.AUTHOR),
    "draft-files": Route(P.REVIEW, about="draft", query="kind=logic"),
    "draft-losses": Route(P.REVIEW, about="draft"),
    "draft-export": Route(P.REVIEW, about="draft", also={"format": "json"}),
    "questionnaire-exports": Route(P.VIEW_QUESTIONNAIRES, about="edition"),
    "questionnaire-export": Route(P.VIEW_QUESTIONNAIRES, about="edition", also={"format": "json"}),
}

API = {
    "questionnaire-import": Route(None, P.AUTHOR),
    "draft-export": Route(P.REVIEW, about="draft", also={"form": "json"}),
    "questionnaire-export": Route(P.VIEW_QUESTIONNAIRES, about="edition", also={"form": "json"}),
}
