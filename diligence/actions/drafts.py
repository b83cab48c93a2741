"""Drafts of questionnaires: begin, change, take back, set aside. Nothing published is touched.

Each change is one row with its operations and what undoes them. Two authors may work at once:
changes of different places are both kept, of the same place the second is told of the first.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.actions import draft_start
from diligence.choices import DraftState
from diligence.domain import editing
from diligence.domain.approving import outcome
from diligence.domain.canonical import canonical_bytes
from diligence.domain.edits import EditError, Operation, Set, overlaps, touched
from diligence.domain.locks import lock_of
from diligence.domain.places import index_of
from diligence.domain.wording import Sentence, gettext_noop
from diligence.models import Draft, DraftChange, QuestionnaireVersion
from diligence.policy import authoring
from diligence.queries import drafts, questionnaires
from diligence.queries.sentences import spoken
from portal import audit, clock
from portal.authority import Actor, Refused, require
from portal.models import Organisation
from portal.tenancy import acting_id

LONGEST_WORDS = 300


class Stale(Exception):  # noqa: N818 - a conflict is an answer, not an error
    """Somebody else changed the same place meanwhile; nothing was stored.

    `changes` are theirs, the latest first; `place` is the first of one's own that they touched;
    `draft` is how it stands now.
    """

    def __init__(self, draft: Draft, changes: Sequence[DraftChange], place: str = "") -> None:
        who = ", ".join(dict.fromkeys(change.by for change in changes))
        told = _(
            "%(who)s changed the same place meanwhile. Nothing of yours is stored yet: compare the "
            "two, then save again."
        )
        super().__init__(told % {"who": who})
        self.draft = draft
        self.changes = tuple(changes)
        self.place = place
        self.by = who


def create(
    by: Actor,
    *,
    key: str,
    title: str,
    edition: str,
    starts_from: QuestionnaireVersion | str | None = None,
    parent: QuestionnaireVersion | None = None,
    document: Mapping[str, Any] | None = None,
    cases: Sequence[Any] = (),
    imported: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Draft:
    """Begin a draft from one of: an own edition or a packaged name (`starts_from`), the edition
    it inherits from (`parent`), a `document` with `cases` (`imported` says from which file), or
    nothing: the frame of a questionnaire in `language`.

    Raises Refused, or ValidationError by field (key, title, edition, document).
    """
    require(authoring.may_begin(by))
    draft_start.require_name(key, title, edition)
    content, tests, what = _content(starts_from, parent, document, cases, language)
    content |= {"id": key, "title": title.strip(), "edition": edition.strip()}
    audience, country = draft_start.audience_of(Organisation.objects.get(pk=acting_id()))
    replaces = starts_from if isinstance(starts_from, QuestionnaireVersion) else None
    if replaces is None or replaces.key != key:
        replaces = _newest_own(key)
    row: Draft = Draft.objects.create(
        title=title.strip(),
        key=key,
        edition=edition.strip(),
        audience=audience,
        audience_country=country,
        document=content,
        cases=tests,
        parent=parent or _parent_in(content) or (replaces.parent if replaces else None),
        replaces=replaces,
        created_by=by.label,
        imported=None if imported is None else dict(imported),
    )
    _note(row, by, what, "", (), ())
    detail = {"draft": str(row.pk), "key": key, "edition": row.edition}
    audit.record("draft.begun", row, by=by, detail=detail)
    return row


def change(
    by: Actor,
    draft_id: uuid.UUID,
    operations: Iterable[Operation],
    *,
    revision: int | None,
    what: str,
    update: bool = False,
) -> Draft:
    """Apply operations to the draft, all or none, as one change described by `what`.

    `revision` is the one the author saw, None to change whatever is there. `update`: the document
    is brought up to a newer edition of its parent, so that inherited places may change.
    Raises Draft.DoesNotExist, Refused, Stale, EditError, and ValidationError (too large).
    """
    row = drafts.locked(draft_id)
    require(authoring.may_change(by, row))
    listed = tuple(operations)
    _meet(row, listed, revision)
    if not update:
        _respect(row, listed)
    return _apply(row, by, listed, what)


def approve_case(
    by: Actor,
    draft_id: uuid.UUID,
    case: str,
    *,
    expected: Mapping[str, Any],
    because: str,
    revision: int | None = None,
) -> Draft:
    """State what a worked case must come to from now on, with who approves that and why.

    Raises as `change` does, and ValidationError for `because`.
    """
    row = drafts.visible(by).get(pk=draft_id)
    index = index_of(row.cases, case)
    if index is None:
        raise Refused(_("There is no worked case “%(case)s”.") % {"case": case})
    if not because.strip():
        raise ValidationError({"because": _("Say why the new result is right.")})
    earlier = row.replaces.cases if row.replaces is not None else []
    published = index_of(earlier, case)
    was = outcome(earlier[published] if published is not None else row.cases[index])
    approved = {
        "by": by.label,
        "at": clock.now().isoformat(),
        "because": because.strip(),
        "was": was,
    }
    steps = (Set(f"cases/{case}/expected", dict(expected)), Set(f"cases/{case}/approved", approved))
    told = _("Approved the new result of case %(case)s") % {"case": case}
    return change(by, draft_id, steps, revision=revision, what=told)


# --- Taking back --------------------------------------------------------------------------------
def undo(by: Actor, draft_id: uuid.UUID, *, revision: int | None = None) -> Draft:
    """Take back the latest change that stands, or the one that made `revision`.

    Raises Draft.DoesNotExist, and Refused with the reason where that can't be done any more.
    """
    row = drafts.locked(draft_id)
    require(authoring.may_change(by, row))
    known = drafts.course(row)
    if revision is None and not known.undo:
        raise Refused(_("There is nothing to take back."))
    return _revert(row, by, known, known.undo[-1] if revision is None else revision)


def redo(by: Actor, draft_id: uuid.UUID) -> Draft:
    """Bring back what was taken back last, while nothing was changed since. Raises as `undo`."""
    row = drafts.locked(draft_id)
    require(authoring.may_change(by, row))
    known = drafts.course(row)
    if not known.redo:
        raise Refused(_("There is nothing to bring back."))
    return _revert(row, by, known, known.redo[-1])


def _revert(row: Draft, by: Actor, known: drafts.Course, revision: int) -> Draft:
    require(drafts.may_revert(known, revision))
    own = known.changes[revision]
    back = known.brings_back(revision)
    template = _("Brought back: %(what)s") if back else _("Took back: %(what)s")
    first = own
    while first.undoes is not None:
        first = known.changes[first.undoes]
    try:
        inverse = editing.from_json(own.inverse)
        return _apply(row, by, inverse, template % {"what": first.what}, undoes=revision)
    except EditError as error:
        told = _("This doesn't fit any more at %(place)s: %(problem)s")
        raise Refused(told % {"place": error.place, "problem": spoken(error.problem)}) from None


# --- Set aside ----------------------------------------------------------------------------------
def discard(by: Actor, draft_id: uuid.UUID) -> Draft:
    """Set the draft aside; `restore` brings it back. Raises Draft.DoesNotExist and Refused."""
    row = drafts.locked(draft_id)
    require(authoring.may_discard(by, row))
    return _moved(row, DraftState.DISCARDED, by)


def restore(by: Actor, draft_id: uuid.UUID) -> Draft:
    """Bring a discarded draft back to be written on. Raises Draft.DoesNotExist and Refused."""
    row = drafts.locked(draft_id)
    require(authoring.may_restore(by, row))
    return _moved(row, DraftState.WRITING, by)


def _moved(row: Draft, state: DraftState, by: Actor) -> Draft:
    row.state, row.updated_at = state, clock.now()
    row.save(update_fields=["state", "updated_at"])
    verb = "discarded" if state == DraftState.DISCARDED else "restored"
    audit.record(f"draft.{verb}", row, by=by, detail={"draft": str(row.pk)})
    return row


# --- Parts --------------------------------------------------------------------------------------
def _content(
    starts_from: QuestionnaireVersion | str | None,
    parent: QuestionnaireVersion | None,
    document: Mapping[str, Any] | None,
    cases: Sequence[Any],
    language: str,
) -> tuple[dict[str, Any], list[Any], str]:
    """Document, cases, and in words what the draft was begun from."""
    if document is not None:
        given = draft_start.usable_document(document)
        tests = draft_start.usable_cases(given.pop("cases", None) or [*cases])
        return given, tests, _("Begun from a file")
    if isinstance(starts_from, QuestionnaireVersion):
        if starts_from.owner_id != acting_id():
            raise Refused(_("This edition is another organisation's. Build on it instead."))
        named = {"edition": str(starts_from)}
        return *draft_start.of_edition(starts_from), _("Begun from %(edition)s") % named
    if starts_from is not None:
        if starts_from not in draft_start.packaged_names():
            raise Refused(_("No questionnaire of this name comes with the product."))
        named = {"edition": starts_from}
        return *draft_start.of_packaged(starts_from), _("Begun from %(edition)s") % named
    if parent is not None:
        if parent.owner_id == acting_id():
            raise Refused(_("This edition is your own. Begin a new edition of it instead."))
        told = _("Begun, building on %(edition)s") % {"edition": str(parent)}
        return draft_start.over(parent), [], told
    return draft_start.skeleton(language), [], _("Begun without any question")


def _newest_own(key: str) -> QuestionnaireVersion | None:
    own = QuestionnaireVersion.objects.filter(owner_id=acting_id(), key=key)
    return own.select_related("parent").order_by("-published_at", "-id").first()


def _parent_in(document: Mapping[str, Any]) -> QuestionnaireVersion | None:
    """The published edition that the lineage names as the nearest."""
    lineage = document.get("lineage")
    nearest = lineage[0] if isinstance(lineage, list) and lineage else None
    digest = nearest.get("digest") if isinstance(nearest, Mapping) else None
    if not isinstance(digest, str):
        return None
    return QuestionnaireVersion.objects.filter(digest=digest).order_by("id").first()


def _meet(row: Draft, operations: Sequence[Operation], revision: int | None) -> None:
    """Raises Stale where somebody changed one of these places after this revision."""
    if revision is None or revision == row.revision:
        return
    if revision > row.revision:
        raise ValidationError({"revision": _("There is no such revision. Read the draft again.")})
    mine = [touched(operation) for operation in operations]
    later = DraftChange.objects.filter(draft=row, revision__gt=revision)
    met = {
        change: [one for one in mine if any(overlaps(one, o) for o in drafts.places_of(change))]
        for change in later
    }
    theirs = [change for change, places in met.items() if places]
    if theirs:
        raise Stale(row, theirs, met[theirs[0]][0])


_LOCKED = gettext_noop("Add a part of your own, or ask whoever publishes it.")


def _respect(row: Draft, operations: Iterable[Operation]) -> None:
    """Raises EditError for a place that is inherited and stays as it is."""
    parent = questionnaires.definition(row.parent) if row.parent is not None else None
    for operation in operations:
        place = touched(operation)
        if place == "" and isinstance(operation, Set):
            place = _fixed_in(row, operation.value)
        if place in ("id", "format"):
            told = Sentence(gettext_noop("The key and the format of a draft stay."), {})
            remedy = Sentence(gettext_noop("Begin another draft under another key."), {})
            raise EditError(place, told, remedy)
        reason = lock_of(parent, place) if parent is not None else None
        if reason is not None:
            raise EditError(place, reason, Sentence(_LOCKED, {}))


def _fixed_in(row: Draft, value: object) -> str:
    """The first member that stays as it is and that a whole new document has otherwise."""
    given = value if isinstance(value, Mapping) else {}
    fixed = ("id", "format", "language", "lineage") if row.parent is not None else ("id", "format")
    return next((name for name in fixed if given.get(name) != row.document.get(name)), "")


def _apply(
    row: Draft,
    by: Actor,
    operations: Sequence[Operation],
    what: str,
    undoes: int | None = None,
) -> Draft:
    """Store what the operations make of the draft; a review of what it said before lapses."""
    before = drafts.whole(row)
    edited = editing.apply(before, operations)
    if canonical_bytes(edited.document) == canonical_bytes(before) and undoes is None:
        return row
    after = dict(edited.document)
    draft_start.require_size(after)
    row.cases = after.pop("cases", [])
    if not isinstance(row.cases, list):
        told = Sentence(gettext_noop("Worked cases are a list."), {})
        raise EditError("cases", told, Sentence(gettext_noop("Add one case after the other."), {}))
    row.document = after
    _follow(row)
    lapsed = row.state in (DraftState.REVIEW, DraftState.APPROVED)
    row.state, row.revision, row.updated_at = DraftState.WRITING, row.revision + 1, clock.now()
    row.save()
    place = touched(operations[0]) if operations else ""
    _note(row, by, what, place, operations, edited.inverse, undoes)
    detail = {"draft": str(row.pk), "revision": row.revision, "place": place}
    audit.record("draft.changed", row, by=by, detail=detail)
    if lapsed:
        audit.record("draft.review_lapsed", row, by=by, detail={"draft": str(row.pk)})
    return row


def _follow(row: Draft) -> None:
    """Title, edition and parent are repeated from the document. Raises ValidationError."""
    title, edition = row.document.get("title"), row.document.get("edition")
    row.title = title.strip() if isinstance(title, str) else ""
    if isinstance(edition, str) and edition != row.edition:
        draft_start.require_name(row.key, row.title, edition)
        row.edition = edition.strip()
    elif not row.title or len(row.title) > 200 or not isinstance(edition, str):
        draft_start.require_name(row.key, row.title, edition if isinstance(edition, str) else "")
    named = _parent_in(row.document)
    if named is not None and named.pk != row.parent_id:
        row.parent = named


def _note(
    row: Draft,
    by: Actor,
    what: str,
    place: str,
    operations: Iterable[Operation],
    inverse: Iterable[Operation],
    undoes: int | None = None,
) -> None:
    """Write the change down, in words of bounded length."""
    DraftChange.objects.create(
        draft=row,
        revision=row.revision,
        user_id=by.user_id,
        by=by.label,
        place=place[:LONGEST_WORDS],
        what=what[:LONGEST_WORDS],
        operations=editing.as_json(operations),
        inverse=editing.as_json(inverse),
        undoes=undoes,
    )
