"""Addresses of drafts of questionnaires in the REST interface."""

from django.urls import URLPattern, URLResolver, path

from diligence.api import drafts

authoring: list[URLPattern | URLResolver] = [
    path("drafts/", drafts.Drafts.as_view(), name="drafts"),
    path("drafts/<uuid:pk>/", drafts.OneDraft.as_view(), name="draft"),
    path("drafts/<uuid:pk>/changes/", drafts.Changes.as_view(), name="draft-changes"),
    path("drafts/<uuid:pk>/undo/", drafts.Undo.as_view(), name="draft-undo"),
    path("drafts/<uuid:pk>/review/", drafts.Review.as_view(), name="draft-review"),
    path("drafts/<uuid:pk>/comments/", drafts.Comments.as_view(), name="draft-comments"),
    path("drafts/<uuid:pk>/publish/", drafts.Publish.as_view(), name="draft-publish"),
]
