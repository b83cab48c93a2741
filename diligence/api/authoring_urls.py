"""Addresses of drafts of questionnaires in the REST interface."""

from django.urls import URLPattern, URLResolver, path

from diligence.api import draft_steps, drafts, levels

authoring: list[URLPattern | URLResolver] = [
    path("drafts/", drafts.Drafts.as_view(), name="drafts"),
    path("drafts/<uuid:pk>/", drafts.OneDraft.as_view(), name="draft"),
    path("drafts/<uuid:pk>/changes/", drafts.Changes.as_view(), name="draft-changes"),
    path("drafts/<uuid:pk>/undo/", drafts.Undo.as_view(), name="draft-undo"),
    path("drafts/<uuid:pk>/review/", drafts.Review.as_view(), name="draft-review"),
    path("drafts/<uuid:pk>/comments/", drafts.Comments.as_view(), name="draft-comments"),
    path("drafts/<uuid:pk>/publish/", drafts.Publish.as_view(), name="draft-publish"),
    path("drafts/<uuid:pk>/discard/", draft_steps.Discard.as_view(), name="draft-discard"),
    path("drafts/<uuid:pk>/restore/", draft_steps.Restore.as_view(), name="draft-restore"),
    path(
        "drafts/comments/<uuid:pk>/settle/",
        draft_steps.Settle.as_view(),
        name="draft-comment-settle",
    ),
    path(
        "drafts/comments/<uuid:pk>/reopen/",
        draft_steps.Reopen.as_view(),
        name="draft-comment-reopen",
    ),
    path("drafts/<uuid:pk>/update/", levels.DraftUpdate.as_view(), name="draft-parent-update"),
    path("questionnaires/level/", levels.Levels.as_view(), name="questionnaire-level"),
    path("questionnaires/updates/", levels.ParentUpdates.as_view(), name="parent-updates"),
]
