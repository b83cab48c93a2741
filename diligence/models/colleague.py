"""What a colleague without an account is asked or told, through a link that opens nothing else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.choices import ColleaguePurpose, ColleagueState, ProposalState
from diligence.models.appraisal import Appraisal
from portal import clock
from portal.tenancy import Owned


class ColleagueRequest(Owned):
    """Questions put to a colleague, or a result shared with one. Its link is a `SharedLink`."""

    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.CASCADE, related_name="colleague_requests"
    )
    purpose = models.CharField(max_length=8, choices=ColleaguePurpose)
    state = models.CharField(max_length=8, choices=ColleagueState, default=ColleagueState.OPEN)
    questions = models.JSONField(default=list)
    """Ids of the questions asked, in order; empty where a result is shared."""
    parts = models.JSONField(default=list)
    """What the page may show: `title`; and of a shared result `result`, `decision`, `reasons`,
    `measures`."""
    to_name = models.CharField(_("colleague's name"), max_length=150)
    to_email = models.EmailField(_("e-mail address"), blank=True)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    """When the link was opened first."""
    replied_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    draft = models.JSONField(default=dict)
    """Question → {"value", "note"}: what the colleague saved before sending it off."""
    waiting: int
    """How many replies wait; annotated by queries.colleague where requests are listed."""

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["appraisal", "state"], name="colleague_by_appraisal")]


class Proposal(Owned):
    """A colleague's answer to one question: a proposal until an officer settles it."""

    request = models.ForeignKey(
        ColleagueRequest, on_delete=models.CASCADE, related_name="proposals"
    )
    question = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    """None where the colleague only left a note."""
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "question"],
                condition=models.Q(state=ProposalState.WAITING),
                name="proposal_waiting_once",
            ),
        ]
