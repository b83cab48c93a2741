"""The checks of a draft: what they object to, why, where, and the reasons given."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions import overriding
from diligence.domain.checks import CHECKS, Weight
from diligence.forms.checking import OverrideForm, auto_id
from diligence.models import CheckOverride, Draft
from diligence.policy import authoring
from diligence.queries import drafts, overrides
from diligence.queries.overrides import Told
from diligence.views.draft_frame import DraftPage
from diligence.views.draft_places import spot
from portal.enums import Permission
from portal.views.base import owned_or_404

_GROUPS = (
    (
        Weight.ERROR,
        gettext_lazy("To repair"),
        gettext_lazy("Facts and law: nothing is published before these are repaired."),
    ),
    (
        Weight.JUDGEMENT,
        gettext_lazy("To repair, or to give a reason for"),
        gettext_lazy("Matters of judgement: a reason is published with its author's name."),
    ),
    (Weight.NOTE, gettext_lazy("Good to know"), gettext_lazy("Nothing has to be done.")),
)
_WEIGHTS = tuple(weight.value for weight, _title, _lede in _GROUPS)


class Checks(DraftPage):
    """Findings by weight and check; a reason can be given for what is a matter of judgement."""

    tab = "checks"
    write_permission = Permission.AUTHOR

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.load(pk), None)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        form = OverrideForm(request.POST, auto_id=auto_id(request.POST.get("fingerprint", "")[:16]))
        if form.is_valid():
            try:
                overriding.give(self.actor, draft.pk, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Your reason is kept. It is published with your name."))
                return redirect("diligence:draft-checks", draft.pk)
        return self._page(draft, form, status=422)

    def _page(self, draft: Draft, form: OverrideForm | None, status: int = 200) -> HttpResponse:
        found = overrides.told(draft)
        only, by = self.request.GET.get("weight", ""), self.request.GET.get("by", "place")
        shown = [item for item in found if only not in _WEIGHTS or item.finding.weight == only]
        context = {
            "groups": [
                {**group, "blocks": _blocks(draft, group["found"], form, by)}
                for group in _groups(shown)
            ],
            "tabs_of_weight": _narrowings(found, only, by),
            "by": by,
            "ways": _ways(only, by),
            "open": sum(item.open for item in found),
            "idle": [
                {"row": row, "spot": spot(draft, row.place)} for row in overrides.idle(draft, found)
            ],
            "may_change": authoring.may_change(self.actor, draft),
            "form": form,
            "exempt": [check for check in CHECKS.values() if check.exempt],
            "unreadable": drafts.examined(draft).questionnaire is None,
        }
        return self.page(draft, "checks", status=status, **context)


class Withdraw(DraftPage):
    """Take a reason back."""

    permission = Permission.AUTHOR
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        seen = drafts.visible(self.actor).values("pk")
        given = owned_or_404(CheckOverride, pk, CheckOverride.objects.filter(draft__in=seen))
        draft = overriding.withdraw(self.actor, given.pk)
        messages.success(request, _("The reason was withdrawn. The check objects again."))
        return redirect("diligence:draft-checks", draft.pk)


def _groups(found: Sequence[Told]) -> list[dict[str, Any]]:
    """The findings weight by weight, the gravest first; weights without any are left out."""
    told = []
    for weight, title, lede in _GROUPS:
        here = [item for item in found if item.finding.weight is weight]
        if here:
            told.append({"weight": weight.value, "title": title, "lede": lede, "found": here})
    return told


def _blocks(
    draft: Draft, found: Sequence[Told], form: OverrideForm | None, by: str
) -> list[dict[str, Any]]:
    """What belongs together under one heading: a part of the questionnaire, or a check."""
    if by == "check":
        weight = found[0].finding.weight
        return [
            {"check": each.check, "findings": [_finding(draft, i, form) for i in each.findings]}
            for each in overrides.by_check(tuple(found), weight)
        ]
    return [
        {"spot": spot(draft, place), "findings": [_finding(draft, item, form) for item in items]}
        for place, items in overrides.by_place(found).items()
    ]


def _narrowings(found: Sequence[Told], only: str, by: str) -> list[dict[str, Any]]:
    """All findings or those of one weight, each with their number."""
    choices = [("", _("All"), len(found))]
    for weight, title, _lede in _GROUPS:
        count = sum(item.finding.weight is weight for item in found)
        choices.append((weight.value, str(title), count))
    current = only if only in _WEIGHTS else ""
    return [
        {
            "label": label,
            "count": count,
            "url": f"?{urlencode({'weight': value, 'by': by})}",
            "current": value == current,
        }
        for value, label, count in choices
    ]


def _ways(only: str, by: str) -> list[dict[str, Any]]:
    """How the findings can be grouped."""
    return [
        {"label": label, "url": f"?{urlencode({'weight': only, 'by': way})}", "current": way == by}
        for way, label in (("place", _("By place")), ("check", _("By check")))
    ]


def _finding(draft: Draft, item: Told, form: OverrideForm | None) -> dict[str, Any]:
    finding = item.finding
    mine = form is not None and form["fingerprint"].value() == finding.fingerprint
    judged = finding.weight is Weight.JUDGEMENT and item.override is None
    return {
        "told": item,
        "spot": spot(draft, finding.place),
        "check": CHECKS[finding.check],
        "form": (form if mine else OverrideForm.about(finding)) if judged else None,
        "tried": mine,
    }
