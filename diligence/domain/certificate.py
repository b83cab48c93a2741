"""The certificate that no country and no organisation was used, for one score.

Two proofs. Of the version: no question that takes a country or an organisation feeds an axis,
carries a flag, or is named by a condition, a flag rule or a triage route. Of the appraisal: the
same answers with every country of the world, and with other organisations, are scored anew on the
usual way and give the same bytes.

It holds no clock and no random number: the same score gives the same certificate for ever, so that
anybody with the answers can make it again and compare.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from diligence.domain.answers import Answers
from diligence.domain.canonical import canonical_bytes, digest
from diligence.domain.conditions import names
from diligence.domain.questionnaire import Question, Questionnaire
from diligence.domain.result import as_document
from diligence.domain.scoring import ENGINE_VERSION, AnswersError, input_hash, score
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import QuestionType

FORMAT: Final = "ajar-certificate-1"
ELSEWHERE: Final = ("Organisation A", "Organisation B")
"""Names no register has, put in place of the organisations named."""

_HOLDS = gettext_noop(
    "With each of %(countries)s countries, and with other organisations, the same answers give the "
    "same result to the byte."
)
_FAILS = gettext_noop(
    "This cannot be certified: country or organisation questions bear on the result (%(found)s)."
)
LIMIT: Final = gettext_noop(
    "It certifies that no country and no organisation is read. It does not certify that no other "
    "answer goes along with one: whether a partner has military ties, or what the law where it "
    "works asks of it, is asked for itself, and can be more frequent in some places than in others."
)


@dataclass(frozen=True, slots=True)
class Barred:
    """A question that takes a country or an organisation, and everything it bears on: nothing, or
    the certificate does not hold."""

    question: str
    type: QuestionType
    answered: bool
    feeds: tuple[str, ...]
    flags: tuple[str, ...]
    conditions: tuple[str, ...]
    rules: tuple[str, ...]
    routes: tuple[str, ...]

    @property
    def bears_on(self) -> tuple[str, ...]:
        return (*self.feeds, *self.flags, *self.conditions, *self.rules, *self.routes)


@dataclass(frozen=True, slots=True)
class Certificate:
    """`countries` and `organisations` count the counterfactuals, `differing` those (country codes
    and names of permutations) that gave another result. Digests are SHA-256, hexadecimal."""

    questionnaire: Mapping[str, str]
    engine: str
    answers: str
    result: str
    barred: tuple[Barred, ...]
    countries: int
    country_list: str
    organisations: int
    differing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differing and not any(item.bears_on for item in self.barred)

    @property
    def because(self) -> Sentence:
        if self.holds:
            return Sentence(_HOLDS, {"countries": str(self.countries)})
        found = [item.question for item in self.barred if item.bears_on]
        return Sentence(_FAILS, {"found": ", ".join([*found, *self.differing[:5]])})

    @property
    def digest(self) -> str:
        """What names this certificate: the SHA-256 of its canonical document."""
        return digest(document_of(self))


def certify(
    questionnaire: Questionnaire, version: str, answers: Answers, countries: Sequence[str]
) -> Certificate:
    """Scores the answers for every country and with other organisations.

    `version` is the digest of the questionnaire's edition, `countries` the ISO 3166 codes to try.
    Raises scoring.AnswersError where the answers can't be scored.
    """
    true = _bytes(questionnaire, answers)
    variants = list(_variants(questionnaire, answers, countries))
    differing = tuple(name for name, told in variants if not _same(questionnaire, told, true))
    return Certificate(
        questionnaire={
            "id": questionnaire.id,
            "edition": questionnaire.edition,
            "digest": version,
        },
        engine=ENGINE_VERSION,
        answers=input_hash(questionnaire, answers),
        result=sha256(true).hexdigest(),
        barred=barred(questionnaire, answers),
        countries=len(countries),
        country_list=digest(sorted(countries)),
        organisations=len(variants) - len(countries),
        differing=differing,
    )


def verify(
    document: Mapping[str, Any],
    questionnaire: Questionnaire,
    version: str,
    answers: Answers,
    countries: Sequence[str],
) -> tuple[str, ...]:
    """The members of a certificate's document that do not come out again; none: it is true."""
    again = document_of(certify(questionnaire, version, answers, countries))
    return tuple(
        name for name in sorted({*again, *document}) if again.get(name) != document.get(name)
    )


