"""What is downloaded holds nothing of anybody else's, packed or not.

`test_matrix` looks at bytes as they are sent. Workbooks and PDF are packed, so here every answer
that is a file is unpacked before it is searched: as B, over everything of B's own.
"""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal import matrix
from portal.matrix import Kind
from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX
from tests.isolation.world import MARK

pytestmark = pytest.mark.django_db

GETS = [name for name, route in MATRIX.items() if route.get is not None]


def unpacked(body: bytes) -> str:
    """All that can be read in a file, whatever it is packed in."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(unpacked(archive.read(name)) for name in archive.namelist())
    if body.startswith(b"%PDF-") and b"startxref" in body:
        reader = PdfReader(io.BytesIO(body))
        pages = "\n".join(page.extract_text() for page in reader.pages)
        attached = "\n".join(
            unpacked(each) for kept in reader.attachments.values() for each in kept
        )
        return f"{pages}\n{reader.metadata}\n{attached}"
    return body.decode("utf-8", errors="replace")


class Answer(NamedTuple):
    """What was answered: what the header says it is, and all that can be read in it."""

    disposition: str
    text: str


@pytest.fixture(scope="module")
def answers(made_world: World) -> Callable[[str, str], dict[str, Answer]]:
    """By who asks and of which estate, each asked once for all tests."""
    return cache(lambda who, at: _answers(made_world, getattr(made_world, who), at))


def _answers(world: World, who: Any, at: str) -> dict[str, Answer]:
    """What each address that can be read answers about the other estate's own rows."""
    estate = getattr(world, at)
    client = Client(raise_request_exception=False)
    client.force_login(who.user)
    home = {"b": "a", "other_hub": "hub", "other_ministry": "ministry"}[at]
    found = {}
    for name in GETS:
        route = MATRIX[name]
        if route.at != home:
            continue
        try:
            path, query = reverse(name, kwargs=route.kwargs(estate)), route.address(estate)
        except AttributeError:
            continue
        response: Any = client.get(f"{path}?{query}" if query else path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[name] = Answer(response.headers.get("Content-Disposition", ""), unpacked(body))
    return found


@pytest.mark.parametrize(
    ("who", "at", "marks"),
    [
        ("stranger", "b", (MARK, "Hexabrin", "Pellucor", "Jundriel", "Wendrick")),
        ("hub_stranger", "other_hub", (MARK, "Hexabrin", "Pellucor", "Wendrick")),
        ("ministry_stranger", "other_ministry", (MARK, "Hexabrin", "Pellucor", "Quillon")),
    ],
)
def test_no_answer_and_no_file_holds_a_mark_of_others(
    world: World, answers: Any, who: str, at: str, marks: tuple[str, ...]
):
    leaks, files = [], 0
    for name, answer in answers(who, at).items():
        files += "attachment" in answer.disposition
        leaks += [(name, mark) for mark in marks if mark in answer.text]
    assert leaks == []
    assert files >= (5 if at == "b" else 1), "no file was looked at"


def test_what_answers_with_a_file_is_known_as_one(world: World, answers: Any):
    """So that the page of who may what, and whoever limits downloads, miss none."""
    unknown = []
    for who, at in (("stranger", "b"), ("hub_stranger", "other_hub")):
        for name, answer in answers(who, at).items():
            entry = matrix.by_name()[name]
            is_file = answer.disposition.startswith("attachment")
            if is_file and entry.kind not in {Kind.FILE, Kind.API}:
                unknown.append(name)
    assert unknown == []


SEARCHES = [name for name in MATRIX if "suggest" in name or name in {"portal:search"}]


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("text", [MARK, MARK.lower(), MARK[:4], "ice", "%", "_", "a"])
def test_no_search_and_no_suggestion_finds_a_foreign_row(world: World, name: str, text: str):
    for member, marks in (
        (world.stranger, {MARK, "Hexabrin"}),
        (world.hub_stranger, {MARK, "Hexabrin"}),
        (world.ministry_stranger, {MARK, "Quillon"}),
        (world.limited, {"Quillon"}),
    ):
        client = Client(raise_request_exception=False)
        client.force_login(member.user)
        route = MATRIX[name]
        path = reverse(
            name, kwargs=route.kwargs(world.a) if not route.about else {"pk": world.a.unit.pk}
        )
        told = client.get(path, {"q": text}).content.decode()
        # What was searched for stands in the box of the search itself.
        told = re.sub(r'value="[^"]*"|<h1.*?</h1>|<title>.*?</title>', "", told, flags=re.DOTALL)
        told = told.replace(f"“{text}”", "")
        for home in (world.a, world.b, world.hub):  # the directory is everybody's
            told = told.replace(home.organisation.name, "")
        assert not [mark for mark in marks if mark in told], (name, text)


def test_the_searches_of_all_rooms_are_attacked():
    assert {entry.name for entry in matrix.searches()} == {
        "portal.views.room.search",
        "diligence.views.room.search",
        "advisory.views.room.search",
    }
    assert len(SEARCHES) >= 2
