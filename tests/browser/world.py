"""The people and rows that browsers meet: made in the running portal by the product's actions."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from diligence.actions import appraise, attach, kept_views, partners, register
from diligence.models import Appraisal, Fact, Partnership
from portal import acting, clock
from portal.actions import invitations, operators, organisations, people, units
from portal.authority import Actor
from portal.enums import OrganisationKind, OrganisationType, Role, SizeBand
from portal.models import Membership, Organisation, Unit
from portal.settings import STORAGES
from portal.tenancy import acting_for
from tests.browser import (
    authoring,
    beyond,
    colleagues,
    doors,
    drafting,
    exchanging,
    importing,
    privacy,
    record,
    signing_in,
    trying,
    versions,
)
from tests.cast import PASSWORD
from tests.factories.appraisals import answered, triage_of
from tests.files import documents
from tests.stack.running import Stack, wait_for

HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
"""The portal under test does not know the quick hasher of the other suites."""

NOTHING_FOUND = {f"T{n}": "no" for n in range(2, 11)} | {"T1": "yes"}
"""Triage answers that end low."""

EVIDENCE = documents.pdf("What was agreed, with its dates.")


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in; `membership` is None for the operator."""

    name: str
    email: str
    organisation: Organisation | None = None
    membership: Membership | None = None


@dataclass
class World:
    """The seeded portal. `ids` names the rows that tests of pages look at."""

    stack: Stack
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    ids: dict[str, uuid.UUID] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    """What an address asks, where it names rows; by the name in the list of pages."""

    def house(self, who: str) -> Organisation:
        """Where this person works."""
        found = self.people[who].organisation
        assert found is not None
        return found

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Inside, actions work on the portal's database and files, and hash passwords like it."""
        data = self.stack.data_dir
        files = {**STORAGES["files"], "OPTIONS": {"location": data / "files"}}
        changed = override_settings(
            PASSWORD_HASHERS=HASHERS,
            STORAGES=STORAGES | {"files": files},
            DATA_DIR=data,  # where the portal's master keys lie
        )
        with self.stack.database(), changed:
            yield

    @contextmanager
    def acting(self, who: str) -> Iterator[Actor]:
        """Inside the portal's database, acting as this person."""
        member = self.people[who].membership
        assert member is not None
        with self.inside(), acting_for(member.owner_id, user=member.user_id):
            loaded = acting.load(member.pk, member.user)
            assert loaded is not None
            yield loaded.actor

    def partnership(
        self, title: str, *names: str, who: str = "ines", country: str = "JP", **facts: Any
    ) -> Partnership:
        """A registered partnership with these partners."""
        with self.acting(who) as by:
            abroad = [partners.record(by=by, name=name, country=country) for name in names]
            return register.partnership(by=by, partners=abroad, title=title, **facts)

    def triaged(self, partnership: Partnership, answers: Mapping[str, Any]) -> Appraisal:
        with self.acting("ines") as by:
            appraisal = appraise.start(partnership.pk, by=by)
            saves = {id: appraise.Save(value) for id, value in answers.items()}
            appraise.save(appraisal.pk, by=by, saves=saves)
            appraise.finish_triage(appraisal.pk, by=by)
            return appraisal

    def appraised(self, partnership: Partnership, case: str, **change: Any) -> Appraisal:
        """An appraisal with the answers of a worked case, ready to be submitted."""
        with self.acting("ines") as by:
            return answered(by, case, partnership=partnership, change=change)

    def scored(self, partnership: Partnership, case: str) -> Appraisal:
        """The same, submitted and scored by the portal's own worker."""
        appraisal = self.appraised(partnership, case)
        with self.stack.delivering(), self.acting("ines") as by:
            appraise.submit(appraisal.pk, by=by)

        def done() -> bool:
            with self.acting("ines"):
                return bool(Appraisal.objects.filter(pk=appraisal.pk, state="scored").exists())

        wait_for(done, seconds=60, told=f"case {case} is scored")
        return appraisal


def make(stack: Stack) -> World:
    """Found two universities with their people, and file what their pages show."""
    world = World(stack)
    with world.inside():
        by = _people(world)
        beyond.found(world, by)
    _rows(world)
    _low(world)
    beyond.rows(world)
    importing.rows(world)
    colleagues.rows(world)
    doors.rows(world)
    versions.rows(world)
    authoring.rows(world)
    drafting.rows(world)
    exchanging.rows(world)
    trying.rows(world)
    record.rows(world)
    world.ids |= privacy.rows(world)
    signing_in.rows(world)
    return world


def _people(world: World) -> Actor:
    link = operators.make_link(email="olga@operations.example")
    olga = operators.become(link.secret, email="", name="Olga Operator", password=PASSWORD)
    world.people["olga"] = Person("Olga Operator", olga.email)
    by = operators.actor(olga)
    a = _found("University A", "NL", by)
    b = _found("University B", "SE", by)
    for organisation, steward in ((a, "Stella Steward"), (b, "Bo Steward")):
        email = _address(steward, organisation)
        _row, link = invitations.invite_first_steward(organisation.pk, by=by, email=email)
        join(world, steward, link.secret)
    stella = acting_as(world, "stella")
    with acting_for(a):
        for name in ("Faculty of Science", "Faculty of Engineering"):
            world.units[name] = units.create(by=stella, name=name)
    science = world.units["Faculty of Science"]
    member(world, "Ines Officer", by="stella")
    member(world, "Ivo Officer", by="stella")
    member(world, "Lino Limited", by="stella", unit_ids=[science.pk])
    member(world, "Otto Officer", by="bo")
    with acting_for(b):
        # Ivo works for both universities: he has two hats.
        _row, link = invitations.invite(
            by=acting_as(world, "bo"), email=world.people["ivo"].email, roles=[Role.OFFICER]
        )
    ivo = people.find(world.people["ivo"].email)
    assert ivo is not None
    invitations.accept(link.secret, user=ivo)
    return by


