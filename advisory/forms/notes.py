"""Short texts of advisers: an internal note, comments on a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.actions.countersign import LONGEST_COMMENT
from advisory.actions.notes import LONGEST_NOTE


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only this hub reads it. It can't be changed afterwards."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class CommentForm(forms.Form):
    because = forms.CharField(
        label=_("What has to change"),
        help_text=_("Whoever wrote the draft reads this, and can offer it again."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what has to change.")},
    )
