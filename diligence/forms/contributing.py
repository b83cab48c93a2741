"""Forms of asking a colleague and of sharing a result, and what a colleague's page posts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions.colleague import LONGEST_MESSAGE, LONGEST_NAME, Letter
from diligence.actions.contribute import Given
from diligence.domain.questionnaire import Question
from diligence.domain.sheet import KEEP, Entry
from diligence.forms.answers import Posted, read
from diligence.forms.questions import Drawn, draw
from diligence.queries import sharing
from portal.actions.shared_links import DEFAULT_DAYS, LONGEST_DAYS
from portal.enums import LinkPurpose
from portal.forms.choosing import offer

LONGEST = LONGEST_DAYS[LinkPurpose.COLLEAGUE]


class LetterForm(forms.Form):
    """To whom a link goes, and for how long it works."""

    to_name = forms.CharField(
        label=gettext_lazy("Colleague's name"),
        help_text=gettext_lazy("As you would write it beside the answers. No account is made."),
        max_length=LONGEST_NAME,
    )
    to_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("Only where the link is to be mailed; you can also copy it."),
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        help_text=gettext_lazy("It stands on top of the page, not in the mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shows_title = forms.BooleanField(
        label=gettext_lazy("Show the partnership's title on the page"), required=False
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days the link works"),
        initial=DEFAULT_DAYS,
        min_value=1,
        max_value=LONGEST,
    )

    def letter(self) -> Letter:
        return Letter(**self.cleaned_data)


class ShareForm(LetterForm):
    """The same, with the parts that are shown; those there are not can't be chosen."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What the page shows"),
        widget=forms.CheckboxSelectMultiple,
    )
    to_name = forms.CharField(
        label=gettext_lazy("Researcher's name"),
        help_text=gettext_lazy("Who reads the page. No account is made."),
        max_length=LONGEST_NAME,
    )
    field_order = ("parts", "to_name", "to_email", "message", "shows_title", "days")

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parts", [(part, PARTS[part]) for part in offered])
        if len(offered) == 1:
            self.fields["parts"].initial = list(offered)

    def letter(self) -> Letter:
        told = {name: value for name, value in self.cleaned_data.items() if name != "parts"}
        return Letter(**told)


PARTS = {
    sharing.RESULT: gettext_lazy("The result, in words"),
    sharing.DECISION: gettext_lazy("The decision"),
    sharing.REASONS: gettext_lazy("The reasons of the decision, as they were written"),
    sharing.MEASURES: gettext_lazy("The measures to carry out"),
}


class DaysForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days the new link works"),
        initial=DEFAULT_DAYS,
        min_value=1,
        max_value=LONGEST,
    )


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a colleague's page posted: to the questions asked, and to others."""

    posted: Mapping[str, Posted]
    given: Mapping[str, Given]
    strange: frozenset[str]
    """Questions that were posted and never asked."""


def read_contribution(
    open_: Sequence[Question], asked: Iterable[str], known: Iterable[str], data: QueryDict
) -> Contribution:
    """`open_` can be answered now, `asked` were asked at all, `known` has the questionnaire."""
    posted = read(open_, data)
    named = {key.partition(".")[0] for key in data} & set(known)
    given = {id: Given(KEEP if one.problem else one.value, one.note) for id, one in posted.items()}
    return Contribution(posted, given, frozenset(named - set(asked)))


def draw_for_colleague(
    question: Question, said: Mapping[str, Any] | None, posted: Posted | None, problem: str
) -> Drawn:
    """A question with what the colleague said to it so far, and nothing that anybody else did."""
    if posted is None:
        value = said["value"] if said else None
        typed = "" if value is None or isinstance(value, list) else str(value)
        note = said["note"] if said else ""
        posted = Posted(question, value, note, typed, revision=0, touched=False)
    drawn = draw(question, Entry(), required=False, posted=posted)
    if drawn.kind == "radio":
        told = _("I don't know, or skip this question")
        label = _("Skip this question") if question.offers_unknown else told
        skip = {"value": "", "label": label, "checked": False}
        drawn = replace(drawn, options=[*drawn.options, skip])
    return replace(drawn, problem=problem)
