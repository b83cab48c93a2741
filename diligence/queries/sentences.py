"""Sentences of the domain in the reader's language."""

from django.utils.translation import gettext

from diligence.domain import wording
from diligence.domain.wording import Sentence


def spoken(sentence: Sentence) -> str:
    """The sentence, and those within it, in the language of this request or task."""
    return wording.spoken(sentence, gettext)
