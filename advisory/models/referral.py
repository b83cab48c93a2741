"""Cases in a hub's queue, and what belongs to them. All rows are the hub's own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advisory.choices import OPEN_STATES, ReferralSource, ReferralState
from portal import clock
from portal.countries import member_states
from portal.enums import Tlp
from portal.tenancy import Ledger, Owned


class Referral(Owned):
    """One case put to the hub, with or without a dossier.

    What the queue lists and sorts by stands in columns; dossiers are rows of their own.
    """

    code = models.CharField(max_length=12, editable=False)
    source = models.CharField(
        _("how it came"), max_length=10, choices=ReferralSource, default=ReferralSource.PORTAL
    )
    sender = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The organisation on this portal that sent it; null where it came another way."""
    sender_name = models.CharField(_("organisation"), max_length=300)
    consultation_id = models.UUIDField(null=True)
    """The sender's own record, to which answers are delivered."""
    member_state = models.CharField(_("Member State"), max_length=2, choices=member_states)
    kind = models.CharField(max_length=10, blank=True)
    """`full`, `triage`, or empty: no dossier."""
    title = models.CharField(_("title"), max_length=300, blank=True)
    """Empty where the organisation left it out."""
    summary = models.TextField(_("what it is about"), max_length=4000, blank=True)
    band = models.CharField(_("band"), max_length=10, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, blank=True)
    baseline_outcome = models.CharField(max_length=12, blank=True)
    baseline_band = models.CharField(max_length=10, blank=True)
    """The same answers under the EU baseline: what European figures count. Empty without a score
    and where the sender's edition does not build on the baseline."""
    hold = models.BooleanField(default=False)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    technology_areas = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    partner_names = models.CharField(_("partners"), max_length=1000, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    """The routing rule that sent it here."""
    remit_because = models.CharField(max_length=300, blank=True)
    """Why this hub: the remit that matched, in words."""

    received_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(null=True)
    target_days = models.PositiveSmallIntegerField(default=15)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    needed_because = models.CharField(_("why by then"), max_length=300, blank=True)
    priority = models.PositiveSmallIntegerField(default=32000)
    """0 comes first. Worked out from due date, needed-by, outcome; `priority_because` says how."""
    priority_because = models.CharField(max_length=300, blank=True)
    priority_set_by = models.CharField(max_length=200, blank=True)
    """Who set it by hand; empty while it is worked out."""

    state = models.CharField(max_length=14, choices=ReferralState, default=ReferralState.QUEUED)
    assignee = models.UUIDField(null=True)
    """Membership of the adviser who holds it."""
    assignee_name = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    """Since when the clock stands still: the hub waits for information."""
    first_answer_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField(default=clock.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="referral_code_once"),
            models.UniqueConstraint(
                fields=["owner", "consultation_id"],
                condition=Q(consultation_id__isnull=False),
                name="referral_once_per_consultation",
            ),
            models.CheckConstraint(
                name="referral_paused_while_waiting",
                condition=Q(state=ReferralState.WAITING, paused_at__isnull=False)
                | (~Q(state=ReferralState.WAITING) & Q(paused_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "priority", "due_on", "id"],
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="referral_queue",
            ),
            models.Index(
                fields=["owner", "due_on", "id"],
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="referral_queue_due",
            ),
            models.Index(
                fields=["owner", "state", "priority", "due_on", "id"],
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="referral_queue_state",
            ),
            models.Index(
                fields=["owner", "-received_at", "-id"],
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="referral_queue_recent",
            ),
            models.Index(
                fields=["owner", "assignee", "priority", "due_on", "id"], name="referral_assignee"
            ),
            models.Index(fields=["owner", "state", "-received_at", "-id"], name="referral_state"),
            models.Index(fields=["owner", "-received_at", "-id"], name="referral_recent"),
        ]

    def __str__(self) -> str:
        return self.code


class ReferralPartner(Owned):
    """A partner named in a dossier or on the telephone: how earlier cases are found again."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=300)
    normalised_name = models.CharField(max_length=300)
    ror_id = models.CharField(max_length=9, blank=True)
    pic = models.CharField(max_length=9, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["owner", "normalised_name"], name="referralpartner_name"),
            models.Index(
                fields=["owner", "ror_id"], condition=~Q(ror_id=""), name="referralpartner_ror"
            ),
            models.Index(fields=["owner", "pic"], condition=~Q(pic=""), name="referralpartner_pic"),
        ]


class ReceivedDossier(Ledger):
    """A dossier as it arrived: canonical JSON of the confirmed content and the score."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="dossiers")
    dossier_id = models.UUIDField()
    """The sender's own row; the same dossier is received once."""
    content = models.TextField()
    digest = models.CharField(max_length=64)
    score = models.TextField(blank=True)
    """The score's document, byte for byte; empty for a triage dossier."""
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "dossier_id"], name="dossier_received_once"),
        ]


class ReceivedFile(Ledger):
    """The hub's own copy of a file that was ticked; its dossier lists the same SHA-256."""

    dossier = models.ForeignKey(ReceivedDossier, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    question = models.CharField(max_length=40, blank=True)
    stored_as = models.CharField(max_length=100)
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )

    class Meta:
        ordering = ["id"]


class Note(Ledger):
    """An internal note of the hub's advisers. It never leaves the hub."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "id"]


class InformationRequest(Owned):
    """What the hub asked the organisation. The clock stands still until it is answered."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="requests")
    questions = models.JSONField(default=list)
    """[{"question": id of the questionnaire or "", "text": what the hub wants to know}]."""
    message = models.CharField(max_length=2000, blank=True)
    tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=2000, blank=True)
    reply_tlp = models.CharField(
        max_length=12, choices=Tlp, default=Tlp.AMBER_STRICT, db_default=Tlp.AMBER_STRICT
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "referral"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="information_request_one_open",
            ),
        ]
