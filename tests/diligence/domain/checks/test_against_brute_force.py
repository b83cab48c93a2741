"""What the checks work out by reasoning is what trying every answer shows."""

from hypothesis import HealthCheck, given, settings

from diligence.domain.checks import Finding, Weight, findings
from diligence.domain.checks.balance import is_legal
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.scoring import score, score_so_far
from diligence.domain.visibility import visibility
from diligence.enums import Band, Factor
from tests.diligence.domain.checks.brute import Answers, chosen, complete, possible, small

tried = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def of(found: tuple[Finding, ...], check: str) -> list[Finding]:
    return [finding for finding in found if finding.check == check]


@tried
@given(small())
def test_questions_and_bands_that_nothing_reaches(questionnaire: Questionnaire) -> None:
    asked: dict[str, int] = dict.fromkeys(questionnaire.positions, 0)
    bands: dict[str, set[Band]] = {d.id: set() for d in questionnaire.dimensions}
    whole: set[Band] = set()
    count = 0
    for answers in complete(questionnaire):
        count += 1
        for id in visibility(questionnaire, answers).asked:
            asked[id] += 1
        result = score(questionnaire, answers)
        whole.add(result.band)
        for dimension in result.dimensions:
            bands[dimension.dimension].add(dimension.band)
    found = findings(questionnaire)
    _compare_asked(questionnaire, found, asked, count)
    _compare_bands(questionnaire, found, bands)
    _compare_whole(found, whole)


def _compare_asked(
    questionnaire: Questionnaire, found: tuple[Finding, ...], asked: dict[str, int], count: int
) -> None:
    never = {f.place.split("/")[1] for f in found if f.check in ("contradictory", "unreachable")
             and f.place.startswith("questions/")}  # fmt: skip
    assert never == {id for id, times in asked.items() if times == 0}
    always = {f.place.split("/")[1] for f in of(found, "always_true")
              if f.place.startswith("questions/")}  # fmt: skip
    conditional = {q.id for q in questionnaire.questions if q.condition}
    assert always == {id for id in conditional if asked[id] == count}


def _compare_bands(
    questionnaire: Questionnaire, found: tuple[Finding, ...], bands: dict[str, set[Band]]
) -> None:
    unreached = {
        (f.place.split("/")[1], f.problem.values["band"])
        for f in of(found, "unreachable")
        if f.place.startswith("dimensions/")
    }
    assert unreached == {
        (dimension.id, band.value)
        for dimension in questionnaire.dimensions
        for band in {band for row in dimension.matrix for band in row} - bands[dimension.id]
    }


def _compare_whole(found: tuple[Finding, ...], whole: set[Band]) -> None:
    missing = {band.value for band in Band} - {band.value for band in whole}
    proven = {f.problem.values["band"] for f in of(found, "unreachable") if f.place == "rules"}
    unsure = {f.problem.values["band"] for f in of(found, "not_shown") if f.place == "rules"}
    assert proven <= missing <= proven | unsure


@tried
@given(small())
def test_one_group_alone(questionnaire: Questionnaire) -> None:
    found = {f.problem.values["group"] for f in of(findings(questionnaire), "one_factor")
             if f.weight is Weight.JUDGEMENT}  # fmt: skip
    titles = {Factor.OWN: "own organisation", Factor.DOMAIN: "research domain",
              Factor.COUNTRY: "country context", Factor.PARTNER: "partner"}  # fmt: skip
    if len({question.factor for question in questionnaire.questions}) == 1:
        assert not found
        return
    for factor, title in titles.items():
        counted = [
            q
            for q in questionnaire.questions
            if q.factor is factor and not is_legal(questionnaire, q)
        ]
        reaches = _alone_reaches_high(questionnaire, counted)
        assert (f"Factor: {title}" in found) is reaches


def _alone_reaches_high(questionnaire: Questionnaire, counted: list[Question]) -> bool:
    others = set(questionnaire.positions) - {question.id for question in counted}
    return any(
        score_so_far(questionnaire, answers, without=others).band is Band.HIGH
        for answers in complete(questionnaire)
        if not _flagged(questionnaire, answers, counted)
    )


def _flagged(questionnaire: Questionnaire, answers: Answers, among: list[Question]) -> bool:
    asked = visibility(questionnaire, answers).asked
    return any(
        option.flags for q in among if q.id in asked for option in chosen(q, answers[q.id])
    )  # fmt: skip


@tried
@given(small())
def test_the_country_context(questionnaire: Questionnaire) -> None:
    context = {
        q.id
        for q in questionnaire.questions
        if q.factor is Factor.COUNTRY and q.feeds and not q.carries_flag
    }
    others = [q for q in questionnaire.questions if q.id not in context]
    moved = any(
        score_so_far(questionnaire, answers, without=context).band is Band.LOW
        and score_so_far(questionnaire, answers).band is Band.HIGH
        for answers in complete(questionnaire)
        if context and not _flagged(questionnaire, answers, others)
    )
    found = of(findings(questionnaire), "country_context")
    if moved:
        assert found
    elif found:
        assert found[0].problem.template.startswith("It cannot be excluded")


@tried
@given(small())
def test_a_worse_answer_never_lowers_the_outcome_unless_said(questionnaire: Questionnaire) -> None:
    found = findings(questionnaire)
    if of(found, "monotone") or of(found, "not_shown"):
        return
    outcomes = {
        str(answers): score(questionnaire, answers).outcome.rank
        for answers in complete(questionnaire)
    }
    for answers in complete(questionnaire):
        for question in questionnaire.questions:
            for other in possible(question):
                if _worse(question, other, answers[question.id]):
                    worse = outcomes[str(answers | {question.id: other})]
                    assert worse >= outcomes[str(answers)]


def _worse(question: Question, other: object, mild: object) -> bool:
    (points, flags, unknown), (less, fewer, open_) = (
        _weight(question, other),
        _weight(question, mild),
    )
    if unknown or open_:
        return False
    return points >= less and flags >= fewer and (points > less or flags > fewer)


def _weight(question: Question, answer: object) -> tuple[object, frozenset[str], bool]:
    options = chosen(question, answer)
    points = sum((option.points for option in options), start=0)
    if question.cap is not None:
        points = min(points, question.cap)
    flags = frozenset(flag for option in options for flag in option.flags)
    return points, flags, any(option.code == "unknown" for option in options)
