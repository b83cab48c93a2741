"""Columns of the organisation's room that name people, and where a name may stand for good."""

import uuid
from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from diligence.models import AnswerSheet
from portal.enums import OrganisationKind
from portal.privacy.people import Names, Part, PersonData, Standing
from portal.privacy.purposes import Processing

_FROZEN = _("A frozen document: its digest proves what was decided on; it goes with the case.")
_RECORD = _("Frozen with the case, whose digest covers it; it goes with the case.")
_WORDS = _("Words that somebody wrote; they are corrected by who looks after the row.")


_REGISTER: Final[tuple[Names, ...]] = (
    Names(
        "diligence.Partnership", _("Responsible for a partnership"), "responsible", part=Part.NAMED
    ),
    Names("diligence.Partnership", _("Registered a partnership"), "registered_by"),
    Names("diligence.PartnershipChange", _("Changed a partnership"), "by", "user_id"),
    Names("diligence.PartnerMerge", _("Merged partner records"), "by", "user_id"),
    Names("diligence.PartnerMerge", _("Took a merge back"), "undone_by"),
    Names("diligence.Attachment", _("Added a file"), "uploaded_by", "user_id"),
    Names("diligence.ImportBatch", _("Read a file in"), "uploaded_by", "user_id"),
    Names(
        "diligence.ImportBatch", _("Stored an import"), "stored_by", "member", by_membership=True
    ),
    Names("diligence.ImportBatch", _("Undid an import"), "undone_by"),
    Names("diligence.Fact", _("Recorded what is known of a partner"), "learned_by", "user_id"),
    Names("diligence.Fact", _("Ended what was known"), "ended_by"),
    Names("diligence.Objection", _("Recorded an objection"), "by", "user_id"),
    Names("diligence.Objection", _("Objected"), "raised_by_whom", part=Part.NAMED),
    Names("diligence.Objection", _("Answered an objection"), "decided_by"),
)


_APPRAISALS: Final[tuple[Names, ...]] = (
    Names("diligence.Appraisal", _("Began an appraisal"), "started_by"),
    Names("diligence.Appraisal", _("Submitted an appraisal"), "submitted_by"),
    Names("diligence.AnswerChange", _("Changed answers"), "by", "user_id"),
    Names("diligence.CarryReport", _("Moved an appraisal to another edition"), "by"),
    Names("diligence.ColleagueRequest", _("Asked a colleague"), "created_by", "user_id"),
    Names(
        "diligence.ColleagueRequest",
        _("Was asked as a colleague"),
        "to_name",
        email="to_email",
        part=Part.NAMED,
    ),
    Names("diligence.Proposal", _("Settled a colleague’s answer"), "settled_by"),
    Names("diligence.Dossier", _("Prepared a dossier"), "prepared_by", "user_id"),
    Names("diligence.Consultation", _("Sent a case to the hub"), "sent_by"),
    Names("diligence.ReferralArrangement", _("Recorded an arrangement"), "recorded_by"),
    Names("diligence.ReferralArrangement", _("Ended an arrangement"), "ended_by"),
    Names("diligence.Clearance", _("Recorded a clearance"), "by", "user_id"),
    Names("diligence.Clearance", _("Ended a clearance"), "ended_by"),
)


_DECISIONS: Final[tuple[Names, ...]] = (
    Names("diligence.Decision", _("Decided"), "decided_by", "user_id", part=Part.AUTHOR),
    Names("diligence.ReviewMark", _("Called for a review of a decision"), "by"),
    Names(
        "diligence.ChosenMeasure", _("Responsible for a measure"), "responsible", part=Part.NAMED
    ),
    Names("diligence.ChosenMeasure", _("Chose a measure"), "chosen_by"),
    Names("diligence.ChosenMeasure", _("Carried a measure out"), "done_by", "done_user_id"),
    Names("diligence.ChosenMeasure", _("Accepted the evidence of a measure"), "accepted_by"),
)


