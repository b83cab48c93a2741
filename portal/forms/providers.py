"""Setting up a provider, its rules, and the organisation's domains."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import fetch
from portal.actions import provider_documents, provider_keys
from portal.enums import ClaimTest, ProviderProtocol, Role, roles_open_to
from portal.federation import metadata as published
from portal.federation.claims import NAMES
from portal.federation.failures import Failure
from portal.federation.presets import Preset
from portal.forms.choosing import offer, offer_rows
from portal.forms.provider_words import CLAIMS
from portal.models import EmailDomain, IdentityProvider, Organisation, Unit
from portal.queries import providers as reading

DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
NAMED: Final = ("uid", "email", "name", "affiliation", "entitlement", "group")


class OneALine(forms.CharField):
    """Several short values, one a line; doubles and empty lines are dropped."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=5000, **kwargs)
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        rows = list(dict.fromkeys(row.strip() for row in text.splitlines() if row.strip()))
        if len(rows) > 50 or any(len(row) > self.longest for row in rows):
            raise forms.ValidationError(
                _("At most 50 lines of %(longest)d characters each."),
                params={"longest": self.longest},
            )
        return rows


class _Reading(forms.Form):
    """What every protocol has: the name, and how its claims are read."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As your members know it: “University A”.")
    )
    creates_accounts = forms.BooleanField(
        label=_("Make accounts for new people of our confirmed domains"),
        required=False,
        help_text=_("They have no role until a rule or a steward gives them one."),
    )
    asks_second_factor = forms.BooleanField(
        label=_("Ask for a second factor with every sign-in"), required=False
    )
    trusted_contexts = OneALine(
        label=_("Values that prove a second factor"),
        longest=200,
        help_text=_("Values of “acr” or AuthnContextClassRef, one a line. Nothing: none counts."),
    )
    scopes = OneALine(
        label=_("Domains it may speak for"),
        longest=253,
        help_text=_(
            "What may stand behind the @ of an affiliation, beside your confirmed domains."
        ),
    )

    def __init__(
        self,
        *args: Any,
        preset: Preset | None = None,
        row: IdentityProvider | None = None,
        **kwargs: Any,
    ) -> None:
        self.preset, self.row = preset, row
        kwargs["initial"] = self._before() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name in NAMED:
            self.fields[f"name_{name}"] = forms.CharField(
                label=_("Claim or attribute: %s") % _NAMES[name],
                required=False,
                max_length=200,
                help_text=_("Empty: the usual names, for example “%s”.") % NAMES[name][0],
            )

    def _before(self) -> dict[str, Any]:
        row, preset = self.row, self.preset
        if row is None:
            names = preset.names if preset else {}
            trusted = list(preset.trusted) if preset else []
            return {"trusted_contexts": trusted} | {f"name_{k}": v for k, v in names.items()}
        kept = ("name", "creates_accounts", "asks_second_factor", "trusted_contexts", "scopes")
        told = {name: getattr(row, name) for name in kept}
        told |= {f"name_{name}": value for name, value in row.attribute_names.items()}
        return told | {name: getattr(row, name) for name in self._connection}

    _connection: tuple[str, ...] = ()
    connection_fields: tuple[str, ...] = ()
    """What leads to the provider, in the order it is asked."""
    connection_title: Any = _("Connection")
    connection_hint: Any = ""

    @property
    def connection(self) -> list[forms.BoundField]:
        return [self[name] for name in self.connection_fields]

    @property
    def names(self) -> list[forms.BoundField]:
        """The names of claims, which few providers need."""
        return [self[f"name_{name}"] for name in NAMED]

    @property
    def names_open(self) -> bool:
        """Whether one of them is filled in or wrong, and so has to be seen."""
        return any(field.value() or field.errors for field in self.names)

    def clean_scopes(self) -> list[str]:
        rows = [row.lower() for row in self.cleaned_data["scopes"]]
        for row in rows:
            if not DOMAIN.fullmatch(row):
                raise forms.ValidationError(
                    _("“%(row)s” is not a domain. Write it like “uni-a.example”."),
                    params={"row": row},
                )
        return rows

    def fields_of_row(self) -> dict[str, Any]:
        """What `actions.providers.add` and `change` take."""
        told = self.cleaned_data
        kept = ("name", "creates_accounts", "asks_second_factor", "trusted_contexts", "scopes")
        names = {name: told[f"name_{name}"].strip() for name in NAMED}
        return {name: told[name] for name in kept} | {
            "attribute_names": {name: value for name, value in names.items() if value}
        }


_ASKED_LAST: Final = ("creates_accounts", "scopes", "asks_second_factor", "trusted_contexts")
"""In the order of the page, so that its problems are listed in it too."""
_NAMES: Final = {
    "uid": _("subject identifier, which never changes"),
    "email": _("e-mail address"),
    "name": _("name"),
    "affiliation": _("affiliation"),
    "entitlement": _("entitlement"),
    "group": _("group"),
}


def _refuse(form: forms.Form, field: str, problem: Failure | fetch.NotFetched) -> None:
    cause = problem.cause if isinstance(problem, Failure) else problem.reason
    form.add_error(
        field, forms.ValidationError(_("It can’t be used: %(cause)s"), params={"cause": cause})
    )


class OpenId(_Reading):
    field_order = ["name", "entity_id", "client_id", "secret", *_ASKED_LAST]
    _connection = ("entity_id", "client_id")
    connection_fields = ("entity_id", "client_id", "secret")

    entity_id = forms.CharField(
        label=_("Issuer"),
        max_length=500,
        help_text=_("An address that begins with https://. What it publishes is read at once."),
    )
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=200,
        help_text=_("From the provider, when you register this portal there."),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "data-called": "Secret"}
        ),
        help_text=_("Kept sealed and never shown. Empty: the one that is kept stays."),
    )
    document = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is None:
            self.fields["secret"].help_text = _("Kept sealed and never shown.")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        issuer = told.get("entity_id")
        if not issuer or self.errors:
            return told
        if self.row is not None and self.row.entity_id == issuer and self.row.metadata:
            self.document = self.row.metadata
            return told
        try:
            published.address(issuer, plain=reading.plain_allowed())
            self.document = provider_documents.discovered(issuer)
        except (Failure, fetch.NotFetched) as problem:
            _refuse(self, "entity_id", problem)
        return told

    def fields_of_row(self) -> dict[str, Any]:
        told = self.cleaned_data
        return super().fields_of_row() | {
            "entity_id": told["entity_id"],
            "client_id": told["client_id"],
            "metadata": self.document,
        }


class Saml(_Reading):
    field_order = ["name", "metadata_url", "metadata", "metadata_certificate", *_ASKED_LAST]
    _connection = ("metadata_url", "metadata_certificate")
    connection_fields = ("metadata_url", "metadata")
    connection_title = _("The provider’s metadata")
    connection_hint = _("Give one of the two.")

    metadata_url = forms.URLField(
        label=_("Address of the metadata"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Read now and once a day. It must describe this one identity provider."),
    )
    metadata = forms.CharField(
        label=_("The metadata itself"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    metadata_certificate = forms.CharField(
        label=_("Certificate of the federation"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "PEM, from the federation’s own pages. Metadata signed with it may change keys by "
            "itself; other changes wait for you."
        ),
    )
    theirs: published.Theirs | None = None
    document = ""

    def clean_metadata_certificate(self) -> str:
        text: str = self.cleaned_data["metadata_certificate"].strip()
        if text:
            try:
                published.certificate(text)
            except Failure as problem:
                raise forms.ValidationError(problem.cause) from problem
        return text

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if self.errors:
            return told
        url, text = told.get("metadata_url", ""), told.get("metadata", "").strip()
        if not text and self.row is not None and url == self.row.metadata_url:
            text = self.row.metadata
        if not text and not url:
            self.add_error("metadata_url", _("Give the address of the metadata, or paste it."))
            return told
        field = "metadata" if text else "metadata_url"
        try:
            self.document = text or provider_documents.published(url)
            self.theirs = provider_keys.read_saml(self.document)
        except (Failure, fetch.NotFetched) as problem:
            _refuse(self, field, problem)
            return told
        pinned = told.get("metadata_certificate", "")
        if pinned and not published.signed_by(self.document, pinned):
            self.add_error(
                "metadata_certificate", _("The metadata is not signed with this certificate’s key.")
            )
        return told

    def fields_of_row(self) -> dict[str, Any]:
        told = self.cleaned_data
        return super().fields_of_row() | {
            "entity_id": self.theirs.entity_id if self.theirs else "",
            "metadata_url": told["metadata_url"],
            "metadata": self.document,
            "metadata_certificate": told["metadata_certificate"],
        }


def form_for(protocol: str) -> type[OpenId] | type[Saml]:
    return OpenId if protocol == ProviderProtocol.OIDC else Saml


class NewRule(forms.Form):
    claim = forms.ChoiceField(label=_("Claim"), choices=[(k, v) for k, v in CLAIMS.items()])
    test = forms.ChoiceField(label=_("Comparison"), choices=ClaimTest.choices)
    value = forms.CharField(
        label=_("Value"),
        max_length=300,
        help_text=_("For example “staff@uni-a.example”. Case makes no difference."),
    )
    role = forms.ChoiceField(label=_("Gives the role"))
    unit: Any = forms.ModelChoiceField(
        label=_("Limited to the unit"),
        queryset=None,
        required=False,
        empty_label=_("The whole organisation"),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_open_to(organisation.kind)
        offer(self, "role", [(role.value, Role(role).label) for role in roles])
        units = Unit.objects.filter(active=True)
        if units.exists():
            offer_rows(self, "unit", units)
        else:
            del self.fields["unit"]


class ClaimDomain(forms.Form):
    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("What stands behind the @ of your addresses: “uni-a.example”."),
    )

    def clean_domain(self) -> str:
        text = self.cleaned_data["domain"].strip().lower().rstrip(".").removeprefix("@")
        try:
            text = text.encode("idna").decode()
        except UnicodeError:
            text = ""
        if not DOMAIN.fullmatch(text):
            raise forms.ValidationError(_("This is not a domain. Write it like “uni-a.example”."))
        return str(text)


class LeadDomain(forms.Form):
    provider = forms.ModelChoiceField(
        label=_("People with these addresses sign in with"),
        queryset=IdentityProvider.objects.none(),
        required=False,
        empty_label=_("Password or passkey"),
    )

    def __init__(self, *args: Any, domain: EmailDomain, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"provider": domain.provider_id})
        super().__init__(*args, **kwargs)
        offer_rows(self, "provider", reading.providers())
