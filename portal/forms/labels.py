"""Fields for labels of the Traffic Light Protocol."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.enums import Tlp

HINTS = {
    Tlp.CLEAR: _("everybody may know it"),
    Tlp.GREEN: _("the community may, the public not"),
    Tlp.AMBER: _("its readers’ organisations and whom they work for"),
    Tlp.AMBER_STRICT: _("its readers’ organisations only"),
    Tlp.RED: _("the people named, and it never leaves the page"),
}


def choices(*, red: bool) -> list[tuple[str, Any]]:
    """The labels with what they say; red is for files that name who may open them."""
    return [
        (str(label), f"{label.label}: {HINTS[label]}") for label in Tlp if red or label != Tlp.RED
    ]


class LabelField(forms.ChoiceField):
    """A label; TLP:AMBER+STRICT where none is chosen."""

    def __init__(self, *, red: bool = False, **more: Any) -> None:
        shared: dict[str, Any] = {
            "label": _("With whom the reader may share it"),
            "initial": Tlp.AMBER_STRICT,
            "required": False,
        }
        super().__init__(choices=lambda: choices(red=red), **(shared | more))

    def clean(self, value: Any) -> str:
        return str(super().clean(value) or Tlp.AMBER_STRICT)


def message_label() -> LabelField:
    """The label of a message or advice, which is never red."""
    return LabelField()


class LabelForm(forms.Form):
    """The label alone, beside texts that are read from the page."""

    tlp = message_label()
