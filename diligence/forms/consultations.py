"""Forms about consultations: sending, recalling, answering, and automatic referral."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.actions.arrange import LONGEST_REFERENCE, LONGEST_TEXT
from diligence.actions.send import LONGEST_REASON, LONGEST_RECALL, LONGEST_REPLY
from portal.forms.labels import message_label


class NeedForm(forms.Form):
    """By when the organisation needs the answer; both are optional, a day needs its reason."""

    needed_by = forms.DateField(
        label=_("Needed by"),
        required=False,
        help_text=_("Only where a day is fixed, such as a signature or the end of a call."),
    )
    needed_because = forms.CharField(
        label=_("Why by then?"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("The hub reads this. Name no persons."),
    )

    def need(self) -> dict[str, Any]:
        """What the actions take."""
        told = self.cleaned_data
        return {"needed_by": told["needed_by"], "needed_because": told["needed_because"]}


class RecallForm(forms.Form):
    because = forms.CharField(
        label=_("Why?"),
        help_text=_("The hub reads this. Name no persons."),
        max_length=LONGEST_RECALL,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Reply to the hub"),
        required=False,
        help_text=_("It travels as you write it. Name no persons where the hub can do without."),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    tlp = message_label()


class ArrangementForm(forms.Form):
    text = forms.CharField(
        label=_("What automatic referral rests on"),
        help_text=_("The agreement with the hub, or the decision of your organisation, in words."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        help_text=_("Where it is found: a file number, a date, a link."),
        max_length=LONGEST_REFERENCE,
    )
