"""A received dossier in the values its templates take."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advisory.domain.dossier import Answer, Reading
from advisory.models import ReceivedDossier, Referral
from advisory.queries.dossiers import Shown
from diligence.choices import Activity, AgreementKind, PartnerKind, PartnershipState, TechnologyArea
from diligence.enums import QuestionType
from diligence.queries import objections
from portal.countries import name_of
from portal.templatetags.marks import in_words, when

_LABELS: Mapping[str, tuple[Any, Any]] = {
    "code": (gettext_lazy("Their reference"), None),
    "state": (gettext_lazy("State"), PartnershipState),
    "agreement_kind": (gettext_lazy("Agreement"), AgreementKind),
    "agreement_signed_on": (gettext_lazy("Signed on"), None),
    "activities": (gettext_lazy("Activities"), Activity),
    "technology_areas": (gettext_lazy("Technology areas"), TechnologyArea),
    "starts_on": (gettext_lazy("Starts on"), None),
    "ends_on": (gettext_lazy("Ends on"), None),
    "objections": (gettext_lazy("Objected to, not answered yet"), None),
}

_DAYS = frozenset({"agreement_signed_on", "starts_on", "ends_on"})

WORDS: Mapping[str, Any] = {
    "title": gettext_lazy("Title"),
    "benefit": gettext_lazy("What it is good for"),
    "responsible": gettext_lazy("Who is responsible"),
}

LEFT_OUT: Mapping[str, Any] = {
    "title": gettext_lazy("the title"),
    "benefit": gettext_lazy("the benefit statement"),
    "responsible": gettext_lazy("who is responsible"),
    "answer": gettext_lazy("answers in words"),
    "note": gettext_lazy("notes beside answers"),
    "file": gettext_lazy("files"),
}

MATCHED: Mapping[str, Any] = {
    "ror": gettext_lazy("the same ROR id"),
    "pic": gettext_lazy("the same participant code"),
    "name": gettext_lazy("the same name"),
}


def parts(shown: Shown) -> dict[str, Any]:
    """What the page says of a dossier."""
    read = with_countries(shown)
    titles = read.questionnaire
    return {
        "reading": read,
        "facts": facts(read),
        "words": [(WORDS[key], text) for key, text in read.words.items() if key != "title"],
        "partners": [_partner(item) for item in read.partners],
        "left_out": [
            f"{LEFT_OUT.get(kind, kind)} ({count})" for kind, count in read.left_out.items()
        ],
        "edition_name": " ".join(
            str(titles[key]) for key in ("title", "edition") if titles.get(key)
        ),
    }


def facts(read: Reading) -> list[tuple[Any, str]]:
    """The register's coded facts in words, as far as they were given; unknown ones as they are."""
    found = []
    for key in (*_LABELS, *(key for key in read.facts if key not in _LABELS)):
        label, choices = _LABELS.get(key, (in_words(key), None))
        given = read.facts.get(key)
        if key == "objections" and isinstance(given, list):
            given = [objections.in_words(str(item)) for item in given]
        words = _day(given) if key in _DAYS else _in_words(given, choices)
        if words:
            found.append((label, words))
    return found


def with_countries(shown: Shown) -> Reading:
    """The reading, with countries by name: the dossier carries their codes."""
    edition = shown.questionnaire
    if edition is None:
        return shown.reading
    asked = {q.id for q in edition.questions if q.type is QuestionType.COUNTRY}

    def named(answer: Answer) -> Answer:
        if answer.question not in asked:
            return answer
        was = tuple(map(name_of, answer.was)) if answer.was is not None else None
        return replace(answer, labels=tuple(map(name_of, answer.labels)), was=was)

    sections = tuple(
        replace(section, answers=tuple(map(named, section.answers)))
        for section in shown.reading.sections
    )
    return replace(shown.reading, sections=sections)


def _in_words(value: Any, choices: Any) -> str:
    listed = value if isinstance(value, list | tuple) else [value]
    labels = dict(choices.choices) if choices else {}
    return "; ".join(str(labels.get(item, item)) for item in listed if item not in (None, ""))


def _day(value: Any) -> str:
    """A day of the dossier as days are written everywhere; what is no day, as it came."""
    try:
        return date_format(date.fromisoformat(str(value or "")), "j M Y")
    except ValueError:
        return str(value or "")


def _partner(item: Mapping[str, Any]) -> dict[str, Any]:
    identifiers = [
        (label, str(item[key]))
        for key, label in (("ror_id", "ROR"), ("ror", "ROR"), ("pic", "PIC"))
        if item.get(key)
    ]
    kinds = dict(PartnerKind.choices)
    return {
        "name": item.get("name", ""),
        "kind": kinds.get(item.get("kind", ""), ""),
        "country": name_of(item["country"]) if item.get("country") else "",
        "identifiers": identifiers,
    }


def versions(
    referral: Referral, rows: Sequence[ReceivedDossier], shown: Shown
) -> list[dict[str, Any]]:
    """One tab a dossier, the latest first; none where there is only one."""
    if len(rows) < 2:
        return []
    address = reverse("advisory:referral-detail", args=[referral.pk])
    return [
        {
            "label": _("Dossier %(number)d, %(when)s")
            % {
                "number": len(rows) - place,
                "when": when(row.received_at, short=True)["written"],
            },
            "url": f"{address}?dossier={len(rows) - place}",
            "current": row.pk == shown.row.pk,
        }
        for place, row in enumerate(rows)
    ]


def changed_in_words(read: Reading) -> str:
    """How many answers differ from the dossier before."""
    return ngettext(
        "%(count)d answer differs from the dossier before; it is marked.",
        "%(count)d answers differ from the dossier before; they are marked.",
        read.changes,
    ) % {"count": read.changes}
