"""What this room contributes to the frame: its navigation and what the search box finds."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.domain.register import folded
from diligence.models import Partnership
from diligence.queries import partnerships as register
from diligence.queries.partners import suggested
from portal.authority import Actor
from portal.countries import name_of
from portal.enums import OrganisationKind, Permission
from portal.rooms import NavigationItem, SearchHit, SettingsPage
from portal.views.base import ActingRequest

_VERBS = (
    ("diligence:partnership-list", gettext_lazy("Register"), Permission.VIEW_REGISTER),
    ("diligence:appraisal-list", gettext_lazy("Appraise"), Permission.VIEW_REGISTER),
    ("diligence:decision-list", gettext_lazy("Decide"), Permission.DECIDE_LOW),
    ("diligence:partner-list", gettext_lazy("Partners"), Permission.VIEW_REGISTER),
    ("diligence:workplan", gettext_lazy("Work plan"), Permission.DECIDE_LOW),
)
_PAGES = (
    ("diligence:partnership-list", gettext_lazy("Register"), Permission.VIEW_REGISTER),
    ("diligence:partnership-new", gettext_lazy("Register a partnership"), Permission.EDIT_REGISTER),
    ("diligence:import-new", gettext_lazy("Import a spreadsheet"), Permission.EDIT_REGISTER),
    ("diligence:import-list", gettext_lazy("Imports"), Permission.EDIT_REGISTER),
    ("diligence:appraisal-list", gettext_lazy("Appraisals"), Permission.VIEW_REGISTER),
    ("diligence:triage-grid", gettext_lazy("Triage the backlog"), Permission.APPRAISE),
    ("diligence:decision-list", gettext_lazy("Decisions"), Permission.VIEW_REGISTER),
    ("diligence:partner-list", gettext_lazy("Partners"), Permission.VIEW_REGISTER),
    ("diligence:workplan", gettext_lazy("Work plan"), Permission.DECIDE_LOW),
    ("diligence:objections", gettext_lazy("Objections"), Permission.VIEW_REGISTER),
    ("diligence:questionnaires", gettext_lazy("Questionnaires"), Permission.VIEW_QUESTIONNAIRES),
    ("diligence:draft-list", gettext_lazy("Drafts of questionnaires"), Permission.REVIEW),
    ("diligence:draft-new", gettext_lazy("Begin a draft of a questionnaire"), Permission.AUTHOR),
)


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The mission's verbs in their order, for those who may look at the register."""
    acting = getattr(request, "acting", None)
    if acting is None or not acting.actor.may(Permission.VIEW_REGISTER):
        return []
    # The backlog stands under an address of its own, and belongs to appraising.
    grid = reverse("diligence:triage-grid")
    triaging = request.path.startswith(grid)
    return [
        NavigationItem(
            label,
            reverse(name),
            prefix=grid if triaging and name == "diligence:appraisal-list" else reverse(name),
        )
        for name, label, permission in _VERBS
        if acting.actor.may(permission)
    ]


def administration(request: HttpRequest) -> list[NavigationItem]:
    """The questionnaires, for whoever may read them."""
    acting = getattr(request, "acting", None)
    if acting is None or not acting.actor.may(Permission.VIEW_QUESTIONNAIRES):
        return []
    # The pages of one edition stand under an address of their own.
    editions = reverse("diligence:questionnaire-current").rstrip("/")
    return [NavigationItem(_("Questionnaires"), reverse("diligence:questionnaires"), editions)]


def settings_pages(request: HttpRequest) -> list[SettingsPage]:
    """What a research organisation's steward settles about its appraisals."""
    acting = getattr(request, "acting", None)
    if acting is None or acting.organisation.kind != OrganisationKind.RESEARCH:
        return []
    if not acting.actor.may(Permission.MANAGE_SETTINGS):
        return []
    return [
        SettingsPage(
            _("Automatic referral"),
            reverse("diligence:referral-settings"),
            _("Whether high-risk cases go to the national hub by themselves, and what of them"),
        ),
        SettingsPage(
            _("Reminders"),
            reverse("diligence:reminders"),
            _("How long before something is due people are told, and who is told next"),
        ),
    ]


def search(request: ActingRequest, text: str, limit: int) -> list[SearchHit]:
    """Partnerships by code, reference, title or partner; partners and pages by name."""
    actor = request.acting.actor
    if not actor.may(Permission.VIEW_REGISTER):
        return _pages(actor, text)
    return [
        *_pages(actor, text),
        *_partnerships(actor, text, limit),
        *_partners(text, limit),
    ]


def _pages(actor: Actor, text: str) -> list[SearchHit]:
    wanted = folded(text)
    return [
        SearchHit(str(label), reverse(name), _("Page"))
        for name, label, permission in _PAGES
        if wanted and actor.may(permission) and folded(str(label)).startswith(wanted)
    ]


def _partnerships(actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """The exact code or reference first, then the latest changed."""
    exact = Q(code__iexact=text) | Q(reference__iexact=text)
    rank = Case(When(exact, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        register.search(actor, register.RegisterFilter(q=text))
        .only("title", "code", "reference", "partner_names")
        .order_by(rank, "-updated_at", "-id")
    )
    return [_partnership_hit(row) for row in rows[:limit]]


def _partnership_hit(row: Partnership) -> SearchHit:
    return SearchHit(
        row.title,
        reverse("diligence:partnership-detail", args=[row.pk]),
        _("Partnership"),
        " · ".join(filter(None, [row.handle, Truncator(row.partner_names).chars(120)])),
    )


def _partners(text: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(
            partner.name,
            reverse("diligence:partner-detail", args=[partner.pk]),
            _("Partner"),
            ", ".join(filter(None, [partner.city, name_of(partner.country or "")])),
        )
        for partner in suggested(text, limit)
    ]
