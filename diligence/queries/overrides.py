"""What the checks say of a draft, with the reasons that stand against it and those that lapsed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from diligence.domain import place_words, places, wording
from diligence.domain.checks import CHECKS, Check, Finding, Weight
from diligence.domain.wording import Sentence
from diligence.models import CheckOverride, Draft
from diligence.queries import drafts


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in the reader's language. `override` is the reason that stands against it, and
    `earlier` one that was given for something else the same check said there."""

    finding: Finding
    problem: str
    remedy: str
    override: CheckOverride | None = None
    earlier: CheckOverride | None = None

    @property
    def open(self) -> bool:
        """Whether it prevents publishing."""
        return self.finding.weight is not Weight.NOTE and self.override is None


@dataclass(frozen=True, slots=True)
class Objection:
    """All that one check says."""

    check: Check
    findings: tuple[Told, ...]


def told(draft: Draft) -> tuple[Told, ...]:
    """Everything the checks say of the draft as it is."""
    findings = drafts.examined(draft).findings
    standing = drafts.standing(draft, findings)
    given = {(row.check_code, row.place): row for row in draft.overrides.all()}
    return tuple(
        Told(
            finding,
            spoken(finding.problem, draft.document),
            spoken(finding.remedy, draft.document),
            standing.get(finding),
            None if finding in standing else given.get((finding.check, finding.place)),
        )
        for finding in findings
    )


def by_check(found: tuple[Told, ...], weight: Weight) -> tuple[Objection, ...]:
    """The findings of a weight, check by check."""
    return tuple(_by_check([item for item in found if item.finding.weight is weight]))


def _by_check(found: list[Told]) -> Iterator[Objection]:
    for code in dict.fromkeys(item.finding.check for item in found):
        said = tuple(item for item in found if item.finding.check == code)
        yield Objection(CHECKS[code], said)


def by_place(found: Iterable[Told]) -> dict[str, list[Told]]:
    """The findings by the part of the questionnaire that they lie in (`questions/A1`), or by their
    own place where it lies in none."""
    grouped: dict[str, list[Told]] = {}
    for item in found:
        place = places.parts(item.finding.place)
        member = places.at(*place[:2]) if place[:1] and place[0] in place_words.MEMBERS else None
        grouped.setdefault(member or item.finding.place, []).append(item)
    return grouped


def idle(draft: Draft, found: tuple[Told, ...]) -> list[CheckOverride]:
    """Reasons that were given for what no check says any more."""
    used = {row.pk for item in found for row in (item.override, item.earlier) if row is not None}
    return [row for row in draft.overrides.all() if row.pk not in used]


def spoken(sentence: Sentence, document: Mapping[str, Any] | None = None) -> str:
    """A sentence of the checks in the reader's language, fixed words in it as well; codes are
    called by the names that the document gives them."""
    if document is not None:
        sentence = place_words.with_names(sentence, document)
    values = {
        name: _(value) if value and isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return wording.spoken(Sentence(sentence.template, values), _)
