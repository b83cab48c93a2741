"""`manage.py dpia`: the parts of docs/dpia.md that the product determines, written or checked."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.enums import OrganisationKind, Role
from portal.privacy import notices
from portal.privacy.people import Part, all_names, all_standing
from portal.privacy.purposes import Processing, activities
from portal.privacy.retention import classes

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "dpia.md"
BEGIN: Final = "<!-- made by manage.py dpia: "
END: Final = "<!-- end -->"


class Command(BaseCommand):
    help = "Check that docs/dpia.md says what the product does; --write brings it up to date."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write the parts anew")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override("en"):
            present, wanted = PAGE.read_text("utf-8"), renewed(PAGE.read_text("utf-8"))
        if options["write"]:
            PAGE.write_text(wanted, "utf-8")
            self.stdout.write(f"{PAGE.name} is up to date.")
        elif present != wanted:
            raise CommandError(
                "docs/dpia.md says something else than the product does. Run “manage.py dpia "
                "--write”, read what changed, and assess again what it touches."
            )
        else:
            self.stdout.write("docs/dpia.md says what the product does.")


def renewed(text: str) -> str:
    """The page with its marked parts as they are now. Raises CommandError for a lost mark."""
    for name, made in parts().items():
        begin = f"{BEGIN}{name} -->"
        before, found, rest = text.partition(begin)
        _old, ended, after = rest.partition(END)
        if not found or not ended:
            raise CommandError(f"docs/dpia.md has lost its part “{name}”: bring its marks back.")
        text = f"{before}{begin}\n{made}\n{END}{after}"
    return text


def parts() -> dict[str, str]:
    return {
        "processing": _processing(),
        "people": _people(),
        "periods": _periods(),
        "standing": _standing(),
        "notices": _notices(),
    }


def _every_activity() -> list[Processing]:
    found: dict[str, Processing] = {}
    for kind in OrganisationKind:
        found |= {each.key: each for each in activities(kind)}
    return list(found.values())


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _processing() -> str:
    return _table(
        ("Activity", "Purpose", "People", "Data", "Recipients", "Security"),
        [
            tuple(
                str(value)
                for value in (
                    *(each.title, each.purpose, each.people, each.data),
                    *(each.recipients, each.measures),
                )
            )
            for each in _every_activity()
        ],
    )


def _people() -> str:
    """Columns by part: whoever adds one that names people changes this number."""
    told = {
        Part.WORK: "who did something in the organisation’s work",
        Part.AUTHOR: "who decided, advised, confirmed or published",
        Part.NAMED: "whom others named",
        Part.OWN: "the person’s own choices",
    }
    names = list(all_names())
    rows = [
        (told[part], str(sum(each.part is part for each in names)), _models(part)) for part in Part
    ]
    return _table(("Who is named", "Places", "Tables"), rows)


def _models(part: Part) -> str:
    return ", ".join(sorted({each.model for each in all_names() if each.part is part}))


def _periods() -> str:
    return _table(
        ("Class", "Months", "Counted from", "Why"),
        [
            (
                str(each.title),
                "for ever" if each.months is None else f"{each.months} ({each.least}–{each.most})",
                str(each.counted_from),
                str(each.why),
            )
            for each in classes()
        ],
    )


def _standing() -> str:
    found: dict[str, list[str]] = {}
    for each in all_standing():
        found.setdefault(str(each.why), []).append(f"`{each.model}.{each.column}`")
    return "\n".join(f"* {why} {', '.join(columns)}" for why, columns in found.items())


def _notices() -> str:
    general = [f"* **{title}.** {text}" for title, text in notices.GENERAL]
    return "\n".join([*general, *(f"* **{role.label}.** {notices.OF_ROLE[role]}" for role in Role)])
