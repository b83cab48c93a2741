"""Findings in the values a page takes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from diligence.domain.guard.finding import Kind
from diligence.domain.guard.treating import Found, Treatments
from diligence.domain.wording import spoken


def rows(
    found: Sequence[Found],
    treatments: Treatments,
    labels: Mapping[str, Any],
    kinds: Mapping[str, Any],
    say: Callable[[str], str],
    ticked: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """The findings by place, each with what was said about it so far.

    `labels` names the places, `kinds` the kinds, `say` translates. `ticked`: the places that are
    to travel; None where all of them are.
    """
    places: dict[str, dict[str, Any]] = {}
    for one in found:
        travels = ticked is None or one.place in ticked
        told = {"label": labels.get(one.place, ""), "travels": travels, "rows": []}
        places.setdefault(one.place, told)["rows"].append(
            {
                "key": one.key,
                "name": f"because.{one.key}",
                "words": one.words,
                "kind": kinds.get(str(one.kind), one.kind),
                "because": spoken(one.because, say),
                "in_text": bool(one.spans),
                "certain": one.certain,
                "is_unread": one.kind is Kind.UNREAD,
                "redact": one.key in treatments.redact,
                "reason": treatments.reasons.get(one.key, ""),
            }
        )
    return list(places.values())


def redacting_all(found: Sequence[Found], treatments: Treatments) -> Treatments:
    """The same with everything redacted that can be and has no reason of its own."""
    keys = {one.key for one in found if one.spans and not treatments.reasons.get(one.key)}
    return Treatments(treatments.redact | keys, treatments.reasons)
