"""`manage.py load_questionnaire`: publish a questionnaire with its worked cases, once."""

import json
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from diligence.actions import questionnaires
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.jsontext import JsonError, read_json
from diligence.exchange.packaged import (
    KEYS,
    PROPOSALS,
    from_file_or_key,
    overrides,
    packaged,
    worked_cases,
)
from diligence.exchange.reading import QuestionnaireError
from portal.authority import product
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import acting_for

COMMISSION_ID = uuid.uuid5(uuid.NAMESPACE_URL, "https://commission.europa.eu/")
"""Fixed, so that two first loads at once make one Commission."""


class Command(BaseCommand):
    help = (
        "Checks a questionnaire, tries it on its worked cases, and publishes it as an edition "
        "owned by the Commission. What a check objects to prevents publishing; a matter of "
        "judgement does not where the overrides give a named person's reason. The same content "
        "again changes nothing; other content under a published edition is refused."
    )

    requires_system_checks = ()  # `migrate` made them, a moment before in each start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", help="A questionnaire file (native JSON).")
        parser.add_argument(
            "--key",
            choices=sorted(KEYS.keys() - PROPOSALS),
            default=None,
            help="A questionnaire that comes with the product (default: eu-baseline).",
        )
        parser.add_argument("--cases", metavar="PATH", help="The worked cases of the file.")
        parser.add_argument(
            "--overrides",
            metavar="PATH",
            help="Reasons for what checks of judgement object to: an object with “questionnaire” "
            "and “overrides”, a list of check, place, fingerprint, reason and by.",
        )
        parser.add_argument(
            "--owner",
            metavar="NAME",
            help="Name or identifier of the publishing organisation (default: the Commission, "
            "never that of a demonstration; it is made where there is none).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        questionnaire, cases, reasons = _chosen(options)
        owner, passed_over = _owner(options["owner"])
        try:
            with acting_for(owner):
                published = questionnaires.publish(
                    questionnaire,
                    by=product("load_questionnaire"),
                    cases=cases,
                    overrides=reasons,
                )
        except questionnaires.NotPublishableError as error:
            raise CommandError(str(error)) from None
        version = published.version
        done = "Published" if published.created else "Already published:"
        whose = f"{owner.name} (demonstration)" if owner.demonstration else owner.name
        if passed_over:
            self.stdout.write(
                f"{passed_over.name} ({passed_over.pk}) belongs to the demonstration and was "
                "passed over: --owner with its identifier publishes as it."
            )
        self.stdout.write(
            f"{done} {version.title} {version.edition} ({version.key}), owned by {whose}.\n"
            f"{len(questionnaire.triage)} triage questions, {len(questionnaire.questions)} "
            f"questions, {len(questionnaire.measures)} measures; "
            f"{published.cases} worked cases come out as expected.\n"
            f"{len(version.overrides)} findings of the checks are published with a reason.\n"
            f"SHA-256 {version.digest}"
        )


def _chosen(options: dict[str, Any]) -> tuple[Questionnaire, Any, Any]:
    """The questionnaire, its worked cases and the reasons for what its checks object to."""
    path, key, cases = options["path"], options["key"], options["cases"]
    if path is None:
        if cases or options["overrides"]:
            named = "--cases" if cases else "--overrides"
            raise CommandError(f"{named} belongs to a file: name the questionnaire file as well.")
        chosen = key or "eu-baseline"
        return packaged(chosen), worked_cases(chosen), overrides(chosen)
    if key:
        raise CommandError("Give a file or --key, not both.")
    if path in PROPOSALS:
        raise CommandError(f"{path} is a proposal: begin a draft with it instead.")
    try:
        questionnaire = from_file_or_key(path)
    except QuestionnaireError as error:
        raise CommandError(f"The questionnaire cannot be used.\n{error}") from None
    reasons = _overrides(options["overrides"]) if options["overrides"] else None
    return questionnaire, _cases(cases) if cases else None, reasons


def _overrides(path: str) -> Any:
    try:
        document = read_json(Path(path).read_bytes(), exact=False)
    except (OSError, JsonError) as error:
        raise CommandError(f"The overrides cannot be read: {error}") from None
    listed = document.get("overrides") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise CommandError(f"{path} has no “overrides”: a list of objects with a reason each.")
    return document


def _cases(path: str) -> Any:
    try:
        document = read_json(Path(path).read_bytes(), exact=False)
    except (OSError, JsonError) as error:
        raise CommandError(f"The worked cases cannot be read: {error}") from None
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not all(
        isinstance(case, dict) and {"answers", "expected"} <= case.keys() for case in cases
    ):
        example = json.dumps({"answers": {}, "expected": {}})
        raise CommandError(f"{path} has no “cases”: a list of objects like {example}.")
    return document


def _owner(wanted: str | None) -> tuple[Organisation, Organisation | None]:
    """Who publishes, and the demonstration's Commission where it was not taken for that."""
    if wanted is None:
        return _commission()
    found = list(Organisation.objects.filter(name=wanted)[:2])
    if not found:
        try:
            found = list(Organisation.objects.filter(pk=uuid.UUID(wanted)))
        except ValueError:
            found = []
    if len(found) != 1:
        number = "Several organisations are" if found else "No organisation is"
        raise CommandError(f"{number} called {wanted!r}: give the identifier of one.")
    return found[0], None


def _commission() -> tuple[Organisation, Organisation | None]:
    """The Commission, made where the installation has none yet; a demonstration's is none."""
    present = Organisation.objects.filter(kind=OrganisationKind.COMMISSION).order_by("id")
    real = present.filter(demonstration=False).first()
    if real is not None:
        return real, None
    with acting_for(COMMISSION_ID):
        commission, _made = Organisation.objects.get_or_create(
            id=COMMISSION_ID,
            defaults={"name": "European Commission", "kind": OrganisationKind.COMMISSION},
        )
    return commission, present.filter(demonstration=True).first()
