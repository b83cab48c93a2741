"""What storing rows of a spreadsheet would do: new, changed, nothing new, or to be corrected.

The same judgement serves the dry run and the storing, so that what is stored is what was shown,
unless the register has moved on meanwhile. Nothing is stored here.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import likeness
from diligence.actions import partners as partner_actions
from diligence.actions.keep import problems_of
from diligence.actions.partner_facts import Facts as PartnerFacts
from diligence.choices import ImportRowState
from diligence.domain import intake
from diligence.domain.intake import Level, Problem, Reading, Said
from diligence.domain.register import differences
from diligence.domain.wording import Sentence, gettext_noop
from diligence.exchange.spreadsheets import NOT_XML
from diligence.models import ImportRow, Partner, Partnership, PartnershipPartner
from diligence.queries.facts import facts_of, plain_facts, set_fact
from diligence.queries.sentences import spoken
from portal import clock
from portal.authority import Actor
from portal.models import Unit

_NO_TITLE = gettext_noop("The row is new and has no title.")
_GIVE_TITLE = gettext_noop("Give a title, or leave the row out.")
_NO_PARTNER = gettext_noop("The row is new and names no partner.")
_GIVE_PARTNER = gettext_noop("Name at least one partner, or leave the row out.")
_WHICH_UNIT = gettext_noop("The row names no unit, and your work is limited to certain units.")
_NAME_UNIT = gettext_noop("Write one of your units.")
_OTHER_UNIT = gettext_noop("Another unit's partnership has this reference.")
_ASK_THEM = gettext_noop("Correct the reference, or leave the row to a colleague of that unit.")
_NOT_YOURS = gettext_noop("Your work is limited to certain units, and this belongs to another one.")
_YOUR_UNIT = gettext_noop("Write one of your units, or leave the row to a colleague.")
_TWICE = gettext_noop("Row %(number)s has the same reference or code.")
_ONE_OF_TWO = gettext_noop("Correct one of the two references, or leave one row out.")
_NO_CODE = gettext_noop("No partnership of yours has the code “%(code)s”.")
_LEAVE_CODE = gettext_noop("The row is registered as new; leave it out, or correct the code.")
_CORRECT = gettext_noop("Correct the cell, or empty it.")
_DISCARDED = gettext_noop("A partnership with this reference was discarded.")
_ANEW = gettext_noop("The row is registered anew; leave it out if it should stay discarded.")


@dataclass(slots=True)
class Judged:
    """What storing one row would do; `facts` and `partners` are what to store."""

    row: ImportRow
    state: str
    problems: list[dict[str, Any]]
    changes: dict[str, list[Any]] = field(default_factory=dict)
    target: Partnership | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """Facts of a new partnership, or those of a known one that change."""
    partners: list[PartnerFacts] | None = None
    """None where the partners stay as they are."""


@dataclass(slots=True)
class _Context:
    """What the register knows of these rows, found by few statements however many they are."""

    by_reference: dict[str, Partnership]
    by_code: dict[str, Partnership]
    discarded: set[str]
    linked: dict[uuid.UUID, list[Partner]]
    records: dict[PartnerFacts, Partner | ValidationError | None]


class Assessor:
    """Judges rows of one file for one member. `seen`: reference or code → number of its row."""

    def __init__(
        self,
        how: Reading,
        known: Mapping[str, Mapping[str, str]],
        *,
        by: Actor,
        seen: dict[str, int] | None = None,
    ) -> None:
        self.how, self.known, self.by = how, known, by
        self.seen = {} if seen is None else seen
        self.units = {str(unit.pk): unit for unit in Unit.objects.filter(active=True)}
        self.alike = likeness.Alike(by)

    def judge(self, rows: Sequence[ImportRow], *, hints: bool = True) -> list[Judged]:
        """What storing each of these rows would do; in their order."""
        said = [intake.read(cells_of(row), self.how, self.known) for row in rows]
        context = self._context(said)
        judged = [self._judged(row, one, context) for row, one in zip(rows, said, strict=True)]
        if hints:
            self.alike.point_out(judged, context.records)
        return judged

    def _context(self, said: Sequence[Said]) -> _Context:
        references = {one.values["reference"] for one in said if one.values.get("reference")}
        codes = {str(one.values["code"]).upper() for one in said if one.values.get("code")}
        wanted = Q(reference__in=references) | Q(code__in=codes)
        found = list(Partnership.objects.filter(wanted)) if references or codes else []
        standing = [row for row in found if row.discarded_at is None]
        linked: dict[uuid.UUID, list[Partner]] = {}
        links = PartnershipPartner.objects.filter(partnership__in=[row.pk for row in standing])
        for link in links.select_related("partner__merged_into").order_by("position", "id"):
            linked.setdefault(link.partnership_id, []).append(link.partner)
        facts = list({facts_said(partner): None for one in said for partner in one.partners})
        return _Context(
            by_reference={row.reference: row for row in standing if row.reference},
            by_code={row.code: row for row in standing},
            discarded={row.reference for row in found if row.discarded_at is not None},
            linked=linked,
            records=dict(zip(facts, partner_actions.on_record(facts), strict=True)),
        )

    def _judged(self, row: ImportRow, said: Said, context: _Context) -> Judged:
        problems = list(said.problems)
        self._once(row, said, problems)
        partners = self._partners(said, context, problems)
        target = self._target(said, context, problems)
        judged = Judged(row, "", [])
        if target is None:
            self._new(judged, said, partners, problems)
        elif policy.may_edit(self.by, target):
            judged.target = target
            self._known(judged, target, said, partners, context, problems)
        else:
            # Another unit's: what it says there is neither compared nor shown.
            foreign = Sentence(_OTHER_UNIT, {})
            value = str(said.values.get("reference") or said.values.get("code", ""))
            problems.append(Problem(foreign, _ASK_THEM, "reference", value=value))
        reference = said.values.get("reference", "")
        if target is None and reference in context.discarded:
            told = Problem(Sentence(_DISCARDED, {}), _ANEW, "reference", level=Level.HINT)
            problems.append(told)
        judged.problems = in_words(problems, self.how)
        if any(problem.level == Level.PROBLEM for problem in problems):
            judged.state = ImportRowState.PROBLEM
        elif target is None:
            judged.state = ImportRowState.NEW
        else:
            judged.state = ImportRowState.UPDATE if judged.changes else ImportRowState.UNCHANGED
        return judged

    def _once(self, row: ImportRow, said: Said, problems: list[Problem]) -> None:
        """The same reference twice in one file: the row judged later is pointed out."""
        for name in ("reference", "code"):
            value = str(said.values.get(name, ""))
            first = self.seen.setdefault(value, row.number) if value else row.number
            if first != row.number:
                told = Sentence(_TWICE, {"number": str(first)})
                problems.append(Problem(told, _ONE_OF_TWO, name, value=value))
                return

    def _partners(
        self, said: Said, context: _Context, problems: list[Problem]
    ) -> list[PartnerFacts]:
        facts = [facts_said(partner) for partner in said.partners]
        for one in facts:
            found = context.records[one]
            if isinstance(found, ValidationError):
                for message in found.messages:
                    told = Sentence("%(message)s", {"message": message})
                    problems.append(Problem(told, _CORRECT, "partners", value=one.name))
        return facts

    def _target(self, said: Said, context: _Context, problems: list[Problem]) -> Partnership | None:
        """The partnership that the row is about: by the organisation's reference, or by code."""
        reference, code = said.values.get("reference", ""), str(said.values.get("code", ""))
        target = context.by_reference.get(reference) if reference else None
        if target is None and code:
            target = context.by_code.get(code.upper())
            if target is None and not reference:
                told = Sentence(_NO_CODE, {"code": code[:20]})
                hint = Problem(told, _LEAVE_CODE, "code", value=code, level=Level.HINT)
                problems.append(hint)
        return target

    def _new(
        self, judged: Judged, said: Said, partners: list[PartnerFacts], problems: list[Problem]
    ) -> None:
        values = {name: value for name, value in said.values.items() if name != "code"}
        given = {problem.field for problem in problems}
        if not values.get("title") and "title" not in given:
            problems.append(Problem(Sentence(_NO_TITLE, {}), _GIVE_TITLE, "title"))
        if not partners and "partners" not in given:
            problems.append(Problem(Sentence(_NO_PARTNER, {}), _GIVE_PARTNER, "partners"))
        values["unit"] = self._unit(values.get("unit", ""), problems)
        if "state" not in values:
            values["state"] = self._state(values)
        judged.facts, judged.partners = values, partners
        row = Partnership(**values)
        self._fields(row, problems)

    def _state(self, values: Mapping[str, Any]) -> str:
        if self.how.state != intake.BY_DATES:
            return self.how.state
        days = values.get("starts_on"), values.get("ends_on")
        return intake.state_by_dates(*days, clock.today())

    def _unit(self, key: str, problems: list[Problem]) -> Unit | None:
        unit = self.units.get(key)
        if self.by.unit_ids is None:
            return unit
        if unit is None and len(self.by.unit_ids) == 1:
            return self.units.get(str(next(iter(self.by.unit_ids))))
        if unit is None and not any(problem.field == "unit" for problem in problems):
            problems.append(Problem(Sentence(_WHICH_UNIT, {}), _NAME_UNIT, "unit"))
        elif unit is not None and not self.by.works_on(unit.pk):
            told = Sentence(_NOT_YOURS, {})
            problems.append(Problem(told, _YOUR_UNIT, "unit", value=unit.name))
        return unit

    def _known(
        self,
        judged: Judged,
        target: Partnership,
        said: Said,
        partners: list[PartnerFacts],
        context: _Context,
        problems: list[Problem],
    ) -> None:
        values = {name: value for name, value in said.values.items() if name != "code"}
        if "unit" in values:
            values["unit"] = self._unit(values["unit"], problems)
        now = facts_of(target)
        changes = {
            name: change
            for name, change in differences(now, plain_facts(values)).items()
            if not same(name, *change)
        }
        judged.facts = {name: values[name] for name in changes}
        changed = copy(target)
        for name, (_before, after) in changes.items():
            set_fact(changed, name, after)
        self._fields(changed, problems)
        if partners:
            before = [partner.survivor() for partner in context.linked.get(target.pk, [])]
            found = [context.records[facts] for facts in partners]
            if {partner.pk for partner in before} != {getattr(row, "pk", None) for row in found}:
                judged.partners = partners
                names = [row.name if isinstance(row, Partner) else facts.name
                         for row, facts in zip(found, partners, strict=True)]  # fmt: skip
                changes["partners"] = [[partner.name for partner in before], names]
        judged.changes = changes

    def _fields(self, row: Partnership, problems: list[Problem]) -> None:
        """What the register's own checks say, unless the cell was pointed out already."""
        pointed = {problem.field for problem in problems}
        for name, errors in problems_of(row, None).items():
            if name in pointed or (name == "title" and not row.title):
                continue
            listed = errors if isinstance(errors, list) else [errors]
            messages = [m for each in listed for m in ValidationError(each).messages]
            told = Sentence("%(message)s", {"message": " ".join(messages)})
            problems.append(Problem(told, _CORRECT, name))


