"""Who may what, shown: roles and permissions of a kind of organisation, down to the address."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal import matrix
from portal.enums import OrganisationKind, Permission, Role, roles_open_to
from portal.matrix import Audience, Entry, Kind, Line
from portal.views.base import ActingView, OperatorView

CROSSES = (
    (_("A dossier"), _("from a research organisation to its hub"), _("when it is sent, frozen")),
    (_("Advice and questions"), _("from the hub to who sent the case"), _("when they are issued")),
    (_("A draft to countersign"), _("from one hub to another"), _("when it is offered, frozen")),
    (_("A confirmed return"), _("from a ministry to the Commission"), _("when it is confirmed")),
    (
        _("Counts without names"),
        _("from research organisations and hubs to figures"),
        _("collected once a quarter, and only where enough stand behind a number"),
    ),
    (
        _("A shared result or question"),
        _("from a member to whoever has the link"),
        _("until the link ends or is closed"),
    ),
    (
        _("The entry in the directory"),
        _("name, kind, country and seat, for everybody here"),
        _("always"),
    ),
    (_("A published questionnaire"), _("for those it was published for"), _("from then on")),
)
"""What leaves an organisation at all: what, from whom to whom, when."""

P = Permission

GROUPS: tuple[tuple[Promise, tuple[Permission, ...]], ...] = (
    (_("Partnerships and appraisals"), (P.VIEW_REGISTER, P.EDIT_REGISTER, P.APPRAISE, P.REFER)),
    (_("Measures and decisions"), (P.CLEAR, P.TREAT, P.DECIDE_LOW, P.DECIDE)),
    (_("Advice"), (P.ADVISE,)),
    (_("Lists and figures"), (P.EXPORT, P.VIEW_OWN_FIGURES, P.VIEW_FIGURES)),
    (
        _("Returns and reports"),
        (P.DECLARE, P.CONFIRM_RETURN, P.VIEW_RETURNS, P.MANAGE_CYCLES, P.PUBLISH),
    ),
    (_("Questionnaires"), (P.VIEW_QUESTIONNAIRES, P.REVIEW, P.AUTHOR)),
    (
        _("The organisation itself"),
        (P.MANAGE_MEMBERS, P.MANAGE_UNITS, P.MANAGE_TOKENS, P.MANAGE_SETTINGS, P.MANAGE_SIGN_IN),
    ),
    (_("Record and data protection"), (P.VIEW_RECORD, P.MANAGE_PRIVACY)),
)
"""What belongs together on the page, in the order of the mission."""

AUDIENCES: tuple[tuple[Audience, Promise], ...] = (
    (Audience.MEMBER, _("Every member, about what their role shows them")),
    (Audience.SIGNED_IN, _("Whoever is signed in, about their own account")),
    (Audience.BEARER, _("Whoever has the link, and nobody else")),
    (Audience.ANYBODY, _("Everybody; there are no rows of organisations on these pages")),
    (Audience.OPERATOR, _("Operators of the installation, who read no organisation’s rows")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One address on the page: as it is typed, and what can be done there."""

    address: str
    changes: bool
    step_up: bool


def _shown(entries: tuple[Entry, ...], line: Line | None = None) -> list[Shown]:
    rows = [
        Shown(matrix.plain(entry.address), _changes(entry, line), entry.step_up)
        for entry in entries
    ]
    return sorted(set(rows), key=lambda row: row.address)


def _changes(entry: Entry, line: Line | None) -> bool:
    methods = set(entry.methods) - matrix.READS
    if line is not None:
        methods = {each for each in methods if line.permission in entry.needs.get(each, ())}
    return bool(methods)


def _kind(given: str, default: str) -> str:
    return given if given in {kind.value for kind in matrix.kinds()} else default


def page(request: HttpRequest, default: str, template: str) -> HttpResponse:
    """The matrix of one kind of organisation, narrowed by role and words."""
    kind = _kind(request.GET.get("kind", ""), default)
    roles = roles_open_to(kind)
    role = request.GET.get("role", "")
    role = role if role in roles else ""
    text = request.GET.get("q", "").strip()[:100].casefold()
    lines = [line for line in matrix.lines(kind) if not role or role in line.roles]
    context = {
        "kind": kind,
        "kind_name": OrganisationKind(kind).label,
        "kinds": [(each.value, each.label) for each in matrix.kinds()],
        "role": role,
        "roles": [(each.value, each.label) for each in roles],
        "role_choices": [("", _("Any role")), *((each.value, each.label) for each in roles)],
        "q": text,
        "groups": [group for group in _grouped(lines, roles, text) if group["rows"]],
        "columns": len(roles) + 2,
        "crosses": CROSSES,
        "audiences": [
            {"words": words, "entries": _shown(_of(audience))} for audience, words in AUDIENCES
        ],
        "tasks": matrix.tasks(),
        "mails": matrix.mails(),
        "searches": matrix.searches(),
    }
    return render(request, template, context)


def _grouped(lines: list[Line], roles: tuple[Role, ...], text: str) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "rows": [
                row
                for line in lines
                if line.permission in permissions and _matches(row := _row(line, roles), text)
            ],
        }
        for title, permissions in GROUPS
    ]


def _row(line: Line, roles: tuple[Role, ...]) -> dict[str, Any]:
    api = tuple(entry for entry in line.entries if entry.kind is Kind.API)
    rest = tuple(entry for entry in line.entries if entry.kind is not Kind.API)
    return {
        "words": line.words,
        "held": [(role.label, role in line.roles) for role in roles],
        "pages": _shown(rest, line),
        "api": _shown(api, line),
    }


def _matches(row: dict[str, Any], text: str) -> bool:
    found = [str(row["words"]), *(each.address for each in row["pages"] + row["api"])]
    return not text or any(text in each.casefold() for each in found)


def _of(audience: Audience) -> tuple[Entry, ...]:
    return tuple(
        entry for entry in matrix.addresses() if entry.audience is audience and not entry.needs
    )


class WhoMayWhat(ActingView):
    """For every member: what each role may, here and in other kinds of organisations."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        return page(request, self.request.acting.organisation.kind, "portal/matrix/page.html")


class OperatorsMatrix(OperatorView):
    """The same for operators, who belong to no organisation."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return page(request, OrganisationKind.RESEARCH, "portal/matrix/page.html")
