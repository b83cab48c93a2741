"""The outcome in one plain sentence, and the dimensions that decide it."""

from collections.abc import Mapping
from typing import Any

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import Score
from diligence.domain.wording import Sentence, gettext_noop, listed
from diligence.enums import Band, Outcome

_LOW = gettext_noop("Low: nothing in the answers calls for more than ordinary care.")
_BAND = {
    Band.MEDIUM: gettext_noop("Medium: decided by %(dimensions)s."),
    Band.HIGH: gettext_noop("High: decided by %(dimensions)s."),
}
_UNKNOWN = gettext_noop("Information is missing: %(count)s answers are “don't know”.")
_UNDECIDABLE = gettext_noop("Too much is unknown to decide: %(count)s answers are “don't know”.")
_ACCUMULATED = gettext_noop("High: every dimension is at least medium.")
_TWO_HIGH = gettext_noop("Refer to the hub: %(dimensions)s are high.")
_AND = gettext_noop("%(first)s and %(others)s")
_LEGAL = gettext_noop("Legal check needed: %(addressees)s.")
_REFER = {
    1: gettext_noop("Refer to the hub: one answer decides this."),
    2: gettext_noop("Refer to the hub: two answers decide this."),
    3: gettext_noop("Refer to the hub: three answers decide this."),
}
_REFER_MORE = gettext_noop("Refer to the hub: %(count)s answers decide this.")


def headline(questionnaire: Questionnaire, score: Score) -> Sentence:
    """What the result comes to. A legal flag alone asks for a legal check, not for the hub."""
    legal = [flag for flag in score.flags if questionnaire.flag(flag.flag).legal]
    for_hub = len(score.flags) - len(legal)
    if for_hub:
        return Sentence(_REFER.get(for_hub, _REFER_MORE), {"count": str(for_hub)})
    if any(rule.rule == "high_refer" for rule in score.rules):
        return Sentence(_TWO_HIGH, {"dimensions": _listed(questionnaire, score)})
    if legal:
        asks = dict.fromkeys(questionnaire.flag(flag.flag).words for flag in legal)
        words = "; ".join(text[:1].lower() + text[1:] for text in asks)
        return Sentence(_LEGAL, {"addressees": words})
    return _by_band(questionnaire, score)


def _by_band(questionnaire: Questionnaire, score: Score) -> Sentence:
    count = {"count": str(score.unknown)}
    fired = {rule.rule for rule in score.rules}
    if not score.decidable:
        return Sentence(_UNDECIDABLE, count)
    if score.outcome is Outcome.LOW:
        return Sentence(_LOW, {})
    if not deciding(score):
        return Sentence(_ACCUMULATED if "accumulate" in fired else _UNKNOWN, count)
    if score.hold and score.band is Band.MEDIUM:
        return Sentence(_UNKNOWN, count)
    return Sentence(_BAND[score.band], {"dimensions": _listed(questionnaire, score)})


def legal_alone(document: Mapping[str, Any]) -> bool:
    """Whether a stored result refers for nothing but legal flags."""
    flags = [flag["flag"] for flag in document["flags"]]
    two_high = any(item.get("rule") == "high_refer" for item in document["because"])
    return bool(flags) and not two_high and all(flag.startswith("LEGAL-") for flag in flags)


def deciding(score: Score) -> tuple[str, ...]:
    """The dimensions whose own band is the overall band; none when a rule lifted it, or low."""
    if score.band is Band.LOW:
        return ()
    return tuple(d.dimension for d in score.dimensions if d.band is score.band)


def _listed(questionnaire: Questionnaire, score: Score) -> Sentence | str:
    titles = {d.id: d.title for d in questionnaire.dimensions}
    words = [titles[id][:1].lower() + titles[id][1:] for id in deciding(score)]
    return listed([Sentence("%(title)s", {"title": each}) for each in words], _AND) if words else ""
