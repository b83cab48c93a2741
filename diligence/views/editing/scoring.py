"""From points to outcome: the page of matrices, thresholds and rules."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.domain.canonical import number
from diligence.domain.consequences import adds, axes_of
from diligence.domain.draft_reading import members
from diligence.domain.editing import Operation, differences
from diligence.forms.editing.scoring import ScoringForm
from diligence.views.editing.desk import EditPage


class Scoring(EditPage):
    """Dimensions, matrices, thresholds and rules, in one form."""

    template = "scoring.html"
    tab = "scoring"

    def form(self, data: Any = None) -> forms.Form:
        return ScoringForm(
            data, document=self.document, why_locked=self.why_locked, how_far=self.how_far
        )

    def operations(self, form: Any) -> list[Operation]:
        dimensions, sides = form.frame()
        after = {
            "dimensions": dimensions,
            "sides": sides,
            "thresholds": form.thresholds(),
            "rules": form.rules(),
        }
        before = {name: self.document.get(name) for name in after}
        before["rules"] = before["rules"] or {}
        return list(differences(before, after))

    def what(self, form: Any) -> str:
        return _("Changed the scoring")

    def after(self, form: Any) -> str:
        return reverse("diligence:draft-scoring", args=[self.draft.pk])

    def context(self, form: Any) -> dict[str, Any]:
        return {"reach": self._reach()}

    def _reach(self) -> list[dict[str, Any]]:
        """The most points that all questions together give to each axis."""
        whole: dict[str, Any] = {}
        for question in members(self.document, "questions"):
            for item in adds(self.document, question):
                whole[item.axis] = whole.get(item.axis, 0) + item.points
        titles = axes_of(self.document)
        return [
            {"axis": title, "most": number(whole[axis]) if axis in whole else 0}
            for axis, title in titles.items()
        ]
