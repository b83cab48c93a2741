"""Forms about reports: publishing an edition, verifying a file."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.actions.publish import LONGEST_CORRECTION

_HASH = re.compile(r"[0-9a-f]{64}")


class PublishForm(forms.Form):
    """Publishing names the edition; a later one says what was corrected."""

    correction = forms.CharField(
        label=gettext_lazy("What was corrected"),
        max_length=LONGEST_CORRECTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Printed in the new edition and shown beside the earlier one."),
    )
    confirmation = forms.CharField(
        label=gettext_lazy("Name of the edition"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, name: str, correcting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correcting:
            del self.fields["correction"]
        told = _("Type %(name)s to publish it.") % {"name": name}
        self.fields["confirmation"].help_text = told


class VerifyForm(forms.Form):
    """A file, or the hash of one."""

    file = forms.FileField(
        label=gettext_lazy("The PDF"),
        required=False,
        help_text=gettext_lazy("It is read to compute its hash, and not kept."),
    )
    sha256 = forms.CharField(
        label=gettext_lazy("Or its SHA-256"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("64 characters from 0 to 9 and a to f."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self) -> str:
        text = re.sub(r"\s", "", self.cleaned_data["sha256"]).lower()
        if text and not _HASH.fullmatch(text):
            raise ValidationError(
                _("A SHA-256 has 64 characters from 0 to 9 and a to f. Copy the whole of it.")
            )
        return text

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("The file has %(size)s; at most %(most)s are read. Paste its SHA-256 instead.")
                % {
                    "size": filesizeformat(upload.size),
                    "most": filesizeformat(settings.UPLOAD_MAX_BYTES),
                }
            )
        return upload

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("sha256"):
            raise ValidationError(_("Choose the PDF, or paste its SHA-256."))
        return given
