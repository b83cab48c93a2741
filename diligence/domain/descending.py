"""Whether the line of descent that a document claims is that of the edition it is compared with.

Comparing parts proves what they build on only for an edition that is there, and that is the one
named: a document that names a line of its own could otherwise pass for a composition over it.
"""

from collections.abc import Iterator, Sequence

from diligence.domain.checks.finding import Finding, Weight
from diligence.domain.inheriting import CHECK
from diligence.domain.questionnaire import Ancestor
from diligence.domain.wording import Sentence, gettext_noop

_ABSENT = gettext_noop(
    "It says that it builds on %(edition)s, which is not published for your organisation."
)
_ALONE = gettext_noop("Remove the line of descent, or begin from the edition that it builds on.")
_OTHER = gettext_noop(
    "The line of descent names another document as %(edition)s than the one read."
)
_AGAIN = gettext_noop("Begin from the edition that it builds on; it writes the line of descent.")


def descent(lineage: Sequence[Ancestor], parent: str) -> Iterator[Finding]:
    """An error where the nearest ancestor is not the published document with the digest `parent`;
    '' says that it is compared with none."""
    if not lineage or lineage[0].digest == parent:
        return
    told = {"edition": f"{lineage[0].id} {lineage[0].edition}"}
    problem, remedy = (_OTHER, _AGAIN) if parent else (_ABSENT, _ALONE)
    yield Finding(CHECK, "lineage", Sentence(problem, told), Sentence(remedy, {}), Weight.ERROR)