def _found(name: str, country: str, by: Actor) -> Organisation:
    return organisations.create(
        by=by,
        name=name,
        kind=OrganisationKind.RESEARCH,
        type=OrganisationType.UNIVERSITY,
        size_band=SizeBand.LARGE,
        country=country,
        city="",
    )


def _address(name: str, organisation: Organisation) -> str:
    first = name.split()[0].lower()
    return f"{first}@{organisation.name.lower().replace(' ', '-')}.example"


def member(
    world: World,
    name: str,
    *,
    by: str,
    roles: Sequence[Role] = (Role.OFFICER,),
    unit_ids: Sequence[uuid.UUID] = (),
) -> None:
    """Somebody new, invited by this steward."""
    organisation = world.people[by].organisation
    assert organisation is not None
    with acting_for(organisation):
        _row, link = invitations.invite(
            by=acting_as(world, by),
            email=_address(name, organisation),
            roles=list(roles),
            unit_ids=list(unit_ids),
        )
    join(world, name, link.secret)


def join(world: World, name: str, secret: str) -> None:
    membership = invitations.accept_as_new(secret, name=name, password=PASSWORD)
    person = Person(name, membership.user.email, membership.owner, membership)
    world.people[name.split()[0].lower()] = person


def acting_as(world: World, who: str) -> Actor:
    """The actor this person is, inside the portal's database."""
    member = world.people[who].membership
    assert member is not None
    with acting_for(member.owner_id, user=member.user_id):
        loaded = acting.load(member.pk, member.user)
    assert loaded is not None
    return loaded.actor


def _rows(world: World) -> None:
    """Rows in every state that has a page; `world.ids` says which is which."""
    science = world.units["Faculty of Science"]
    plain = world.partnership("Coastal sediment archive", "Aoishima University", unit=science)
    triage = world.partnership("Urban heat and public space", "Baramho Institute", country="KR")
    full = world.partnership("Quantum sensing with colour centres", "Midorizawa Institute")
    scored = world.partnership("Wide-bandgap power devices", "Port Harlan Works", country="US")
    low = world.partnership("Medieval trade routes", "Kauri Bay University", country="NZ")
    closed = world.partnership("Maternal health", "Olkeri Agency", country="KE")
    gone = world.partnership("Made twice by mistake", "Kauri Bay University", country="NZ")
    world.partnership("Foreign to the others", "Secret Partner Institute", who="otto")
    with world.acting("ines") as by:
        register.discard(gone.pk, by=by)
        register.end(closed.pk, by=by, ends_on=clock.today())
        begun = appraise.start(triage.pk, by=by)
        upload = SimpleUploadedFile("agreement.pdf", EVIDENCE, "application/pdf")
        file = attach.add(by=by, partnership=plain, upload=upload)
        twin = partners.record(by=by, name="Aoishima Univ.", country="JP", city="Aoishima")
        double = partners.record(by=by, name="Aoishima University of Science", country="JP")
        partners.merge(twin.pk, double.pk, by=by)
    _known(world)
    ended = world.triaged(low, NOTHING_FOUND)
    ready = world.appraised(full, "K29")
    done = world.scored(scored, "K22")
    with world.acting("ines") as by:
        kept = plain.partners.get()
        world.ids["kept_view"] = kept_views.keep("workplan", "Starts", "kind=start", by=by).pk
    with world.acting("stella") as by:
        asked, _link = invitations.invite(
            by=by, email="late@university-a.example", roles=[Role.OFFICER]
        )
    members = {n: person.membership for n, person in world.people.items() if person.membership}
    world.ids |= {
        "member": members["lino"].pk,
        "organisation": members["bo"].owner_id,
        "unit": science.pk,
        "invitation": asked.pk,
        "closed": closed.pk,
        "known_in": scored.pk,
        "scored_in": scored.pk,
        "plain": plain.pk,
        "triage": triage.pk,
        "full": full.pk,
        "discarded": gone.pk,
        "file": file.pk,
        "partner": kept.pk,
        "twin": twin.pk,
        "merged": double.pk,
        "begun": begun.pk,
        "ended": ended.pk,
        "ready": ready.pk,
        "scored": done.pk,
        "version": done.version_id,
    }


def _low(world: World) -> None:
    """A result on which nothing is left to weigh, waiting for its decision."""
    row = world.partnership("Comparative grammar", "Sela Meadow University", country="NZ")
    world.ids |= {"low": world.scored(row, "K29").pk, "low_in": row.pk}


def _known(world: World) -> None:
    """A partnership that is appraised again, with a partner of whom something is known."""
    row = world.partnership("Ammonia from wind", "Shirotae Institute")
    world.scored(row, "K29")
    with world.acting("ines") as by:
        again = appraise.start(row.pk, by=by, changed=["D"])
        saves = {id: appraise.Save(value) for id, value in triage_of("K29").items()}
        appraise.save(again.pk, by=by, saves=saves)
        appraise.finish_triage(again.pk, by=by)
        fact = Fact.objects.get(question="B5", partner__name="Shirotae Institute")
    world.ids |= {"known_again": again.pk, "fact": fact.pk, "known_partner": fact.partner_id}
