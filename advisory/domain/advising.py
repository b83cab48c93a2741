"""Advice as a document: what it must say before it is offered, and what crosses the border.

Advice never binds. `BINDING` is a constant, stands in every document, and no action takes it as
an argument.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from advisory.enums import Recommends
from diligence.domain.canonical import digest
from diligence.domain.wording import Sentence, gettext_noop

FORMAT: Final = "ajar-advice/1"
COUNTERSIGN_FORMAT: Final = "ajar-countersign/1"

BINDING: Final = False
"""No advice binds; no action, form or endpoint can say otherwise."""

NOT_BINDING: Final = gettext_noop(
    "This advice does not bind. The organisation takes its own decision, and records whether it "
    "follows the advice and why."
)
"""Stands with every advice, on screen, on paper and in the document itself."""

SHARING: Final = "TLP:AMBER+STRICT"
"""Who may read it on (Traffic Light Protocol 2.0): the organisation, on a need-to-know basis."""

ONE_ADVISER: Final = gettext_noop("This hub has one adviser, so nobody else could countersign.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an adviser wants to say. Unshareable advice names only where it is found."""

    recommendation: str = ""
    reasons: str = ""
    measures: tuple[str, ...] = ()
    shareable: bool = True
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing in a draft, named with its field."""

    field: str
    text: Sentence


@dataclass(frozen=True, slots=True)
class Case:
    """What an advice answers. `dossier` is the digest of the dossier it rests on, or empty."""

    code: str
    organisation: str
    title: str
    dossier: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Countersigned:
    """Whose second pair of eyes: a `colleague`, `other_hub`, or `nobody` and then `because`.

    No person is named: the advice is the hub's.
    """

    by: str
    hub: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything an issued advice says beside its draft."""

    number: str
    hub: str
    member_state: str
    issued_at: datetime
    countersigned: Countersigned
    supplements: str = ""
    """The number of the advice that this one adds to."""
    sharing: str = SHARING
    """Its label of the Traffic Light Protocol."""


def normal(draft: Draft) -> Draft:
    """One spelling; of advice that can't be shared here nothing is kept but where it is found."""
    if not draft.shareable:
        return Draft(
            recommendation=Recommends.NO_ADVICE.value,
            shareable=False,
            reference=draft.reference.strip(),
        )
    return replace(
        draft,
        reasons=draft.reasons.strip(),
        measures=tuple(dict.fromkeys(draft.measures)),
        reference="",
    )


def problems(draft: Draft, catalogue: Collection[str]) -> tuple[Problem, ...]:
    """What a draft lacks before somebody can countersign it; `catalogue` lists measure codes."""
    if not draft.shareable:
        missing = gettext_noop("Say where the organisation finds the advice: a reference number.")
        return () if draft.reference else (Problem("reference", Sentence(missing, {})),)
    found = []
    if draft.recommendation not in {item.value for item in Recommends}:
        text = gettext_noop("Choose what the advice comes to.")
        found.append(Problem("recommendation", Sentence(text, {})))
    if not draft.reasons:
        text = gettext_noop("Give the reasons: the organisation decides on them.")
        found.append(Problem("reasons", Sentence(text, {})))
    unknown = [code for code in draft.measures if code not in catalogue]
    if unknown:
        text = gettext_noop("The catalogue has no measure %(code)s. Choose from the list.")
        found.append(Problem("measures", Sentence(text, {"code": unknown[0]})))
    with_none = draft.recommendation == Recommends.WITH_MEASURES and not draft.measures
    if with_none and catalogue:
        text = gettext_noop(
            "“Proceed with measures” needs at least one measure. Choose from the list."
        )
        found.append(Problem("measures", Sentence(text, {})))
    return tuple(found)


def draft_digest(draft: Draft, *, referral: str, dossier: str) -> str:
    """What is countersigned: the draft, the case it answers and the dossier it rests on.

    Any change to one of them gives another digest, and needs a new countersignature.
    """
    return digest({"referral": referral, "dossier": dossier, "draft": _said(draft)})


def document(issue: Issue, case: Case, draft: Draft, names: dict[str, str]) -> dict[str, Any]:
    """The advice as it is stored at the hub and, byte for byte, at the organisation.

    `names` gives the catalogue's name of each measure.
    """
    said = _said(draft)
    measures = [{"code": code, "name": names.get(code, code)} for code in draft.measures]
    return {
        "format": FORMAT,
        "binding": BINDING,
        "notice": NOT_BINDING,
        "sharing": issue.sharing,
        "number": issue.number,
        "supplements": issue.supplements,
        "hub": {"name": issue.hub, "member_state": issue.member_state},
        "case": {
            "code": case.code,
            "organisation": case.organisation,
            "title": case.title,
            "dossier": case.dossier,
            "received_on": case.received_on.isoformat(),
        },
        **said,
        "measures": measures,
        "issued_at": issue.issued_at.isoformat(timespec="seconds"),
        "countersigned": {
            "by": issue.countersigned.by,
            "hub": issue.countersigned.hub,
            "because": issue.countersigned.because,
        },
    }


@dataclass(frozen=True, slots=True)
class Headline:
    """What another hub is told of the case: its score's headline, and nothing of who sent it."""

    outcome: str
    band: str
    hold: bool
    flags: tuple[str, ...]
    technology_areas: tuple[str, ...]
    levels: tuple[tuple[str, int], ...] = ()
    sentence: str = ""


def countersign_document(
    draft: Draft, headline: Headline, *, asking_hub: str, signs: str, names: dict[str, str]
) -> dict[str, Any]:
    """The frozen copy that another hub gets; `signs` is the digest it would countersign."""
    return {
        "format": COUNTERSIGN_FORMAT,
        "binding": BINDING,
        "notice": NOT_BINDING,
        "sharing": SHARING,
        "asking_hub": asking_hub,
        "signs": signs,
        "score": {
            "outcome": headline.outcome,
            "band": headline.band,
            "hold": headline.hold,
            "flags": list(headline.flags),
            "technology_areas": list(headline.technology_areas),
            "levels": dict(headline.levels),
            "sentence": headline.sentence,
        },
        **_said(draft),
        "measures": [{"code": code, "name": names.get(code, code)} for code in draft.measures],
    }


def names_the_sender(draft: Draft, names: Sequence[str]) -> str:
    """The first of these names that the draft's own words contain, or ''.

    However it is spaced, broken over lines or written in capitals.
    """
    words = _plain(f"{draft.reasons} {draft.reference}")
    return next((name for name in names if name.strip() and _plain(name) in words), "")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def hub_code(name: str, member_state: str) -> str:
    """What a hub's numbers start with: its Member State and its initials, `NL-LK`."""
    words = re.findall(r"[^\W\d_]+", name)
    initials = "".join(word[0] for word in words).upper()[:5]
    return "-".join(part for part in (member_state, initials or "HUB") if part)


def number(code: str, year: int, count: int) -> str:
    """The number of the `count`-th advice of a year, `NL-LK-2026-0001`."""
    return f"{code}-{year}-{count:04}"


def _said(draft: Draft) -> dict[str, Any]:
    return {
        "recommendation": draft.recommendation,
        "reasons": draft.reasons,
        "measures": list(draft.measures),
        "shareable": draft.shareable,
        "reference": draft.reference,
    }
