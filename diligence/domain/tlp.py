"""Traffic Light Protocol 2.0: with whom labelled things may be shared, by every way out.

A label says what whoever receives something may do with it. Whoever wrote it may address it to
another organisation; that one keeps to the label. What is TLP:RED is for the eyes of named people
and never leaves the page on which they open it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _


class Label(StrEnum):
    """From what everybody may know to what only named people may."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber_strict"
    RED = "red"


class Channel(StrEnum):
    """A way in which something is shown or leaves."""

    PAGE = "page"
    """Opened by a signed-in member, downloads included."""
    SEARCH = "search"
    DOSSIER = "dossier"
    MESSAGE = "message"
    """A reply, a request for information, advice: addressed by who wrote it."""
    COUNTERSIGN = "countersign"
    LINK = "link"
    """A colleague's page or a shared result, opened without an account."""
    EXPORT = "export"
    """A file that a member takes along, paper included."""
    MAIL = "mail"
    PUBLICATION = "publication"


class Recipient(StrEnum):
    """Who would see it."""

    NAMED = "named"
    """Somebody the label names, or who wrote it."""
    MEMBER = "member"
    """Of the organisation that holds it."""
    ADDRESSEE = "addressee"
    """An organisation to which whoever wrote it addresses it."""
    OUTSIDER = "outsider"
    """Anybody else one by one: a colleague elsewhere, another hub."""
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether something may be shared so, and why."""

    allowed: bool
    because: Sentence

    def __bool__(self) -> bool:
        return self.allowed


DEFAULT: Final = Label.AMBER_STRICT
ORDER: Final = tuple(Label)
NAMES: Final = {
    Label.CLEAR: "TLP:CLEAR",
    Label.GREEN: "TLP:GREEN",
    Label.AMBER: "TLP:AMBER",
    Label.AMBER_STRICT: "TLP:AMBER+STRICT",
    Label.RED: "TLP:RED",
}
_IN_HOUSE: Final = (Recipient.NAMED, Recipient.MEMBER)
_REACH: Final = {
    Label.CLEAR: tuple(Recipient),
    Label.GREEN: (*_IN_HOUSE, Recipient.ADDRESSEE, Recipient.OUTSIDER),
    Label.AMBER: (*_IN_HOUSE, Recipient.ADDRESSEE),
    Label.AMBER_STRICT: (*_IN_HOUSE, Recipient.ADDRESSEE),
    Label.RED: (Recipient.NAMED,),
}
_BY_MAIL: Final = (Label.CLEAR, Label.GREEN)

CLEAR = _("TLP:CLEAR may be known to everybody.")
GREEN = _("TLP:GREEN may be shared in the community, and not in public.")
AMBER = _("TLP:AMBER is for the organisations it is addressed to and whom they work for.")
STRICT = _("TLP:AMBER+STRICT is for the organisations it is addressed to, and nobody else.")
RED = _("TLP:RED is for the people it names, and never leaves this page.")
MAIL = _("%(label)s does not go by mail: mail says only that something waits.")
_RULES: Final = {
    Label.CLEAR: CLEAR,
    Label.GREEN: GREEN,
    Label.AMBER: AMBER,
    Label.AMBER_STRICT: STRICT,
    Label.RED: RED,
}
LOWER_ORIGIN = _("Only the organisation that set the label may lower it.")
LOWER_REASON = _("A label is lowered for a reason: say which.")
KEPT = _("The label is not lowered.")


def may(label: str, channel: str, recipient: str) -> Allowed:
    """Whether what carries this label may go to this recipient in this way.

    Raises ValueError for a label, channel or recipient that is none.
    """
    given, way, who = Label(label), Channel(channel), Recipient(recipient)
    rule = Sentence(_RULES[given], {})
    if given is Label.RED:
        return Allowed(way is Channel.PAGE and who is Recipient.NAMED, rule)
    if way is Channel.MAIL and given not in _BY_MAIL:
        return Allowed(False, Sentence(MAIL, {"label": NAMES[given]}))
    if way is Channel.PUBLICATION:
        return Allowed(given is Label.CLEAR, rule)
    return Allowed(who in _REACH[given], rule)


def may_relabel(before: str, after: str, *, is_origin: bool, because: str) -> Allowed:
    """Whether a label may be changed: raising it is open to who holds the thing, lowering it to
    the organisation that set it, with a reason."""
    lowered = ORDER.index(Label(after)) < ORDER.index(Label(before))
    if not lowered:
        return Allowed(True, Sentence(KEPT, {}))
    if not is_origin:
        return Allowed(False, Sentence(LOWER_ORIGIN, {}))
    if not because.strip():
        return Allowed(False, Sentence(LOWER_REASON, {}))
    return Allowed(True, Sentence(_RULES[Label(after)], {}))


def strictest(*labels: str) -> Label:
    """The strictest of some labels; the default where there is none."""
    given = [Label(label) for label in labels]
    return max(given, key=ORDER.index, default=DEFAULT)
