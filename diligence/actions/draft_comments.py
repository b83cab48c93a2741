"""What authors and reviewers say to each other about places of a draft."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.domain.places import look_up
from diligence.models import Draft, DraftComment
from diligence.policy import authoring
from diligence.queries import drafts
from portal import audit, clock
from portal.authority import Actor, Refused, require

LONGEST = 4000


def add(by: Actor, draft_id: uuid.UUID, *, place: str, text: str) -> DraftComment:
    """Say something of a place, or of the whole draft (place "").

    Raises Draft.DoesNotExist, Refused, and ValidationError by field (place, text).
    """
    row = _loaded(draft_id)
    require(authoring.may_comment(by, row))
    told = text.replace("\0", "").strip()
    problems = {}
    if not told:
        problems["text"] = _("Write what you want to say.")
    elif len(told) > LONGEST:
        problems["text"] = _("Use at most %(most)d characters.") % {"most": LONGEST}
    if place and not _stands(row, place):
        problems["place"] = _("There is no such place in the draft.")
    if problems:
        raise ValidationError(problems)
    comment: DraftComment = DraftComment.objects.create(
        draft=row, place=place, text=told, by=by.label, user_id=_known(by)
    )
    audit.record("draft.commented", row, by=by, detail=_detail(comment))
    return comment


def settle(by: Actor, comment_id: uuid.UUID) -> DraftComment:
    """Say that nothing is left to answer. Raises DraftComment.DoesNotExist and Refused."""
    comment = _locked(comment_id, by)
    if comment.settled_at is not None:
        raise Refused(_("This comment is settled already."))
    comment.settled_at, comment.settled_by = clock.now(), by.label
    return _stored(comment, "settled", by)


def reopen(by: Actor, comment_id: uuid.UUID) -> DraftComment:
    """Say that it is not settled after all. Raises as `settle` does."""
    comment = _locked(comment_id, by)
    if comment.settled_at is None:
        raise Refused(_("This comment is open."))
    comment.settled_at, comment.settled_by = None, ""
    return _stored(comment, "reopened", by)


def _stored(comment: DraftComment, verb: str, by: Actor) -> DraftComment:
    comment.save(update_fields=["settled_at", "settled_by"])
    audit.record(f"draft.comment_{verb}", comment.draft, by=by, detail=_detail(comment))
    return comment


def _locked(comment_id: uuid.UUID, by: Actor) -> DraftComment:
    rows = DraftComment.objects.select_related("draft").select_for_update(of=("self",))
    comment: DraftComment = rows.get(pk=comment_id)
    require(authoring.may_comment(by, comment.draft))
    return comment


def _loaded(draft_id: uuid.UUID) -> Draft:
    row: Draft = Draft.objects.get(pk=draft_id)
    return row


def _stands(row: Draft, place: str) -> bool:
    """Whether something stands there, or could: a comment may ask for what is missing."""
    if len(place) > 300:
        return False
    try:
        look_up(drafts.whole(row), place)
    except KeyError:
        above = place.rpartition("/")[0]
        return bool(above) and _stands(row, above)
    return True


def _known(by: Actor) -> uuid.UUID:
    if by.user_id is None:
        raise Refused(_("Only a person can say this."))
    return by.user_id


def _detail(comment: DraftComment) -> dict[str, str]:
    return {"draft": str(comment.draft_id), "comment": str(comment.pk), "place": comment.place}
