"""Route × actor × method: what each of them gets, and that nothing leaves or changes.

Every test sends all requests of one actor and lists each answer that is not the one the matrix
expects, so that a failure names the route and the method.
"""

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse

from diligence.models import Fact, Objection
from portal import matrix
from portal.authority import Actor
from portal.enums import Permission, Role
from portal.models import User
from portal.pdf import Rendered
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.cast import Member
from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX, Open, Who, routes
from tests.isolation.world import MARK, snapshot

pytestmark = pytest.mark.django_db

ABSENT = uuid.UUID("018f0000-0000-7000-8000-000000000000")

ENTRIES = [(name, method) for name, route in MATRIX.items() for method in route.methods]
OK = {200, 302}
REFUSAL = Actor("Nobody").may(Permission.ADVISE).reason

STRANGERS = {
    "a": lambda world: world.stranger,
    "hub": lambda world: world.hub_stranger,
    "ministry": lambda world: world.ministry_stranger,
    # There is no other Commission; nearest to it comes a ministry, asked for what is there alone.
    "commission": lambda world: world.ministry.officer,
    "the Commission itself": lambda world: cast.member(
        world.commission.organisation, "Max Commission", Role.ANALYST, Role.STEWARD
    ),
}
"""In every role of another organisation of the same kind."""

PEOPLE = {
    "officer": lambda world: world.a.officer,
    "decider": lambda world: world.a.decider,
    "steward": lambda world: world.a.steward,
    "adviser": lambda world: world.hub.adviser,
    "hub steward": lambda world: world.hub.steward,
    "policy officer": lambda world: world.ministry.officer,
    "ministry steward": lambda world: world.ministry.steward,
    "analyst": lambda world: world.commission.analyst,
    "commission steward": lambda world: world.commission.steward,
}

ALL_ROLES = {
    **dict.fromkeys(("officer", "decider", "steward"), "a"),
    **dict.fromkeys(("adviser", "hub steward"), "hub"),
    **dict.fromkeys(("policy officer", "ministry steward"), "ministry"),
    **dict.fromkeys(("analyst", "commission steward"), "the Commission itself"),
}
"""Which stranger has every role of the same kind of organisation as they."""


def audience(name: str, method: str) -> Who:
    return MATRIX[name].methods[method]


def needed(name: str, method: str) -> tuple[Permission, ...]:
    """The permissions any of which lets a member in; none where members as such don't matter."""
    who = audience(name, method)
    if isinstance(who, tuple):
        return who
    return (who,) if isinstance(who, Permission) else ()


def for_members() -> Iterator[tuple[str, str]]:
    return ((name, method) for name, method in ENTRIES if needed(name, method))


def is_of_a_row(name: str) -> bool:
    return MATRIX[name].about not in {"", "edition"}


def is_hidden(name: str, method: str) -> bool:
    """Whether the route names a row, or is for operators: to strangers it is not there."""
    return audience(name, method) is Open.OPERATOR or bool(
        needed(name, method) and is_of_a_row(name)
    )


def is_api(name: str) -> bool:
    return _path(name).startswith("/api/")


def _path(name: str) -> str:
    route = MATRIX[name]
    placeholders = {key: value for key, value in route.also.items() if not callable(value)}
    keys = dict.fromkeys([key for key in route.also if key not in placeholders], ABSENT)
    return reverse(name, kwargs=placeholders | keys | ({"pk": ABSENT} if route.about else {}))


def may(member: Member, name: str, method: str) -> bool:
    return any(member.actor.may(permission) for permission in needed(name, method))


def is_at_home(world: World, member: Member, name: str) -> bool:
    return bool(getattr(world, MATRIX[name].at).organisation == member.organisation)


@pytest.fixture(autouse=True)
def _plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF's text as it is: marks are looked for in it, and `test_exports` unpacks real ones."""

    def plain(html: str, **_rest: Any) -> Rendered:
        return Rendered(html.encode(), 1, hashlib.sha256(html.encode()).hexdigest())

    monkeypatch.setattr("portal.pdf.render", plain)


