"""Which member may write, comment, review and publish a draft of a questionnaire now."""

from django.utils.translation import gettext as _

from diligence.choices import DraftState
from diligence.models import Draft
from portal.authority import Actor, Verdict
from portal.enums import Permission


def may_read(actor: Actor) -> Verdict:
    """Whether the member reads the drafts of the organisation."""
    return actor.may(Permission.REVIEW)


def may_begin(actor: Actor) -> Verdict:
    """Whether the member may begin a draft."""
    return actor.may(Permission.AUTHOR)


def may_change(actor: Actor, draft: Draft) -> Verdict:
    """Whether the draft can be changed. While it is reviewed it can, and the review lapses."""
    verdict = actor.may(Permission.AUTHOR)
    return _open(draft) if verdict else verdict


def may_comment(actor: Actor, draft: Draft) -> Verdict:
    """Whether the member may say something of the draft, and settle what was said."""
    verdict = actor.may(Permission.REVIEW)
    return _open(draft) if verdict else verdict


def may_ask(actor: Actor, draft: Draft) -> Verdict:
    """Whether a review can be asked for."""
    verdict = may_change(actor, draft)
    if verdict and draft.state == DraftState.REVIEW:
        return Verdict(False, _("A review is asked for already."))
    if verdict and draft.state == DraftState.APPROVED:
        return Verdict(False, _("This draft is approved. An author can publish it."))
    return verdict


def may_review(actor: Actor, draft: Draft, *, wrote: bool) -> Verdict:
    """Four eyes. `wrote`: the member begun or changed the draft, or gave a reason to override."""
    verdict = may_comment(actor, draft)
    if verdict and draft.state != DraftState.REVIEW:
        return Verdict(False, _("Nobody asks for a review of this draft now."))
    if verdict and wrote:
        return Verdict(
            False,
            _("You wrote a part of this draft. Somebody who did not has to review it."),
        )
    return verdict


def may_publish(actor: Actor, draft: Draft) -> Verdict:
    """Whether the draft can be published; what the checks object to is the action's question."""
    verdict = may_change(actor, draft)
    if verdict and draft.state == DraftState.REVIEW:
        return Verdict(
            False, _("A second person has to approve this draft first: it waits for that.")
        )
    if verdict and draft.state != DraftState.APPROVED:
        return Verdict(False, _("A second person has to approve this draft first. Ask for it."))
    return verdict


def may_discard(actor: Actor, draft: Draft) -> Verdict:
    """Whether the draft can be set aside; it can be brought back."""
    return may_change(actor, draft)


def may_restore(actor: Actor, draft: Draft) -> Verdict:
    """Whether a discarded draft can be brought back."""
    verdict = actor.may(Permission.AUTHOR)
    if verdict and draft.state != DraftState.DISCARDED:
        return Verdict(False, _("This draft is not discarded."))
    return verdict


def _open(draft: Draft) -> Verdict:
    if draft.state == DraftState.PUBLISHED:
        return Verdict(
            False,
            _("This draft was published, and what is published never changes. Begin a new one."),
        )
    if draft.state == DraftState.DISCARDED:
        return Verdict(False, _("This draft was discarded. Restore it first."))
    return Verdict(True)
