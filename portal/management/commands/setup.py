"""`manage.py setup`: the first operator's one-time link and, if wanted, the first organisation."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.timezone import localtime

from portal import authority
from portal.actions import invitations, operators, organisations
from portal.actions.links import Link
from portal.authority import Actor, Refused
from portal.countries import member_states
from portal.enums import OrganisationKind, OrganisationType, SizeBand
from portal.models import Organisation


class Command(BaseCommand):
    help = (
        "Prints one-time links: for the operator of this installation and, with --organisation, "
        "for the first steward of a first organisation. Nobody gets in by being first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="", help="address of the operator")
        parser.add_argument(
            "--again",
            action="store_true",
            help="make an operator's link although there is an operator (lost access, one more)",
        )
        first = parser.add_argument_group("the first organisation (operators add others by page)")
        first.add_argument("--organisation", metavar="NAME")
        first.add_argument("--kind", choices=OrganisationKind.values, default="research")
        first.add_argument("--country", metavar="CODE", default="", help="Member State, e.g. NL")
        first.add_argument("--city", default="")
        first.add_argument("--type", choices=[v for v in OrganisationType.values if v], default="")
        first.add_argument("--size", choices=[v for v in SizeBand.values if v], default="")
        first.add_argument("--steward-email", metavar="EMAIL", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        for option in ("email", "steward_email"):
            if options[option]:
                self._check_email(option, options[option])
        if operators.exists() and not options["again"]:
            raise CommandError(
                "An operator exists already: they sign in and add organisations by page. "
                "Use --again to make a link for another operator or for one who lost access; "
                "it also lets --organisation make an organisation from here."
            )
        steward = self._organisation(options) if options["organisation"] else None
        link = operators.make_link(email=options["email"])
        self._print("Operator", link)
        if steward is not None:
            self._print(f"Steward of {options['organisation']}", steward)
        if not settings.DEMONSTRATION and settings.PUBLIC_URL.startswith("http://127.0.0.1"):
            self.stderr.write("The links name 127.0.0.1: set AJAR_URL to the public address first.")

    def _check_email(self, option: str, address: str) -> None:
        try:
            validate_email(address)
        except ValidationError:
            name = option.replace("_", "-")
            raise CommandError(f"--{name}: {address} is not an e-mail address.") from None

    def _organisation(self, options: dict[str, Any]) -> Link:
        if not options["steward_email"]:
            raise CommandError("--organisation needs --steward-email: somebody has to keep it.")
        by = authority.product("manage.py setup")
        try:
            organisation = self._known(options) or self._made(options, by)
            _invitation, link = invitations.invite_first_steward(
                organisation.pk, by=by, email=options["steward_email"]
            )
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        return link

    def _known(self, options: dict[str, Any]) -> Organisation | None:
        return Organisation.objects.filter(
            name=options["organisation"], country=options["country"].upper()
        ).first()

    def _made(self, options: dict[str, Any], by: Actor) -> Organisation:
        kind, country = options["kind"], options["country"].upper()
        if kind == OrganisationKind.RESEARCH and not (options["type"] and options["size"]):
            raise CommandError("A research organisation needs --type and --size.")
        if kind != OrganisationKind.COMMISSION and country not in dict(member_states()):
            raise CommandError("--country must be the two letters of a Member State, e.g. NL.")
        return organisations.create(
            by=by,
            name=options["organisation"],
            kind=kind,
            type=options["type"],
            size_band=options["size"],
            country=country,
            city=options["city"],
        )

    def _print(self, who: str, link: Link) -> None:
        until = date_format(localtime(link.expires_at), "DATETIME_FORMAT")
        self.stdout.write(f"{who}: open this link once, before {until}:")
        self.stdout.write(f"  {link.url}\n")