_QUESTIONNAIRES: Final[tuple[Names, ...]] = (
    Names("diligence.Draft", _("Began a draft"), "created_by"),
    Names("diligence.DraftChange", _("Changed a draft"), "by", "user_id"),
    Names("diligence.DraftComment", _("Commented on a draft"), "by", "user_id"),
    Names("diligence.DraftComment", _("Settled a comment"), "settled_by"),
    Names("diligence.DraftReview", _("Reviewed a draft"), "by", "user_id"),
    Names("diligence.CheckOverride", _("Answered for a check that objected"), "by", "user_id"),
    Names("diligence.QuestionnaireChoice", _("Chose a questionnaire"), "by"),
)


_TOOLS: Final[tuple[Names, ...]] = (
    Names("diligence.Simulation", _("Tried a draft"), "asked_by", "member", by_membership=True),
    Names("diligence.CarryOver", _("Moved appraisals"), "asked_by", "member", by_membership=True),
    Names("diligence.ReminderPlan", _("Set reminders"), "changed_by"),
    Names("diligence.Snooze", _("Put a due item off"), "by", "user_id"),
    Names("diligence.Snooze", _("Took a due item up again"), "ended_by"),
    Names(
        "diligence.DigestChoice",
        _("Their own digest"),
        key="membership",
        part=Part.OWN,
        by_membership=True,
    ),
    Names(
        "diligence.KeptView",
        _("Their own kept views"),
        key="membership",
        part=Part.OWN,
        by_membership=True,
    ),
)


_FROZEN_TEXTS: Final = {
    "Score": ("answers", "document"),
    "Dossier": ("content",),
    "Decision": ("basis", "reasons", "followed_because"),
    "Route": ("document",),
    "ReceivedAdvice": ("document", "reference"),
    "CarryReport": ("document",),
    "AnswerChange": ("changes",),
    "PartnershipChange": ("changes",),
}
_WORDS_WRITTEN: Final = {
    "Partnership": ("title", "reference", "benefit", "funding_source", "search_text"),
    "Consultation": (
        "reply",
        "message",
        "needed_because",
        "closed_because",
        "no_hub_because",
        "questions",
    ),
    "ImportRow": ("cells", "corrections", "changes"),
    "AnswerSheet": ("entries",),
    "Fact": ("value", "note", "together_with", "ended_note"),
    "ChosenMeasure": ("note", "dropped_because", "driver"),
    "Clearance": ("reason", "reference", "ended_because"),
    "ColleagueRequest": ("message", "draft"),
    "Proposal": ("note", "value"),
    "Attachment": ("name", "tlp_because"),
    "DraftComment": ("text",),
    "DraftReview": ("note",),
    "DraftChange": ("operations", "inverse", "what"),
    "Objection": ("text", "answer"),
    "QuestionnaireVersion": (
        *("published_by", "reviewed_by", "authors", "overrides", "note"),
        *("title", "document", "cases"),
    ),
    "Appraisal": ("withdrawn_because",),
    "CheckOverride": ("reason",),
    "Draft": ("title", "document", "cases", "imported"),
    "ImportBatch": ("headings", "sheet", "sheets", "notes"),
    "Paper": ("title",),
    "QuestionnaireChoice": ("because",),
    "ReferralArrangement": ("text", "reference"),
    "Simulation": ("document",),
    "Snooze": ("because",),
}


def _standing() -> tuple[Standing, ...]:
    return (
        *(
            Standing(f"diligence.{m}", c, _RECORD if c == "changes" else _FROZEN)
            for m, each in _FROZEN_TEXTS.items()
            for c in each
        ),
        *(
            Standing(f"diligence.{m}", c, _WORDS)
            for m, each in _WORDS_WRITTEN.items()
            for c in each
        ),
    )


