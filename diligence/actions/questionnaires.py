"""Publish a questionnaire: checked, tried on its worked cases, then frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diligence.choices import Audience
from diligence.domain.canonical import canonical_bytes
from diligence.domain.cases import Difference, differences
from diligence.domain.checks import Finding, findings
from diligence.domain.checks.overriding import Settled, settle
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange import native
from diligence.models import QuestionnaireVersion
from diligence.queries.questionnaires import NoQuestionnaireError, definition, with_digest
from portal import audit, clock
from portal.authority import Actor
from portal.tenancy import acting_id


class NotPublishableError(ValueError):
    """The edition is refused; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """The edition, and whether this call published it (False: it already was, with these bytes)."""

    version: QuestionnaireVersion
    created: bool
    cases: int


def publish(
    questionnaire: Questionnaire,
    *,
    by: Actor,
    cases: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
    audience: Audience = Audience.EVERYONE,
    audience_country: str = "",
) -> Published:
    """Publish an edition as the acting organisation's, once.

    The worked cases are tests of the edition: one that comes out differently prevents publishing,
    and so does what a check finds, unless it is a matter of judgement and `overrides` gives a named
    person's reason for exactly that. Publishing the same content again changes nothing. Raises
    NotPublishableError.
    """
    document = canonical_bytes(native.dump(questionnaire)).decode()
    digest = native.content_hash(questionnaire)
    tests = _cases_for(questionnaire, cases)
    present = QuestionnaireVersion.objects.filter(
        owner_id=acting_id(), key=questionnaire.id, edition=questionnaire.edition
    ).first()
    if present is not None:
        return _unchanged(present, digest, tests)
    parent = _parent_of(questionnaire)
    settled = _settled(questionnaire, tests, overrides, parent)
    version = QuestionnaireVersion.objects.create(
        key=questionnaire.id,
        edition=questionnaire.edition,
        title=questionnaire.title,
        audience=audience,
        audience_country=audience_country,
        document=document,
        digest=digest,
        cases=tests,
        overrides=list(settled.published),
        parent=parent,
        published_by=by.label,
    )
    audit.record("questionnaire.published", version, by=by, detail=_detail(version))
    return Published(version, True, len(tests))


def _detail(version: QuestionnaireVersion) -> dict[str, object]:
    named: dict[str, object] = {"key": version.key, "edition": version.edition}
    counts = {"cases": len(version.cases), "overrides": len(version.overrides)}
    return named | {"digest": version.digest} | counts


def _unchanged(present: QuestionnaireVersion, digest: str, tests: list[Any]) -> Published:
    if present.digest == digest:
        return Published(present, False, len(tests))
    raise NotPublishableError(
        f"Edition {present.edition} of {present.key} is already published with other content "
        f"({present.digest[:12]}…, this one is {digest[:12]}…). A published edition never changes: "
        "give this one a new edition."
    )


def _cases_for(questionnaire: Questionnaire, cases: Mapping[str, Any] | None) -> list[Any]:
    """The cases, each with what is assumed beside its own answers, all of them passing."""
    if cases is None:
        return []
    meant = (cases.get("questionnaire"), cases.get("edition"))
    if meant != (questionnaire.id, questionnaire.edition):
        raise NotPublishableError(
            f"The worked cases are for {meant[0]} {meant[1]}, "
            f"not for {questionnaire.id} {questionnaire.edition}."
        )
    assumed = cases.get("assumed", {})
    tests = [
        case | {"assumed": {id: v for id, v in assumed.items() if id not in case["answers"]}}
        for case in cases["cases"]
    ]
    failing = [found for case in tests for found in differences(questionnaire, case)]
    if failing:
        raise NotPublishableError(_not_as_expected(failing))
    return tests


def _parent_of(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    """The published edition that it says it builds on."""
    if not questionnaire.lineage:
        return None
    try:
        return with_digest(questionnaire.lineage[0].digest)
    except NoQuestionnaireError as error:
        raise NotPublishableError(f"What it builds on is not published here: {error}") from None


def _settled(
    questionnaire: Questionnaire,
    tests: Sequence[Any],
    overrides: Mapping[str, Any] | None,
    parent: QuestionnaireVersion | None,
) -> Settled:
    """The reasons that count, when nothing else is left to object to."""
    given = overrides or {}
    if given and given.get("questionnaire") != questionnaire.id:
        raise NotPublishableError(
            f"The overrides are for {given.get('questionnaire')}, not for {questionnaire.id}."
        )
    listed = given.get("overrides", [])
    above = None if parent is None else definition(parent)
    found = findings(questionnaire, cases=tests, parent=above)
    settled = settle(found, listed, clock.now().isoformat())
    if settled.open:
        raise NotPublishableError(_objections(settled.open))
    return settled


def _objections(left: Sequence[Finding]) -> str:
    listed = "\n".join(
        f"  {found.weight.value} {found.check} at {found.place or 'the questionnaire'} "
        f"[{found.fingerprint}]: {found.problem} {found.remedy}"
        for found in left[:20]
    )
    more = f"\n  … and {len(left) - 20} more" if len(left) > 20 else ""
    return (
        f"The checks object to {len(left)} thing(s); nothing was published. Repair errors; give a "
        "reason by check, place and fingerprint in the overrides for what is a matter of "
        f"judgement:\n{listed}{more}"
    )


def _not_as_expected(failing: Sequence[Difference]) -> str:
    listed = "\n".join(f"  {difference}" for difference in failing[:20])
    more = f"\n  … and {len(failing) - 20} more" if len(failing) > 20 else ""
    return f"Worked cases come out differently; nothing was published:\n{listed}{more}"
