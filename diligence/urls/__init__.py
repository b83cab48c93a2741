"""Addresses of the organisation's room."""

from django.urls import URLPattern, URLResolver, path

from diligence.urls.authoring import authoring
from diligence.urls.checking import checking
from diligence.urls.editing import editing
from diligence.urls.exchanging import exchanging
from diligence.urls.explaining import explaining
from diligence.urls.levels import levels
from diligence.urls.offline import offline_work
from diligence.urls.simulating import simulating
from diligence.urls.versions import versions
from diligence.views import (
    advice,
    appraisals,
    arrangement,
    attachments,
    carrying,
    clearing,
    colleague,
    colleague_page,
    consulting,
    deciding,
    deciding_low,
    decision_records,
    grid,
    import_rows,
    importing,
    kept,
    knowledge,
    labelling,
    merging,
    objections,
    partnership_steps,
    partnerships,
    questionnaires,
    record,
    registering,
    replying,
    results,
    sections,
    seen,
    strip,
    treating,
    workplan,
    workplan_own,
)
from diligence.views import export as register_export
from diligence.views import partners as partner_pages

app_name = "diligence"

register: list[URLPattern | URLResolver] = [
    path("partnerships/", partnerships.PartnershipList.as_view(), name="partnership-list"),
    path("partnerships/new/", registering.PartnershipNew.as_view(), name="partnership-new"),
    path(
        "partnerships/<uuid:pk>/",
        partnerships.PartnershipDetail.as_view(),
        name="partnership-detail",
    ),
    path(
        "partnerships/<uuid:pk>/edit/",
        registering.PartnershipEdit.as_view(),
        name="partnership-edit",
    ),
    path("objections/", objections.Objections.as_view(), name="objections"),
    path("objections/<uuid:pk>/", objections.OneObjection.as_view(), name="objection"),
    path(
        "partnerships/<uuid:pk>/objection/",
        objections.AboutPartnership.as_view(),
        name="objection-partnership",
    ),
    path(
        "partners/<uuid:pk>/objection/",
        objections.AboutPartner.as_view(),
        name="objection-partner",
    ),
    path("facts/<uuid:pk>/objection/", objections.AboutFact.as_view(), name="objection-fact"),
    path(
        "partnerships/<uuid:pk>/history/",
        partnerships.PartnershipHistory.as_view(),
        name="partnership-history",
    ),
    path(
        "partnerships/<uuid:pk>/end/",
        partnership_steps.PartnershipEnd.as_view(),
        name="partnership-end",
    ),
    path(
        "partnerships/<uuid:pk>/resume/",
        partnership_steps.PartnershipResume.as_view(),
        name="partnership-resume",
    ),
    path(
        "partnerships/<uuid:pk>/discard/",
        partnership_steps.PartnershipDiscard.as_view(),
        name="partnership-discard",
    ),
    path(
        "partnerships/<uuid:pk>/restore/",
        partnership_steps.PartnershipRestore.as_view(),
        name="partnership-restore",
    ),
    path(
        "partnerships/changes/<uuid:pk>/undo/",
        partnership_steps.PartnershipUndo.as_view(),
        name="partnership-undo",
    ),
]

appraise: list[URLPattern | URLResolver] = [
    path("appraisals/", appraisals.AppraisalList.as_view(), name="appraisal-list"),
    path("partnerships/<uuid:pk>/appraise/", carrying.Start.as_view(), name="appraisal-start"),
    path("appraisals/<uuid:pk>/", appraisals.Detail.as_view(), name="appraisal-detail"),
    path("appraisals/<uuid:pk>/triage/", sections.Triage.as_view(), name="appraisal-triage"),
    path(
        "appraisals/<uuid:pk>/section/<str:section>/",
        sections.Section.as_view(),
        name="appraisal-section",
    ),
    path("appraisals/<uuid:pk>/check/", appraisals.Check.as_view(), name="appraisal-check"),
    path("appraisals/<uuid:pk>/submit/", appraisals.Submit.as_view(), name="appraisal-submit"),
    path(
        "appraisals/<uuid:pk>/withdraw/", appraisals.Withdraw.as_view(), name="appraisal-withdraw"
    ),
    path("appraisals/<uuid:pk>/reopen/", appraisals.Reopen.as_view(), name="appraisal-reopen"),
]

backlog: list[URLPattern | URLResolver] = [
    path("triage/", grid.TriageGrid.as_view(), name="triage-grid"),
    path("triage/<uuid:pk>/", grid.TriageRow.as_view(), name="triage-row"),
]

