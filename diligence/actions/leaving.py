"""Text on its way out: nothing personal in it leaves before somebody has answered for it."""

import uuid
from collections.abc import Mapping, Sequence

from diligence.domain import guard
from diligence.domain.guard import Found, Known, OpenFindingsError, Treated, Treatments
from diligence.models import Appraisal
from diligence.queries.leaving import known_to
from portal.actions import disclosures
from portal.actions.disclosures import OpenFindings
from portal.authority import Actor

NONE = Treatments()
"""Nothing was said about findings: whatever is found is open."""


def cleared(
    texts: Mapping[str, str], treatments: Treatments, known: Known
) -> tuple[dict[str, str], tuple[Treated, ...]]:
    """The texts as they may leave, by place, and what was done about each finding.

    Raises OpenFindings where one is not answered.
    """
    try:
        return guard.cleared(texts, treatments, known)
    except OpenFindingsError as open_:
        raise OpenFindings(open_.found) from None


def cleared_words(
    appraisal: Appraisal,
    texts: Mapping[str, str],
    treatments: Treatments,
    *,
    by: Actor,
    subject: uuid.UUID | None = None,
    leaves_as: str = disclosures.REPLY,
) -> dict[str, str]:
    """Words about a case as they may leave, by place; what was done about each finding is written
    down for `subject`, else for the appraisal. Raises OpenFindings."""
    told = {place: text for place, text in texts.items() if text}
    if not told:
        return dict(texts)
    words, treated = cleared(told, treatments, known_to(appraisal))
    record(leaves_as, subject or appraisal.pk, treated, by=by)
    return {**texts, **words}


def answered(found: Sequence[Found], treatments: Treatments) -> tuple[Treated, ...]:
    """What was done about each finding. Raises OpenFindings where one is not answered."""
    if any(not _answers(one, treatments) for one in found):
        raise OpenFindings(found)
    return tuple(
        Treated(one, "" if _redacts(one, treatments) else treatments.reasons[one.key].strip())
        for one in found
    )


def record(leaves_as: str, subject_id: uuid.UUID, treated: Sequence[Treated], *, by: Actor) -> None:
    """Write down what was done before the text of this row left."""
    if treated:
        disclosures.record(leaves_as, subject_id, treated, by=by)


def _redacts(one: Found, treatments: Treatments) -> bool:
    """Only text can be redacted; a file is left out, or it may leave as it is."""
    return bool(one.spans) and one.key in treatments.redact


def _answers(one: Found, treatments: Treatments) -> bool:
    return _redacts(one, treatments) or bool(treatments.reasons.get(one.key, "").strip())
