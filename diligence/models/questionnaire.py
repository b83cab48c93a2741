"""Published editions of questionnaires: frozen documents that everybody in the audience reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.choices import Audience
from portal import clock
from portal.tenancy import Directory, acting_id


class QuestionnaireVersion(Directory):
    """One frozen edition. The database grants neither update nor delete."""

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )
    key = models.SlugField(max_length=60)
    edition = models.CharField(max_length=30)
    title = models.CharField(_("title"), max_length=200)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.EVERYONE)
    audience_country = models.CharField(max_length=2, blank=True)
    document = models.TextField()
    """The native format in canonical JSON: `digest` is the SHA-256 of exactly these bytes."""
    digest = models.CharField(max_length=64)
    cases = models.JSONField(default=list)
    """Worked cases: answers, expected outcome, why. Tests of this edition."""
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)
    reviewed_by = models.CharField(max_length=200, blank=True)
    """The second person; empty for editions that the operator loaded."""
    authors = models.JSONField(default=list)
    note = models.TextField(blank=True)
    """What is new in it, in the words of its authors."""
    overrides = models.JSONField(default=list)
    """Checks of judgement that objected: [{"check", "place", "problem", "reason", "by", "at"}]."""
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    """The edition it adds to."""
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    """The edition of the same key that it follows."""

    class Meta:
        ordering = ["key", "-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key", "edition"], name="questionnaire_edition_once"
            ),
            models.CheckConstraint(
                name="questionnaire_audience_country",
                condition=models.Q(audience=Audience.MEMBER_STATE) & ~models.Q(audience_country="")
                | ~models.Q(audience=Audience.MEMBER_STATE) & models.Q(audience_country=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}"
