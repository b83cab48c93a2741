"""What the record is kept for."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """The one reason for which a kind of event is recorded."""

    ACCESS = "access", _("Who could get in, and to what")
    SIGHT = "sight", _("Who saw what, and under which rule")
    WORK = "work", _("How an outcome came about")
    STEWARDSHIP = "stewardship", _("Who looks after the organisation")
    RIGHTS = "rights", _("What people asked about their own data")
    KEEPING = "keeping", _("That the record itself is whole")


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of event: its purpose, and the sentence that says what happened.

    One that `stays` is never pruned: without it what others left behind could not be explained.
    """

    purpose: Purpose
    sentence: Promise | str
    stays: bool = False
