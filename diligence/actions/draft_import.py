"""Bring in a questionnaire from a file: always as a draft, with the list of what was lost."""

import re
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from diligence.actions import draft_start, drafts
from diligence.actions.marked import refuse_file
from diligence.domain.wording import gettext_noop
from diligence.exchange import questionnaire_files
from diligence.exchange.losses import Imported, Loss, LossKind
from diligence.models import Draft, QuestionnaireVersion
from diligence.policy import authoring
from portal import audit
from portal.authority import Actor, Refused, require
from portal.classified import texts_in
from portal.tenancy import acting_id

_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_KEY: Final = gettext_noop(
    "Keys have up to 60 lower-case letters, digits and “-”, and one publisher each: the draft has "
    "another one."
)
_TITLE: Final = gettext_noop("Titles have up to 200 characters; the draft's is shorter.")
_EDITION: Final = gettext_noop(
    "Editions have up to 30 characters without “/” and are published once: the draft has another "
    "one."
)
_LINEAGE: Final = gettext_noop(
    "The questionnaire says that it builds on an edition which is not published for your "
    "organisation, so the draft stands alone."
)
_LONGEST_NAME: Final = 200


def bring_in(
    by: Actor,
    stream: BinaryIO,
    *,
    name: str,
    size: int,
    language: str = "en",
    key: str = "",
    title: str = "",
    edition: str = "",
) -> Draft:
    """A draft from a file in any of the formats read here; nothing published is touched.

    What is given (`key`, `title`, `edition`) counts before what the file says. `language` is that
    of texts whose language the file doesn't tell. Raises Refused, FileRefusedError for a file that
    isn't read, FormRefusedError for a form that contradicts itself, and ValidationError: by field,
    or of the file, where it carries a marking of classified information.
    """
    require(authoring.may_begin(by))
    found = questionnaire_files.read(stream, name, size=size, language=language)
    losses = list(found.losses)
    document = dict(found.document)
    if document.get("lineage") and _parent(document) is None:
        losses.append(_told(str(document.pop("lineage"))[:200], _LINEAGE))
    refuse_file(name, texts_in([document, [loss.as_json() for loss in losses]]))
    named = _named(document, losses, key=key.strip(), title=title.strip(), edition=edition.strip())
    imported = _imported(name, found, losses)
    row = drafts.create(
        by,
        key=named["key"],
        title=named["title"],
        edition=named["edition"],
        document=document,
        imported=imported,
    )
    detail = {"draft": str(row.pk), "format": found.format, "losses": str(len(losses))}
    audit.record("draft.imported", row, by=by, detail=detail)
    return row


def _imported(name: str, found: Imported, losses: list[Loss]) -> dict[str, Any]:
    filename = "".join(sign for sign in name if sign.isprintable())[:_LONGEST_NAME]
    return {
        "filename": filename,
        "format": found.format,
        "losses": [loss.as_json() for loss in losses],
    }


def _told(what: str, why: str) -> Loss:
    return Loss("", 0, "", what, why, LossKind.NAME)


def _parent(document: dict[str, Any]) -> QuestionnaireVersion | None:
    lineage = document["lineage"]
    digest = lineage[0].get("digest") if isinstance(lineage, list) else None
    rows = QuestionnaireVersion.objects.filter(digest=digest or "")
    return rows.order_by("id").first()


def _named(
    document: dict[str, Any], losses: list[Loss], *, key: str, title: str, edition: str
) -> dict[str, str]:
    """Key, title and edition: as given, else close to what the file says, and free."""
    there = {name: str(document.get(name, "")) for name in ("id", "title", "edition")}
    made = {
        "key": key or _free_key(there["id"]),
        "title": title or there["title"].strip()[:200] or there["id"],
        "edition": edition,
    }
    made["edition"] = edition or _free_edition(made["key"], there["edition"])
    for name, given, source, why in (
        ("key", key, "id", _KEY),
        ("title", title, "title", _TITLE),
        ("edition", edition, "edition", _EDITION),
    ):
        if not given and made[name] != there[source].strip():
            losses.append(_told(f"{there[source][:80]} → {made[name][:80]}", why))
    return made


def _free_key(id: str) -> str:
    """A key close to an id under which nobody else publishes."""
    stem = _SEPARATORS.sub("-", id.lower()).strip("-")[:50].strip("-") or "questionnaire"
    others = QuestionnaireVersion.objects.exclude(owner_id=acting_id())
    made, count = stem, 2
    while others.filter(key=made).exists():
        made, count = f"{stem}-{count}", count + 1
    return made


def _free_edition(key: str, written: str) -> str:
    """An edition close to the written one that isn't published under the key yet."""
    stem = " ".join(written.replace("/", "-").split())[:26].strip() or "1"
    made, count = stem, 2
    while draft_start.is_published(key, made):
        if count > 99:
            raise Refused(_("Give the edition: those close to the file's own are published."))
        made, count = f"{stem}-{count}", count + 1
    return made
