"""Forms of the record: what to look for, and for what purpose a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.enums import RecordFormat, SearchPurpose
from portal.forms.choosing import offer
from portal.queries import record


class RecordSearch(forms.Form):
    event = forms.CharField(label=_("What happened"), required=False, max_length=60)
    about = forms.CharField(
        label=_("About"),
        help_text=_("The address of its page, or its identifier."),
        required=False,
        max_length=500,
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    search = forms.UUIDField(required=False)

    def clean_about(self) -> Any:
        text = self.cleaned_data["about"].strip()
        found = record.key_in(text)
        if text and found is None:
            raise forms.ValidationError(
                _("There is no identifier in this. Copy the address of the page it is about.")
            )
        if found is not None and record.is_member(found):
            raise forms.ValidationError(
                _("This is somebody’s account. Look for the person, and say for what purpose.")
            )
        return found

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one. Swap the two days."))
        return given


class PersonSearch(forms.Form):
    person = forms.ChoiceField(label=_("Person"))
    purpose = forms.ChoiceField(
        label=_("For what purpose"), choices=SearchPurpose.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Which one"),
        help_text=_("The incident’s number or the request’s date. No details of the person."),
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [("", _("Choose")), *record.people()])


class RecordFile(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"), choices=RecordFormat.choices, widget=forms.RadioSelect
    )