_NOBODY: Final[tuple[tuple[str, str], ...]] = (
    ("diligence.Partner.name", "an organisation"),
    ("diligence.Partner.normalised_name", "an organisation"),
    ("diligence.Partnership.partner_names", "organisations"),
    ("diligence.ReceivedAdvice.hub_name", "an organisation"),
    ("diligence.Attachment.name", "a file"),
    ("diligence.ImportBatch.name", "a file"),
    ("diligence.KeptView.name", "a view"),
    ("diligence.QuestionnaireVersion.published_by", "the imprint of a published edition"),
    ("diligence.QuestionnaireVersion.reviewed_by", "the imprint of a published edition"),
)


def _rewrite_sheets(user: uuid.UUID, called: Collection[str], label: str) -> int:
    """Answers say who typed and who confirmed them: the label stands there instead."""
    changed = []
    for sheet in AnswerSheet.objects.select_for_update(of=("self",)).order_by("pk"):
        if any(_rewritten(entry, str(user), called, label) for entry in sheet.entries.values()):
            for entry in sheet.entries.values():
                _rewritten(entry, str(user), called, label)
            changed.append(sheet)
    AnswerSheet.objects.bulk_update(changed, ["entries"], batch_size=500)
    return len(changed)


def _rewritten(entry: dict[str, Any], user: str, called: Collection[str], label: str) -> bool:
    mine = entry.get("user") == user
    found = False
    if mine:
        entry["by"], entry["user"], found = label, None, True
    if entry.get("confirmed_by") in called:
        entry["confirmed_by"], found = label, True
    known = entry.get("known")
    if isinstance(known, dict) and known.get("by") in called:
        known["by"], found = label, True
    return found


def person_data() -> PersonData:
    return PersonData(
        (*_REGISTER, *_APPRAISALS, *_DECISIONS, *_QUESTIONNAIRES, *_TOOLS),
        _standing(),
        _NOBODY,
        (_rewrite_sheets,),
    )


# --- What for -----------------------------------------------------------------------------------
_INSIDE: Final = _("Members whose role needs it; nobody outside the organisation.")
_MEASURES: Final = _(
    "Rows of each organisation apart in the database, roles, second factors, sealed record, "
    "encrypted files."
)

_PROCESSING: Final = (
    Processing(
        key="register",
        title=_("Register of international cooperations"),
        purpose=_("To know which cooperations exist, with whom and until when."),
        people=_("Own staff responsible for a cooperation; members who register."),
        data=_("Names, in the role in which somebody acts; no data about partners’ staff."),
        recipients=_INSIDE,
        measures=_MEASURES,
        retention=("discarded", "abandoned", "low", "appraised", "partners", "imports"),
        kinds=frozenset({OrganisationKind.RESEARCH}),
    ),
    Processing(
        key="appraisal",
        title=_("Appraisal and decision about a cooperation"),
        purpose=_(
            "To find risks to security and values in a cooperation, reduce them, and decide with "
            "reasons. Cooperations are scored, never people; whoever decides is a person."
        ),
        people=_("Members who answer, treat and decide; colleagues who are asked."),
        data=_("Names beside answers, measures and decisions; a colleague’s name and address."),
        recipients=_(
            "The advisory hub, where a member sends a dossier: what was ticked in it, without "
            "members’ names."
        ),
        measures=_MEASURES,
        retention=("appraised", "not_pursued", "facts", "removed_files", "snoozes"),
        kinds=frozenset({OrganisationKind.RESEARCH}),
    ),
    Processing(
        key="questionnaires",
        title=_("Writing and publishing questionnaires"),
        purpose=_("To ask the right questions, reviewed by a second person."),
        people=_("Authors and reviewers."),
        data=_("Names beside drafts, comments, reviews and published editions."),
        recipients=_("Whoever may read a published edition reads who published it."),
        measures=_MEASURES,
        retention=("questionnaires", "trials", "made_files"),
    ),
)


def processing() -> tuple[Processing, ...]:
    return _PROCESSING
