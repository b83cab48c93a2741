"""Addresses of the REST interface of this room."""

from django.urls import path

from diligence.api import appraisals, partnerships, questionnaires

app_name = "api"

urlpatterns = [
    path("partnerships/", partnerships.Partnerships.as_view(), name="partnerships"),
    path("partnerships/<uuid:pk>/", partnerships.OnePartnership.as_view(), name="partnership"),
    path("partners/", partnerships.Partners.as_view(), name="partners"),
    path("appraisals/", appraisals.Appraisals.as_view(), name="appraisals"),
    path("appraisals/<uuid:pk>/", appraisals.OneAppraisal.as_view(), name="appraisal"),
    path("appraisals/<uuid:pk>/answers/", appraisals.Answers.as_view(), name="answers"),
    path("appraisals/<uuid:pk>/triage/", appraisals.Triage.as_view(), name="triage"),
    path("appraisals/<uuid:pk>/submit/", appraisals.Submit.as_view(), name="submit"),
    path("appraisals/<uuid:pk>/withdraw/", appraisals.Withdraw.as_view(), name="withdraw"),
    path("appraisals/<uuid:pk>/reopen/", appraisals.Reopen.as_view(), name="reopen"),
    path("appraisals/<uuid:pk>/result/", appraisals.Result.as_view(), name="result"),
    path("questionnaires/", questionnaires.Questionnaires.as_view(), name="questionnaires"),
    path(
        "questionnaires/<uuid:pk>/",
        questionnaires.OneQuestionnaire.as_view(),
        name="questionnaire",
    ),
]
