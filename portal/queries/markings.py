"""Which markings of classified information are refused here, beside those everybody knows."""

from django.conf import settings
from django.utils.translation import gettext as _

from portal.models import SecuritySettings


def own() -> SecuritySettings:
    """What the acting organisation set; the defaults where it set nothing."""
    return SecuritySettings.objects.only("markings", "classified_channel").first() or (
        SecuritySettings()
    )


def further(row: SecuritySettings | None = None) -> tuple[str, ...]:
    """The installation's further markings, and those of the acting organisation (`row`: its
    settings, where they were read already)."""
    return (*settings.EXTRA_MARKINGS, *(row or own()).markings)


def refusal(marking: str, channel: str = "") -> str:
    """What is said about a text that carries a marking: never a word of the text."""
    told = _(
        "This carries the marking “%(marking)s”. Classified information must not enter this "
        "portal, and nothing of what you sent was kept. %(channel)s"
    )
    default = _("Use the channel your security officer or national hub has for it.")
    return told % {"marking": marking, "channel": channel or default}
