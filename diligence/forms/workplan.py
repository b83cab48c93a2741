"""Forms of the work plan: what narrows it, putting off, reminders, mail, kept views."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from diligence.actions.kept_views import LONGEST_NAME
from diligence.actions.put_off import LONGEST_REASON
from diligence.choices import DigestRhythm, DueKind
from diligence.domain.due import Kind
from diligence.domain.reminding import DEFAULTS, OffsetsError, offsets_from, written
from portal.forms.choosing import offer


class WorkplanFilters(forms.Form):
    """What narrows the plan; a value nobody offers narrows nothing."""

    q = forms.CharField(label=_("Partnership"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *DueKind.choices]
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, units: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [("", _("All units")), *units.items()])

    def chosen(self) -> dict[str, str]:
        """The filters that hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PutOffForm(forms.Form):
    """Until when, and why; `knowing` where a day goes by that isn't the organisation's to move."""

    until = forms.DateField(label=_("Until"))
    because = forms.CharField(
        label=_("Why can it wait?"),
        help_text=_("Colleagues read this beside it. Name no persons."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    knowing = forms.BooleanField(required=False)

    def __init__(self, *args: Any, firm: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if firm:
            self.fields["knowing"].label = _now("I know that it is due on %(day)s") % {"day": firm}
        else:
            del self.fields["knowing"]


class ReminderForm(forms.Form):
    """One list of days for each kind."""

    def __init__(self, *args: Any, offsets: Mapping[Kind, tuple[int, ...]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            usual = written(DEFAULTS[kind])
            self.fields[kind.value] = forms.CharField(
                label=DueKind(kind).label,
                required=False,
                max_length=100,
                initial=written(offsets[kind]),
                help_text=_now("Usual: %(days)s") % {"days": usual},
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for kind in Kind:
            try:
                data[kind.value] = offsets_from(data.get(kind.value, ""))
            except OffsetsError as problem:
                told = problem.sentence
                self.add_error(kind.value, _now(told.template) % told.values)
        return data

    def offsets(self) -> dict[Kind, tuple[int, ...]]:
        return {kind: self.cleaned_data[kind.value] for kind in Kind}


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=_("A mail that says how many things wait"),
        choices=DigestRhythm.choices,
        widget=forms.RadioSelect,
    )


class ViewNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
