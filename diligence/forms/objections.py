"""Recording and answering objections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.choices import ObjectionKind, ObjectionState


class ObjectionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is said"), choices=ObjectionKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In their words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No more about people than the objection needs."),
    )
    by_whom = forms.CharField(
        label=_("Who objects"), max_length=200, help_text=_("A role or an organisation is enough.")
    )
    received_on = forms.DateField(
        label=_("Received"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The answer is due one month later."),
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("It is"),
        choices=[
            (state.value, state.label) for state in ObjectionState if state != ObjectionState.OPEN
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What the person was answered, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
