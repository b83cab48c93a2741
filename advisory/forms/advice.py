"""The draft of an advice, and whom to ask for a second pair of eyes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.actions.drafting import LONGEST_REASONS, LONGEST_REFERENCE
from advisory.choices import Recommendation
from advisory.domain.advising import Draft
from portal.forms.choosing import offer
from portal.forms.labels import message_label
from portal.models import Organisation

HERE = "here"
"""The choice of a colleague at the same hub."""

SHARING = [
    ("here", _("Here: the organisation reads reasons and measures on this portal")),
    ("elsewhere", _("Not shareable here: say only where the advice is found")),
]


class DraftForm(forms.Form):
    """What the adviser wants to say. It is stored as far as it is; offering asks for all of it."""

    recommendation = forms.ChoiceField(
        label=_("What the advice comes to"),
        help_text=_("A draft can be saved without it; to be offered it needs one, and reasons."),
        choices=Recommendation.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_(
            "Say what decides the case and what would change it. No personal details, and nothing "
            "classified."
        ),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
    )
    measures = forms.MultipleChoiceField(
        label=_("Measures from the catalogue"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("The catalogue has no measure %(value)s.")},
    )
    sharing = forms.ChoiceField(
        label=_("Where the advice can be read"),
        choices=SHARING,
        initial="here",
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=_("Reference of advice that can't be shared here"),
        help_text=_("A file number in your accredited system. Nothing else of it may stand here."),
        max_length=LONGEST_REFERENCE,
        required=False,
    )
    tlp = message_label()
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        *args: Any,
        catalogue: Mapping[str, str],
        suggested: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        first = [code for code in suggested if code in catalogue]
        order = [*first, *(code for code in catalogue if code not in first)]
        choices = [(code, f"{code} · {catalogue[code]}") for code in order]
        self.suggested = frozenset(first)
        self.choices = choices
        offer(self, "measures", choices)
        if not choices:
            del self.fields["measures"]

    def offered(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The measures to tick: those suggested or ticked, then the others of the catalogue."""
        if "measures" not in self.fields:
            return [], []
        ticked = set(self["measures"].value() or ())
        rows = [
            {"value": code, "label": label, "checked": code in ticked}
            for code, label in self.choices
        ]
        near = self.suggested | ticked
        return (
            [row for row in rows if row["value"] in near],
            [row for row in rows if row["value"] not in near],
        )

    def says(self) -> Draft:
        """What was typed, as the domain takes it; only for a valid form."""
        told = self.cleaned_data
        return Draft(
            recommendation=told["recommendation"],
            reasons=told["reasons"],
            measures=tuple(told.get("measures", ())),
            shareable=told["sharing"] == "here",
            reference=told["reference"],
        )

    @staticmethod
    def of(draft: Draft, revision: int) -> dict[str, Any]:
        """The stored draft as the form's initial values."""
        return {
            "recommendation": draft.recommendation,
            "reasons": draft.reasons,
            "measures": list(draft.measures),
            "sharing": "here" if draft.shareable else "elsewhere",
            "reference": draft.reference,
            "revision": revision,
        }


class OfferForm(forms.Form):
    """Who countersigns: a colleague here, or another hub."""

    to = forms.ChoiceField(label=_("Who countersigns"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, hubs: Iterable[Organisation], alone: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        here = [] if alone else [(HERE, _("A second adviser of this hub"))]
        others = [(str(hub.pk), hub.name) for hub in hubs]
        to = offer(self, "to", [*here, *others])
        if here:
            to.initial = HERE
