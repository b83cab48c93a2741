"""Forms for the labels of files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.actions.labels import LONGEST_REASON
from portal.forms.labels import LabelField


class FileLabelForm(forms.Form):
    """The label of files that are being added."""

    tlp = LabelField(
        red=True,
        label=_("With whom it may be shared"),
        help_text=_("Red is for you alone until you name who else may open it."),
    )


class RelabelForm(forms.Form):
    """Another label, who may open it where it is red, and why it is lowered."""

    tlp = LabelField(red=True, label=_("With whom it may be shared"))
    recipients = forms.MultipleChoiceField(
        label=_("Who may open it where it is TLP:RED, beside you and whoever added it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    because = forms.CharField(
        label=_("Why the label is lowered"),
        help_text=_("Needed only for a label that lets more people read it."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["recipients"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = members
