"""Nothing classified comes in with a file, or goes on with a text that was let in before."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diligence.domain import cells
from diligence.domain.markings import marking_in
from diligence.exchange.tables import Read
from portal.authority import Refused
from portal.queries import markings

MARKED: Final = "marked"
"""The code of a ValidationError for a file that carries a marking."""


def refuse_file(name: str, texts: Iterable[str]) -> None:
    """ValidationError where the name or one of the texts of a file carries a marking of
    everybody's, the installation's or the acting organisation's own."""
    marking = marking_in((name, *texts), also=markings.further())
    if marking:
        raise ValidationError(
            _(
                "“%(name)s” carries the marking “%(marking)s”. Classified information must not "
                "enter this portal; nothing of the file was kept. Use the channel your security "
                "officer or national hub has for it."
            )
            % {"name": name, "marking": marking},
            code=MARKED,
        )


def rows_of(found: Read, *, between: str = " ") -> Iterator[str]:
    """A file of tables row by row. With a line break `between` its cells, one that holds nothing
    but a word like SECRET is a marking, as it is in a form."""
    for sheet in found.sheets:
        for line in sheet.lines:
            yield between.join(cells.text_of(cell) for cell in line.cells)


def refuse_texts(texts: Iterable[str]) -> None:
    """Refused where one of the texts carries a marking, where the door could not know whose
    markings count, or let the text in before they did."""
    own = markings.own()
    marking = marking_in(texts, also=markings.further(own))
    if marking:
        raise Refused(markings.refusal(marking, own.classified_channel))
