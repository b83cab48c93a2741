"""Where an outcome leads, and the rule that says so.

To the hub lead a standing `REFER` flag, two high dimensions, a band that the edition sends there
(high, unless it says lower) and a triage that refers; otherwise the band says who decides, and
missing information goes back to the officer. Legal flags lead nowhere by themselves: each is a
legal check with its addressee, beside the route.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import RaisedFlag, Score
from diligence.domain.triage import TriageResult
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Band, Destination, FlagTarget, Route

Cleared = frozenset[tuple[str, str, str]]
"""Flags that no longer stand: question, option, flag."""

TWO_HIGH = "two-high"
HOLD = "unknown:hold"
BY_CHOICE = "officer"
"""The rule of a consultation that no rule asks for."""

_FLAG = gettext_noop("the answer to %(question)s (%(answer)s) asks for the hub's advice")
_TWO = gettext_noop("%(count)s dimensions are high: %(dimensions)s")
_HIGH = gettext_noop("the band is high")
_FROM_MEDIUM = gettext_noop("the band is medium, and this edition asks the hub from medium on")
_FROM_LOW = gettext_noop("this edition asks the hub whatever the band")
_TRIAGE = gettext_noop("the triage asks for the hub's advice (%(question)s), whatever the score")
_UNKNOWN = gettext_noop("%(count)s answers are “don't know”: %(questions)s")
_MEDIUM = gettext_noop("the band is medium, and no rule asks for the hub")
_LOW = gettext_noop("the band is low, and no rule asks for the hub")
_OF_BAND = {Band.HIGH: _HIGH, Band.MEDIUM: _FROM_MEDIUM, Band.LOW: _FROM_LOW}
_NOTHING = gettext_noop("no triage answer asks for an appraisal")
_OUT = gettext_noop("everybody involved is established in, and controlled from, the EU and EEA")


@dataclass(frozen=True, slots=True)
class Fired:
    """One rule that holds, and what makes it hold."""

    rule: str
    because: Sentence


@dataclass(frozen=True, slots=True)
class LegalCheck:
    """Somebody who must be asked before transfers: a standing legal flag's target.

    `raised_by` pairs questions with the options that raised it.
    """

    target: FlagTarget
    flag: str
    words: str
    raised_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """`rule` is the first of `fired`, the one to cite; `unknown` lists the questions without a
    known answer where information is missing, whatever the destination."""

    leads_to: Destination
    fired: tuple[Fired, ...]
    legal: tuple[LegalCheck, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        return self.fired[0].rule

    @property
    def because(self) -> Sentence:
        return self.fired[0].because


def route(
    questionnaire: Questionnaire,
    score: Score,
    *,
    triage_rule: str = "",
    cleared: Cleared = frozenset(),
) -> Routed:
    """Where this score leads. `triage_rule` is set where the triage refers (`triage:T4`).

    A cleared flag no longer routes. Country and organisation are no arguments.
    """
    standing = [f for f in score.flags if (f.question, f.option, f.flag) not in cleared]
    fired = (
        *_flags(questionnaire, standing),
        *_two_high(questionnaire, score),
        *_band(questionnaire, score),
        *_triage(triage_rule),
    )
    legal = _checks(questionnaire, standing)
    unknown = score.unknown_questions if score.hold else ()
    if fired:
        return Routed(Destination.HUB, fired, legal, unknown)
    if score.hold:
        told = {"count": str(len(unknown)), "questions": ", ".join(unknown)}
        missing = Fired(HOLD, Sentence(_UNKNOWN, told))
        return Routed(Destination.INFORMATION, (missing,), legal, unknown)
    if score.band is Band.MEDIUM:
        return Routed(Destination.DECIDER, (Fired("band:medium", Sentence(_MEDIUM, {})),), legal)
    return Routed(Destination.OFFICER, (Fired("band:low", Sentence(_LOW, {})),), legal)


def route_of_triage(result: TriageResult) -> Routed | None:
    """Where a finished triage leads by itself; None where only the questionnaire follows."""
    if result.route is Route.ENDED_LOW:
        return Routed(Destination.NOTHING, (Fired(result.rule, Sentence(_NOTHING, {})),))
    if result.route is Route.OUT_OF_SCOPE:
        return Routed(Destination.NOTHING, (Fired(result.rule, Sentence(_OUT, {})),))
    return Routed(Destination.HUB, _triage(result.rule)) if result.refer else None


def _checks(questionnaire: Questionnaire, standing: Sequence[RaisedFlag]) -> tuple[LegalCheck, ...]:
    """One check for each legal flag that stands, in the order of the questionnaire's flags."""
    return tuple(
        LegalCheck(
            flag.target,
            flag.code,
            flag.words,
            tuple((f.question, f.option) for f in standing if f.flag == flag.code),
        )
        for flag in questionnaire.flags
        if flag.legal and any(f.flag == flag.code for f in standing)
    )


def _flags(questionnaire: Questionnaire, standing: Sequence[RaisedFlag]) -> list[Fired]:
    return [
        Fired(
            f"flag:{flag.flag}:{flag.question}",
            Sentence(
                _FLAG,
                {
                    "question": flag.question,
                    "answer": questionnaire.option_label(flag.question, flag.option),
                },
            ),
        )
        for flag in standing
        if questionnaire.flag(flag.flag).target is FlagTarget.HUB
    ]


def _band(questionnaire: Questionnaire, score: Score) -> list[Fired]:
    """The band by itself leads to the hub, from the one that the edition names on."""
    if score.band.rank < questionnaire.rules.hub_from.rank:
        return []
    return [Fired(f"band:{score.band}", Sentence(_OF_BAND[score.band], {}))]


def _two_high(questionnaire: Questionnaire, score: Score) -> list[Fired]:
    titles = {dimension.id: dimension.title for dimension in questionnaire.dimensions}
    found = next((rule for rule in score.rules if rule.rule == "high_refer"), None)
    if found is None:
        return []
    named = ", ".join(titles[id] for id in found.dimensions)
    told = {"count": str(len(found.dimensions)), "dimensions": named}
    return [Fired(TWO_HIGH, Sentence(_TWO, told))]


def _triage(rule: str) -> tuple[Fired, ...]:
    told = {"question": rule.removeprefix("triage:")}
    return (Fired(rule, Sentence(_TRIAGE, told)),) if rule else ()


def as_document(routed: Routed) -> dict[str, Any]:
    """The whole route in JSON types, as it is stored."""
    return {
        "leads_to": routed.leads_to.value,
        "rule": routed.rule,
        "fired": [
            {
                "rule": fired.rule,
                "because": str(fired.because),
                "template": fired.because.template,
                "values": dict(fired.because.values),
            }
            for fired in routed.fired
        ],
        "legal": [
            {
                "target": check.target.value,
                "flag": check.flag,
                "words": check.words,
                "raised_by": [list(pair) for pair in check.raised_by],
            }
            for check in routed.legal
        ],
        "unknown": list(routed.unknown),
    }


def reasons(document: dict[str, Any], say: Callable[[Sentence], str]) -> list[dict[str, str]]:
    """Every rule of a stored route with its cause, the one to cite first, as `say` words it."""
    return [
        {"rule": item["rule"], "because": say(Sentence(item["template"], item["values"]))}
        for item in document.get("fired", ())
    ]