partners: list[URLPattern | URLResolver] = [
    path("partnerships/export/", register_export.RegisterExport.as_view(), name="register-export"),
    path("partners/", partner_pages.PartnerList.as_view(), name="partner-list"),
    path("partners/suggest/", partner_pages.PartnerSuggest.as_view(), name="partner-suggest"),
    path("partners/<uuid:pk>/", partner_pages.PartnerDetail.as_view(), name="partner-detail"),
    path("partners/<uuid:pk>/edit/", partner_pages.PartnerEdit.as_view(), name="partner-edit"),
    path("partners/<uuid:pk>/merge/", merging.PartnerMergePage.as_view(), name="partner-merge"),
    path("partners/<uuid:pk>/unmerge/", merging.PartnerUnmerge.as_view(), name="partner-unmerge"),
    path("partnerships/<uuid:pk>/files/", attachments.Add.as_view(), name="attachment-add"),
    path("files/<uuid:pk>/", attachments.Download.as_view(), name="attachment-download"),
    path("files/<uuid:pk>/label/", labelling.Label.as_view(), name="attachment-label"),
    path("files/<uuid:pk>/remove/", attachments.Remove.as_view(), name="attachment-remove"),
    path("files/<uuid:pk>/metadata/", strip.Metadata.as_view(), name="attachment-metadata"),
]

score: list[URLPattern | URLResolver] = [
    path("appraisals/<uuid:pk>/result/", results.Result.as_view(), name="appraisal-result"),
    path("appraisals/<uuid:pk>/record/", record.Record.as_view(), name="appraisal-record"),
    path(
        "appraisals/<uuid:pk>/record.pdf",
        record.RecordPdf.as_view(),
        name="appraisal-record-pdf",
    ),
    path("appraisals/<uuid:pk>/progress/", results.Progress.as_view(), name="appraisal-progress"),
    path("questionnaire/", questionnaires.Current.as_view(), name="questionnaire-current"),
    path("questionnaire/<uuid:pk>/", questionnaires.Edition.as_view(), name="questionnaire-detail"),
    path(
        "questionnaire/<uuid:pk>/download/",
        questionnaires.Download.as_view(),
        name="questionnaire-download",
    ),
]

treat_and_decide: list[URLPattern | URLResolver] = [
    path("appraisals/<uuid:pk>/treatment/", treating.Treatment.as_view(), name="treatment"),
    path("measures/<uuid:pk>/", treating.MeasurePage.as_view(), name="measure"),
    path("measures/<uuid:pk>/drop/", treating.MeasureDrop.as_view(), name="measure-drop"),
    path("measures/<uuid:pk>/<str:step>/", treating.MeasureStep.as_view(), name="measure-step"),
    path(
        "appraisals/<uuid:pk>/clearances/new/",
        clearing.ClearanceNew.as_view(),
        name="clearance-new",
    ),
    path("clearances/<uuid:pk>/end/", clearing.ClearanceEnd.as_view(), name="clearance-end"),
    path("appraisals/<uuid:pk>/decision/", deciding.DecisionPage.as_view(), name="decision"),
    path("decisions/low/", deciding_low.LowDecisions.as_view(), name="low-decisions"),
    path("decisions/", decision_records.DecisionList.as_view(), name="decision-list"),
    path(
        "partnerships/<uuid:pk>/decisions/<uuid:decision>/",
        decision_records.Record.as_view(),
        name="decision-record",
    ),
    path(
        "partnerships/<uuid:pk>/decisions/<uuid:decision>/statement/",
        decision_records.Statement.as_view(),
        name="decision-statement",
    ),
    path("partnerships/<uuid:pk>/seen/", seen.Seen.as_view(), name="partnership-seen"),
    path(
        "partnerships/<uuid:pk>/timeline/",
        decision_records.Timeline.as_view(),
        name="partnership-timeline",
    ),
]

consult: list[URLPattern | URLResolver] = [
    path(
        "appraisals/<uuid:pk>/dossier/", consulting.DossierPage.as_view(), name="appraisal-dossier"
    ),
    path("appraisals/<uuid:pk>/send/", consulting.Send.as_view(), name="appraisal-send"),
    path("appraisals/<uuid:pk>/recall/", consulting.Recall.as_view(), name="appraisal-recall"),
    path("appraisals/<uuid:pk>/needed-by/", consulting.Needed.as_view(), name="appraisal-needed"),
    path("appraisals/<uuid:pk>/reply/", consulting.Reply.as_view(), name="appraisal-reply"),
    path("settings/referral/", arrangement.ReferralSettings.as_view(), name="referral-settings"),
]

advised: list[URLPattern | URLResolver] = [
    path("advice/<uuid:pk>/", advice.Received.as_view(), name="advice-detail"),
]

