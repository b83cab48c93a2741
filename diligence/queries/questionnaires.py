"""Which questionnaire is in force, and what a published edition says."""

from hashlib import sha256

from django.db.models import QuerySet

from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native
from diligence.models import QuestionnaireVersion

BASELINE = "eu-baseline"


class NoQuestionnaireError(LookupError):
    """No such edition is published for the acting organisation."""


class AlteredError(RuntimeError):
    """A stored edition is not what was published: its bytes and its digest differ."""


def editions(key: str = BASELINE) -> QuerySet[QuestionnaireVersion]:
    """All editions the acting organisation may read, the newest first.

    `document` and `cases` stay in the database until they are asked for.
    """
    return (
        QuestionnaireVersion.objects.filter(key=key)
        .defer("document", "cases")
        .order_by("-published_at", "-id")
    )


def current_version(key: str = BASELINE) -> QuestionnaireVersion:
    """The newest edition the acting organisation may read. Raises NoQuestionnaireError."""
    version = editions(key).first()
    if version is None:
        raise NoQuestionnaireError(
            f"No edition of the questionnaire {key} is published here: "
            "the operator runs `manage.py load_questionnaire`."
        )
    return version


def with_digest(digest: str) -> QuestionnaireVersion:
    """The edition whose document has this digest. Raises NoQuestionnaireError."""
    found = (
        QuestionnaireVersion.objects.filter(digest=digest).defer("document", "cases").order_by("id")
    )
    version = found.first()
    if version is None:
        raise NoQuestionnaireError(f"No published edition has the digest {digest}.")
    return version


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
