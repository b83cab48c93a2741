"""A worked case as an author states it: what it is about, and why it must come out like that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from diligence.forms.editing.parts import CodeField


class CaseForm(forms.Form):
    """Title, facts and reason; the answers come from the preview, the outcome from the draft."""

    title = forms.CharField(
        label=_lazy("Title"),
        help_text=_lazy("A few words by which colleagues know the case."),
        max_length=200,
        error_messages={"required": _lazy("Give the case a title.")},
    )
    facts = forms.CharField(
        label=_lazy("Facts"),
        help_text=_lazy("What happened, without names or personal details."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Describe the case in a few sentences.")},
    )
    why = forms.CharField(
        label=_lazy("Why this outcome is right"),
        help_text=_lazy("The reason that must still convince in two years."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say why the case must come out like this.")},
    )
    source = forms.CharField(
        label=_lazy("Source"),
        help_text=_lazy("Where the case is documented, if it is public."),
        required=False,
        max_length=500,
    )


class CaseNewForm(CaseForm):
    """A case to be kept, with a code of its own."""

    id = CodeField(
        label=_lazy("Code"), error_messages={"required": _lazy("Give it a code, for example K31.")}
    )

    def __init__(self, *args: Any, taken: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_id(self) -> str:
        id = str(self.cleaned_data["id"])
        if id in self.taken:
            told = _lazy("Another case has the code “%(id)s”. Choose one that is free.")
            raise forms.ValidationError(told, params={"id": id})
        return id


class ApproveForm(forms.Form):
    """Why a case may come out differently from now on."""

    because = forms.CharField(
        label=_lazy("Why the new outcome is right"),
        help_text=_lazy("It is published with the case, under your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say why the new outcome is right.")},
    )
