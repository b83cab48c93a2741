"""The checks of a draft: what they object to, why, where, and the reasons given."""

import uuid
from typing import Any

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
from diligence.queries.overrides import Objection, Told
from diligence.views.draft_frame import DraftPage
from diligence.views.draft_places import url_of
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


class Checks(DraftPage):
    """Findings by weight and check; a reason can be given for what is a matter of judgement."""

    tab = "checks"

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
        may_change = authoring.may_change(self.actor, draft)
        context = {
            "groups": [
                {
                    "weight": weight.value,
                    "title": title,
                    "lede": lede,
                    "objections": [
                        self._objection(draft, objection, form)
                        for objection in overrides.by_check(found, weight)
                    ],
                }
                for weight, title, lede in _GROUPS
            ],
            "open": sum(item.open for item in found),
            "idle": overrides.idle(draft, found),
            "may_change": may_change,
            "form": form,
            "exempt": [check for check in CHECKS.values() if check.exempt],
            "unreadable": drafts.examined(draft).questionnaire is None,
        }
        return self.page(draft, "checks", status=status, **context)

    def _objection(
        self, draft: Draft, objection: Objection, form: OverrideForm | None
    ) -> dict[str, Any]:
        return {
            "check": objection.check,
            "findings": [_finding(draft, item, form) for item in objection.findings],
        }


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


def _finding(draft: Draft, item: Told, form: OverrideForm | None) -> dict[str, Any]:
    finding = item.finding
    mine = form is not None and form["fingerprint"].value() == finding.fingerprint
    judged = finding.weight is Weight.JUDGEMENT and item.override is None
    return {
        "told": item,
        "href": url_of(draft, finding.place),
        "place": finding.place,
        "form": (form if mine else OverrideForm.about(finding)) if judged else None,
        "tried": mine,
    }
