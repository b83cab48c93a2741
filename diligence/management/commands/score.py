"""`manage.py score QUESTIONNAIRE`: score answer sets from standard input.

A file or a packaged questionnaire needs no database; any other name is the key of a published one.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.lines import score_lines
from diligence.exchange.packaged import KEYS, NoSuchQuestionnaireError, from_file_or_key
from diligence.exchange.reading import QuestionnaireError
from diligence.queries.questionnaires import NoQuestionnaireError, current_version, definition


class Command(BaseCommand):
    help = (
        "Reads one JSON object of answers a line from standard input and writes one JSON object "
        "with the score a line. A bad line gets an error in its place and exit status 1 at the end."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        text = (
            f"A questionnaire file (JSON), a packaged questionnaire ({', '.join(KEYS)}), or the "
            "key of one that is published for everybody."
        )
        parser.add_argument("questionnaire", help=text)

    def handle(self, *args: Any, questionnaire: str, **options: Any) -> None:
        chosen = _chosen(questionnaire)
        all_good = True
        # Bytes in and out: the terminal's encoding has no say in what is scored.
        out = sys.stdout.buffer
        try:
            for answer, good in score_lines(chosen, sys.stdin.buffer):
                out.write(answer + b"\n")
                out.flush()  # A program at the other end may wait for each answer.
                all_good = all_good and good
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(141)
        if not all_good:
            sys.exit(1)


def _chosen(name: str) -> Questionnaire:
    try:
        return from_file_or_key(name)
    except NoSuchQuestionnaireError as error:
        return _published(name, str(error))
    except QuestionnaireError as error:
        raise CommandError(f"The questionnaire cannot be used.\n{error}") from None


def _published(key: str, otherwise: str) -> Questionnaire:
    try:
        return definition(current_version(key))
    except NoQuestionnaireError:
        also = "None is published under this key either."
    except DatabaseError:
        also = "The database with the published ones cannot be reached."
    raise CommandError(f"{otherwise} {also}")
