"""Forms about decisions: the decision itself, and what their list is narrowed to."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.choices import DecisionVerdict, Followed
from diligence.domain.basis import digest_of
from diligence.domain.deciding import COURSE, HEED, REASONS, Case, Draft, heeds
from diligence.enums import Consulted, Course, Heed
from portal.forms.choosing import offer, offer_rows
from portal.models import Unit

RECOMMENDATIONS: Final = {
    "proceed": _("Proceed"),
    "with_measures": _("Proceed with measures"),
    "reconsider": _("Reconsider"),
    "no_advice": _("No advice"),
}
"""What an advice comes to, as the hub's document codes it."""

LARGEST_SHOWN: Final = 500_000


class _Closed(forms.RadioSelect):
    """Radio options of which some are closed; the server refuses them as well."""

    closed: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class DecisionForm(forms.Form):
    """What the organisation decides. What is missing is said in the words of the domain.

    `shown` carries the document that the page showed; its digest binds the decision to it.
    """

    verdict = forms.ChoiceField(
        label=_("What your organisation decides"),
        choices=DecisionVerdict.choices,
        widget=_Closed,
        error_messages={"required": _(COURSE)},
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("Why, weighing risk against benefit. It stands on the record."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _(REASONS)},
    )
    transfers_wait = forms.BooleanField(
        label=_("Transfers stay blocked until the legal check is cleared"), required=False
    )
    followed = forms.ChoiceField(
        label=_("Is the advice followed?"),
        widget=forms.RadioSelect,
        error_messages={"required": _(HEED)},
    )
    followed_because = forms.CharField(
        label=_("Where and why not"),
        help_text=_("Only where it is not followed in full. It is your organisation's to weigh."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        help_text=_("Needed to proceed; the case is then looked at again."),
        required=False,
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_SHOWN, required=False)

    def __init__(self, *args: Any, case: Case, closed: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].widget.closed = frozenset(closed)
        if not case.legal:
            del self.fields["transfers_wait"]
        if case.consulted is Consulted.RECEIVED:
            offer(self, "followed", [(h, Followed(str(h)).label) for h in map(str, heeds(case))])
        else:
            del self.fields["followed"], self.fields["followed_because"]

    def draft(self) -> Draft:
        """What was said, as far as it can be read; call it after `is_valid`."""
        sent = self.cleaned_data
        verdict, followed = sent.get("verdict"), sent.get("followed")
        return Draft(
            course=Course(verdict) if verdict else None,
            reasons=sent.get("reasons") or "",
            expires_on=sent.get("expires_on"),
            heed=Heed(followed) if followed else None,
            heed_because=sent.get("followed_because") or "",
            transfers_wait=bool(sent.get("transfers_wait")),
        )

    def document(self) -> Mapping[str, Any] | None:
        """The document that the page showed; None when it does not come back whole."""
        try:
            document = json.loads(self.cleaned_data.get("shown") or "null")
        except (ValueError, RecursionError):
            return None
        return document if isinstance(document, dict) else None

    def digest(self) -> str:
        """The digest of what was shown; empty when nothing readable came back."""
        document = self.document()
        return "" if document is None else digest_of(document)


SHOW: Final = [
    ("decider", _("To decide: medium and above")),
    ("officer", _("To decide: low")),
    ("information", _("Information missing")),
    ("review", _("To look at again")),
    ("expiring", _("Expired, or within 60 days")),
    ("decided", _("Decided")),
]


class DecisionFilters(forms.Form):
    """What the list of decisions is narrowed to; a value nobody offers narrows nothing."""

    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)
    verdict = forms.ChoiceField(label=_("Decision"), required=False)
    unit: Any = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, required=False, empty_label=_("All units")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdicts = [("", _("All decisions")), *DecisionVerdict.choices]
        offer(self, "verdict", verdicts)
        offer_rows(self, "unit", Unit.objects.filter(active=True))

    def chosen(self) -> dict[str, Any]:
        """The filters that hold; those with a value nobody offers are left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
