"""Forms about drafts of questionnaires: begin one, narrow their list, comment, review, publish."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from diligence.choices import DraftState
from diligence.models import QuestionnaireVersion
from portal.forms.choosing import offer

EMPTY = "empty"
LANGUAGES: Final = (
    ("bg", "български"), ("cs", "čeština"), ("da", "dansk"), ("de", "Deutsch"),
    ("el", "ελληνικά"), ("en", "English"), ("es", "español"), ("et", "eesti"), ("fi", "suomi"),
    ("fr", "français"), ("ga", "Gaeilge"), ("hr", "hrvatski"), ("hu", "magyar"),
    ("it", "italiano"), ("lt", "lietuvių"), ("lv", "latviešu"), ("mt", "Malti"),
    ("nl", "Nederlands"), ("pl", "polski"), ("pt", "português"), ("ro", "română"),
    ("sk", "slovenčina"), ("sl", "slovenščina"), ("sv", "svenska"),
)  # fmt: skip
"""The official languages, each in its own words."""


class BeginForm(forms.Form):
    """What a draft begins with, and what it is called. What is wrong is the action's to say."""

    start = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=200)
    key = forms.CharField(
        label=_("Key"),
        max_length=60,
        required=False,
        help_text=_(
            "Names the questionnaire through all its editions, such as “ie-core”. Leave it empty "
            "for a new edition: that keeps its key."
        ),
    )
    edition = forms.CharField(
        label=_("Edition"), max_length=30, help_text=_("Such as 2027.1. Each is published once.")
    )
    language = forms.ChoiceField(
        label=_("Language of a new questionnaire"),
        choices=LANGUAGES,
        initial="en",
        required=False,
        help_text=_("What begins with an edition keeps its language."),
    )

    def __init__(
        self,
        *args: Any,
        own: Sequence[QuestionnaireVersion] = (),
        others: Sequence[QuestionnaireVersion] = (),
        packaged: Mapping[str, str] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {f"edition:{row.pk}": row for row in own}
        self.parents = {f"over:{row.pk}": row for row in others}
        self.packaged = {f"packaged:{name}": name for name in packaged}
        starts = [
            *((value, _("A new edition of %s") % row) for value, row in self.editions.items()),
            *(
                (value, _("Build on %s: add your own, inherit the rest") % row)
                for value, row in self.parents.items()
            ),
            *(
                (
                    value,
                    _("A copy of %s, as it comes with Ajar: nothing is inherited") % packaged[name],
                )
                for value, name in self.packaged.items()
            ),
            (EMPTY, _("Nothing: only the frame of dimensions, matrices and flags")),
        ]
        offer(self, "start", starts)

    def given(self) -> dict[str, Any]:
        """What `actions.drafts.create` takes: names and the choice."""
        return {**self._names(), **self._source()}

    def _source(self) -> dict[str, Any]:
        start = self.cleaned_data["start"]
        if start in self.editions:
            return {"starts_from": self.editions[start]}
        if start in self.parents:
            return {"parent": self.parents[start]}
        if start in self.packaged:
            return {"starts_from": self.packaged[start]}
        return {"language": self.cleaned_data["language"] or "en"}

    def _names(self) -> dict[str, str]:
        """Key, title and edition; the key of the edition that it follows where none was given."""
        given = self.cleaned_data
        follows = self.editions.get(given["start"])
        key = given["key"] or (follows.key if follows is not None else "")
        return {"key": key, "title": given["title"], "edition": given["edition"]}


class DraftFilterForm(forms.Form):
    """What the list of drafts is narrowed to."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Open drafts")), *DraftState.choices]
    )


class EditionFilterForm(forms.Form):
    """What the list of editions is narrowed to."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)


class CommentForm(forms.Form):
    """Something to say of a place of the draft, or of all of it."""

    place = forms.ChoiceField(
        label=_("About"),
        required=False,
        error_messages={"invalid_choice": _("There is no such place in the draft.")},
    )
    text = forms.CharField(
        label=_("Comment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you want to say.")},
    )

    def __init__(self, data: Any = None, *, places: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        offer(self, "place", places)


class NoteForm(forms.Form):
    """A note to whoever reviews."""

    note = forms.CharField(
        label=_("Note to the reviewer"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewForm(forms.Form):
    """A second person's verdict. `digest` names what they read."""

    verdict = forms.ChoiceField(
        label=_("Your review"),
        widget=forms.RadioSelect,
        choices=[
            ("approve", _("Approve: it may be published as it is")),
            ("return", _("Return it to its authors")),
        ],
    )
    note = forms.CharField(
        label=_("Reason or note"),
        help_text=_("Needed when you return it: say what has to change."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("verdict") == "return" and not given.get("note", "").strip():
            self.add_error("note", _("Say what has to change."))
        return given


class PublishForm(forms.Form):
    """What is new in the edition."""

    note = forms.CharField(
        label=_("What is new in this edition"),
        help_text=_("Published with it: everybody who fills it in can read this."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
