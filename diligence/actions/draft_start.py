"""What a draft begins with: an edition, the one it inherits from, what is packaged, or nothing."""

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.choices import Audience
from diligence.domain.canonical import canonical_bytes
from diligence.domain.edits import EditError
from diligence.domain.jsonvalues import usable
from diligence.exchange import native
from diligence.exchange.packaged import KEYS, packaged, worked_cases
from diligence.models import QuestionnaireVersion
from diligence.queries.questionnaires import BASELINE
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_id

LARGEST = 8_000_000
"""Bytes of a draft in canonical JSON: many times the baseline in all official languages."""
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FRAME = ("format", "dimensions", "sides", "thresholds", "rules", "flags")

Json = dict[str, Any]


def audience_of(organisation: Organisation) -> tuple[Audience, str]:
    """For whom an organisation publishes: everybody, its Member State, or itself alone."""
    if organisation.kind == OrganisationKind.COMMISSION:
        return Audience.EVERYONE, ""
    if organisation.kind in (OrganisationKind.MINISTRY, OrganisationKind.HUB):
        return Audience.MEMBER_STATE, organisation.country
    return Audience.ORGANISATION, ""


def of_edition(version: QuestionnaireVersion) -> tuple[Json, list[Any]]:
    """Document and worked cases of a published edition, to go on from."""
    document: Json = json.loads(version.document)
    return document, list(version.cases)


def over(parent: QuestionnaireVersion) -> Json:
    """The whole of the parent, with its name in the lineage. Its worked cases stay its own."""
    document: Json = json.loads(parent.document)
    ancestor = {"id": document["id"], "edition": document["edition"], "digest": parent.digest}
    return document | {"lineage": [ancestor, *document.get("lineage", [])]}


def of_packaged(name: str) -> tuple[Json, list[Any]]:
    """A questionnaire that comes with the product, with its worked cases. Raises KeyError."""
    cases = worked_cases(name)
    assumed = cases.get("assumed", {})
    listed = [
        case | {"assumed": {id: v for id, v in assumed.items() if id not in case["answers"]}}
        for case in cases["cases"]
    ]
    return native.dump(packaged(name)), listed


def skeleton(language: str) -> Json:
    """No question yet: dimensions, matrices, thresholds, rules and flags as in the baseline."""
    baseline = native.dump(packaged(BASELINE))
    return {name: baseline[name] for name in _FRAME} | {
        "language": language,
        "flag_rules": [],
        "triage": [],
        "sections": [{"id": "A", "title": _("First section")}],
        "questions": [],
        "measures": [],
    }


def packaged_names() -> dict[str, str]:
    """What the product brings along to begin with: its name, and what it is called."""
    known = {name: packaged(name) for name in sorted(KEYS)}
    return {name: f"{found.title} {found.edition}" for name, found in known.items()}


def require_name(key: str, title: str, edition: str) -> None:
    """Raises ValidationError by field: a key that is taken or unusable, an edition that exists."""
    problems = {}
    if not _KEY.fullmatch(key) or len(key) > 60:
        problems["key"] = _("Use up to 60 lower-case letters, digits and “-”, such as “ie-core”.")
    elif not is_own(key):
        problems["key"] = _("Another organisation publishes under this key. Choose your own.")
    if not title.strip() or len(title) > 200:
        problems["title"] = _("Give a title of up to 200 characters.")
    if not edition.strip() or len(edition) > 30 or "/" in edition:
        problems["edition"] = _("Give the edition in up to 30 characters without “/”.")
    elif is_published(key, edition):
        problems["edition"] = _("This edition is published already. Give the next one.")
    if problems:
        raise ValidationError(problems)


def is_own(key: str) -> bool:
    """Whether nobody else publishes under this key. That of the EU baseline belongs to the
    Commission, also before an edition of it is there."""
    acting = Organisation.objects.filter(pk=acting_id())
    if key == BASELINE and not acting.filter(kind=OrganisationKind.COMMISSION).exists():
        return False
    return not QuestionnaireVersion.objects.filter(key=key).exclude(owner_id=acting_id()).exists()


def is_published(key: str, edition: str) -> bool:
    """Whether the acting organisation published this edition."""
    own = QuestionnaireVersion.objects.filter(owner_id=acting_id())
    return own.filter(key=key, edition=edition).exists()


def usable_document(document: object) -> Json:
    """The document in the spelling that is stored. Raises ValidationError for `document`."""
    try:
        read = usable("", document)
    except EditError as error:
        raise ValidationError({"document": f"{error.problem} {error.remedy}"}) from None
    if not isinstance(read, dict):
        raise ValidationError({"document": _("A questionnaire is a JSON object.")})
    require_size(read)
    return read


def usable_cases(cases: object) -> list[Any]:
    """Worked cases in the spelling that is stored. Raises ValidationError for `cases`."""
    try:
        read = usable("cases", cases)
    except EditError as error:
        raise ValidationError({"cases": f"{error.problem} {error.remedy}"}) from None
    if not isinstance(read, list) or not all(isinstance(case, dict) for case in read):
        raise ValidationError({"cases": _("Worked cases are a list of objects.")})
    require_size({"cases": read})
    return read


def require_size(document: Json) -> None:
    """Raises ValidationError where a draft is larger than can be worked with."""
    size = len(canonical_bytes(document))
    if size > LARGEST:
        told = _("The draft would have %(size)d bytes; at most %(most)d are possible.")
        raise ValidationError({"document": told % {"size": size, "most": LARGEST}})
