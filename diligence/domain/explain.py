"""Why a score is what it is, for the result page: in plain words, largest causes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from diligence.domain.answers import Answers
from diligence.domain.headline import deciding, headline
from diligence.domain.possible import extent
from diligence.domain.questionnaire import Flag, Questionnaire
from diligence.domain.result import Score
from diligence.domain.scoring import score_so_far
from diligence.domain.treatment import Residual, residual
from diligence.domain.visibility import asked_answers
from diligence.domain.wording import Sentence
from diligence.enums import Factor, Outcome


@dataclass(frozen=True, slots=True)
class Share:
    """What one question added: in total, and by axis."""

    question: str
    options: tuple[str, ...]
    total: Decimal
    axes: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class FlagNote:
    """A kind of flag that stands, with the questions and options that raised it."""

    flag: Flag
    raised_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The mildest and gravest outcome that answering these questions can lead to."""

    questions: tuple[str, ...]
    best: Outcome
    worst: Outcome

    @property
    def matters(self) -> bool:
        return self.best is not self.worst


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A measure, the contributing questions that suggest it, and what it alone would leave.

    `lowers` lists the axes whose level it would reduce now.
    """

    measure: str
    questions: tuple[str, ...]
    lowers: tuple[str, ...]
    after: Residual


@dataclass(frozen=True, slots=True)
class Explanation:
    """`without_country` is the outcome had the country-context questions counted for nothing."""

    headline: Sentence
    deciding: tuple[str, ...]
    shares: tuple[Share, ...]
    flags: tuple[FlagNote, ...]
    unknowns: tuple[Span, ...]
    all_unknowns: Span | None
    suggestions: tuple[Suggestion, ...]
    without_country: Score
    country_changes: bool


def explain(questionnaire: Questionnaire, answers: Answers, score: Score) -> Explanation:
    """Everything the result page says about a score of these answers."""
    neutral = without_factor(questionnaire, answers, Factor.COUNTRY)
    unknown = score.unknown_questions
    known = asked_answers(questionnaire, answers)
    return Explanation(
        headline=headline(questionnaire, score),
        deciding=deciding(score),
        shares=shares(questionnaire, score),
        flags=flag_notes(questionnaire, score),
        unknowns=tuple(_span(questionnaire, known, (id,)) for id in unknown),
        all_unknowns=_span(questionnaire, known, unknown) if unknown else None,
        suggestions=suggestions(questionnaire, score),
        without_country=neutral,
        country_changes=neutral.outcome is not score.outcome,
    )


def shares(questionnaire: Questionnaire, score: Score) -> tuple[Share, ...]:
    """Contributions grouped by question, largest first, then in question order."""
    grouped: dict[str, list[tuple[str, Decimal]]] = {}
    options: dict[str, tuple[str, ...]] = {}
    for item in score.contributions:
        grouped.setdefault(item.question, []).append((item.axis, item.points))
        options[item.question] = item.options
    found = [
        Share(id, options[id], sum((points for _, points in parts), Decimal(0)), tuple(parts))
        for id, parts in grouped.items()
    ]
    return tuple(sorted(found, key=lambda s: (-s.total, questionnaire.positions[s.question])))


def flag_notes(questionnaire: Questionnaire, score: Score) -> tuple[FlagNote, ...]:
    """The flags that stand, one note a kind, in the questionnaire's order of flags."""
    return tuple(
        FlagNote(flag, raised)
        for flag in questionnaire.flags
        if (raised := tuple((f.question, f.option) for f in score.flags if f.flag == flag.code))
    )


def without_factor(questionnaire: Questionnaire, answers: Answers, factor: Factor) -> Score:
    """The score if the answers on one risk factor counted for nothing; what is asked stays."""
    set_aside = frozenset(q.id for q in questionnaire.questions if q.factor is factor)
    return score_so_far(questionnaire, answers, without=set_aside)


def span(questionnaire: Questionnaire, answers: Answers, questions: Iterable[str]) -> Span:
    """How mild or grave the outcome can become when these unknowns become known.

    Exact: each is answered in every known way, as are questions that only then are asked.
    """
    return _span(questionnaire, asked_answers(questionnaire, answers), tuple(questions))


def _span(questionnaire: Questionnaire, known: Answers, asked: tuple[str, ...]) -> Span:
    kept = {id: answer for id, answer in known.items() if id not in asked}
    leads = extent(questionnaire, kept)
    return Span(asked, leads.lowest, leads.highest)


def suggestions(questionnaire: Questionnaire, score: Score) -> tuple[Suggestion, ...]:
    """Measures suggested by contributing or flagged questions, the most effective first."""
    causes = {item.question for item in score.contributions} | {f.question for f in score.flags}
    wanted: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        if question.id in causes:
            for measure in question.measures:
                wanted.setdefault(measure, []).append(question.id)
    found = []
    for measure, questions in wanted.items():
        after = residual(questionnaire, score, (measure,))
        lowers = tuple(r.axis for r in after.reductions if r.residual < r.level)
        found.append(Suggestion(measure, tuple(questions), lowers, after))
    return tuple(
        sorted(
            found,
            key=lambda s: (s.after.band.rank, -len(s.lowers), -len(s.questions), s.measure),
        )
    )
