"""Every form of every page, as each of the people, filled with what breaks things.

No answer fails, nobody's text becomes markup, what a form refuses stands in it again, and what is
stored reads back as it was typed. In the suite some strings for each form, chosen by a seed, by
one person in each kind of organisation; `make crawl` (AJAR_CRAWL=all) tries all of them as
everybody, with those of the folder AJAR_BADINPUT as well.
"""

import os
import random
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.isolation.beyond import World
from tests.isolation.matrix import MATRIX
from tests.isolation.test_matrix import PEOPLE, may, needed
from tests.web.forms import Form, forms_of, intruders, lost, page_of, readable
from tests.web.naughty import MARKUP, strings
from tests.web.test_headers import wrong

SEED = 20261123
ALL = os.environ.get("AJAR_CRAWL", "")
PER_FORM = {"": 1, "all": 10_000}.get(ALL) or int(ALL)
VISITORS = {
    **PEOPLE,
    "stranger": lambda world: world.stranger,
    "operator": lambda world: world.operator,
    "nobody": lambda world: None,
}
FEW = 5
"""Up to so many strings for each form, each of them takes one of the two ways alone."""
VISITS = 3 if ALL else 1
"""Pages of a kind that are looked at; addresses with other parameters count as other ones."""
SLOW = {"readyz"}
LEAVES = {"account_logout"}
"""Forms that end the session are tried with the others; their answer is all there is to see."""


TYPED: set[tuple[str, tuple[str, ...]]] = set()
"""Forms that were filled, by whoever saw them first in each kind of organisation."""


class Crawl:
    """One person's way through everything they can open."""

    def __init__(self, world: World, who: Any) -> None:
        self.world, self.who = world, who
        self.client = Client(raise_request_exception=False)
        if who is not None:
            self.client.force_login(getattr(who, "user", who))
        self.problems: Counter[str] = Counter()
        organisation = getattr(who, "organisation", None)
        self.kind = organisation.kind if organisation else ""
        self.forms: dict[tuple[str, ...], tuple[str, Form]] = {}
        self.visited: Counter[str] = Counter()
        self.sent = 0

    # -- looking around ------------------------------------------------------------------------
    def walk(self) -> None:
        waiting = list(self._starts())
        seen = set(waiting)
        while waiting:
            address = waiting.pop(0)
            for link in self._visit(address):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def _starts(self) -> Iterator[str]:
        for name, route in MATRIX.items():
            if "get" in route.methods and name not in SLOW and self._is_theirs(name):
                estate = getattr(self.world, route.at)
                query = route.address(estate)
                path = reverse(name, kwargs=route.kwargs(estate))
                yield f"{path}?{query}" if query else path

    def _is_theirs(self, name: str) -> bool:
        """What they are refused is the matrix's; with everything, it is looked at here as well."""
        if name.startswith("api:"):
            return False
        if ALL or not needed(name, "get"):
            return True
        return hasattr(self.who, "actor") and may(self.who, name, "get")

    def _visit(self, address: str) -> Iterator[str]:
        name = _name_of(address)
        if not name or name in SLOW or self.visited[name] >= VISITS:
            return
        self.visited[name] += 1
        with transaction.atomic():
            answer = self.client.get(address)
            page = self._look(answer, f"GET {name}")
            transaction.set_rollback(True)
        if answer.status_code in {301, 302} and "evil" not in answer.headers["Location"]:
            yield answer.headers["Location"]
        if page is None:
            return
        for form in forms_of(page, address):
            if form.is_of_this_portal and (form.typed or form.files):
                key = (_name_of(form.action) or form.action, form.method, *sorted(form.typed))
                self.forms.setdefault(key, (address, form))
        for link in page.xpath("//a/@href"):
            parts = urlsplit(str(link))
            if parts.netloc in {"", "testserver"} and parts.path.startswith("/"):
                yield parts._replace(fragment="", scheme="", netloc="").geturl()

    def _look(self, answer: Any, what: str) -> Any:
        """Whatever is wrong with an answer as such; its page, where it is one."""
        if answer.status_code >= 500 and not answer.streaming:
            self.problems[f"{what}: {answer.status_code}"] += 1
        for header in wrong(answer):
            self.problems[f"{what}: {header}"] += 1
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            if answer.streaming:
                answer.getvalue()  # read to its end, which closes the file
            return None
        page = page_of(answer.content)
        if page is None:
            return None
        for intruder in intruders(page):
            self.problems[f"{what}: {intruder}"] += 1
        if b"1787569" in answer.content or b"Traceback (most recent" in answer.content:
            self.problems[f"{what}: something was evaluated or told"] += 1
        return page

    # -- typing --------------------------------------------------------------------------------
    def type(self, per_form: int) -> None:
        """Every string through every field: all fields filled, each with another string, and
        one field alone beside what is plausible, so that it is stored."""
        texts = strings()
        for key, (address, form) in self.forms.items():
            if not ALL and (self.kind, key) in TYPED:
                continue
            TYPED.add((self.kind, key))
            chance = random.Random(SEED + zlib.crc32("|".join(key).encode()))
            some = [chance.choice(MARKUP), *chance.sample(texts, min(per_form, len(texts)))]
            names = list(form.typed)
            for number in range(len(some)):
                turned = {name: some[(number + at) % len(some)] for at, name in enumerate(names)}
                if not names or number % 3 == 0 or len(some) > FEW:
                    self._submit(key, address, form, turned or {"": some[number]})
                if names and (number % 3 or len(some) > FEW):
                    only = names[number % len(names)]
                    self._submit(key, address, form, {only: some[number]})

    def _submit(self, key: Any, address: str, form: Form, texts: dict[str, str]) -> None:
        what = f"{form.method.upper()} {key[0]}"
        sent = form.filled(texts)
        with transaction.atomic():
            self.sent += 1
            if form.method == "post":
                answer = self.client.post(form.action, sent)
            else:
                answer = self.client.get(form.action.partition("?")[0], sent)
            page = self._look(answer, what)
            if answer.status_code in {200, 400, 409} and page is not None and form.method == "post":
                for told in lost(page, form.action, form, texts):
                    self.problems[f"{what}: lost {told}"] += 1
            elif answer.status_code in {301, 302}:
                self._read_back(answer, address, form, texts, what)
            transaction.set_rollback(True)

    def _read_back(
        self, answer: Any, address: str, form: Form, texts: dict[str, str], what: str
    ) -> None:
        """Where it leads, and the form itself: what was stored reads as it was typed."""
        to = answer.headers["Location"]
        if urlsplit(to).netloc not in {"", "testserver"}:
            self.problems[f"{what}: leads to {to}"] += 1
            return
        if _name_of(to) in SLOW:
            return
        self._look(self.client.get(to), f"{what}, then")
        page = self._look(self.client.get(address), f"{what}, again")
        if page is None:
            return
        for told in _read_otherwise(page, address, form, texts):
            self.problems[f"{what}: {told}"] += 1


