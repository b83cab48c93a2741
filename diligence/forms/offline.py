"""The workbook that is read back, and what was read of it on its way from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from diligence.actions.answer import KEEP, Save
from diligence.domain.filled import ORIGIN

_SALT: Final = "diligence.offline"
HOURS: Final = 12
"""How long after reading a workbook its answers can be saved."""


class WorkbookForm(forms.Form):
    """The workbook that was filled in."""

    file = forms.FileField(
        label=_("Workbook you filled in"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose a file first.")},
    )


class StaleError(ValueError):
    """What the page carried is too old, or not what it was given."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers read from a workbook, for one member and one appraisal.

    `present` gives the online revision of each question that conflicts.
    """

    user: str
    appraisal: str
    digest: str
    page: str
    saves: Mapping[str, Save]
    present: Mapping[str, int]

    def sealed(self) -> str:
        """As a page carries it: signed, so that it comes back as it was."""
        saves = {
            id: [
                save.value is not KEEP,
                None if save.value is KEEP else save.value,
                save.note,
                save.revision,
            ]
            for id, save in self.saves.items()
        }
        told = [self.user, self.appraisal, self.digest, self.page, saves, dict(self.present)]
        return signing.dumps(told, salt=_SALT, compress=True)

    def chosen(self, data: QueryDict) -> dict[str, Save]:
        """What is to be saved: of the conflicts only those for which the workbook was chosen."""
        taken = set(data.getlist("take"))
        found: dict[str, Save] = {}
        for id, save in self.saves.items():
            if id not in self.present:
                found[id] = save
            elif id in taken:
                found[id] = replace(save, revision=self.present[id])
        return found


def opened(sealed: str, *, user: str, appraisal: str) -> Carried:
    """What a page carried. Raises StaleError."""
    try:
        told: list[Any] = signing.loads(sealed, salt=_SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise StaleError from None
    if told[:2] != [user, appraisal]:
        raise StaleError
    saves = {
        id: Save(
            value if given else KEEP, note, revision, ORIGIN, confirms=given and value is not None
        )
        for id, (given, value, note, revision) in told[4].items()
    }
    return Carried(user, appraisal, told[2], told[3], saves, told[5])
