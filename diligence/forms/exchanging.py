"""The form that brings in a questionnaire."""

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.forms.drafts import LANGUAGES


class QuestionnaireFileForm(forms.Form):
    """The file, the language of texts that don't tell theirs, and names that count before its."""

    file = forms.FileField(
        label=_("Questionnaire"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx,.xlsm,.xls,.csv,.xml"}),
        error_messages={"required": _("Choose a file first.")},
    )
    language = forms.ChoiceField(
        label=_("Language of its texts"),
        choices=LANGUAGES,
        initial="en",
        required=False,
        help_text=_("Counts where the file doesn't say."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: as the file says.")
    )
    key = forms.CharField(
        label=_("Key"),
        max_length=60,
        required=False,
        help_text=_("Such as “ie-core”. Empty: as the file says, or a free one close to it."),
    )
    edition = forms.CharField(
        label=_("Edition"), max_length=30, required=False, help_text=_("Empty: as the file says.")
    )
