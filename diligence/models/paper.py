"""Blank questionnaires as PDF: being made by the worker, or kept for the next reader."""

from django.db import models

from diligence.choices import WorkState
from diligence.models.questionnaire import QuestionnaireVersion
from portal import clock
from portal.tenancy import Owned


class Paper(Owned):
    """An edition for paper in one pair of languages. Made once: editions never change."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    """SHA-256 of all that stands on it and of how it looks: the same digest, the same file."""
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=20)
    """Of the words around the questions."""
    page = models.TextField(blank=True)
    """The HTML that is set, frozen when it was asked for; emptied when the file is made."""
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.WAITING)
    done = models.PositiveIntegerField(default=0)
    """Pages laid out so far."""
    problem = models.CharField(max_length=1000, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "digest"], name="paper_made_once"),
        ]