class Browser:
    """One actor's browser, aimed at A, its hub, its ministry and the Commission."""

    def __init__(self, world: World, who: Member | User | None) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        if who is not None:
            self.client.force_login(who if isinstance(who, User) else who.user)
            # For whom they act is chosen here, and not again with each request that is undone.
            self.client.get(reverse("security-txt"))

    def send(self, name: str, method: str, pk: uuid.UUID | None = None) -> Any:
        """The route with the victim's row, or with the row `pk`."""
        route = MATRIX[name]
        estate = getattr(self.world, route.at)
        kwargs = route.kwargs(estate) | ({"pk": pk} if pk else {})
        path, query = reverse(name, kwargs=kwargs), route.address(estate)
        path = f"{path}?{query}" if query else path
        if method == "get":
            return _read(self.client.get(path))
        options: dict[str, Any] = {}
        if path.startswith("/api/"):
            options["content_type"] = "application/json"
        return getattr(self.client, method)(path, route.body(estate), **options)

    def try_out(self, name: str, method: str, pk: uuid.UUID | None = None) -> Any:
        """The same, and whatever came of it is undone."""
        with transaction.atomic():
            response = self.send(name, method, pk)
            transaction.set_rollback(True)
        return response

    def same_as_absent(self, name: str, method: str, response: Any) -> bool:
        route = MATRIX[name]
        if not route.about:
            return True
        missing = self.send(name, method, ABSENT)
        key = route.kwargs(getattr(self.world, route.at))["pk"]
        return shape(response, key) == shape(missing, ABSENT)


def content(response: HttpResponseBase) -> bytes:
    body: bytes = getattr(response, "read", b"") or getattr(response, "content", b"")
    return body


def _read(response: Any) -> Any:
    """A file's body has to be read once, and then the file is closed."""
    if response.streaming:
        response.read = b"".join(response.streaming_content)
    return response


def shape(response: Any, key: uuid.UUID) -> tuple[int, bytes]:
    """Status and body without what differs from request to request: keys, tokens, time left."""
    body = content(response).replace(str(key).encode(), b"KEY")
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", body)
    body = re.sub(rb' data-(?:idle|most)="[0-9]+"', b"", body)
    return response.status_code, re.sub(rb'"X-CSRFToken": "[^"]+"', b"", body)


def marks_of_others(world: World, who: Member | User | None) -> set[bytes]:
    """What this person must not read: the markers of everybody else.

    A hub reads who sent it a case; everything else of the sender is `test_borders_of_a_case`'s.
    """
    home = getattr(who, "organisation", None)
    estates = (world.a, world.b, world.hub, world.other_hub, world.ministry, world.other_ministry)
    marks = {each.mark for each in estates if each.organisation != home}
    marks -= {world.a.mark} if home == world.hub.organisation else set()
    marks -= {world.b.mark} if home == world.other_hub.organisation else set()
    return {mark.encode() for mark in marks}


def leaks(response: Any, marks: set[bytes]) -> bool:
    return any(mark in content(response) for mark in marks)


def reason_of(response: Any) -> str:
    if response.headers["Content-Type"].startswith("application/json"):
        return str(response.json()["detail"])
    if response.headers["Content-Type"].startswith("text/csv"):
        return content(response).decode()
    told = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    return told.group(0) if told else ""


def _as_expected_of_nobody(name: str, method: str, response: Any) -> bool:
    who = audience(name, method)
    if who is Open.ANYBODY:
        return response.status_code in {*OK, 401, 403, 503}
    if who is Open.BEARER:
        return response.status_code in {404, 410}
    if is_api(name):
        return response.status_code in {401, 403} and bool(response.json()["detail"])
    return response.status_code == 302 and response.url.startswith(reverse("account_login"))


def test_every_route_is_in_the_matrix():
    assert sorted(set(routes())) == sorted(MATRIX)
    assert len(routes()) == len(set(routes())), "two addresses share a name"


NOTED = frozenset({"SignInProblem"})
"""What anybody may bring about: a sign-in that failed is noted for the organisation's stewards."""


def test_anonymous(world: World, settings: Any):
    settings.SECURITY_CONTACT = "mailto:security@ajar.example"  # else its page is not there
    before, browser = snapshot(*world.victims, without=NOTED), Browser(world, None)
    marks, wrong = marks_of_others(world, None), []
    for name, method in ENTRIES:
        response = browser.send(name, method)
        if leaks(response, marks) or not _as_expected_of_nobody(name, method, response):
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(*world.victims, without=NOTED) == before


