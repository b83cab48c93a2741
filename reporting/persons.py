"""Columns of the reporting room that name people, and where a name may stand for good."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.enums import OrganisationKind
from portal.privacy.people import Names, Part, PersonData, Standing
from portal.privacy.purposes import Processing

_FROZEN = _("A frozen document: its digest proves what was reported; kept for ever.")
_WORDS = _("Words that somebody wrote; they are corrected by who looks after the row.")
_CROSSED = _("Another organisation’s copy: who confirmed its figures.")


_NAMES: Final[tuple[Names, ...]] = (
    Names("reporting.Contribution", _("Froze the frame"), "frame_frozen_by", part=Part.AUTHOR),
    Names(
        "reporting.Contribution",
        _("To be reached about a contribution"),
        "contact",
        part=Part.NAMED,
    ),
    Names("reporting.Declaration", _("Entered a declaration"), "updated_by"),
    Names("reporting.ChapterText", _("Wrote a chapter"), "updated_by"),
    Names("reporting.Return", _("Confirmed figures"), "confirmed_by", "user_id", part=Part.AUTHOR),
    Names(
        "reporting.ReceivedReturn",
        _("Confirmed figures, as another organisation received them"),
        "confirmed_by",
        part=Part.AUTHOR,
    ),
    Names("reporting.Rendering", _("Asked for a PDF"), "asked_by", "user_id"),
    Names("reporting.Report", _("Published a report"), "published_by", "user_id", part=Part.AUTHOR),
    Names(
        "reporting.PolicySimulation", _("Tried a draft"), "asked_by", "member", by_membership=True
    ),
)


_STANDING: Final[tuple[Standing, ...]] = (
    Standing("reporting.Return", "document", _FROZEN),
    Standing("reporting.ReceivedReturn", "document", _FROZEN),
    Standing("reporting.ReceivedReturn", "confirmed_by", _CROSSED),
    Standing("reporting.Report", "document", _FROZEN),
    Standing("reporting.Rendering", "document", _FROZEN),
    Standing("reporting.ChapterText", "text", _WORDS),
    Standing("reporting.Declaration", "note", _WORDS),
    Standing("reporting.Contribution", "authority", _WORDS),
    Standing("reporting.Contribution", "frame_source", _WORDS),
    Standing("reporting.Return", "correction", _WORDS),
    Standing("reporting.Rendering", "correction", _WORDS),
    Standing("reporting.Report", "correction", _WORDS),
    Standing("reporting.PolicySimulation", "title", _WORDS),
    Standing("reporting.PolicySimulation", "document", _FROZEN),
)


def person_data() -> PersonData:
    return PersonData(_NAMES, _STANDING)


# --- What for -----------------------------------------------------------------------------------
_PROCESSING: Final = (
    Processing(
        key="figures",
        title=_("Figures and reports on uptake"),
        purpose=_("To monitor how far the Recommendation is used, every two years."),
        people=_("Members who confirm returns, write chapters and publish reports."),
        data=_("Their names. Figures are aggregates in which nobody can be recognised."),
        recipients=_("The Commission receives confirmed returns; reports are public."),
        measures=_(
            "Small cells are withheld with a second one beside them; what counts across "
            "organisations reads listed columns without names."
        ),
        retention=("figures", "made_reports", "policy_trials"),
        kinds=frozenset({OrganisationKind.MINISTRY, OrganisationKind.COMMISSION}),
    ),
)


def processing() -> tuple[Processing, ...]:
    return _PROCESSING
