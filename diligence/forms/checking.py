"""The form for a reason to publish although a check objects."""

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.domain.checks.finding import Finding
from diligence.domain.checks.overriding import LONGEST, SHORTEST


class OverrideForm(forms.Form):
    """A reason for one finding, named by check, place and fingerprint."""

    check = forms.CharField(widget=forms.HiddenInput, max_length=60)
    place = forms.CharField(widget=forms.HiddenInput, max_length=300, required=False)
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=16)
    reason = forms.CharField(
        label=_("Reason, published with your name"),
        help_text=_("Say why the edition is right although the check objects."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why the edition is right although the check objects."),
            "min_length": _("Say it in at least %(limit_value)d characters."),
        },
    )

    @classmethod
    def about(cls, finding: Finding) -> "OverrideForm":
        """Empty, for this finding; its fields have ids of their own on the page."""
        named = {"check": finding.check, "place": finding.place, "fingerprint": finding.fingerprint}
        return cls(initial=named, auto_id=auto_id(finding.fingerprint))


def auto_id(fingerprint: str) -> str:
    return f"id_{fingerprint}_%s"