@pytest.mark.parametrize("at", STRANGERS)
def test_whoever_is_of_another_organisation(world: World, at: str):
    """What a stranger's roles don't include is refused; what they include finds nothing here."""
    member = STRANGERS[at](world)
    victims = [each for each in world.victims if each != member.organisation]
    before, browser = snapshot(*victims, without=NOTED), Browser(world, member)
    marks, wrong = marks_of_others(world, member), []
    entries = [entry for entry in ENTRIES if at != "commission" or MATRIX[entry[0]].at == at]
    # Hidden ones first, and those that say something last: a message stands on the next page.
    order = sorted(entries, key=lambda entry: (not is_hidden(*entry), MATRIX[entry[0]].quiet))
    for name, method in order:
        if is_at_home(world, member, name) and needed(name, method):
            continue
        response = browser.send(name, method)
        good = not leaks(response, marks) and (response.status_code < 500 or name == "readyz")
        if needed(name, method) and not may(member, name, method):
            good = good and _is_refused(response)
        elif is_hidden(name, method):
            absent = 302 if MATRIX[name].quiet else 404
            good = good and response.status_code == absent
            good = good and browser.same_as_absent(name, method, response)
        if not good:
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(*victims, without=NOTED) == before


def _is_refused(response: Any) -> bool:
    """Told so; or not there at all, where this kind of organisation has no such page."""
    told = response.status_code == 403 and REFUSAL in reason_of(response)
    return told or response.status_code == 404


def test_a_member_limited_to_another_unit(world: World):
    # The record of their own export is the only thing this may add.
    victim, without = world.a.organisation, frozenset({"AuditEvent"})
    before = snapshot(victim, without=without)
    browser = Browser(world, world.limited)
    wrong = []
    for name, method in for_members():
        if not MATRIX[name].by_unit:
            continue
        response = browser.send(name, method)
        if response.status_code != 404 or not browser.same_as_absent(name, method, response):
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(victim, without=without) == before


OF_A_FACT = ("fact", "fact-correct", "fact-remove", "objection-fact")


def test_what_is_known_of_a_unit_is_not_there_for_members_of_others(world: World):
    """What is known of partners is the whole organisation's; of a unit it is that unit's."""
    with acting_for(world.a.organisation):
        known = world.a.fact
        of_unit = Fact.objects.get(pk=known.pk)
        of_unit.pk, of_unit.partner, of_unit.unit = new_id(), None, world.a.unit
        of_unit.save(force_insert=True)
        objection = Objection.objects.get(pk=world.a.objection.pk)
        objection.pk, objection.fact = new_id(), of_unit
        objection.save(force_insert=True)
    rows = [(f"diligence:{name}", of_unit.pk) for name in OF_A_FACT]
    rows.append(("diligence:objection", objection.pk))
    seen = {member: [] for member in ("limited", "officer")}
    for who, answers in seen.items():
        browser = Browser(world, world.limited if who == "limited" else world.a.officer)
        for name, key in rows:
            answers += [browser.try_out(name, method, key) for method in MATRIX[name].methods]
    assert {response.status_code for response in seen["limited"]} == {404}
    assert {response.status_code for response in seen["officer"]} <= OK
    told = Browser(world, world.limited).client.get(reverse("diligence:objections"))
    assert str(objection.pk) not in told.content.decode()


LISTS = (
    ("portal:start", ""),
    ("portal:search", "q=zorvath"),
    ("diligence:partnership-list", ""),
    ("diligence:register-export", "format=csv"),
    ("diligence:appraisal-list", ""),
    *(("diligence:decision-list", f"show={show}") for show in ("waiting", "decided", "review")),
    ("reporting:dashboard", ""),
    ("api:partnerships", ""),
    ("api:appraisals", ""),
    ("api:decisions", ""),
    ("diligence:workplan", ""),
    ("diligence:workplan", "when=put_off"),
    ("api:due", ""),
)


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_no_list_shows_another_units_rows(world: World, name: str, query: str):
    path = f"{reverse(name)}?{query}"
    shown = _read(Browser(world, world.limited).client.get(path))
    assert shown.status_code == 200
    told = content(shown).decode()
    for what in ("ice", "dust", "fog", "tide", "moss"):
        assert f"{MARK} {what}" not in told
    rows = (world.a.partnership, world.a.decided, world.a.decision, world.a.referred)
    assert not [row for row in rows if str(row.pk) in told]
    # The list is not empty for everybody, or this would prove nothing.
    assert content(_read(Browser(world, world.a.decider).client.get(path)))