def cells_of(row: ImportRow) -> list[Any]:
    """The row's cells, with what was typed on the dry run in their place."""
    cells = list(row.cells)
    for column, text in row.corrections.items():
        position = int(column)
        cells += [""] * (position + 1 - len(cells))
        cells[position] = text
    return cells


def facts_said(partner: intake.PartnerSaid) -> PartnerFacts:
    """A partner as a row names it, in the terms of the partners' records."""
    return PartnerFacts(
        partner.name, partner.country, partner.city, partner.kind, partner.ror_id, partner.pic,
        partner.website,
    )  # fmt: skip


def same(name: str, before: Any, after: Any) -> bool:
    """Whether two values differ only by what a spreadsheet can't hold, or by their order."""
    if isinstance(before, list) and isinstance(after, list):
        return set(before) == set(after)
    if isinstance(before, str) and isinstance(after, str) and name in intake.LENGTHS:
        return NOT_XML.sub("", before).split() == NOT_XML.sub("", after).split()
    return False


def in_words(problems: Iterable[Problem], how: Reading) -> list[dict[str, Any]]:
    """Problems as they are stored and shown; those that stop the row come first."""
    ranked = sorted(problems, key=lambda problem: problem.level != Level.PROBLEM)
    return [
        {
            "column": _column(problem, how),
            "field": problem.field,
            "value": problem.value,
            "problem": spoken(problem.problem),
            "remedy": _(problem.remedy),
            "level": str(problem.level),
            "word": problem.word,
        }
        for problem in ranked
    ]


def _column(problem: Problem, how: Reading) -> int | None:
    if problem.column is not None or problem.field not in how.columns:
        return problem.column
    return how.columns.index(problem.field)