ask: list[URLPattern | URLResolver] = [
    path("appraisals/<uuid:pk>/colleagues/", colleague.Requests.as_view(), name="colleague-list"),
    path("appraisals/<uuid:pk>/ask/", colleague.Ask.as_view(), name="colleague-ask"),
    path("appraisals/<uuid:pk>/share/", colleague.Share.as_view(), name="result-share"),
    path("appraisals/<uuid:pk>/replies/", replying.Replies.as_view(), name="reply-list"),
    path("colleagues/<uuid:pk>/", replying.OneRequest.as_view(), name="colleague-request"),
    path("colleagues/<uuid:pk>/renew/", colleague.Renew.as_view(), name="colleague-renew"),
    path("colleagues/<uuid:pk>/revoke/", colleague.Revoke.as_view(), name="colleague-revoke"),
    path("colleagues/<uuid:pk>/remind/", colleague.Remind.as_view(), name="colleague-remind"),
    path("replies/<uuid:pk>/correct/", replying.Correct.as_view(), name="reply-correct"),
    # By link alone, without an account.
    path("ask/<str:secret>/", colleague_page.ColleaguePage.as_view(), name="colleague-page"),
    path(
        "ask/<str:secret>/check/", colleague_page.ColleagueCheck.as_view(), name="colleague-check"
    ),
    path("shared/<str:secret>/", colleague_page.SharedResult.as_view(), name="shared-result"),
]

known_before: list[URLPattern | URLResolver] = [
    path("appraisals/<uuid:pk>/known/", carrying.KnownPage.as_view(), name="appraisal-known"),
    path("appraisals/<uuid:pk>/changed/", carrying.Changed.as_view(), name="appraisal-changed"),
    path("partners/<uuid:pk>/known/", knowledge.PartnerKnown.as_view(), name="partner-known"),
    path("units/<uuid:pk>/known/", knowledge.UnitKnown.as_view(), name="unit-known"),
    path("facts/<uuid:pk>/", knowledge.FactPage.as_view(), name="fact"),
    path("facts/<uuid:pk>/correct/", knowledge.FactCorrect.as_view(), name="fact-correct"),
    path("facts/<uuid:pk>/remove/", knowledge.FactRemove.as_view(), name="fact-remove"),
    path("facts/<uuid:pk>/undo/", knowledge.FactUndo.as_view(), name="fact-undo"),
]

in_time: list[URLPattern | URLResolver] = [
    path("workplan/", workplan.Workplan.as_view(), name="workplan"),
    path("workplan/mail-and-calendar/", workplan_own.Own.as_view(), name="workplan-own"),
    path("workplan/put-off/<uuid:pk>/<str:kind>/", workplan.PutOff.as_view(), name="put-off"),
    path("workplan/due-again/<uuid:pk>/", workplan.TakeBack.as_view(), name="put-off-end"),
    path("workplan/calendar/", workplan_own.CalendarOpen.as_view(), name="calendar-open"),
    path("workplan/calendar/close/", workplan_own.CalendarClose.as_view(), name="calendar-close"),
    path("settings/reminders/", workplan_own.Reminders.as_view(), name="reminders"),
    path("views/<str:page>/keep/", kept.KeepView.as_view(), name="kept-view-new"),
    path("views/<uuid:pk>/", kept.KeptViewPage.as_view(), name="kept-view"),
    # By its address alone, without an account.
    path("calendar/<str:secret>.ics", workplan_own.Feed.as_view(), name="calendar"),
]

bring_in: list[URLPattern | URLResolver] = [
    path("imports/", importing.ImportList.as_view(), name="import-list"),
    path("imports/new/", importing.ImportNew.as_view(), name="import-new"),
    path("imports/template/", importing.ImportTemplate.as_view(), name="import-template"),
    path("imports/<uuid:pk>/", import_rows.ImportDetail.as_view(), name="import-detail"),
    path("imports/<uuid:pk>/layout/", importing.ImportLayout.as_view(), name="import-layout"),
    path("imports/<uuid:pk>/columns/", importing.ImportColumns.as_view(), name="import-columns"),
    path("imports/<uuid:pk>/words/", importing.ImportWords.as_view(), name="import-words"),
    path(
        "imports/<uuid:pk>/rows/<uuid:row>/", import_rows.ImportRowPage.as_view(), name="import-row"
    ),
    path("imports/<uuid:pk>/store/", import_rows.ImportStore.as_view(), name="import-store"),
    path("imports/<uuid:pk>/stop/", import_rows.ImportStop.as_view(), name="import-stop"),
    path(
        "imports/<uuid:pk>/progress/", import_rows.ImportProgress.as_view(), name="import-progress"
    ),
    path("imports/<uuid:pk>/undo/", import_rows.ImportUndo.as_view(), name="import-undo"),
    path("imports/<uuid:pk>/discard/", import_rows.ImportDiscard.as_view(), name="import-discard"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *versions,
    *authoring,
    *exchanging,
    *checking,
    *editing,
    *bring_in,
    *in_time,
    *ask,
    *register,
    *appraise,
    *backlog,
    *score,
    *explaining,
    *levels,
    *offline_work,
    *simulating,
    *consult,
    *partners,
    *treat_and_decide,
    *advised,
    *known_before,
]
