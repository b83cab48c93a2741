"""The demonstration: an invented world, made by the product's own actions.

Each room adds a chapter through its `demo_chapter` hook, or a last word through `demo_closing`.
The foundation's chapter founds the organisations and their people.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.utils.text import slugify

from portal import clock
from portal.actions import invitations, organisations, people, units
from portal.authority import Actor, product
from portal.enums import OrganisationKind, OrganisationType, Role, SizeBand
from portal.models import Membership, Organisation, Unit, User
from portal.rooms import registered
from portal.tenancy import acting_for

PASSWORD: Final = "as open as possible"  # noqa: S105 - printed on the demonstration's own sign-in page
YEARS: Final = timedelta(days=730)
DOMAIN: Final = "ajar-demo.example"

UNITS: Final = (
    "Faculty of Science",
    "Faculty of Engineering",
    "Research Office",
    "Faculty of Medicine",
    "Faculty of Humanities",
    "School of Computing",
    "Institute for Materials Research",
    "Centre for Climate and Oceans",
)

U, H, P = OrganisationType.UNIVERSITY, OrganisationType.OTHER_HEI, OrganisationType.PUBLIC_INSTITUTE
R, V, I = OrganisationType.RTO, OrganisationType.PRIVATE, OrganisationType.INFRASTRUCTURE  # noqa: E741
S, M, L = SizeBand.SMALL, SizeBand.MEDIUM, SizeBand.LARGE


@dataclass(frozen=True, slots=True)
class Cast:
    """One invented organisation: where it stands, and how many partnerships it registers."""

    name: str
    country: str
    city: str
    type: OrganisationType
    size: SizeBand
    partnerships: int


ORGANISATIONS: Final = (
    Cast("Rheinau University", "DE", "Rheinau am See", U, L, 1560),
    Cast("Technical University of Nordhafen", "DE", "Nordhafen", U, L, 420),
    Cast("University of Eichenbach", "DE", "Eichenbach", U, L, 260),
    Cast("Albrecht Zimmer University", "DE", "Lindental", U, M, 150),
    Cast("University of Weststrand", "DE", "Weststrand", U, M, 120),
    Cast("Hochschule Bernau-Forst", "DE", "Bernau-Forst", H, M, 70),
    Cast("Hochschule Saaleck", "DE", "Saaleck", H, S, 44),
    Cast("University of Applied Sciences Ostmark", "DE", "Ostmarkt", H, M, 56),
    Cast("Institute for Polar and Ocean Research", "DE", "Nordhafen", P, M, 96),
    Cast("Leonore Institute of Microelectronics", "DE", "Silberthal", P, M, 84),
    Cast("Centre for Infection Biology Havelland", "DE", "Havelstadt", P, M, 66),
    Cast("Institute for Economic History", "DE", "Lindental", P, S, 20),
    Cast("Werkhaus Applied Research", "DE", "Eisenfurt", R, L, 110),
    Cast("Production Technology Alliance", "DE", "Eisenfurt", R, M, 44),
    Cast("Photonwerk Laboratories", "DE", "Silberthal", V, S, 18),
    Cast("Synchrotron Facility Rheinau", "DE", "Rheinau am See", I, M, 52),
    Cast("University of Vale Claro", "PT", "Vale Claro", U, L, 130),
    Cast("University of Serra Alta", "PT", "Serra Alta", U, M, 76),
    Cast("Atlantic University", "PT", "Porto Areia", U, M, 64),
    Cast("Polytechnic of Ribeira Nova", "PT", "Ribeira Nova", H, M, 30),
    Cast("Polytechnic of Monte Cinza", "PT", "Monte Cinza", H, S, 18),
    Cast("Institute of Marine Robotics", "PT", "Porto Areia", P, S, 34),
    Cast("National Laboratory for Civil Materials", "PT", "Vale Claro", P, M, 28),
    Cast("Molecular Medicine Institute", "PT", "Vale Claro", P, M, 40),
    Cast("Tecnova Centre", "PT", "Ribeira Nova", R, S, 22),
    Cast("Biocampo Research", "PT", "Serra Alta", V, S, 12),
    Cast("Deep Sea Observatory", "PT", "Ilha Branca", I, S, 16),
    Cast("University of Emajärve", "EE", "Emajärve", U, M, 72),
    Cast("Põhjaranna Technical University", "EE", "Põhjaranna", U, M, 58),
    Cast("College of Saareküla", "EE", "Saareküla", H, S, 10),
    Cast("Institute of Cyber-Physical Systems", "EE", "Põhjaranna", P, S, 24),
    Cast("Baltic Biobank", "EE", "Emajärve", I, S, 14),
)


@dataclass(frozen=True, slots=True)
class Office:
    """An invented organisation that advises, governs or reports."""

    name: str
    kind: OrganisationKind
    country: str
    city: str


OFFICES: Final = (
    Office("Open Research Advisory Service", OrganisationKind.HUB, "DE", "Rheinau am See"),
    Office("Safe Cooperation Desk", OrganisationKind.HUB, "PT", "Vale Claro"),
    Office("Research Security Adviser", OrganisationKind.HUB, "EE", "Põhjaranna"),
    Office("Federal Ministry for Research", OrganisationKind.MINISTRY, "DE", "Rheinau am See"),
    Office("Ministry of Science", OrganisationKind.MINISTRY, "PT", "Vale Claro"),
    Office("Ministry of Education and Research", OrganisationKind.MINISTRY, "EE", "Põhjaranna"),
    Office("European Commission", OrganisationKind.COMMISSION, "", ""),
)
"""The Estonian hub has one adviser, so its advice goes out without a second signature."""


@dataclass(frozen=True, slots=True)
class Login:
    """One demonstration login: who it is, and what they see."""

    email: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    note: str
    units: tuple[str, ...] = ()


LOGINS: Final = (
    Login(
        f"ines@{DOMAIN}", "Ines Kramer", "Rheinau University", (Role.OFFICER,), "Research officer"
    ),
    Login(
        f"tomas@{DOMAIN}",
        "Tomas Weil",
        "Rheinau University",
        (Role.OFFICER,),
        "Research officer, limited to one faculty",
        ("Faculty of Engineering",),
    ),
    Login(f"dana@{DOMAIN}", "Dana Vogt", "Rheinau University", (Role.DECIDER,), "Decider"),
    Login(f"stella@{DOMAIN}", "Stella Brandt", "Rheinau University", (Role.STEWARD,), "Steward"),
    Login(
        f"duarte@{DOMAIN}",
        "Duarte Nunes",
        "University of Vale Claro",
        (Role.OFFICER, Role.STEWARD),
        "Research officer and steward",
    ),
    Login(
        f"maarja@{DOMAIN}",
        "Maarja Kask",
        "University of Emajärve",
        (Role.OFFICER,),
        "Research officer",
    ),
    Login(
        f"anton@{DOMAIN}",
        "Anton Reuter",
        "Open Research Advisory Service",
        (Role.ADVISER,),
        "Adviser",
    ),
    Login(
        f"bea@{DOMAIN}",
        "Bea Lorenz",
        "Open Research Advisory Service",
        (Role.ADVISER, Role.STEWARD),
        "Second adviser and steward",
    ),
    Login(
        f"kadri@{DOMAIN}",
        "Kadri Tamm",
        "Research Security Adviser",
        (Role.ADVISER, Role.STEWARD),
        "Adviser, alone in her hub",
    ),
    Login(
        f"paula@{DOMAIN}",
        "Paula Engel",
        "Federal Ministry for Research",
        (Role.POLICY_OFFICER,),
        "Policy officer, large Member State",
    ),
    Login(
        f"pia@{DOMAIN}",
        "Pia Sommer",
        "Federal Ministry for Research",
        (Role.POLICY_OFFICER, Role.STEWARD),
        "Second policy officer and steward",
    ),
    Login(
        f"mart@{DOMAIN}",
        "Mart Saar",
        "Ministry of Education and Research",
        (Role.POLICY_OFFICER,),
        "Policy officer, small Member State",
    ),
    Login(
        f"chiara@{DOMAIN}",
        "Chiara Rossi",
        "European Commission",
        (Role.ANALYST, Role.STEWARD),
        "Analyst",
    ),
)
OPERATOR: Final = Login(f"olga@{DOMAIN}", "Olga Lund", "", (), "Operator of the installation")


@dataclass
class World:
    """What the chapters share while the demonstration is made.

    `scale` multiplies the number of partnerships; `progress(done, total, what)` shows a bar.
    """

    rng: random.Random
    end: datetime
    scale: float
    progress: Callable[[int, int, str], None]
    founder: Actor = field(default_factory=lambda: product("Demonstration"))
    organisations: dict[str, Organisation] = field(default_factory=dict)
    units: dict[str, list[Unit]] = field(default_factory=dict)
    people: dict[tuple[str, Role], list[Actor]] = field(default_factory=dict)
    """(organisation's name, role) → who holds it there."""

    @property
    def start(self) -> datetime:
        return self.end - YEARS

    @property
    def officers(self) -> dict[str, Actor]:
        """Organisation's name → who files there."""
        return {name: held[0] for (name, role), held in self.people.items() if role is Role.OFFICER}

    def held_by(self, organisation: str, role: Role) -> Actor:
        """The first who holds the role there. Raises KeyError where nobody does."""
        return self.people[organisation, role][0]

    def offices(self, kind: OrganisationKind) -> list[Office]:
        return [office for office in OFFICES if office.kind is kind]

    def cast(self) -> tuple[Cast, ...]:
        return ORGANISATIONS

    def count(self, cast: Cast) -> int:
        return max(2, round(cast.partnerships * self.scale))

    def domain(self, cast: Cast) -> str:
        return f"{slugify(cast.name)}.{DOMAIN}"


def is_seeded() -> bool:
    """Whether the demonstration was finished: its operator comes last."""
    return User.objects.filter(email=OPERATOR.email).exists()


def logins() -> list[Login]:
    """Whom a visitor can sign in as; all have the same password."""
    return [*LOGINS, OPERATOR]


def make(*, scale: float, progress: Callable[[int, int, str], None], seed: int = 2024) -> World:
    """Make the whole world, chapter after chapter, in the order of the mission."""
    # The seed makes the same world every time; nothing here needs to be unguessable.
    world = World(random.Random(seed), clock.now(), scale, progress)  # noqa: S311
    for hook in ("demo_founding", "demo_chapter", "demo_closing"):
        for chapter in registered(hook):
            chapter(world)
    people.add(
        email=OPERATOR.email,
        name=OPERATOR.name,
        password=PASSWORD,
        is_operator=True,
        demonstration=True,
    )
    return world


def founding(world: World) -> None:
    """Found the organisations, and invite their people the way stewards do."""
    founder = world.founder
    with clock.set_to(world.start):
        for position, cast in enumerate(ORGANISATIONS):
            world.progress(position, len(ORGANISATIONS), "Founding organisations")
            world.organisations[cast.name] = organisation = organisations.create(
                by=founder,
                demonstration=True,
                name=cast.name,
                kind=OrganisationKind.RESEARCH,
                type=cast.type,
                size_band=cast.size,
                country=cast.country,
                city=cast.city,
            )
            with acting_for(organisation):
                _staff(world, cast, founder)
        for office in OFFICES:
            world.organisations[office.name] = organisation = organisations.create(
                by=founder,
                demonstration=True,
                name=office.name,
                kind=office.kind,
                country=office.country,
                city=office.city,
            )
            with acting_for(organisation):
                _man(world, office, founder)
    world.progress(len(ORGANISATIONS), len(ORGANISATIONS), "Founding organisations")


OFFICE_ROLES: Final = {
    OrganisationKind.HUB: Role.ADVISER,
    OrganisationKind.MINISTRY: Role.POLICY_OFFICER,
    OrganisationKind.COMMISSION: Role.ANALYST,
}
"""Who does the work there."""


def _man(world: World, office: Office, founder: Actor) -> None:
    """People of a hub, a ministry or the Commission; a hub has two advisers, or is one person."""
    role = OFFICE_ROLES[office.kind]
    for login in (login for login in LOGINS if login.organisation == office.name):
        _join(world, login, [], founder)
    wanted = 2 if office.kind is OrganisationKind.HUB and office.country != "EE" else 1
    for number in range(len(world.people.get((office.name, role), [])), wanted):
        email = f"{slugify(office.name)}-{number + 1}@{DOMAIN}"
        label = f"{role.label} {number + 1}"
        _join(world, Login(email, label, office.name, (role,), ""), [], founder)


def _staff(world: World, cast: Cast, founder: Actor) -> None:
    """The organisation's units and people: at least one who files and one who decides."""
    names = UNITS[: {S: 3, M: 5, L: 8}[cast.size]]
    own = {name: units.create(by=founder, name=name) for name in names}
    world.units[cast.name] = list(own.values())
    wanted = [login for login in LOGINS if login.organisation == cast.name]
    held = {role for login in wanted for role in login.roles}
    for role, address, name in (
        (Role.OFFICER, "office", "Research Office"),
        (Role.DECIDER, "dean", "Vice-Rector for Research"),
    ):
        if role not in held:
            email = f"{address}@{world.domain(cast)}"
            wanted.append(Login(email, name, cast.name, (role,), ""))
    for login in wanted:
        _join(world, login, [own[name] for name in login.units], founder)


def _join(world: World, login: Login, limits: list[Unit], founder: Actor) -> None:
    """One person, by invitation; `limits` are the units their work is limited to."""
    # Only the logins that are shown get a password: hashing one is slow on purpose.
    password = PASSWORD if login in LOGINS else None
    user = people.add(email=login.email, name=login.name, password=password, demonstration=True)
    _row, link = invitations.invite(
        by=founder,
        email=login.email,
        roles=login.roles,
        name=login.name,
        unit_ids=[unit.pk for unit in limits],
    )
    membership: Membership = invitations.accept(link.secret, user=user)
    actor = Actor(
        label=user.get_full_name(),
        user_id=user.pk,
        membership_id=membership.pk,
        permissions=membership.permissions,
    )
    for role in login.roles:
        world.people.setdefault((login.organisation, role), []).append(actor)
