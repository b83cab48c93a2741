"""Marks: small words with a shape and a colour for bands, outcomes, flags, holds and states.

A value that no table knows is shown as its own words in a neutral mark: no page fails over one.
"""

from datetime import date, datetime
from typing import Any, Final, TypeAlias

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.templatetags.drawing import drawn

register = template.Library()

Words: TypeAlias = str | Promise

BANDS: Final[dict[str, Words]] = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}

OUTCOMES: Final[dict[str, tuple[Words, str]]] = {
    "low": (_("Low"), "low"),
    "medium": (_("Medium"), "medium"),
    "high": (_("High"), "high"),
    "refer": (_("Refer"), "refer"),
    "legal": (_("Legal check needed"), "legal"),
    "out_of_scope": (_("Out of scope"), "outside"),
    "ended_at_triage": (_("Ended at triage"), "ended"),
}

ADDRESSEES: Final[dict[str, Words]] = {
    "REFER": _("Ask the hub"),
    "LEGAL_EXPORT": _("Ask export control"),
    "LEGAL_FDI": _("Ask investment screening"),
    "LEGAL_FUNDER": _("Ask the funder"),
    "LEGAL_ETHICS": _("Ask the ethics committee"),
}

# Being worked on, waiting for somebody, well done, ended badly, or simply over.
TONES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("triage", "answering", "reopened", "running", "taken", "drafted", "active", "started"),
        "active",
    ),
    **dict.fromkeys(
        ("submitted", "queued", "waiting", "waiting_for_information", "information_asked"),
        "waiting",
    ),
    **dict.fromkeys(("proposed", "planned", "open", "hold", "missing"), "waiting"),
    **dict.fromkeys(
        ("scored", "agreed", "countersigned", "issued", "advice_received", "decided", "accepted"),
        "good",
    ),
    **dict.fromkeys(("proceed", "proceed_with_measures", "published", "done"), "good"),
    **dict.fromkeys(("overdue", "do_not_proceed", "failed", "refused", "expired"), "bad"),
    **dict.fromkeys(
        ("ended", "closed", "withdrawn", "ended_at_triage", "out_of_scope", "later"), "over"
    ),
}


def code(value: object) -> str:
    """The comparable form of an enum's value: ``LEGAL-EXPORT`` and ``legal export`` alike."""
    return str(value or "").strip().replace("-", "_").replace(" ", "_")


def in_words(value: object) -> str:
    """An unknown code as a person would write it: ``waiting_for_x`` becomes ``Waiting for x``."""
    return code(value).replace("_", " ").capitalize()


@drawn(register, "components/band.html")
def band(value: object, size: str = "", label: Words = "") -> dict[str, Any]:
    """Low, medium or high; anything empty reads "Not scored"."""
    key = code(value).lower()
    word = label or BANDS.get(key) or (in_words(value) if key else gettext("Not scored"))
    return {"shape": key if key in BANDS else "none", "word": word, "size": size}


@drawn(register, "components/outcome.html")
def outcome(value: object, size: str = "", label: Words = "") -> dict[str, Any]:
    """The headline of an appraisal: a band, a referral, a legal check, or an end at triage."""
    key = code(value).lower()
    word, shape = OUTCOMES.get(key, (in_words(value) or gettext("Not scored"), "none"))
    return {"word": label or word, "shape": shape, "size": size}


@drawn(register, "components/flag.html")
def flag(value: object, label: Words = "", cleared: bool = False) -> dict[str, Any]:
    """A flag reads as its addressee: what it asks is that somebody be asked."""
    key = code(value).upper()
    return {
        "addressee": label or ADDRESSEES.get(key, in_words(value)),
        "legal": key.startswith("LEGAL"),
        "cleared": cleared,
    }


@drawn(register, "components/hold.html")
def hold(unknowns: int = 0, decidable: bool = True) -> dict[str, Any]:
    """Information missing: how many answers are unknown (0: not said), and if it is decidable."""
    return {"unknowns": unknowns, "decidable": decidable}


@drawn(register, "components/state.html")
def state(value: object, label: Words = "", tone: str = "") -> dict[str, Any]:
    """Where a noun stands. ``label`` is the model's own display; the tone is found by the code."""
    key = code(value).lower()
    return {"word": label or in_words(value), "tone": tone or TONES.get(key, "neutral")}


def _distance(days: int) -> str:
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 1:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    late = -days
    return ngettext("%(days)d day overdue", "%(days)d days overdue", late) % {"days": late}


@drawn(register, "components/due.html")
def due(on: date | None, today: date, done: bool = False) -> dict[str, Any]:
    """A due date in words and as a date; nothing is overdue once it is done."""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    if on is None:
        return {"on": None}
    days = (on - today).days
    tone = "late" if days < 0 else "soon" if days <= 3 else ""
    return {
        "on": on,
        "written": date_format(on, "j M Y"),
        "distance": "" if done else _distance(days),
        "tone": "" if done else tone,
    }


@drawn(register, "components/when.html")
def when(at: date | datetime | None, short: bool = False) -> dict[str, Any]:
    """A moment with its zone, or a day; ``short`` leaves the zone and the year's clutter out."""
    if isinstance(at, datetime):
        local = timezone.localtime(at) if timezone.is_aware(at) else at
        form = "j M, H:i" if short else "j M Y, H:i T"
        return {"machine": local.isoformat(timespec="minutes"), "written": date_format(local, form)}
    if at is None:
        return {"machine": "", "written": ""}
    return {"machine": at.isoformat(), "written": date_format(at, "j M" if short else "j M Y")}
