"""Registering and editing a partnership: one form, whose rows of partners change by submitting."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import register as actions
from diligence.forms import partner_rows as rows_forms
from diligence.forms.partnerships import PartnershipForm, as_posted, initial_of
from diligence.models import Partner, Partnership
from diligence.queries import partnerships as register
from diligence.queries.facts import facts_of, plain_facts
from diligence.queries.history import Words, label_of
from diligence.queries.partners import likely_same, suggested
from diligence.views.partners import place_of
from diligence.views.partnerships import units_of
from diligence.views.typed import KeepsTyped, mark
from portal.authority import require
from portal.enums import Permission
from portal.models import Unit
from portal.views.base import owned_or_404

POINTED_OUT = 5
"""New partners whose likely duplicates are named at once; the partners' list names all."""


class _AlikeError(Exception):
    """The partnership looks like others that are registered already."""

    def __init__(self, others: Sequence[Partnership]) -> None:
        super().__init__()
        self.others = others


class _FormPage(KeepsTyped, ABC):
    permission = Permission.EDIT_REGISTER
    template: ClassVar[str]

    form: PartnershipForm
    rows: Any
    row: Partnership | None = None

    def bind(self, data: Any, initial: Mapping[str, Any] | None = None) -> None:
        """Make the forms of posted (or remembered) data; None shows the initial values."""
        self.form = PartnershipForm(
            data if initial is None else None,
            initial=initial or (initial_of(self.row) if self.row else None),
            actor=self.actor,
            units=self._units(),
        )
        self.rows = rows_forms.PartnerRows(data, prefix=rows_forms.PREFIX)
        self.rows.show(self._records(data))

    def _units(self) -> list[Unit]:
        units = units_of(self.actor)
        current = self.row.unit if self.row else None
        return units if current is None or current in units else [*units, current]

    def _records(self, data: Any) -> dict[uuid.UUID, Partner]:
        keys = rows_forms.keys_in(data)
        records: dict[uuid.UUID, Partner] = Partner.objects.select_related("merged_into").in_bulk(
            keys
        )
        return records

    def show(self, **more: Any) -> HttpResponse:
        context = {
            "list_url": reverse("diligence:partnership-list"),
            "detail_url": self.row and reverse("diligence:partnership-detail", args=[self.row.pk]),
            "form": self.form,
            "rows": self.rows,
            "row_problems": _row_problems(self.rows),
            "partnership": self.row,
            "typed_by": mark(self.request),
            **more,
        }
        return render(self.request, self.template, context)

    def start(self, initial: Mapping[str, Any], partners: Sequence[Partner]) -> HttpResponse:
        """The page before anything was typed, or with what was typed before the session ended."""
        typed = self.typed_before()
        if typed is None:
            self.bind(rows_forms.rows_of(partners), initial)
            self.rows.keep_quiet()
            return self.show()
        self.bind(typed)
        self.form.keep_quiet()
        self.rows.keep_quiet()
        return self.show(notice=self.kept_notice())

    def change_rows(self, data: QueryDict, command: str, value: str) -> HttpResponse:
        """Add, remove or look up a partner; nothing is judged or stored."""
        data, at = rows_forms.changed_rows(rows_forms.counted(data), command, value)
        self.bind(data)
        self.form.keep_quiet()
        self.rows.keep_quiet()
        looked_up = None
        if command == "look_up" and at < len(self.rows.forms):
            looked_up = self.rows.forms[at]
            looked_up.matches = suggested(looked_up["name"].value() or "")
        return self.show(focus=at, looked_up=looked_up)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        command = rows_forms.command_in(request.POST)
        if command is not None:
            return self.change_rows(request.POST, *command)
        self.bind(self.settled(rows_forms.counted(request.POST)))
        # Both are asked, so that all problems show at once.
        if not all([self.form.is_valid(), self.rows.is_valid()]):
            return self.show()
        try:
            with transaction.atomic():
                row = self.store(self.rows.record(by=self.actor))
        except ValidationError as error:
            self.form.take_errors(error)
        except rows_forms.RowRefusedError:
            pass
        except _AlikeError as alike:
            return self.show(alike=alike.others)
        else:
            return self.stored(row)
        return self.show(taken=self._holder())

    def settled(self, data: QueryDict) -> QueryDict:
        """The posted data, with what the member chose where an edit had met another."""
        return data

    def _holder(self) -> Partnership | None:
        """The partnership that has the reference entered, where the actor may see it."""
        if not self.form.has_error("reference", "reference_taken"):
            return None
        reference = self.form.data.get("reference", "").strip()
        return register.visible_to(self.actor).filter(reference=reference).first()

    @abstractmethod
    def store(self, partners: Sequence[Partner]) -> Partnership:
        """Put the partnership on record as it was entered. Raises what `post` explains."""

    def stored(self, row: Partnership) -> HttpResponseBase:
        for partner in self.rows.described[:POINTED_OUT]:
            self._point_out_doubles(partner)
        return redirect("diligence:partnership-detail", row.pk)

    def _point_out_doubles(self, partner: Partner) -> None:
        """Say which record on file a partner just described may be the same as."""
        alike = likely_same(partner)
        if not alike:
            return
        other = alike[0].partner
        address = reverse("diligence:partner-merge", args=[partner.pk])
        told = _("“%(one)s” may be the same as “%(other)s”, which is on record.") % {
            "one": partner.name,
            "other": ", ".join(part for part in (other.name, place_of(other)) if part),
        }
        link = format_html(
            '<a href="{}?with={}">{}</a>', address, other.pk, _("Compare and merge them")
        )
        messages.warning(self.request, format_html("{} {}", told, link))