def _read_otherwise(page: Any, address: str, form: Form, texts: dict[str, str]) -> Iterator[str]:
    """Fields of the same form that read neither as before nor as they were typed."""
    same = [
        again
        for again in forms_of(page, address)
        if (again.action, again.method) == (form.action, form.method)
    ]
    for name, text in texts.items():
        before = readable("".join(form.values.get(name, [])))
        wanted = readable(text)
        for again in same:
            shown = readable("".join(again.values.get(name, [])))
            usual = {before, wanted, "", " ".join(wanted.split())}
            if form.typed.get(name, "password") != "password" and shown not in usual:
                yield f"{name} {wanted[:60]!r} reads as {shown[:60]!r}"


def _name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("person", VISITORS)
def test_what_breaks_things_breaks_nothing(world: World, person: str) -> None:
    crawl = Crawl(world, VISITORS[person](world))
    crawl.walk()
    assert len(crawl.visited) > 5
    assert crawl.forms
    crawl.type(PER_FORM)
    print(f"{person}: {sum(crawl.visited.values())} pages, {crawl.sent} forms sent")
    assert dict(crawl.problems) == {}


def test_the_parser_sees_what_a_browser_would_run() -> None:
    """The looking itself: each of these would be found."""
    for bad in (
        "<ajarx>",
        "<p onclick='x'>",
        "<a href=' java\nscript:x'>",
        "<script>1</script>",
        "<iframe></iframe>",
        "<meta http-equiv=refresh content=0>",
        "<p style='x'>",
    ):
        page = page_of(f"<!doctype html><html><body>{bad}</body></html>".encode())
        assert page is not None
        assert intruders(page), bad
    page = page_of(b"<!doctype html><p>&lt;ajarx&gt;<script src=/x></script>")
    assert page is not None
    assert intruders(page) == []
