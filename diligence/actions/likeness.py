"""Likely duplicates pointed out on the dry run: of partners on record, and of partnerships."""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from diligence.actions.partner_facts import Facts as PartnerFacts
from diligence.choices import ImportRowState
from diligence.domain import names
from diligence.domain.intake import Level
from diligence.domain.register import folded
from diligence.models import Partner, PartnershipPartner
from diligence.queries import partners as partner_queries
from diligence.queries import partnerships as register
from portal.authority import Actor

if TYPE_CHECKING:
    from diligence.actions.assess import Judged

COMPARED: Final = 200
"""New partners of one file that are compared with those on record: comparing takes its time."""

Records = Mapping[PartnerFacts, Partner | ValidationError | None]


class Alike:
    """Remembers, for one file, which partners and titles came before."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._directory: names.Directory[uuid.UUID] | None = None
        self._names: dict[uuid.UUID, str] = {}
        self._told: dict[PartnerFacts, str] = {}
        self._titles: dict[tuple[str, str], int] = {}

    def point_out(self, judged: Sequence["Judged"], records: Records) -> None:
        """Add hints to rows whose partner or title is nearly one that is there already."""
        registered = self._registered([one for one in judged if self._is_bare(one)], records)
        for one in judged:
            for facts in one.partners or ():
                if records.get(facts) is None and (other := self._likely(facts)):
                    one.problems.append(_hint(
                        "partners", facts.name,
                        _("“%(name)s” may be the same as “%(other)s”, which is on record.")
                        % {"name": facts.name, "other": other},
                        _("Write it as it is on record if it is; two records can be merged later."),
                    ))  # fmt: skip
            if self._is_bare(one):
                self._titled(one, records, registered)

    def _is_bare(self, one: "Judged") -> bool:
        """New, and without a reference by which it would be known again."""
        return one.state == ImportRowState.NEW and not one.facts.get("reference")

    def _likely(self, facts: PartnerFacts) -> str:
        """The name on record that this new one is nearly the same as."""
        if facts in self._told:
            return self._told[facts]
        if len(self._told) >= COMPARED:
            return ""
        if self._directory is None:
            self._directory = partner_queries.directory()
            self._names = dict(partner_queries.standing().values_list("pk", "name"))
        new = names.Named(
            uuid.uuid4(), names.normalise(facts.name), facts.country, facts.ror_id, facts.pic
        )
        found = self._directory.likely_same(new, limit=1)
        self._told[facts] = self._names.get(found[0].key, "") if found else ""
        return self._told[facts]

    def _registered(
        self, new: Sequence["Judged"], records: Records
    ) -> dict[tuple[str, uuid.UUID], str]:
        """(title, partner) → code, of the partnerships registered under the titles of new rows."""
        titles = {one.facts["title"].lower() for one in new}
        if not titles:
            return {}
        rows = register.visible_to(self._by).annotate(small=Lower("title"))
        links = PartnershipPartner.objects.filter(
            partnership__in=rows.filter(small__in=titles).order_by().values("pk")
        ).values_list("partnership__title", "partner_id", "partnership__code")
        return {(folded(title), partner): code for title, partner, code in links}

    def _titled(
        self, one: "Judged", records: Records, registered: dict[tuple[str, uuid.UUID], str]
    ) -> None:
        title = folded(one.facts["title"])
        for facts in one.partners or ():
            record = records.get(facts)
            code = registered.get((title, record.pk)) if isinstance(record, Partner) else None
            if code:
                one.problems.append(_hint(
                    "title", one.facts["title"],
                    _("%(code)s has the same title and partner.") % {"code": code},
                    _("Give the row that partnership's reference or code, or leave it out."),
                ))  # fmt: skip
                return
            first = self._titles.setdefault((title, names.normalise(facts.name)), one.row.number)
            if first < one.row.number:
                one.problems.append(_hint(
                    "title", one.facts["title"],
                    _("Row %(number)s has the same title and partner.") % {"number": first},
                    _("Leave one of the two out if they are one partnership."),
                ))  # fmt: skip
                return


def _hint(field: str, value: str, problem: str, remedy: str) -> dict[str, Any]:
    return {
        "column": None,
        "field": field,
        "value": value[:120],
        "problem": problem,
        "remedy": remedy,
        "level": str(Level.HINT),
        "word": "",
    }