class PartnershipNew(_FormPage):
    """Register a partnership."""

    template = "diligence/partnership/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        units = units_of(self.actor)
        own = str(units[0].pk) if self.actor.unit_ids is not None and len(units) == 1 else ""
        return self.start({"unit": own, "funding_currency": "EUR"}, [])

    def store(self, partners: Sequence[Partner]) -> Partnership:
        facts = self.form.facts()
        if "different" not in self.request.POST:
            keys = [partner.pk for partner in partners]
            alike = register.look_alikes(self.actor, facts["title"], keys)
            if alike:
                raise _AlikeError(alike)
        return actions.partnership(by=self.actor, partners=partners, **facts)

    def stored(self, row: Partnership) -> HttpResponseBase:
        text = _("Registered as %(code)s. Next: start its appraisal.") % {"code": row.code}
        messages.success(self.request, text)
        return super().stored(row)


class PartnershipEdit(_FormPage):
    """Change a partnership; edits that meet a colleague's are brought together field by field."""

    template = "diligence/partnership/edit.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.pk: uuid.UUID = kwargs["pk"]
        return super().dispatch(request, *args, **kwargs)

    def _load(self) -> None:
        rows = register.of_units(self.actor).select_related("unit")
        self.row = owned_or_404(Partnership, self.pk, rows)
        require(policy.may_edit(self.actor, self.row))

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self._load()
        assert self.row is not None  # noqa: S101 - loaded above
        partners = [link.partner for link in register.partners_of(pk)]
        return self.start(initial_of(self.row), partners)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        self._load()
        unsettled = [
            name
            for name in request.POST.getlist("collided")
            if request.POST.get(f"choose-{name}") not in {"theirs", "yours"}
        ]
        if unsettled and rows_forms.command_in(request.POST) is None:
            return self._ask_again(request.POST, unsettled)
        try:
            return super().post(request, **kwargs)
        except actions.EditConflict as conflict:
            return self.show_conflict(conflict)

    def store(self, partners: Sequence[Partner]) -> Partnership:
        revision = self.form.cleaned_data.get("revision") or 1
        return actions.edit(
            self.pk, by=self.actor, revision=revision, partners=partners, **self.form.facts()
        )

    def settled(self, data: QueryDict) -> QueryDict:
        """Where the member chose the stored value, it takes the place of the typed one."""
        chosen = [n for n in data.getlist("collided") if data.get(f"choose-{n}") == "theirs"]
        return self._with_stored(data, chosen)

    def _with_stored(self, data: QueryDict, names: Sequence[str]) -> QueryDict:
        """The posted data with the stored values of these fields."""
        if not names or self.row is None:
            return data
        changed = data.copy()
        stored = PartnershipForm(
            initial=initial_of(self.row), actor=self.actor, units=self._units()
        )
        for name in names:
            if name in stored.fields:
                changed.setlist(name, as_posted(stored[name].value()))
        if "partners" in names:
            partners = [link.partner for link in register.partners_of(self.pk)]
            changed = rows_forms.with_partners(changed, partners)
        return changed

    def stored(self, row: Partnership) -> HttpResponseBase:
        messages.success(self.request, _("Saved."))
        return super().stored(row)

    def show_conflict(self, conflict: actions.EditConflict) -> HttpResponse:
        """Both values of the fields that differ; the next save is about the present revision."""
        self.row = conflict.current
        data = self._with_stored(self.settled(self.request.POST), conflict.keep).copy()
        data["revision"] = str(conflict.current.revision)
        self.bind(data)
        self.form.keep_quiet()
        self.rows.keep_quiet()
        return self.show(changed_by=conflict.by, collisions=_in_words(conflict.collisions))

    def _ask_again(self, data: QueryDict, names: Sequence[str]) -> HttpResponse:
        """Nothing was chosen for these fields, so nothing is stored."""
        assert self.row is not None  # noqa: S101 - loaded before
        self.bind(data)
        self.form.is_valid()
        self.rows.is_valid()
        stored = {**facts_of(self.row), "partners": _stored_partners(self.row)}
        yours = {
            **plain_facts({k: v for k, v in self.form.cleaned_data.items() if k in stored}),
            "partners": [str(row.chosen.pk) for row in self.rows.forms if row.chosen],
        }
        asked = [
            actions.Collision(name, stored[name], yours.get(name))
            for name in names
            if name in stored
        ]
        last = self.row.history.latest("revision")
        collisions = _in_words(asked)
        for collision in collisions:
            collision["unsettled"] = True
        return self.show(changed_by=last.by, collisions=collisions)


def _stored_partners(row: Partnership) -> list[str]:
    return [str(link.partner_id) for link in register.partners_of(row.pk)]


def _in_words(collisions: Sequence[actions.Collision]) -> list[dict[str, Any]]:
    words = Words({one.field: [one.theirs, one.yours]} for one in collisions)
    return [
        {
            "field": one.field,
            "label": label_of(one.field),
            "theirs": words.value(one.field, one.theirs),
            "yours": words.value(one.field, one.yours),
        }
        for one in collisions
    ]


def _row_problems(rows: Any) -> list[dict[str, str]]:
    """Problems of the partner rows for the summary on top, each linked to its field."""
    found = [{"text": str(text), "href": ""} for text in rows.non_form_errors()]
    for form in rows.forms:
        for name, problems in form.errors.items():
            href = "" if name == "__all__" else f"#{form[name].auto_id}"
            found += [{"text": str(text), "href": href} for text in problems]
    return found
