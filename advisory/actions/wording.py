"""What advisers write, made fit to be stored: in bounds, and free of classified markings."""

from django.utils.translation import gettext as _

from diligence.domain.markings import marking_in
from portal.authority import Refused
from portal.queries import markings


def fit(text: str, what: str, longest: int, *, required: str = "") -> str:
    """The text without blanks around it.

    `what` names the field, `required` is the sentence for an empty one. Refused where it is
    missing, too long, or marked as classified: then nothing of it is kept.
    """
    told = text.replace("\x00", "").strip()
    if required and not told:
        raise Refused(required)
    if len(told) > longest:
        problem = _("%(what)s: longer than %(count)d characters. Shorten it.")
        raise Refused(problem % {"what": what, "count": longest})
    marking = marking_in([told], also=markings.further())
    if marking:
        problem = _(
            "%(what)s: it carries the marking “%(marking)s”. Classified information must not enter "
            "here, and nothing was kept. Use your accredited channel; here, say only that advice "
            "exists and where it is found."
        )
        raise Refused(problem % {"what": what, "marking": marking})
    return told
