"""From points to outcome: matrices, thresholds and the rules over the whole result."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from diligence.domain.canonical import number
from diligence.domain.consequences import axes_of
from diligence.domain.draft_reading import members, text_of
from diligence.domain.questionnaire import Rules
from diligence.domain.soundness import LEVELS
from diligence.enums import Band
from diligence.forms.editing.parts import ExactField, lock, shown

BANDS: Final = (
    (Band.LOW.value, _lazy("Low")),
    (Band.MEDIUM.value, _lazy("Medium")),
    (Band.HIGH.value, _lazy("High")),
)
_COUNT: Final = {
    "required": _lazy("Write a whole number."),
    "invalid": _lazy("Write a whole number, for example 3."),
    "min_value": _lazy("Write %(limit_value)s or more."),
    "max_value": _lazy("Write %(limit_value)s or less."),
}


class ScoringForm(forms.Form):
    """All numbers of the scoring in one form, since they only make sense together."""

    accumulate = forms.BooleanField(
        label=_lazy("When every dimension is at least medium, the band is at least high"),
        required=False,
    )
    unknown_floor = forms.IntegerField(
        label=_lazy("“Don't know” answers that make the result at least medium"),
        help_text=_lazy("From this many on, nothing may proceed until they are answered."),
        min_value=1,
        max_value=999,
        error_messages=_COUNT,
    )
    unknown_limit = forms.IntegerField(
        label=_lazy("“Don't know” answers from which the case can't be decided"),
        min_value=1,
        max_value=999,
        error_messages=_COUNT,
    )
    high_refer = forms.IntegerField(
        label=_lazy("High dimensions that refer the case to the hub"),
        min_value=1,
        max_value=99,
        error_messages=_COUNT,
    )
    hub_from = forms.ChoiceField(
        label=_lazy("Band from which the hub is asked"),
        choices=BANDS,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        document: Mapping[str, Any],
        why_locked: Callable[[str], str],
        how_far: Callable[[str], str],
    ) -> None:
        super().__init__(data)
        self.document, self.how_far = document, how_far
        self.axes = axes_of(document)
        self.dimensions = members(document, "dimensions")
        self.sides = members(document, "sides")
        self._frame(why_locked)
        self._thresholds()
        self._rules()

    # --- Building --------------------------------------------------------------------------
    def _frame(self, why_locked: Callable[[str], str]) -> None:
        for item in self.dimensions:
            id = text_of(item, "id")
            self.fields[f"dimension-{id}"] = forms.CharField(label=_("Name"), max_length=200)
            self.initial[f"dimension-{id}"] = text_of(item, "title")
            if reason := why_locked(f"dimensions/{id}/title"):
                lock(self, [f"dimension-{id}"], reason)
            for row in range(LEVELS):
                for column in range(LEVELS):
                    told = {"row": row, "column": column}
                    label = _("Exposure %(row)s, concern %(column)s") % told
                    name = f"cell-{id}-{row}-{column}"
                    self.fields[name] = forms.ChoiceField(label=label, choices=BANDS)
                    self.initial[name] = _cell(item, row, column)
        for item in self.sides:
            id = text_of(item, "id")
            self.fields[f"side-{id}"] = forms.CharField(label=_("Name"), max_length=200)
            self.initial[f"side-{id}"] = text_of(item, "title")
            self.fields[f"reduction-{id}"] = forms.IntegerField(
                label=_("Levels that measures can take off together"),
                min_value=0,
                max_value=LEVELS - 1,
                error_messages=_COUNT,
            )
            self.initial[f"reduction-{id}"] = item.get("reduction", LEVELS - 1)
            if reason := why_locked(f"sides/{id}/title"):
                lock(self, [f"side-{id}", f"reduction-{id}"], reason)

    def _thresholds(self) -> None:
        given = self.document.get("thresholds")
        steps = given if isinstance(given, Mapping) else {}
        for axis in self.axes:
            listed = steps.get(axis)
            for level in range(1, LEVELS):
                label = _("Level %(level)s from") % {"level": level}
                name = f"step-{axis}-{level}"
                self.fields[name] = ExactField(
                    label=label, required=True, error_messages={"required": _("Write a number.")}
                )
                told = listed[level - 1 : level] if isinstance(listed, list) else []
                self.initial[name] = shown(told[0]) if told else ""

    def _rules(self) -> None:
        given = self.document.get("rules")
        rules = given if isinstance(given, Mapping) else {}
        for name in RULES:
            usual = getattr(Rules(), name)
            self.initial[name] = rules.get(name, usual)
            if limit := self.how_far(f"rules/{name}"):
                self.fields[name].help_text = limit

    # --- Checking --------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = self.cleaned_data
        floor, limit = told.get("unknown_floor"), told.get("unknown_limit")
        if floor and limit and floor > limit:
            problem = _("This can't be less than the number above, %(floor)s.") % {"floor": floor}
            self.add_error("unknown_limit", problem)
        for axis in self.axes:
            self._rising(axis)
        for item in self.dimensions:
            self._never_falling(item)
        return told

    def _rising(self, axis: str) -> None:
        before = None
        for level in range(1, LEVELS):
            name = f"step-{axis}-{level}"
            step = self.cleaned_data.get(name)
            if step is None:
                continue
            if step <= (before or 0):
                told = {"least": before or 0}
                self.add_error(name, _("Write more than %(least)s: levels rise.") % told)
            before = step

    def _never_falling(self, item: Mapping[str, Any]) -> None:
        id = text_of(item, "id")
        rank = {band.value: band.rank for band in Band}
        told = self.cleaned_data
        for row in range(LEVELS):
            for column in range(LEVELS):
                name = f"cell-{id}-{row}-{column}"
                mildest = max(
                    rank.get(told.get(f"cell-{id}-{row - 1}-{column}", ""), 0) if row else 0,
                    rank.get(told.get(f"cell-{id}-{row}-{column - 1}", ""), 0) if column else 0,
                )
                if name in told and rank[told[name]] < mildest:
                    self.add_error(name, _("A higher level can't give a lower band here."))

    # --- Writing ---------------------------------------------------------------------------
    def frame(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Dimensions and sides as they stand in the document."""
        told = self.cleaned_data
        dimensions = [
            {
                **item,
                "title": told[f"dimension-{id}"],
                "matrix": [
                    [told[f"cell-{id}-{row}-{column}"] for column in range(LEVELS)]
                    for row in range(LEVELS)
                ],
            }
            for item in self.dimensions
            if (id := text_of(item, "id"))
        ]
        sides = [
            {**item, "title": told[f"side-{id}"], "reduction": told[f"reduction-{id}"]}
            for item in self.sides
            if (id := text_of(item, "id"))
        ]
        return dimensions, sides

    def thresholds(self) -> dict[str, list[int | float]]:
        """The thresholds by axis as they stand in the document."""
        return {
            axis: [number(self.cleaned_data[f"step-{axis}-{level}"]) for level in range(1, LEVELS)]
            for axis in self.axes
        }

    def rules(self) -> dict[str, Any]:
        """The rules as they stand in the document; what is usual may be left out."""
        told = {name: self.cleaned_data[name] for name in RULES}
        if told["hub_from"] == Rules().hub_from.value:
            del told["hub_from"]
        return told

    # --- Drawing ---------------------------------------------------------------------------
    def matrices(self) -> list[dict[str, Any]]:
        """A dimension each: its name, its cells row by row, its thresholds."""
        told = []
        for item in self.dimensions:
            id = text_of(item, "id")
            told.append(
                {
                    "id": id,
                    "title": text_of(item, "title"),
                    "field": self[f"dimension-{id}"],
                    "limit": self.how_far(f"dimensions/{id}/matrix"),
                    "rows": [
                        (row, [self[f"cell-{id}-{row}-{column}"] for column in range(LEVELS)])
                        for row in reversed(range(LEVELS))
                    ],
                    "axes": [self._axis(axis) for axis in self.axes if axis.startswith(f"{id}.")],
                }
            )
        return told

    def _axis(self, axis: str) -> dict[str, Any]:
        return {
            "axis": axis,
            "title": self.axes[axis],
            "limit": self.how_far(f"thresholds/{axis}"),
            "steps": [self[f"step-{axis}-{level}"] for level in range(1, LEVELS)],
        }

    def side_fields(self) -> list[tuple[Any, Any]]:
        """Name and reduction of each side."""
        ids = [text_of(item, "id") for item in self.sides]
        return [(self[f"side-{id}"], self[f"reduction-{id}"]) for id in ids]


RULES: Final = ("accumulate", "unknown_floor", "unknown_limit", "high_refer", "hub_from")


def _cell(item: Mapping[str, Any], row: int, column: int) -> str:
    try:
        return str(item["matrix"][row][column])
    except (KeyError, IndexError, TypeError):
        return Band.LOW.value
