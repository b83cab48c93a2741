"""Form fields: label, hint, help and error around any Django widget, wired for screen readers."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from django import forms, template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString

register = template.Library()

GROUPS: Final = (forms.RadioSelect, forms.CheckboxSelectMultiple)

# Browsers' own pickers send ISO dates, which Django reads in every locale.
PICKERS: Final[dict[type[forms.Widget], tuple[str, str]]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


def _widget(field: BoundField) -> forms.Widget:
    """The field's widget, as a native picker where Django would draw a bare text input."""
    widget: Any = field.field.widget
    picker = PICKERS.get(type(widget))
    if picker is not None and widget.input_type == "text":
        widget = copy.deepcopy(widget)
        widget.input_type, widget.format = picker
    if isinstance(widget, forms.Textarea) and "maxlength" in widget.attrs:
        # A browser would cut a longer text without a word; the form says how much is too much.
        widget = copy.deepcopy(widget)
        del widget.attrs["maxlength"]
    return cast(forms.Widget, widget)


def _options(field: BoundField, hints: Mapping[str, str]) -> list[dict[str, Any]]:
    drawn = []
    for index, choice in enumerate(field.subwidgets):
        data = choice.data
        value = str(data["value"] if data["value"] is not None else "")
        drawn.append(
            {
                "id": f"{field.auto_id}_{index}",
                "value": value,
                "label": data["label"],
                "hint": hints.get(value, ""),
                "checked": bool(data["selected"]),
                "disabled": bool(data["attrs"].get("disabled")),
            }
        )
    return drawn


def _described(base: str, **parts: object) -> str:
    return " ".join(f"{base}-{name}" for name, there in parts.items() if there)


def _control(field: BoundField, described: str, suggest: str) -> SafeString:
    attrs: dict[str, Any] = {"class": "input"}
    if described:
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    if suggest:
        attrs |= {"data-suggest": suggest, "autocomplete": "off"}
    own = field.field.widget.attrs.get("class")
    if own:
        attrs["class"] = f"input {own}"
    return field.as_widget(widget=_widget(field), attrs=attrs)


def _shape(
    field: BoundField, described: str, suggest: str, hints: Mapping[str, str]
) -> dict[str, Any]:
    """How the field is drawn: option cards, one tick box, several inputs, or a single one."""
    widget = field.field.widget
    if isinstance(widget, GROUPS):
        # Django derives the checkboxes from the radios, so the narrower type is asked first.
        kind = "checkbox" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio"
        options = _options(field, hints)
        return {"shape": "options", "kind": kind, "name": field.html_name, "options": options}
    if isinstance(widget, forms.CheckboxInput):
        return {"shape": "checkbox", "control": _control(field, described, "")}
    several = isinstance(widget, forms.MultiWidget | forms.SelectDateWidget)
    return {
        "shape": "several" if several else "single",
        "for": field.id_for_label or field.auto_id or field.html_name,
        "control": _control(field, described, suggest),
    }


@register.inclusion_tag("components/form_field.html")
def form_field(
    field: BoundField,
    hint: str | Promise = "",
    help: str | Promise = "",
    width: str = "",
    choice_hints: Mapping[str, str] | None = None,
    suggest: str = "",
    legend_size: str = "",
    wanted: bool = False,
) -> dict[str, Any]:
    """Any bound field in Ajar's form. ``hint`` stands under the label (default: the field's help
    text), ``help`` opens beside it, ``suggest`` is the address of suggestions for a text input.
    ``wanted``: a draft may be saved without it, but it is not called optional."""
    if field.is_hidden:
        return {"shape": "hidden", "control": field.as_hidden()}
    base = field.auto_id or field.html_name
    hint = hint or field.help_text
    described = _described(base, hint=hint, error=field.errors)
    return {
        "base": base,
        "label": field.label,
        "hint": hint,
        "help": help,
        "errors": list(field.errors),
        "required": field.field.required or wanted,
        "described": described,
        "width": width,
        "legend_size": legend_size,
        **_shape(field, described, suggest, choice_hints or {}),
    }


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every visible field of a form in its order, then the hidden ones."""
    return {"visible": form.visible_fields(), "hidden": form.hidden_fields()}


@register.inclusion_tag("components/options_group.html")
def options(
    name: str,
    legend: str | Promise,
    options: Iterable[Mapping[str, Any]],
    kind: str = "radio",
    id: str = "",
    **more: Any,
) -> dict[str, Any]:
    """Large targets without a Django form; ``more``: hint, help, error, required, legend_size."""
    base = id or f"id_{name}"
    drawn = [{"id": f"{base}_{index}", **option} for index, option in enumerate(options)]
    error = more.get("error")
    return {
        **more,
        "name": name,
        "label": legend,
        "kind": kind,
        "base": base,
        "options": drawn,
        "errors": [error] if error else [],
        "described": _described(base, hint=more.get("hint"), error=error),
    }


@register.inclusion_tag("components/field.html")
def field(
    name: str, label: str | Promise, kind: str = "text", id: str = "", **more: Any
) -> dict[str, Any]:
    """One input without a Django form; ``more``: value, hint, help, error, required, width,
    suggest, choices [(value, label)] for ``kind="select"``, rows for ``kind="textarea"``."""
    base = id or f"id_{name}"
    error = more.get("error")
    return {
        **more,
        "name": name,
        "label": label,
        "kind": kind,
        "base": base,
        "for": base,
        "errors": [error] if error else [],
        "described": _described(base, hint=more.get("hint"), error=error),
    }


def _first_control(field: BoundField) -> str:
    """Where an error's link leads: the first control of the field."""
    base = field.auto_id or field.html_name
    if isinstance(field.field.widget, (*GROUPS, forms.MultiWidget)):
        return f"{base}_0"
    return field.id_for_label or base


@register.inclusion_tag("components/error_summary.html")
def error_summary(
    *bound_forms: BaseForm, errors: Sequence[Mapping[str, Any]] = (), title: str | Promise = ""
) -> dict[str, Any]:
    """All problems of some forms first on the page, each linked to its field."""
    found: list[Mapping[str, Any]] = []
    for form in bound_forms:
        if not isinstance(form, BaseForm) or not form.is_bound:
            continue
        found += [{"text": text, "href": ""} for text in form.non_field_errors()]
        for name in form.errors:
            if name == "__all__":
                continue
            bound = form[name]
            target = "" if bound.is_hidden else f"#{_first_control(bound)}"
            found += [{"text": text, "label": bound.label, "href": target} for text in bound.errors]
    return {"errors": [*found, *errors], "title": title}
