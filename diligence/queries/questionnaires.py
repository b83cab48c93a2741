"""Which questionnaire is in force, and what a published edition says."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Case, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from diligence.choices import Audience, QuestionnaireLevel
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native
from diligence.models import QuestionnaireChoice, QuestionnaireVersion
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_id

BASELINE = "eu-baseline"


class NoQuestionnaireError(LookupError):
    """No such edition is published for the acting organisation."""


class AlteredError(RuntimeError):
    """A stored edition is not what was published: its bytes and its digest differ."""


def editions(key: str = BASELINE) -> QuerySet[QuestionnaireVersion]:
    """All editions the acting organisation may read, the newest first; of the EU baseline only
    those published for everybody.

    `document` and `cases` stay in the database until they are asked for.
    """
    rows = QuestionnaireVersion.objects.filter(key=key)
    if key == BASELINE:
        rows = rows.filter(audience=Audience.EVERYONE)
    return rows.defer("document", "cases").order_by("-published_at", "-id")


@dataclass(frozen=True, slots=True)
class InForce:
    """The edition that new appraisals start on, the level it belongs to, and why this one.

    `chosen` is the organisation's own choice; None where the nearest level counts.
    """

    version: QuestionnaireVersion
    level: QuestionnaireLevel
    why: str
    chosen: QuestionnaireChoice | None = None


NATIONAL_KINDS = (OrganisationKind.MINISTRY, OrganisationKind.HUB)
"""Who publishes for a whole Member State."""
_LEVELS = (QuestionnaireLevel.OWN, QuestionnaireLevel.NATIONAL, QuestionnaireLevel.BASELINE)
_NEAREST = {
    QuestionnaireLevel.OWN: _("The newest edition that your organisation published."),
    QuestionnaireLevel.NATIONAL: _(
        "The newest edition published for your Member State; your organisation has none of its own."
    ),
    QuestionnaireLevel.BASELINE: _(
        "The newest edition of the EU baseline; nothing nearer is published."
    ),
}
_CHOSEN = {
    QuestionnaireLevel.OWN: _("Your organisation chose its own edition; this is the newest."),
    QuestionnaireLevel.NATIONAL: _(
        "Your organisation chose its Member State's edition; this is the newest."
    ),
    QuestionnaireLevel.BASELINE: _("Your organisation chose the EU baseline; this is the newest."),
}
_GONE = _("The level that your organisation chose has no edition, so the nearest one counts.")


def newest_by_level() -> dict[QuestionnaireLevel, QuestionnaireVersion]:
    """The newest edition of each level that has one, the nearest level first.

    Where both the ministry and a hub published for the Member State, the newest counts.
    """
    acting = Organisation.objects.filter(pk=acting_id())
    own = Q(owner_id=acting_id(), audience=Audience.ORGANISATION)
    national = Q(
        audience=Audience.MEMBER_STATE,
        audience_country=Subquery(acting.values("country")),
        owner__kind__in=NATIONAL_KINDS,
        owner__demonstration=Subquery(acting.values("demonstration")),
    )
    union = Q(key=BASELINE, audience=Audience.EVERYONE)
    nearness = Case(When(own, then=Value(0)), When(national, then=Value(1)), default=Value(2))
    rows = (
        QuestionnaireVersion.objects.filter(own | national | union)
        .annotate(nearness=nearness)
        .defer("document", "cases")
        .order_by("nearness", "-published_at", "-id")
        .distinct("nearness")
    )
    return {_LEVELS[row.nearness]: row for row in rows}


def choice() -> QuestionnaireChoice | None:
    """The level that the acting organisation chose, if it did."""
    found: QuestionnaireChoice | None = QuestionnaireChoice.objects.first()
    return found


def in_force() -> InForce:
    """The edition that the acting organisation fills in: that of the level it chose, or of the
    nearest level that has one. Raises NoQuestionnaireError."""
    levels, chosen = newest_by_level(), choice()
    if not levels:
        raise _nothing(BASELINE)
    if chosen is not None and (level := QuestionnaireLevel(chosen.level)) in levels:
        return InForce(levels[level], level, str(_CHOSEN[level]), chosen)
    nearest = next(iter(levels))
    why = _GONE if chosen is not None else _NEAREST[nearest]
    return InForce(levels[nearest], nearest, str(why), chosen)


def current_version(key: str = "") -> QuestionnaireVersion:
    """The edition in force; with `key` the newest edition of that questionnaire which the acting
    organisation may read. Raises NoQuestionnaireError."""
    if not key:
        return in_force().version
    version = editions(key).first()
    if version is None:
        raise _nothing(key)
    return version


def newest_on(root: str) -> QuestionnaireVersion:
    """The edition in force where it builds on the questionnaire `root` or is one of it; else the
    newest edition of that. Raises NoQuestionnaireError."""
    try:
        version = in_force().version
    except NoQuestionnaireError:
        return current_version(root)
    return version if definition(version).root == root else current_version(root)


def _nothing(key: str) -> NoQuestionnaireError:
    return NoQuestionnaireError(
        f"No edition of the questionnaire {key} is published here: "
        "the operator runs `manage.py load_questionnaire`."
    )


def with_digest(digest: str) -> QuestionnaireVersion:
    """The edition whose document has this digest. Raises NoQuestionnaireError."""
    found = (
        QuestionnaireVersion.objects.filter(digest=digest).defer("document", "cases").order_by("id")
    )
    version = found.first()
    if version is None:
        raise NoQuestionnaireError(f"No published edition has the digest {digest}.")
    return version


@dataclass(frozen=True, slots=True)
class Baseline:
    """An edition of the EU baseline that another edition builds on, or is itself."""

    definition: Questionnaire
    digest: str


def baseline_of(version: QuestionnaireVersion) -> Baseline | None:
    """The EU baseline at the end of the edition's line of descent; None where it builds on none.

    Raises NoQuestionnaireError where that edition is not published here, and AlteredError.
    """
    asked = definition(version)
    if asked.root != BASELINE:
        return None
    if asked.lineage:
        root = QuestionnaireVersion.objects.filter(
            key=BASELINE, audience=Audience.EVERYONE, digest=asked.lineage[-1].digest
        )
        found = root.defer("document", "cases").first()
        if found is None:
            ancestor = asked.lineage[-1]
            raise NoQuestionnaireError(
                f"{version} builds on the EU baseline {ancestor.edition} ({ancestor.digest}), "
                "which is not published here."
            )
        return Baseline(definition(found), found.digest)
    # A questionnaire of the same name that somebody else published is not the Union's.
    return Baseline(asked, version.digest) if version.audience == Audience.EVERYONE else None


def baseline_with(digest: str) -> QuestionnaireVersion | None:
    """The edition of the EU baseline with this digest, to be named on a page; None for ''."""
    return editions().filter(digest=digest).first() if digest else None


_known: dict[str, Questionnaire] = {}


def definition(version: QuestionnaireVersion) -> Questionnaire:
    """What the edition says; read once a process, since editions never change.

    Raises AlteredError when the stored bytes are not those of the digest.
    """
    known = _known.get(version.digest)
    if known is None:
        known = _known[version.digest] = read_again(version)
    return known


def read_again(version: QuestionnaireVersion) -> Questionnaire:
    """What the edition says, from its stored bytes. Raises AlteredError as `definition` does."""
    if sha256(version.document.encode()).hexdigest() != version.digest:
        raise AlteredError(
            f"The stored document of {version} is not the published one: its digest differs."
        )
    return native.loads(version.document)
