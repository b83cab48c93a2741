"""What the product says to people about their data, by role: sentences that its code makes true."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.enums import Role

GENERAL: Final[tuple[tuple[Promise, Promise], ...]] = (
    (
        _("Who is responsible"),
        _(
            "Each organisation is controller for its own register, appraisals and cases. Where a "
            "case is sent to a hub, the hub is controller for its copy. Who operates the "
            "installation processes data on their behalf and sees none of their rows."
        ),
    ),
    (
        _("What is held of you"),
        _(
            "As a member: name, e-mail address, role, units, how you sign in, and what you did in "
            "your organisation’s work. As somebody named by others: your name where you are "
            "responsible for a cooperation, or were asked as a colleague. There is no field for "
            "nationality, birth, religion, health, curriculum vitae or anything like it."
        ),
    ),
    (
        _("What is never done"),
        _(
            "Cooperations are appraised, never people. A country never moves a score. No figures "
            "are made about single members, and no decision is taken by the product: whoever "
            "decides is a person who gives reasons."
        ),
    ),
    (
        _("Cookies"),
        _(
            "One for your session, one against forged requests, one that recognises your browser, "
            "and two that remember how the pages look. Nobody else’s; nothing is measured."
        ),
    ),
    (
        _("Your rights"),
        _(
            "You may have a copy, a correction or an erasure, object to a use, and complain to "
            "the supervisory authority of your country. Ask the organisation concerned; it "
            "answers within a month."
        ),
    ),
)
"""True for everybody, whatever organisation."""

OF_ROLE: Final[dict[Role, Promise]] = {
    Role.OFFICER: _(
        "What you register, answer and send carries your name inside your organisation. Your hub "
        "gets what was ticked in a dossier, without your name."
    ),
    Role.DECIDER: _(
        "Decisions carry your name and your reasons for as long as the case is kept, so that the "
        "organisation can answer for them. Neither hub nor ministry sees who decided."
    ),
    Role.ADVISER: _(
        "Advice names who issued and who countersigned it, for as long as the case is kept. Your "
        "notes stay inside the hub. Your times are not measured."
    ),
    Role.POLICY_OFFICER: _(
        "Returns and reports name who confirmed and published them, for ever. You see figures "
        "in which nobody can be recognised."
    ),
    Role.ANALYST: _(
        "Reports name who published them, for ever. You see confirmed returns, and no rows of "
        "any organisation."
    ),
    Role.STEWARD: _(
        "Who joins, leaves and may do what is recorded with your name. You see neither sessions "
        "nor devices of members, and no figures about them."
    ),
}
"""What somebody in this role should know beyond it."""
