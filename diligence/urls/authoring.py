"""Addresses of questionnaires that organisations write: editions, drafts, their review."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import draft_comments, draft_history, draft_review, drafts

authoring: list[URLPattern | URLResolver] = [
    path("questionnaires/", drafts.Overview.as_view(), name="questionnaires"),
    path("questionnaires/drafts/", drafts.DraftList.as_view(), name="draft-list"),
    path("questionnaires/drafts/new/", drafts.New.as_view(), name="draft-new"),
    path(
        "questionnaires/drafts/<uuid:pk>/discard/", drafts.Discard.as_view(), name="draft-discard"
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/restore/", drafts.Restore.as_view(), name="draft-restore"
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/history/",
        draft_history.History.as_view(),
        name="draft-history",
    ),
    path("questionnaires/drafts/<uuid:pk>/undo/", draft_history.Undo.as_view(), name="draft-undo"),
    path(
        "questionnaires/drafts/<uuid:pk>/comments/",
        draft_comments.Comments.as_view(),
        name="draft-comments",
    ),
    path(
        "questionnaires/drafts/comments/<uuid:pk>/",
        draft_comments.Step.as_view(),
        name="draft-comment",
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/review/",
        draft_review.Review.as_view(),
        name="draft-review",
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/verdict/",
        draft_review.Verdict.as_view(),
        name="draft-verdict",
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/publish/",
        draft_review.Publish.as_view(),
        name="draft-publish",
    ),
]
