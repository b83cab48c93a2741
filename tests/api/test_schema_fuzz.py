"""Requests made from the interface's own document, as each of the people.

Nothing fails, nothing of another organisation comes back (neither a word of its rows nor a key),
every answer is one that the document tells of its operation: status, content type and shape; and
whatever is refused says why. One example of each operation in the suite; more with `make fuzz`
(AJAR_FUZZ examples of each kind).
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unittest import SkipTest

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response

from portal.models import Organisation
from tests.isolation.beyond import World
from tests.isolation.conftest import made_world, world
from tests.isolation.matrix import MATRIX
from tests.isolation.test_matrix import ABSENT, PEOPLE
from tests.isolation.world import MARK, snapshot

__all__ = ["made_world", "world"]

EXAMPLES = int(os.environ.get("AJAR_FUZZ", "1"))
VISITORS = {
    **PEOPLE,
    "stranger": lambda world: world.stranger,
    "nobody": lambda world: None,
}
OTHER_SIDE = ("Quillon", "Jundriel", "Wendrick")
THIS_SIDE = (MARK, "Hexabrin", "Pellucor")
"""Words that stand in rows of one side alone and never cross."""

_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def operations(made_world: World) -> list[tuple[Any, list[Case]]]:
    """Each operation with requests made from it, the same for everybody and in every run."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    # As JSON: the generator keeps lazy texts and enumerations.
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document, default=str)))
    each = [found.ok() for found in schema.get_all_operations()]
    return [(operation, cases(operation)) for operation in each]


@pytest.fixture(scope="module")
def keys(made_world: World) -> dict[bool, set[str]]:
    """Keys of rows that belong to the far side (True: seen from this one) and to this one."""
    w = made_world
    far = (w.b, w.other_hub, w.other_ministry)
    near = (w.a, w.hub, w.ministry)
    return {
        True: _keys_of(*(one.organisation for one in far)),
        False: _keys_of(*(one.organisation for one in near)),
    }


def _keys_of(*organisations: Organisation) -> set[str]:
    """Of whatever an organisation owns: its own key everybody may know, as its name."""
    everything = snapshot(*organisations)
    return {
        str(row[0])
        for (_of, table), rows in everything.items()
        for row in rows
        if table != "Organisation"
    }


def own_parameters(world: World, path: str) -> dict[str, Any] | None:
    """The row of the matrix that an address of the document is about; None where it has none."""
    filled = re.sub(r"\{[^}]+\}", str(ABSENT), path)
    try:
        match = resolve(filled)
    except Resolver404:
        return None
    route = MATRIX.get(match.view_name)
    if route is None:
        return None
    return {name: str(value) for name, value in route.kwargs(getattr(world, route.at)).items()}


class Visit:
    """One person's requests, and what was wrong with the answers."""

    def __init__(self, world: World, person: str, keys: dict[bool, set[str]]) -> None:
        who = VISITORS[person](world)
        self.world = world
        self.client = Client(raise_request_exception=False)
        if who is not None:
            self.client.force_login(who.user)
        self.foreign = THIS_SIDE if person == "stranger" else OTHER_SIDE
        self.foreign_keys = keys[person != "stranger"]
        self.problems: Counter[str] = Counter()
        self.sent = 0

    def send(self, operation: Any, case: Case, parameters: dict[str, Any] | None) -> None:
        path = _address(case, parameters)
        body = case.body
        if body is NOT_SET:
            data = b""
        else:
            data = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
        query = {name: value for name, value in (case.query or {}).items() if value is not None}
        with transaction.atomic():
            answer = self.client.generic(
                case.method,
                path,
                data,
                content_type=case.media_type or "application/json",
                query_params=query,
                headers=_sendable(case.headers),
            )
            content = answer.getvalue()
            transaction.set_rollback(True)
        self.sent += 1
        asked = f"{path} {query} {data.decode(errors='replace')}"
        self._look(operation, answer, content.decode(errors="replace"), asked)
        for told in _not_as_told(operation, case, answer, content):
            self.problems[f"{operation.label}: {told}"] += 1

    def _look(self, operation: Any, answer: Any, text: str, asked: str) -> None:
        what, status = operation.label, str(answer.status_code)
        if answer.status_code >= 500:
            self.problems[f"{what}: {status}"] += 1
        for mark in self.foreign:
            if mark in text:
                self.problems[f"{what}: says {mark}"] += 1
        # What somebody names in a request may stand in its answer.
        for key in (set(_KEY.findall(text)) & self.foreign_keys) - set(_KEY.findall(asked)):
            self.problems[f"{what}: names the foreign row {key}"] += 1
        if answer.status_code >= 400 and not _says_why(text):
            self.problems[f"{what}: {status} without a reason: {text[:80]}"] += 1


