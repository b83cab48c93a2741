"""Rules for passwords that Django has no validator for, and how hard one is to guess."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHORTEST: Final = 12
LONGEST: Final = 128
READ: Final = 72
"""Characters that are reckoned with: longer ones take long, and are hard to guess by then."""
SIGNS: Final = frozenset("4@8({[<369&#!1/|0$5+7%2")
SIGNS_READ: Final = 5
ENOUGH: Final = 3
"""Of `Strength.score`: ten to the eighth tries are not enough for such a password."""

WORDS: Final[tuple[Promise, ...]] = (
    gettext_lazy("Guessed at once: it is not accepted."),
    gettext_lazy("Easy to guess: it is not accepted."),
    gettext_lazy("Can be guessed with some patience: it is not accepted. Add another word."),
    gettext_lazy("Hard to guess."),
    gettext_lazy("Very hard to guess."),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a password is to guess: a score from 0 to 4, and what it means."""

    score: int
    says: str

    @property
    def enough(self) -> bool:
        return self.score >= ENOUGH


def strength(password: str, known: Collection[str] = ()) -> Strength:
    """Reckoned from words, names, dates, keyboard rows and repetitions that people use.

    `known`: what whoever guesses knows of the person, their name and address for example.
    """
    from zxcvbn import zxcvbn  # reads its lists of words: a fifth of a second, for few pages

    if 0 < len(password) < SHORTEST:
        return Strength(1, _("Too short yet: it takes %(least)d characters.") % {"least": SHORTEST})
    score = 0
    if password:
        words = [word for one in known for word in (one, *re.split(r"\W+", one)) if word]
        told = zxcvbn(_few_signs(password[:READ]), user_inputs=words, max_length=READ)
        score = int(told["score"])
    return Strength(score, str(WORDS[score]))


def _few_signs(password: str) -> str:
    """With few kinds of signs that can stand for letters: every mixture of them is tried, so that
    many kinds would take seconds. Whoever uses more than that many has no easy password."""
    kinds = list(dict.fromkeys(sign for sign in password if sign in SIGNS))[:SIGNS_READ]
    return "".join(sign if sign not in SIGNS or sign in kinds else "~" for sign in password)


class MaximumLengthValidator:
    """Refuses a password longer than `max_length` characters."""

    def __init__(self, max_length: int = LONGEST) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password is too long. Use at most %(most)d characters."),
                code="password_too_long",
                params={"most": self.max_length},
            )

    def get_help_text(self) -> str:
        return _("Use at most %(most)d characters.") % {"most": self.max_length}


class GuessableValidator:
    """Refuses a password that somebody who tries many would find; of short ones that is known."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        known = [getattr(user, name, "") for name in ("name", "email")]
        if len(password) >= SHORTEST and not strength(password, known).enough:
            raise ValidationError(
                _(
                    "Whoever tries many passwords would find this one. Put several words together "
                    "that have nothing to do with each other or with you."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Put several words together that have nothing to do with each other or with you.")
