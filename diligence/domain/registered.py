"""What the register itself answers: offered with its reason, for a person to confirm.

Facts of the register never answer by themselves, and no country gives a point: the triage question
about partners abroad leads nowhere alone, and B1 and B2 are recorded and not scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from diligence.domain.carrying import Known
from diligence.domain.questionnaire import UNKNOWN, Question
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import KnownFrom, QuestionType, Scope


@dataclass(frozen=True, slots=True)
class Registered:
    """Facts of a partnership as the register states them; `outside` pairs each partner that is
    established outside the EU and EEA with its country's name, `defence` names the security
    bodies among the partners. `since` is the day the record was last changed."""

    since: date
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    area_names: tuple[str, ...] = ()
    benefit: str = ""
    outside: tuple[tuple[str, str], ...] = ()
    defence: tuple[str, ...] = ()


_PARTNERS = gettext_noop("The partners that the register names.")
_COUNTRIES = gettext_noop("The countries of the partners in the register.")
_KIND = gettext_noop("The partner's kind in the register.")
_ACTIVITIES = gettext_noop("The activities in the register.")
_AREAS = gettext_noop("The technology areas in the register.")
_BENEFIT = gettext_noop("The benefit statement in the register.")
_OUTSIDE = gettext_noop("%(partner)s is established in %(country)s.")
_TECHNOLOGY = gettext_noop("The register names critical technology areas: %(areas)s.")
_DEFENCE = gettext_noop("The register says that %(partner)s is a security body.")


def known_to_register(
    key: str, questions: Sequence[Question], register: Registered
) -> dict[str, Known]:
    """Question → what the register answers. `key` is that of the questionnaire.

    Questions about partners and countries are known by their type and scope in any questionnaire;
    the others by a table of the EU baseline, whose codes the register uses.
    """
    table = _ANSWERS.get(key, {})
    found: dict[str, Known] = {}
    for question in questions:
        told = _named(question, register) or table.get(question.id, _nothing)(register)
        if told is None:
            continue
        value, template, values = told
        found[question.id] = Known(
            question=question.id,
            value=value,
            source=KnownFrom.REGISTER,
            since=register.since,
            because=Sentence(template, values),
        )
    return found


_Told = tuple[object, str, Mapping[str, str]]


def _named(question: Question, register: Registered) -> _Told | None:
    if question.scope is not Scope.REGISTER:
        return None
    if question.type is QuestionType.ORGANISATION and register.partners:
        return [*register.partners], _PARTNERS, {}
    if question.type is QuestionType.COUNTRY and register.countries:
        return [*register.countries], _COUNTRIES, {}
    return None


def _nothing(_register: Registered) -> _Told | None:
    return None


def _activities(register: Registered) -> _Told | None:
    return ([*register.activities], _ACTIVITIES, {}) if register.activities else None


def _areas(register: Registered) -> _Told | None:
    """An empty list says nothing: nobody may have looked."""
    return ([*register.areas], _AREAS, {}) if register.areas else None


def _kind(register: Registered) -> _Told | None:
    kinds = set(register.kinds)
    alike = len(kinds) == 1 and UNKNOWN not in kinds
    return (register.kinds[0], _KIND, {}) if alike else None


def _benefit(register: Registered) -> _Told | None:
    return (register.benefit, _BENEFIT, {}) if register.benefit else None


def _outside(register: Registered) -> _Told | None:
    """Only a yes is known: partners here may be controlled from elsewhere, so no is never said."""
    if not register.outside:
        return None
    partner, country = register.outside[0]
    return "yes", _OUTSIDE, {"partner": partner, "country": country}


def _technology(register: Registered) -> _Told | None:
    if not register.areas:
        return None
    return "yes", _TECHNOLOGY, {"areas": ", ".join(register.area_names)}


def _defence(register: Registered) -> _Told | None:
    return ("yes", _DEFENCE, {"partner": register.defence[0]}) if register.defence else None


_ANSWERS = {
    "eu-baseline": {
        "A1": _activities,
        "A3": _areas,
        "B3": _kind,
        "I5": _benefit,
        "T1": _outside,
        "T2": _technology,
        "T5": _defence,
    }
}
"""Questionnaire → question → what the register answers, with the reason."""
