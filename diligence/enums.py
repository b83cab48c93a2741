"""Words of the risk appraisal that the pure domain and everything above it share."""

from enum import StrEnum


class Band(StrEnum):
    """Severity read from a dimension's matrix; compare by `rank`, not as text."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return _RANK[self.value]


class Outcome(StrEnum):
    """Headline of a score: the band, or `refer` when a flag stands or two dimensions are high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    REFER = "refer"

    @property
    def rank(self) -> int:
        return _RANK[self.value]


_RANK = {"low": 0, "medium": 1, "high": 2, "refer": 3}


class QuestionType(StrEnum):
    SINGLE = "single"
    MULTI = "multi"
    YESNO = "yesno"
    YNU = "ynu"
    LIKERT = "likert"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    COUNTRY = "country"
    ORGANISATION = "organisation"

    @property
    def has_options(self) -> bool:
        return self in _WITH_OPTIONS

    @property
    def names_a_place_or_body(self) -> bool:
        """Recorded, and barred from ever influencing a score."""
        return self in (QuestionType.COUNTRY, QuestionType.ORGANISATION)


_WITH_OPTIONS = frozenset(
    {
        QuestionType.SINGLE,
        QuestionType.MULTI,
        QuestionType.YESNO,
        QuestionType.YNU,
        QuestionType.LIKERT,
    }
)


class Factor(StrEnum):
    """The four risk factors of the Council Recommendation."""

    OWN = "own"
    DOMAIN = "domain"
    COUNTRY = "country"
    PARTNER = "partner"


class Scope(StrEnum):
    """Whose fact an answer is, hence what may be carried over from earlier answers."""

    PARTNERSHIP = "partnership"
    PARTNER = "partner"
    UNIT = "unit"
    REGISTER = "register"


class FlagTarget(StrEnum):
    """Whom a flag addresses."""

    HUB = "hub"
    EXPORT_CONTROL = "export_control"
    INVESTMENT_SCREENING = "investment_screening"
    FUNDER = "funder"
    ETHICS = "ethics"


class Step(StrEnum):
    """What one triage option asks for."""

    NEXT = "next"
    OUT = "out"
    FULL = "full"
    REFER = "refer"


class Route(StrEnum):
    """Where the triage as a whole leads."""

    ENDED_LOW = "ended_low"
    OUT_OF_SCOPE = "out_of_scope"
    FULL = "full"
    INCOMPLETE = "incomplete"


class Destination(StrEnum):
    """Where an outcome leads; `choices.LeadsTo` gives each its label."""

    NOTHING = "nothing"
    OFFICER = "officer"
    DECIDER = "decider"
    HUB = "hub"
    INFORMATION = "information"


class Stage(StrEnum):
    """States of an appraisal."""

    TRIAGE = "triage"
    ENDED_LOW = "ended_low"
    OUT_OF_SCOPE = "out_of_scope"
    ANSWERING = "answering"
    SUBMITTED = "submitted"
    SCORED = "scored"
    WITHDRAWN = "withdrawn"


class Shown(StrEnum):
    """Whether a question is asked, given the answers so far."""

    ASKED = "asked"
    HIDDEN = "hidden"
    WAITING = "waiting"


class ProblemCode(StrEnum):
    UNKNOWN_QUESTION = "unknown_question"
    UNLISTED = "unlisted"
    DUPLICATE = "duplicate"
    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    EXCLUSIVE = "exclusive"
    MALFORMED = "malformed"
    MISSING = "missing"
    CLOSED = "closed"


class Course(StrEnum):
    """What an organisation decides to do about a partnership."""

    PROCEED = "proceed"
    WITH_MEASURES = "with_measures"
    HOLD = "hold"
    DECLINE = "decline"

    @property
    def goes_ahead(self) -> bool:
        return self in (Course.PROCEED, Course.WITH_MEASURES)


class Heed(StrEnum):
    """What an organisation says about the advice it had, or had not."""

    FOLLOWED = "followed"
    PARTLY = "partly"
    NOT = "not"
    NONE_GIVEN = "none_given"
    NOT_ASKED = "not_asked"


class Authority(StrEnum):
    """Whose decision a case is, within the organisation and nowhere else."""

    OFFICER = "officer"
    DECIDER = "decider"


class Consulted(StrEnum):
    """What has come of asking the hub so far, as far as a decision is concerned."""

    NOT_ASKED = "not_asked"
    EXPECTED = "expected"
    NONE_GIVEN = "none_given"
    RECEIVED = "received"


class KnownFrom(StrEnum):
    """Where an answer that is known from before comes from."""

    REGISTER = "register"
    PARTNER = "partner"
    UNIT = "unit"
    PARTNERSHIP = "partnership"


class AskedAgain(StrEnum):
    """Why something known from before is not offered but asked again."""

    STALE = "stale"
    NEVER = "never"
    REWORDED = "reworded"
    SAID_CHANGED = "said_changed"
    NOT_KNOWN = "not_known"
    DIFFERS = "differs"
    PARTLY = "partly"
    OTHER_PARTNERS = "other_partners"
