"""A registered cooperation between one organisation and its partners."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Lower
from django.utils.translation import gettext_lazy as _

from diligence.choices import (
    Activity,
    AgreementKind,
    AppraisalState,
    ChangeKind,
    ConsultationState,
    DecisionVerdict,
    PartnershipState,
    ReviewReason,
    TechnologyArea,
)
from diligence.models.partner import Partner
from portal import clock
from portal.tenancy import Ledger, Owned


class Partnership(Owned):
    """One row of the register.

    `partner_names`, `partner_countries`, `search_text` and everything from `appraisal_state` to
    `decision_review` repeat what stands elsewhere, so that the register lists and searches without
    joins; the actions that change the source keep them.
    """

    code = models.CharField(max_length=10, editable=False)
    title = models.CharField(_("title"), max_length=300)
    reference = models.CharField(_("your reference"), max_length=80, blank=True)
    unit = models.ForeignKey(
        "portal.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("unit"),
        related_name="+",
    )
    responsible = models.CharField(_("responsible researcher"), max_length=200, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PartnershipState,
        default=PartnershipState.PROPOSED,
    )
    agreement_kind = models.CharField(
        _("agreement"), max_length=12, choices=AgreementKind, default=AgreementKind.NONE
    )
    agreement_signed_on = models.DateField(_("signed on"), null=True, blank=True)
    activities = ArrayField(
        models.CharField(max_length=10, choices=Activity),
        verbose_name=_("activities"),
        default=list,
        blank=True,
    )
    technology_areas = ArrayField(
        models.CharField(max_length=10, choices=TechnologyArea),
        verbose_name=_("EU critical technology areas"),
        default=list,
        blank=True,
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    funding_amount = models.DecimalField(
        _("funding"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    funding_currency = models.CharField(_("currency"), max_length=3, default="EUR", blank=True)
    funding_source = models.CharField(_("source of funding"), max_length=300, blank=True)
    benefit = models.TextField(_("benefit statement"), max_length=4000, blank=True)

    partner_names = models.CharField(max_length=1000, blank=True, editable=False)
    partner_countries = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    appraisal_state = models.CharField(
        max_length=12, choices=AppraisalState, blank=True, default="", editable=False
    )
    outcome = models.CharField(max_length=12, blank=True, default="", editable=False)
    headline: str
    """What the outcome reads as; set by queries.headlines where it is shown."""
    legal_checks = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, editable=False
    )
    """Whom a standing legal flag asks for (flag targets): while there is one, transfers wait."""
    clearance_until = models.DateField(null=True, editable=False)
    """The last day on which every clearance of a legal flag still holds; afterwards one has run
    out, and transfers wait again."""
    consultation_state = models.CharField(
        max_length=10, choices=ConsultationState, blank=True, default="", editable=False
    )
    decision = models.CharField(
        max_length=16, choices=DecisionVerdict, blank=True, default="", editable=False
    )
    decision_expires_on = models.DateField(null=True, editable=False)
    decision_review = models.CharField(
        max_length=12, choices=ReviewReason, blank=True, default="", editable=False
    )
    """Why the decision in force has to be looked at again; empty while it stands."""

    registered_at = models.DateTimeField(default=clock.now, editable=False)
    registered_by = models.CharField(max_length=200, blank=True, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    discarded_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    partners = models.ManyToManyField(Partner, through="PartnershipPartner")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="partnership_code_once"),
            models.UniqueConstraint(
                fields=["owner", "reference"],
                condition=~Q(reference="") & Q(discarded_at__isnull=True),
                name="partnership_reference_once",
            ),
            models.CheckConstraint(
                name="partnership_dates_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="partnership_funding_not_negative",
                condition=Q(funding_amount__isnull=True) | Q(funding_amount__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-updated_at", "-id"], name="partnership_recent"),
            models.Index("owner", Lower("title"), "id", name="partnership_title"),
            models.Index(
                "owner", Lower(Left("partner_names", 80)), "id", name="partnership_partners"
            ),
            models.Index(fields=["owner", "starts_on", "id"], name="partnership_start"),
            models.Index(
                "owner",
                F("starts_on").desc(nulls_last=True),
                F("id").desc(),
                name="partnership_start_latest",
            ),
            models.Index(fields=["owner", "state", "-updated_at", "-id"], name="partnership_state"),
            models.Index(fields=["owner", "unit", "-updated_at", "-id"], name="partnership_unit"),
            models.Index(fields=["owner", "outcome", "-updated_at"], name="partnership_outcome"),
            models.Index(
                fields=["owner", "decision_expires_on"],
                condition=Q(decision_expires_on__isnull=False),
                name="partnership_expiring",
            ),
            models.Index(
                fields=["owner", "appraisal_state", "-updated_at"], name="partnership_appraisal"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_blocked(self, today: date) -> bool:
        """Whether transfers wait for a legal check: one stands, or its clearance has run out."""
        lapsed = self.clearance_until is not None and self.clearance_until < today
        return bool(self.legal_checks) or lapsed

    def has_expired(self, today: date) -> bool:
        """Whether the decision in force was taken for a time that is over."""
        return self.decision_expires_on is not None and self.decision_expires_on < today

    # Django's get_…_display hashes all choices at each call: too dear for the rows of a list.
    @property
    def state_label(self) -> str:
        return str(PartnershipState(self.state).label)

    @property
    def appraisal_label(self) -> str:
        """Where the appraisal stands, in words; '' where there is none."""
        return str(AppraisalState(self.appraisal_state).label) if self.appraisal_state else ""

    @property
    def decision_label(self) -> str:
        """The decision in force, in words; '' where there is none."""
        return str(DecisionVerdict(self.decision).label) if self.decision else ""

    @property
    def handle(self) -> str:
        """What people call it by: the organisation's own reference, or else the code."""
        return self.reference or self.code


class PartnershipPartner(Owned):
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="partner_links"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "partner"], name="partner_once_each"),
        ]


class PartnershipChange(Ledger):
    """One step in a partnership's history: who changed what, from what, to what."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(default=clock.now)
    user_id = models.UUIDField(null=True)
    by = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=ChangeKind)
    changes = models.JSONField(default=dict)
    """Field name → [before, after], in JSON types."""
    revision = models.PositiveIntegerField()
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["partnership", "-at"], name="partnership_history")]
