"""Forms about editions: which two to compare, and what of their differences to show."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.domain.differences import Change, Kind
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries.difference_words import KINDS


class PairForm(forms.Form):
    """Two editions, or a draft and an edition; any two different ones can be compared."""

    before = forms.ChoiceField(label=gettext_lazy("Before"))
    after = forms.ChoiceField(label=gettext_lazy("After"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        editions: Iterable[QuestionnaireVersion],
        drafts: Sequence[Draft],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        published = [(str(version.pk), str(version)) for version in editions]
        written = [(str(draft.pk), _("%(draft)s, a draft") % {"draft": draft}) for draft in drafts]
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = [("", _("Choose")), *written, *published]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("before") and given.get("before") == given.get("after"):
            self.add_error("after", _("Choose two different ones."))
        return given

    def pair(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The keys chosen."""
        return uuid.UUID(self.cleaned_data["before"]), uuid.UUID(self.cleaned_data["after"])


class ChangeFilters(forms.Form):
    """What the list of differences is narrowed to; a value nobody offers narrows nothing."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, data: Mapping[str, Any], *, changes: Sequence[Change]) -> None:
        super().__init__(data)
        kinds = Counter(change.kind for change in changes)
        languages = Counter(change.language for change in changes if change.language)
        kind: Any = self.fields["kind"]
        kind.choices = [
            ("", _("All kinds (%(count)d)") % {"count": len(changes)}),
            *((k.value, f"{KINDS[k]} ({kinds[k]})") for k in Kind if kinds[k]),
        ]
        language: Any = self.fields["language"]
        language.choices = [
            ("", _("All languages")),
            *((code, f"{code} ({languages[code]})") for code in sorted(languages)),
        ]
        if not languages:
            del self.fields["language"]

    def chosen(self) -> dict[str, str]:
        """The parameters that are set and offered."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
