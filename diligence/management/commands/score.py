"""`manage.py score QUESTIONNAIRE`: score answer sets from standard input, without a database."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diligence.exchange.lines import score_lines
from diligence.exchange.packaged import KEYS, from_file_or_key
from diligence.exchange.reading import QuestionnaireError


class Command(BaseCommand):
    help = (
        "Reads one JSON object of answers a line from standard input and writes one JSON object "
        "with the score a line. A bad line gets an error in its place and exit status 1 at the end."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        keys = ", ".join(KEYS)
        parser.add_argument("questionnaire", help=f"A questionnaire file, or one of: {keys}.")

    def handle(self, *args: Any, questionnaire: str, **options: Any) -> None:
        try:
            chosen = from_file_or_key(questionnaire)
        except QuestionnaireError as error:
            raise CommandError(f"The questionnaire cannot be used.\n{error}") from None
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
