"""Addresses of the REST interface of this room."""

from django.urls import path

from diligence.api import (
    appraisals,
    consultations,
    decisions,
    known,
    partnerships,
    questionnaires,
)

app_name = "api"

urlpatterns = [
    path("partnerships/", partnerships.Partnerships.as_view(), name="partnerships"),
    path("partnerships/<uuid:pk>/", partnerships.OnePartnership.as_view(), name="partnership"),
    path("partners/", partnerships.Partners.as_view(), name="partners"),
    path("appraisals/", appraisals.Appraisals.as_view(), name="appraisals"),
    path("appraisals/<uuid:pk>/", appraisals.OneAppraisal.as_view(), name="appraisal"),
    path("appraisals/<uuid:pk>/answers/", appraisals.Answers.as_view(), name="answers"),
    path("appraisals/<uuid:pk>/offers/", known.Offers.as_view(), name="offers"),
    path("appraisals/<uuid:pk>/confirm/", known.Confirm.as_view(), name="confirm"),
    path("partners/<uuid:pk>/facts/", known.PartnerFacts.as_view(), name="partner-facts"),
    path("units/<uuid:pk>/facts/", known.UnitFacts.as_view(), name="unit-facts"),
    path("appraisals/<uuid:pk>/triage/", appraisals.Triage.as_view(), name="triage"),
    path("appraisals/<uuid:pk>/submit/", appraisals.Submit.as_view(), name="submit"),
    path("appraisals/<uuid:pk>/withdraw/", appraisals.Withdraw.as_view(), name="withdraw"),
    path("appraisals/<uuid:pk>/reopen/", appraisals.Reopen.as_view(), name="reopen"),
    path("appraisals/<uuid:pk>/result/", appraisals.Result.as_view(), name="result"),
    path("appraisals/<uuid:pk>/dossier/", consultations.Dossiers.as_view(), name="dossier"),
    path("appraisals/<uuid:pk>/route/", consultations.Route.as_view(), name="route"),
    path(
        "appraisals/<uuid:pk>/consultation/",
        consultations.Consultations.as_view(),
        name="consultation",
    ),
    path("appraisals/<uuid:pk>/send/", consultations.Send.as_view(), name="send"),
    path("appraisals/<uuid:pk>/recall/", consultations.Recall.as_view(), name="recall"),
    path("appraisals/<uuid:pk>/reply/", consultations.Reply.as_view(), name="reply"),
    path("appraisals/<uuid:pk>/measures/", decisions.Measures.as_view(), name="measures"),
    path("measures/<uuid:pk>/", decisions.OneMeasure.as_view(), name="measure"),
    path("measures/<uuid:pk>/done/", decisions.MeasureDone.as_view(), name="measure-done"),
    path("measures/<uuid:pk>/accept/", decisions.MeasureAccept.as_view(), name="measure-accept"),
    path("measures/<uuid:pk>/back/", decisions.MeasureBack.as_view(), name="measure-back"),
    path("measures/<uuid:pk>/drop/", decisions.MeasureDrop.as_view(), name="measure-drop"),
    path("measures/<uuid:pk>/restore/", decisions.MeasureRestore.as_view(), name="measure-restore"),
    path("appraisals/<uuid:pk>/clearances/", decisions.Clearances.as_view(), name="clearances"),
    path("clearances/<uuid:pk>/end/", decisions.ClearanceEnd.as_view(), name="clearance-end"),
    path("appraisals/<uuid:pk>/decision/", decisions.Ground.as_view(), name="decision"),
    path("decisions/", decisions.Decisions.as_view(), name="decisions"),
    path("appraisals/<uuid:pk>/colleagues/", colleagues.Requests.as_view(), name="colleagues"),
    path("appraisals/<uuid:pk>/replies/", colleagues.Replies.as_view(), name="replies"),
    path("colleagues/<uuid:pk>/revoke/", colleagues.Revoke.as_view(), name="colleague-revoke"),
    path("replies/<uuid:pk>/settle/", colleagues.Settle.as_view(), name="reply-settle"),
    path("questionnaires/", questionnaires.Questionnaires.as_view(), name="questionnaires"),
    path(
        "questionnaires/<uuid:pk>/",
        questionnaires.OneQuestionnaire.as_view(),
        name="questionnaire",
    ),
]
