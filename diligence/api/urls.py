"""Addresses of the REST interface of this room."""

from django.urls import path

from diligence.api import (
    appraisals,
    checks,
    colleagues,
    consultations,
    decisions,
    due,
    explaining,
    grid,
    intake,
    known,
    partnerships,
    questionnaires,
)
from diligence.api.authoring_urls import authoring
from diligence.api.exchanging_urls import exchanging
from diligence.api.simulation_urls import simulating
from diligence.api.versions_urls import versions

app_name = "api"

urlpatterns = [
    *authoring,
    *exchanging,
    *versions,
    *simulating,
    path("partnerships/", partnerships.Partnerships.as_view(), name="partnerships"),
    path("partnerships/<uuid:pk>/", partnerships.OnePartnership.as_view(), name="partnership"),
    path("partners/", partnerships.Partners.as_view(), name="partners"),
    path("due/", due.Due.as_view(), name="due"),
    path("due/put-off/", due.PutOff.as_view(), name="put-off"),
    path("due/put-off/<uuid:pk>/end/", due.TakeBack.as_view(), name="put-off-end"),
    path("triage/", grid.TriageBatch.as_view(), name="triage-batch"),
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
    path(
        "appraisals/<uuid:pk>/result/explained/",
        explaining.ResultExplained.as_view(),
        name="result-explained",
    ),
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
    path("imports/", intake.Imports.as_view(), name="imports"),
    path("imports/<uuid:pk>/", intake.OneImport.as_view(), name="import"),
    path("imports/<uuid:pk>/rows/", intake.ImportRows.as_view(), name="import-rows"),
    path("imports/<uuid:pk>/mapping/", intake.ImportMapping.as_view(), name="import-mapping"),
    path("imports/<uuid:pk>/store/", intake.ImportStore.as_view(), name="import-store"),
    path("imports/<uuid:pk>/undo/", intake.ImportUndo.as_view(), name="import-undo"),
    path("drafts/<uuid:pk>/checks/", checks.Checks.as_view(), name="draft-checks"),
    path(
        "drafts/overrides/<uuid:pk>/",
        checks.OneOverride.as_view(),
        name="draft-override",
    ),
    path("questionnaires/", questionnaires.Questionnaires.as_view(), name="questionnaires"),
    path(
        "questionnaires/<uuid:pk>/",
        questionnaires.OneQuestionnaire.as_view(),
        name="questionnaire",
    ),
]
