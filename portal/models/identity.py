"""How an organisation lets its people in: rules of its sessions, domains, identity providers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.enums import ClaimTest, ProviderProtocol, ProviderState, Role
from portal.tenancy import Identified, Owned, acting_id


class SecuritySettings(Owned):
    """What an organisation asks of everybody who works for it; made with its first change.

    Never columns of `Organisation`, which everybody may read.
    """

    idle_minutes = models.PositiveSmallIntegerField(default=30)
    """A session without any request for this long ends (5 to 480)."""
    session_hours = models.PositiveSmallIntegerField(default=12)
    """A session ends this long after its sign-in, whatever happens in it (1 to 24)."""
    second_factor_for_all = models.BooleanField(default=False)
    """Else only for the roles and kinds of organisation that always need one."""
    password_sign_in = models.BooleanField(default=True)
    """False: members sign in through the provider; stewards keep a way of their own."""
    markings = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """Further classification markings that are refused, as they stand on this house's papers."""
    classified_channel = models.CharField(max_length=500, blank=True)
    """Where classified information goes instead, told with every refusal."""
    notify_email = models.EmailField(blank=True)
    """Told of expiring certificates and of sign-ins that keep failing; empty: the stewards."""
    failures_told = models.PositiveSmallIntegerField(default=10, db_default=10)
    """From how many failed sign-ins of one account within an hour on (3, 5, 10 or 20)."""
    changed_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="security_settings_once"),
            models.CheckConstraint(
                name="security_settings_times",
                condition=models.Q(idle_minutes__gte=5, idle_minutes__lte=480)
                & models.Q(session_hours__gte=1, session_hours__lte=24),
            ),
        ]


class _Presented(Identified):
    """A row that is found by a digest before any organisation is known."""

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        abstract = True


class IdentityProvider(_Presented):
    """An organisation's own OpenID provider or SAML identity provider.

    Who signs in through it works for this organisation alone in that session: its operator must
    not become a key to what the same person may do elsewhere.
    """

    key = models.CharField(max_length=16, editable=False)
    """Stands in addresses, random; `digest` is that of "provider:" and the key."""
    name = models.CharField(_("name"), max_length=100)
    protocol = models.CharField(max_length=4, choices=ProviderProtocol)
    preset = models.CharField(max_length=30)
    state = models.CharField(max_length=5, choices=ProviderState, default=ProviderState.DRAFT)
    entity_id = models.CharField(max_length=500)
    """The issuer (OpenID) or the entity id (SAML)."""
    client_id = models.CharField(max_length=200, blank=True)
    secret_sealed = models.BinaryField(null=True)
    """The client's secret, sealed by `portal.vault` with this row's id beside it."""
    metadata_url = models.URLField(max_length=500, blank=True)
    metadata = models.TextField(blank=True)
    """What was accepted last: SAML metadata as XML, an OpenID discovery document as JSON."""
    metadata_pending = models.TextField(blank=True)
    """Fetched, but with keys nothing vouches for: waits for a steward."""
    metadata_certificate = models.TextField(blank=True)
    """PEM. Metadata signed by it may change keys without a steward."""
    etag = models.CharField(max_length=200, blank=True, default="", db_default="")
    """What the address called the document when it was fetched last."""
    fetched_at = models.DateTimeField(null=True)
    fetch_problem = models.CharField(max_length=300, blank=True)
    certificate_until = models.DateTimeField(null=True)
    """The earliest end of a certificate or document in use; warned of ahead."""
    warned_on = models.DateField(null=True)
    attribute_names = models.JSONField(default=dict, blank=True)
    """Ajar's name of a claim (`uid`, `email`, `name`, `affiliation`, `entitlement`) → theirs."""
    scopes = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    """What may stand behind the @ of scoped values; others are dropped and said to be."""
    trusted_contexts = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    """`acr` or AuthnContext values that count as a second factor."""
    asks_second_factor = models.BooleanField(default=False)
    creates_accounts = models.BooleanField(default=False)
    """Somebody new gets an account, always without a role."""
    sp_key_sealed = models.BinaryField(null=True)
    sp_certificate = models.TextField(blank=True)
    """PEM of the key that Ajar signs requests and decrypts assertions with."""
    sp_spare_sealed = models.BinaryField(null=True)
    sp_spare_certificate = models.TextField(blank=True, default="", db_default="")
    """PEM of a second key, published beside the first: the next one, or the former one."""
    sp_spare_former = models.BooleanField(default=False, db_default=False)
    """The spare key signed until lately; it still decrypts until a steward retires it."""
    tried_at = models.DateTimeField(null=True)
    tried_digest = models.CharField(max_length=64, blank=True)
    """Of the configuration that was tried with success; another one can't go live."""
    changed_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="provider_digest_once"),
            models.UniqueConstraint(fields=["owner", "name"], name="provider_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EmailDomain(_Presented):
    """A domain whose addresses belong to the organisation, once an operator has confirmed it.

    Several may claim one, and one of them has it: `digest` is that of "domain:" and the domain
    while it is confirmed, and of its own id before.
    """

    domain = models.CharField(_("domain"), max_length=253)
    claimed_at = models.DateTimeField(default=clock.now)
    claimed_by = models.CharField(max_length=200)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=200, blank=True)
    joining = models.BooleanField(default=False)
    """Who proves an address of this domain may ask to become a member."""
    provider = models.ForeignKey(
        IdentityProvider, on_delete=models.SET_NULL, null=True, related_name="domains"
    )
    """Where people with this domain sign in."""

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="email_domain_digest_once"),
            models.UniqueConstraint(fields=["owner", "domain"], name="email_domain_once"),
        ]


class ClaimRule(Owned):
    """A claim that gives a role; when it is no longer made, what it gave is taken back."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="rules")
    claim = models.CharField(_("claim"), max_length=40)
    test = models.CharField(max_length=10, choices=ClaimTest, default=ClaimTest.IS)
    value = models.CharField(_("value"), max_length=300)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(
        "portal.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    """Limits whoever gets the role by this rule to the unit."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]


class SignInProblem(Owned):
    """Why a sign-in through a provider failed: the person is told the code, the steward the cause.

    Holds neither assertions nor tokens, and of the person nothing but what the provider is.
    """

    code = models.CharField(max_length=10)
    provider = models.ForeignKey(
        IdentityProvider, on_delete=models.CASCADE, null=True, related_name="problems"
    )
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=30)
    cause = models.CharField(max_length=1000)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "code"], name="sign_in_code_once")]
        indexes = [models.Index(fields=["owner", "-at"], name="sign_in_problem_recent")]


class JoinRequest(Identified):
    """Somebody with a proven address of the organisation's domain asks to become a member."""

    owner = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, default=acting_id, related_name="+"
    )
    user = models.ForeignKey("portal.User", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "user"],
                condition=models.Q(decided_at__isnull=True),
                name="join_request_open_once",
            ),
        ]


class KnownDevice(Identified):
    """A browser somebody signed in with before; a new one is told to them by mail.

    Found by a signed cookie. Seen by the person alone, never by a steward.
    """

    user = models.ForeignKey("portal.User", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(max_length=100)
    """The browser and the system as they call themselves, without versions."""
    first_on = models.DateField()
    last_on = models.DateField()