def document_of(certificate: Certificate) -> dict[str, Any]:
    """The certificate as JSON values, for `canonical_bytes`."""
    return {
        "format": FORMAT,
        "holds": certificate.holds,
        "questionnaire": dict(certificate.questionnaire),
        "engine": certificate.engine,
        "answers": certificate.answers,
        "result": certificate.result,
        "version": [_of(item) for item in certificate.barred],
        "counterfactual": {
            "countries": certificate.countries,
            "country_list": certificate.country_list,
            "organisations": certificate.organisations,
            "differing": list(certificate.differing),
        },
        "limit": LIMIT,
    }


def _of(item: Barred) -> dict[str, Any]:
    return {
        "question": item.question,
        "type": item.type.value,
        "answered": item.answered,
        "feeds": list(item.feeds),
        "flags": list(item.flags),
        "conditions": list(item.conditions),
        "rules": list(item.rules),
        "routes": list(item.routes),
    }


def barred(questionnaire: Questionnaire, answers: Answers) -> tuple[Barred, ...]:
    """Every question of the edition, triage included, that takes a country or an organisation."""
    asked = [q for q in questionnaire.questions if q.type.names_a_place_or_body]
    sifting = [q for q in questionnaire.triage if q.type.names_a_place_or_body]
    return (
        *(_barred(questionnaire, question, answers) for question in asked),
        *(
            Barred(q.id, q.type, False, (), (), (), (), tuple(str(o.route) for o in q.options))
            for q in sifting
        ),
    )


def _barred(questionnaire: Questionnaire, question: Question, answers: Answers) -> Barred:
    shown = (q for q in questionnaire.questions if q.condition)
    return Barred(
        question=question.id,
        type=question.type,
        answered=bool(answers.get(question.id)),
        feeds=tuple(axis for axis, _weight in question.feeds),
        flags=tuple(flag for option in question.options for flag in option.flags),
        conditions=tuple(q.id for q in shown if q.condition and question.id in names(q.condition)),
        rules=tuple(
            rule.id
            for rule in questionnaire.flag_rules
            if rule.question == question.id or question.id in names(rule.when)
        ),
        routes=(),
    )


def _variants(
    questionnaire: Questionnaire, answers: Answers, countries: Sequence[str]
) -> Iterator[tuple[str, Answers]]:
    """The same answers with every country in turn, then with other organisations."""
    places = [q.id for q in questionnaire.questions if q.type is QuestionType.COUNTRY]
    bodies = [q.id for q in questionnaire.questions if q.type is QuestionType.ORGANISATION]
    for code in countries:
        yield code, {**answers, **{id: [code] for id in places}}
    named = {id: _listed(answers.get(id)) for id in bodies}
    every = [name for listed in named.values() for name in listed]
    orders = {
        "reversed": {id: listed[::-1] for id, listed in named.items() if listed},
        "exchanged": dict(zip(bodies, [[name] for name in reversed(every)], strict=False)),
        "elsewhere": {id: list(ELSEWHERE) for id in bodies},
        "one": {id: list(ELSEWHERE[:1]) for id in bodies},
    }
    for name, told in orders.items():
        yield name, {**answers, **told}
    yield "unnamed", {id: told for id, told in answers.items() if id not in {*places, *bodies}}


def _listed(answer: object) -> list[str]:
    listed = answer if isinstance(answer, list | tuple) else (answer,)
    return [str(name) for name in listed if name]


def _bytes(questionnaire: Questionnaire, answers: Answers) -> bytes:
    return canonical_bytes(as_document(score(questionnaire, answers)))


def _same(questionnaire: Questionnaire, answers: Answers, true: bytes) -> bool:
    """Whether they give these bytes; answers that cannot even be scored then do not."""
    try:
        return _bytes(questionnaire, answers) == true
    except AnswersError:
        return False
