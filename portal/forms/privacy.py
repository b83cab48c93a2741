"""Forms of data protection: settings, periods, holds, requests of people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.actions.holds import EVERYTHING
from portal.enums import PersonRequestKind
from portal.models import PersonRequest, PrivacySettings
from portal.privacy.retention import Holdable, RetentionClass


class PrivacySettingsForm(forms.ModelForm[PrivacySettings]):
    """Who is responsible, and on what legal basis."""

    class Meta:
        model = PrivacySettings
        fields = ("controller", "contact", "officer", "basis", "processors", "erases_authors")
        labels = {
            "erases_authors": _("Erasure also takes the names of who decided or advised"),
        }
        help_texts = {
            "controller": _("The legal person, with its address."),
            "contact": _("A mailbox, not a person: it is shown to everybody concerned."),
            "officer": _("Name or mailbox of the data protection officer."),
            "basis": _(
                "For public bodies usually a task in the public interest (Article 6(1)(e)) with "
                "the national law that gives it. Consent is not a basis among employees."
            ),
            "processors": _("One a line: who processes data for you, where, and what for."),
            "erases_authors": _(
                "Otherwise these names stay as long as the case is kept: the organisation answers "
                "for its decisions."
            ),
        }
        widgets = {"processors": forms.Textarea(attrs={"rows": 4})}


class PeriodForm(forms.Form):
    """How many months a class is kept, within its bounds."""

    months = forms.IntegerField(label=_("Months"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example the national archive law. The record of processing prints it."),
    )

    def __init__(self, *args: Any, of: RetentionClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"] = forms.IntegerField(
            label=_("Months"), min_value=of.least, max_value=of.most
        )
        self.fields["months"].help_text = _("Between %(least)s and %(most)s.") % {
            "least": of.least,
            "most": of.most,
        }


class HoldKind(forms.Form):
    """Of what kind a hold is: what else is asked depends on it."""

    of = forms.ChoiceField(
        label=_("What is held"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be held.")},
    )

    def __init__(self, *args: Any, offered: Sequence[Holdable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["of"]
        field.choices = [
            *((each.label, each.title) for each in offered),
            (EVERYTHING, _("Everything of this organisation")),
        ]


class HoldForm(forms.Form):
    """Which one is held, and why. Without `of` everything is, and nothing is to be named."""

    called = forms.CharField(label=_("Which"), max_length=300)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The proceeding or audit for which it must be kept."),
    )

    def __init__(self, *args: Any, of: Holdable | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of is None:
            del self.fields["called"]
            return
        field = self.fields["called"]
        field.help_text = str(of.hint)
        field.error_messages["required"] = _("Say which. %(hint)s.") % {"hint": of.hint}


class ReleaseForm(forms.Form):
    because = forms.CharField(label=_("Why it need not be kept any longer"), max_length=500)


class RequestForm(forms.ModelForm[PersonRequest]):
    """A request that reached the organisation by letter, mail or word of mouth."""

    class Meta:
        model = PersonRequest
        fields = ("kind", "person", "email", "received_on", "note")
        widgets = {
            "kind": forms.RadioSelect,
            "received_on": forms.DateInput(attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "person": _("As rows may name them. Who they are is yours to make sure of."),
            "email": _("The address by which an account, an invitation or a request is found."),
            "received_on": _("The answer is due one month later."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = PersonRequestKind.choices


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What the person was answered"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