def _not_as_told(operation: Any, case: Case, answer: Any, content: bytes) -> Iterator[str]:
    """Where an answer is none of those the document promises."""
    status = str(answer.status_code)
    documented = operation.definition.raw["responses"]
    if status not in documented:
        yield f"{status} is not in the document"
        return
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    told = documented[status].get("content", {})
    if content and kind not in told:
        yield f"{status} as {kind}, where {sorted(told)} is told"
    elif kind == "application/json":
        headers = {name: [value] for name, value in answer.headers.items()}
        prepared = requests.Request(case.method, "http://testserver/").prepare()
        response = Response(answer.status_code, headers, content, prepared, 0.1, verify=False)
        try:
            operation.validate_response(response, case=case)
        except (Failure, FailureGroup) as problem:
            each = getattr(problem, "exceptions", [problem])
            yield f"{status}: {' / '.join(str(one)[:400] for one in each)}"


def _address(case: Case, parameters: dict[str, Any] | None) -> str:
    if parameters is not None:
        with_names = {**(case.path_parameters or {}), **parameters}
        try:
            return str(case.path.format(**with_names))
        except KeyError:
            pass
    return str(case.formatted_path)


def _sendable(headers: Any) -> dict[str, str]:
    """Headers that a client can put on the line at all."""
    told = {str(name): str(value) for name, value in (headers or {}).items()}
    return {
        name: value
        for name, value in told.items()
        if name.lower() not in {"authorization", "cookie", "content-length"}
        and re.fullmatch(r"[\x21-\x7e ]*", value)
    }


def _says_why(text: str) -> bool:
    """A detail, or for each field what is wrong with it."""
    try:
        told = json.loads(text)
    except ValueError:
        return False
    return bool(told) and (isinstance(told, list) or "detail" in told or all(told.values()))


def cases(operation: Any) -> list[Case]:
    """Some that fit the document and some that don't, the same in every run."""
    return [
        *_made(operation, GenerationMode.POSITIVE),
        *_made(operation, GenerationMode.NEGATIVE),
    ]


def _made(operation: Any, mode: GenerationMode) -> list[Case]:
    found: list[Case] = []

    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Case) -> None:
        found.append(case)

    with suppress(Unsatisfiable, SkipTest):  # nothing of this operation can be made wrong
        collect()
    return found


@pytest.mark.parametrize("person", VISITORS)
@pytest.mark.filterwarnings("ignore")
def test_the_document_is_kept(
    world: World,
    operations: list[tuple[Any, list[Case]]],
    keys: dict[bool, set[str]],
    person: str,
) -> None:
    visit = Visit(world, person, keys)
    turn = list(VISITORS).index(person)
    for at, (operation, made) in enumerate(operations):
        parameters = own_parameters(world, operation.path)
        ways = [(case, None) for case in made]
        if parameters:
            ways += [(case, parameters) for case in made[::2]]
        if EXAMPLES == 1:  # each operation once for everybody, each way for some of them
            ways = [ways[(at + turn) % len(ways)]]
        for case, filled in ways:
            visit.send(operation, case, filled)
    assert visit.sent >= len(operations)
    assert dict(visit.problems) == {}


def test_every_address_of_the_interface_is_in_the_document(
    operations: list[tuple[Any, list[Case]]],
) -> None:
    documented = {re.sub(r"\{[^}]+\}", str(ABSENT), one.path) for one, _made in operations}
    missing = set()
    for name, route in MATRIX.items():
        if not name.startswith("api:"):
            continue
        keys = dict.fromkeys(route.also, ABSENT) | ({"pk": ABSENT} if route.about else {})
        constants = {key: value for key, value in route.also.items() if not callable(value)}
        path = reverse(name, kwargs=keys | constants)
        shapes = {
            path,
            re.sub(
                "|".join(map(re.escape, map(str, constants.values()))) or "$^", str(ABSENT), path
            ),
        }
        if not shapes & documented:
            missing.add(name)
    assert missing == set()
