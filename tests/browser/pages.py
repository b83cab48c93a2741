"""Every page of the portal: its name, who reads it, and the row it is about.

A name of the URLconf that stands in none of these lists fails the test that compares them.
"""

import uuid
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from tests.browser.world import World

NOBODY, INES, STELLA, OLGA, BO = "", "ines", "stella", "olga", "bo"
MEMBERS = (INES, STELLA)
SIGNED_IN = (INES, STELLA, OLGA)


@dataclass(frozen=True)
class Found:
    """`readers` see the page, `row` names the row in its address; `main` pages are looked at most.

    `alone`: the page changes when it is looked at, or needs what only its own test makes.
    """

    readers: tuple[str, ...]
    row: str = ""
    query: str = ""
    main: bool = False
    alone: bool = False
    more: tuple[str, ...] = ()


PAGES: dict[str, Found] = {
    # -- entering
    "account_login": Found((NOBODY,), main=True),
    "account_logout": Found((INES,)),
    "account_inactive": Found((NOBODY,)),
    "account_signup": Found((NOBODY,)),
    "account_reset_password": Found((NOBODY,)),
    "account_reset_password_done": Found((NOBODY,)),
    "account_reset_password_from_key_done": Found((NOBODY,)),
    "account_change_password": Found((INES,)),
    "account_reauthenticate": Found((INES,)),
    "mfa_index": Found((INES,)),
    "mfa_activate_totp": Found((INES,)),
    "portal:about": Found((NOBODY, INES)),
    "portal:accessibility": Found((NOBODY, INES)),
    "portal:gallery": Found((NOBODY,)),
    # -- everybody
    "portal:start": Found(MEMBERS, main=True),
    "portal:search": Found(MEMBERS, query="q=coastal"),
    "portal:you": Found(SIGNED_IN),
    # -- the steward's
    "portal:members": Found((STELLA,), main=True),
    "portal:invite": Found((STELLA,)),
    "portal:member": Found((STELLA,), row="member"),
    "portal:member-end": Found((STELLA,), row="member"),
    "portal:member-reset": Found((STELLA,), row="member"),
    "portal:member-second-factor": Found((STELLA,), row="member"),
    "portal:invitation-revoke": Found((STELLA,), row="invitation"),
    "portal:units": Found((STELLA,)),
    "portal:unit": Found((STELLA,), row="unit"),
    "portal:settings": Found((STELLA,)),
    "portal:tokens": Found(MEMBERS),
    "portal:token-new": Found(MEMBERS),
    # -- the operator's
    "portal:operations": Found((OLGA,), main=True),
    "portal:operations-help": Found((OLGA,)),
    "portal:operations-new": Found((OLGA,)),
    "portal:operations-organisation": Found((OLGA,), row="organisation"),
    "portal:operations-edit": Found((OLGA,), row="organisation"),
    "portal:operations-suspend": Found((OLGA,), row="organisation"),
    # -- the register
    "diligence:partnership-list": Found(MEMBERS, main=True),
    "diligence:partnership-new": Found((INES,), main=True),
    "diligence:partnership-detail": Found(MEMBERS, row="plain", main=True),
    "diligence:partnership-edit": Found((INES,), row="plain"),
    "diligence:partnership-history": Found((INES,), row="plain"),
    "diligence:partnership-end": Found((INES,), row="plain"),
    "diligence:partnership-resume": Found((INES,), row="closed"),
    "diligence:partnership-discard": Found((INES,), row="plain"),
    "diligence:partnership-restore": Found((INES,), row="discarded"),
    "diligence:partner-list": Found(MEMBERS, main=True),
    "diligence:partner-detail": Found(MEMBERS, row="partner"),
    "diligence:partner-edit": Found((INES,), row="partner"),
    "diligence:partner-merge": Found((INES,), row="partner"),
    "diligence:partner-unmerge": Found((INES,), row="merged"),
    "diligence:attachment-remove": Found((INES,), row="file"),
    # -- appraising
    "diligence:appraisal-list": Found(MEMBERS, main=True),
    "diligence:appraisal-detail": Found(MEMBERS, row="ready", main=True),
    "diligence:appraisal-triage": Found(MEMBERS, row="begun", main=True),
    "diligence:appraisal-section": Found(MEMBERS, row="ready", more=("B",), main=True),
    "diligence:appraisal-check": Found((INES,), row="ready", main=True),
    "diligence:appraisal-withdraw": Found((INES,), row="ready"),
    "diligence:appraisal-reopen": Found((INES,), row="scored"),
    "diligence:appraisal-result": Found(MEMBERS, row="scored", main=True),
    "diligence:questionnaire-current": Found(MEMBERS),
    "diligence:questionnaire-detail": Found((INES,), row="version"),
}

VARIANTS: dict[str, str] = {
    "triage that ended": "diligence:appraisal-triage ended",
    "result of a triage": "diligence:appraisal-result ended",
    "partnership with everything": "diligence:partnership-detail scored_in",
}
"""The same page about another row, where it looks different."""

JOURNEYS: frozenset[str] = frozenset(
    {
        # Behind a secret or a half-done sign-in: their journeys look at them.
        "portal:invitation",
        "portal:reset",
        "portal:operator",
        "account_reset_password_from_key",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)

NO_PAGES: frozenset[str] = frozenset(
    {
        # Buttons: a POST that leads to a page of the lists above.
        "portal:switch",
        "portal:invitation-renew",
        "portal:member-resume",
        "portal:unit-close",
        "portal:unit-reopen",
        "portal:token-revoke",
        "portal:operations-resume",
        "portal:operations-invitation",
        "diligence:partnership-undo",
        "diligence:appraisal-start",
        "diligence:appraisal-submit",
        "diligence:attachment-add",
        # Files, fragments and what machines read.
        "diligence:attachment-download",
        "diligence:register-export",
        "diligence:partner-suggest",
        "diligence:appraisal-progress",
        "diligence:questionnaire-download",
        "mfa_download_recovery_codes",
        "api-schema",
        "healthz",
        "readyz",
    }
)


def address(world: World, name: str, row: uuid.UUID | None = None) -> str:
    """The path of a page, about its own row or another one."""
    found = PAGES[name]
    arguments: list[object] = [row or world.ids[found.row]] if found.row else []
    try:
        path = reverse(name, args=[*arguments, *found.more], urlconf="portal.urls")
    except NoReverseMatch as problem:
        raise AssertionError(f"{name} needs a row in tests/browser/pages.py") from problem
    return f"{path}?{found.query}" if found.query else path
