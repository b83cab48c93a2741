"""The options of a question as rows that are added, removed and put in order without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.draft_reading import list_of, members, text_of
from diligence.enums import Step
from diligence.forms.editing.parts import CodeField, ExactField, as_number, full, shown
from portal.forms.choosing import offer

MOST: Final = 60
EMPTY: Final = 2
"""So many empty rows are offered at the end."""

ROUTES: Final = (
    ("", _lazy("Choose")),
    (Step.NEXT.value, _lazy("Goes on")),
    (Step.OUT.value, _lazy("Out of scope")),
    (Step.FULL.value, _lazy("Asks for the full questionnaire")),
    (Step.REFER.value, _lazy("Asks for it and for the hub")),
)


class OptionForm(forms.Form):
    """One option. `was` is the code it had, so that references follow a new one."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    code = CodeField(
        label=_lazy("Code"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input--code"}),
    )
    label = forms.CharField(label=_lazy("Answer"), required=False, max_length=500)
    points = ExactField(label=_lazy("Points"))
    flags = forms.MultipleChoiceField(
        label=_lazy("Flags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    route = forms.ChoiceField(label=_lazy("Leads to"), required=False, choices=ROUTES)

    def __init__(
        self, *args: Any, flags: Sequence[tuple[str, str]], triage: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.triage = triage
        if triage:
            del self.fields["points"], self.fields["flags"]
        else:
            del self.fields["route"]
            offer(self, "flags", flags)

    @property
    def blank(self) -> bool:
        """Nothing was typed: the row is no option."""
        return not any(str(self[name].value() or "").strip() for name in ("code", "label"))

    @property
    def flags_chosen(self) -> list[str]:
        """Codes of the flags that are ticked."""
        return list(self["flags"].value() or ()) if "flags" in self.fields else []

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = self.cleaned_data
        if self.blank:
            return told
        if not told.get("code") and "code" not in self.errors:
            self.add_error("code", _("Give the option a code, for example yes."))
        if not told.get("label") and "label" not in self.errors:
            self.add_error("label", _("Write the answer that people choose."))
        if self.triage and not told.get("route") and "route" not in self.errors:
            self.add_error("route", _("Say where this answer leads."))
        return told

    def members(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The option as it stands in the document."""
        told = self.cleaned_data
        given = {"code": told["code"], "label": told["label"]}
        if self.triage:
            given["route"] = told["route"]
        else:
            given |= {"points": as_number(told["points"]), "flags": told["flags"]}
        return full({**before, "points": None, "flags": None, "route": None} | given)


class OptionRows:
    """All options of a question: drawn from the document, or as they were posted."""

    def __init__(
        self,
        item: Mapping[str, Any],
        data: QueryDict | None = None,
        *,
        flags: Sequence[tuple[str, str]],
        triage: bool,
        locked: bool = False,
    ) -> None:
        self.before = {str(o.get("code")): o for o in members(item, "options")}
        self.flags, self.triage, self.locked = flags, triage, locked
        posted = data is not None and not locked
        raw = _posted(data) if posted and data is not None else _stored(item)
        if posted and data is not None:
            raw = _arranged(raw, data.get("rows", ""))
        elif not locked:
            raw += [{} for _row in range(EMPTY)]
        self.forms = [self._form(row, index, bound=posted) for index, row in enumerate(raw)]

    def _form(self, row: dict[str, Any], index: int, *, bound: bool) -> OptionForm:
        prefix = f"option-{index}"
        more: dict[str, Any] = {"flags": self.flags, "triage": self.triage, "prefix": prefix}
        if not bound:
            return OptionForm(initial=row, **more)
        data: MultiValueDict[str, Any] = MultiValueDict()
        for name, value in row.items():
            data.setlist(f"{prefix}-{name}", value if isinstance(value, list) else [value])
        return OptionForm(data, **more)

    @property
    def count(self) -> int:
        return len(self.forms)

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong with the rows, each linked to its field, for the top of the page."""
        return [
            {
                "text": str(text),
                "label": _("Answer %(number)s, %(field)s")
                % {"number": number, "field": form[name].label},
                "href": f"#{form[name].id_for_label}",
            }
            for number, form in enumerate(self.forms, 1)
            if form.is_bound
            for name, texts in form.errors.items()
            if name in form.fields
            for text in texts
        ]

    def is_valid(self) -> bool:
        """Every row is whole, and no code stands twice."""
        if self.locked:
            return True
        # Every row is looked at, also behind a wrong one.
        sound = False not in [form.is_valid() for form in self.forms]
        seen: set[str] = set()
        for form in self.forms:
            code = form.cleaned_data.get("code", "")
            if code and code in seen:
                told = _("The code “%(code)s” stands twice. Give each option its own.")
                form.add_error("code", told % {"code": code})
                sound = False
            seen.add(code)
        return sound

    def renamed(self) -> list[tuple[str, str]]:
        """Options with a new code: what it was, what it is."""
        if self.locked:
            return []
        pairs = [(form.cleaned_data.get("was", ""), form) for form in self.forms if not form.blank]
        return [
            (was, form.cleaned_data["code"])
            for was, form in pairs
            if was in self.before and was != form.cleaned_data["code"]
        ]

    def members(self) -> list[dict[str, Any]]:
        """The options as they stand in the document."""
        if self.locked:
            return list(self.before.values())
        return [
            form.members(self.before.get(form.cleaned_data.get("was", ""), {}))
            for form in self.forms
            if not form.blank
        ]


def _stored(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "was": text_of(option, "code"),
            "code": text_of(option, "code"),
            "label": text_of(option, "label"),
            "points": shown(option.get("points")),
            "flags": list_of(option, "flags"),
            "route": text_of(option, "route"),
        }
        for option in members(item, "options")
    ]


_FIELDS: Final = ("was", "code", "label", "points", "route")


def _posted(data: QueryDict) -> list[dict[str, Any]]:
    asked = data.get("option-count", "0")
    count = min(int(asked), MOST) if asked.isdecimal() and len(asked) < 4 else 0
    rows = []
    for index in range(count):
        row: dict[str, Any] = {name: data.get(f"option-{index}-{name}", "") for name in _FIELDS}
        row["flags"] = data.getlist(f"option-{index}-flags")
        rows.append(row)
    return rows


def _arranged(rows: list[dict[str, Any]], act: str) -> list[dict[str, Any]]:
    """What the buttons beside the rows do: `add`, `up-2`, `down-2`, `drop-2`."""
    verb, _dash, at = act.partition("-")
    index = int(at) if at.isdecimal() and len(at) < 3 else -1
    if verb == "add" and len(rows) < MOST:
        return [*rows, {}]
    if not 0 <= index < len(rows):
        return rows
    if verb == "drop":
        return rows[:index] + rows[index + 1 :]
    beside = index + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= beside < len(rows):
        rows[index], rows[beside] = rows[beside], rows[index]
    return rows
