"""Addresses of the pages on which authors build a questionnaire."""

from django.urls import URLPattern, URLResolver, path

from diligence.views.editing import cases, items, outline, preview, questions, scoring, translations

_DRAFT = "questionnaires/drafts/<uuid:pk>/"

editing: list[URLPattern | URLResolver] = [
    path(_DRAFT, outline.Outline.as_view(), name="draft-outline"),
    path(f"{_DRAFT}about/", items.About.as_view(), name="draft-about"),
    # Sections and questions
    path(f"{_DRAFT}sections/new/", items.SectionPage.as_view(), name="draft-section-new"),
    path(f"{_DRAFT}sections/<str:id>/", items.SectionPage.as_view(), name="draft-section"),
    path(f"{_DRAFT}questions/new/", questions.QuestionNew.as_view(), name="draft-question-new"),
    path(f"{_DRAFT}questions/<str:id>/", questions.QuestionPage.as_view(), name="draft-question"),
    path(f"{_DRAFT}complete/", questions.Complete.as_view(), name="draft-complete"),
    path(f"{_DRAFT}explain/", questions.Explain.as_view(), name="draft-explain"),
    # Triage
    path(f"{_DRAFT}triage/", items.Triage.as_view(), name="draft-triage"),
    path(f"{_DRAFT}triage/new/", items.TriageNew.as_view(), name="draft-triage-new"),
    path(
        f"{_DRAFT}triage/<str:id>/",
        questions.TriageQuestionPage.as_view(),
        name="draft-triage-question",
    ),
    # From points to outcome
    path(f"{_DRAFT}scoring/", scoring.Scoring.as_view(), name="draft-scoring"),
    path(f"{_DRAFT}flags/", items.Flags.as_view(), name="draft-flags"),
    path(f"{_DRAFT}flags/new/", items.FlagPage.as_view(), name="draft-flag-new"),
    path(f"{_DRAFT}flags/<str:id>/", items.FlagPage.as_view(), name="draft-flag"),
    path(f"{_DRAFT}rules/new/", items.FlagRulePage.as_view(), name="draft-flag-rule-new"),
    path(f"{_DRAFT}rules/<str:id>/", items.FlagRulePage.as_view(), name="draft-flag-rule"),
    path(f"{_DRAFT}measures/", items.Measures.as_view(), name="draft-measures"),
    path(f"{_DRAFT}measures/new/", items.MeasurePage.as_view(), name="draft-measure-new"),
    path(f"{_DRAFT}measures/<str:id>/", items.MeasurePage.as_view(), name="draft-measure"),
    # Languages
    path(f"{_DRAFT}translations/", translations.Translations.as_view(), name="draft-translations"),
    path(
        f"{_DRAFT}translations/<str:id>/",
        translations.OneLanguage.as_view(),
        name="draft-language",
    ),
    # Trying it
    path(f"{_DRAFT}preview/", preview.Preview.as_view(), name="draft-preview"),
    path(f"{_DRAFT}cases/", cases.Cases.as_view(), name="draft-cases"),
    path(f"{_DRAFT}cases/new/", cases.CaseKeep.as_view(), name="draft-case-new"),
    path(f"{_DRAFT}cases/<str:id>/", cases.OneCase.as_view(), name="draft-case"),
    path(
        f"{_DRAFT}cases/<str:id>/approve/", cases.CaseApprove.as_view(), name="draft-case-approve"
    ),
    path(f"{_DRAFT}cases/<str:id>/remove/", cases.CaseRemove.as_view(), name="draft-case-remove"),
]