@pytest.mark.parametrize("who", PEOPLE)
def test_a_role_gets_what_it_includes_and_else_the_reason(world: World, who: str):
    """Nothing of their own organisation is hidden from them: a 404 for everybody is no wall.

    What no role of their kind includes is asked for once a kind, by whoever has all of them.
    """
    member: Member = PEOPLE[who](world)
    all_roles: Member = STRANGERS[ALL_ROLES[who]](world)
    assert member.actor.permissions <= all_roles.actor.permissions
    before, browser = snapshot(*world.victims), Browser(world, member)
    marks, wrong = marks_of_others(world, member), []
    for name, method in for_members():
        at_home = is_at_home(world, member, name)
        if not at_home and not may(all_roles, name, method):
            continue
        response = browser.try_out(name, method)
        good = not leaks(response, marks)
        if not may(member, name, method):
            good = good and _is_refused(response)
            good = good and (not at_home or response.status_code == 403)
        elif at_home:
            # What the row's state forbids is told as well: 403 with a reason, 400, 409 or 422.
            good = good and response.status_code in {*OK, 201, 202, 204, 400, 403, 409, 415, 422}
            good = good and (response.status_code != 403 or REFUSAL not in reason_of(response))
        elif is_of_a_row(name):
            good = good and response.status_code == (302 if MATRIX[name].quiet else 404)
        else:
            good = good and response.status_code < 500
        if not good:
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(*world.victims) == before


@pytest.mark.parametrize("who", ["operator", "ended", "suspended"])
def test_whoever_is_no_active_member_gets_nothing(world: World, who: str):
    before, browser = snapshot(*world.victims), Browser(world, getattr(world, who))
    marks, wrong = marks_of_others(world, None), []
    for name, method in for_members():
        response = browser.send(name, method)
        if is_api(name):
            good = response.status_code in {401, 403} and bool(response.json()["detail"])
        elif who == "operator" and method == "get":
            good = response.status_code == 302 and response.url == reverse("portal:operations")
        else:
            good = response.status_code == 403 and "not an active member" in reason_of(response)
        if leaks(response, marks) or not good:
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert snapshot(*world.victims) == before


def test_operators_see_the_directory_and_no_rows(world: World):
    browser = Browser(world, world.operator)
    wrong = []
    for name, method in ENTRIES:
        if audience(name, method) is not Open.OPERATOR:
            continue
        with transaction.atomic():
            response = browser.send(name, method)
            transaction.set_rollback(True)
        page = content(response).decode().replace(world.a.organisation.name, "")
        if response.status_code not in {*OK, 403} or MARK in page:
            wrong.append((name, method, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("at", ["a", "hub", "ministry", "commission"])
def test_methods_that_are_not_in_the_matrix_are_refused(world: World, at: str):
    """No view answers them; asked for are two of each way of saying so, by each method."""
    home = getattr(world, at)
    people = (getattr(home, who, None) for who in ("officer", "adviser", "analyst"))
    member = next(each for each in people if each is not None)
    browser, wrong, asked = Browser(world, member), [], Counter()
    for name, route in MATRIX.items():
        if route.at != at or not all(needed(name, method) for method in route.methods):
            continue
        for method in sorted({"post", "patch", "put", "delete"} - set(route.methods)):
            assert method not in matrix.by_name()[name].methods, (name, method)
            way = (*_ways(name), method)
            asked[way] += 1
            if asked[way] > 2:
                continue
            status = browser.send(name, method).status_code
            if status not in {403, 405}:
                wrong.append((name, method, status))
    assert wrong == []
    assert sum(asked.values()) > 5


def _ways(name: str) -> tuple[Any, ...]:
    """What decides over a method before a view's own code: inherited by most."""
    view: Any = resolve(_path(name)).func
    page = getattr(view, "view_class", None) or getattr(view, "cls", view)
    return tuple(
        getattr(page, step, None) for step in ("dispatch", "http_method_not_allowed", "initial")
    )


def test_the_matrix_is_large():
    """So that a refactoring that empties it is noticed."""
    assert len(ENTRIES) > 280
