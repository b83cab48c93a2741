"""Every public function of every `queries` module, called for B with what belongs to A.

Arguments are made from the annotations: A's rows and keys wherever a row or a key is asked for,
A's words wherever a text is. What is looked at is not what the function returns (it was handed
A's row) but every row that the database sends meanwhile: none of them is A's.
"""

import inspect
import pkgutil
import types
import typing
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.http import Http404, QueryDict
from django.utils.functional import Promise

from advisory.models import AdviceDraft
from diligence.domain.conditions import Compare
from diligence.domain.questionnaire import Questionnaire
from diligence.models import Consultation, Dossier, Partnership
from diligence.queries import questionnaires
from diligence.queries.comparing import NothingToCompareError
from diligence.queries.questionnaires import NoQuestionnaireError
from portal import clock
from portal.authority import Actor, Refused
from portal.ledger import keys
from portal.ledger.keys import Keys
from portal.models import Membership, Organisation, User
from portal.tenancy import Owned, acting_for
from reporting.queries.reports import NothingToReport
from tests.isolation.beyond import World
from tests.isolation.unreached import UNREACHED
from tests.isolation.world import MARK, owned_models

pytestmark = pytest.mark.django_db
ROOMS = ("portal", "diligence", "advisory", "reporting")


CROSS = {AdviceDraft, Consultation, Dossier}
"""Their keys stand in another organisation's rows by design: see `test_uuid_references`."""


class Unmade(Exception):  # noqa: N818 - not an error of the product's
    """No value can be made for this annotation."""


def _modules() -> Iterator[types.ModuleType]:
    for room in ROOMS:
        package = import_module(f"{room}.queries")
        for found in pkgutil.iter_modules(package.__path__, f"{room}.queries."):
            yield import_module(found.name)


def _functions() -> dict[str, Callable[..., Any]]:
    """Public functions by module and name, where they are defined."""
    return {
        f"{module.__name__}.{name}": each
        for module in _modules()
        for name, each in sorted(vars(module).items())
        if not name.startswith("_")
        and callable(each)
        and not inspect.isclass(each)
        and getattr(each, "__module__", "") == module.__name__
    }


FUNCTIONS = _functions()
BY_MODULE: dict[str, list[str]] = {}
for _name in FUNCTIONS:
    BY_MODULE.setdefault(_name.rpartition(".")[0], []).append(_name)


class Prey(NamedTuple):
    """What of A's is handed to a function: rows by model, and its texts."""

    rows: dict[type[models.Model], models.Model]
    keys: frozenset[str]
    names: frozenset[str]
    """Of organisations, which everybody reads, and of people, who are known before a choice."""


@pytest.fixture(scope="module")
def hunted(made_world: World) -> dict[str, Prey]:
    """The victim's rows by room: A, its hub, its ministry."""
    return {
        room: _prey(made_world, room) for room in ("portal", "diligence", "advisory", "reporting")
    }


def _prey(world: World, room: str) -> Prey:
    rows: dict[type[models.Model], models.Model] = {}
    keys = set()
    for model in owned_models():
        victim, _intruder = world.whose(model)
        with acting_for(victim):
            found = list(model._base_manager.filter(owner_id=victim.pk)[:50])
        keys |= {str(row.pk) for row in found} if model not in CROSS else set()
        rows[model] = found[0]
    rows[Organisation] = _home(world, room, victim=True)
    people = User.objects.values_list("name", "email")
    names = {each for pair in people for each in pair}
    names |= set(Organisation.objects.values_list("name", flat=True))
    return Prey(rows, frozenset(keys), frozenset(names))


def _home(world: World, room: str, *, victim: bool) -> Organisation:
    home, stranger = {
        "advisory": (world.hub, world.other_hub),
        "reporting": (world.ministry, world.other_ministry),
    }.get(room, (world.a, world.b))
    return (home if victim else stranger).organisation


def _stranger(world: World, room: str) -> Any:
    others = {"advisory": world.hub_stranger, "reporting": world.ministry_stranger}
    return others.get(room, world.stranger)


SIMPLE: dict[Any, Any] = {
    bool: False,
    int: 1,
    float: 1.0,
    bytes: b"x",
    Decimal: Decimal(1),
    object: {},
    QueryDict: QueryDict(f"q={MARK}"),
    Compare: Compare(MARK, "=", MARK),
}


MADE: dict[Any, Callable[[], Any]] = {
    date: clock.today,
    datetime: clock.now,
    timedelta: lambda: timedelta(days=1),
    Keys: lambda: keys.trusted()[0],
    Questionnaire: lambda: questionnaires.definition(questionnaires.current_version()),
}


class Answers(dict[Any, Any]):
    """A mapping of words that has A's word wherever it is asked."""

    def __missing__(self, _name: Any) -> str:
        return MARK


class Arguments:
    """Makes arguments for one room's functions."""

    def __init__(self, world: World, room: str, prey: Prey) -> None:
        self.world, self.room, self.prey = world, room, prey

    def of(
        self, function: Callable[..., Any], *, all_of_them: bool = True
    ) -> tuple[list[Any], dict[str, Any]]:
        hints = typing.get_type_hints(function)
        values, named = [], {}
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
                continue
            if not all_of_them and parameter.default is not parameter.empty:
                continue
            try:
                value = self.value(name, hints.get(name))
            except Unmade:
                if parameter.default is parameter.empty:
                    raise
                continue
            if parameter.kind is parameter.KEYWORD_ONLY or named:
                named[name] = value
            else:
                values.append(value)
        return values, named

    def value(self, name: str, kind: Any) -> Any:
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin in {typing.Union, types.UnionType}:
            return self.value(name, next(each for each in inner if each is not type(None)))
        if inspect.isclass(origin) and issubclass(origin, models.QuerySet):
            return inner[0]._default_manager.all()
        if origin is Callable:
            return self.callable(name, inner)
        if origin is not None:
            return self.many(name, origin, inner)
        return self.one(name, kind)

    def many(self, name: str, origin: Any, inner: tuple[Any, ...]) -> Any:
        made = self.value(name, inner[0]) if inner and inner[0] is not Ellipsis else None
        if issubclass(origin, dict) or "Mapping" in str(origin):
            told = Answers({made: self.value(name, inner[1])})
            return told if inner[1] in {str, Any, object} else dict(told)
        if origin is tuple and Ellipsis not in inner:
            return tuple(self.value(name, each) for each in inner)
        if issubclass(origin, tuple | list | set | frozenset):
            return origin([made])
        return [made]

    def callable(self, name: str, inner: tuple[Any, ...]) -> Callable[..., Any]:
        """Something to be told or asked: it answers what it says it does."""
        answer = None if not inner or inner[1] in {type(None), None} else self.value(name, inner[1])
        return lambda *_told: answer

    def one(self, name: str, kind: Any) -> Any:  # noqa: C901 - a table of kinds
        if kind is Actor:
            return _stranger(self.world, self.room).actor
        if kind in SIMPLE:
            return SIMPLE[kind]
        if kind in {str, Promise, Any}:
            return MARK
        if kind is uuid.UUID:
            return self.key(name)
        if kind in MADE:
            return MADE[kind]()
        if kind is models.QuerySet:
            return Membership.objects.all() if self.room == "portal" else Partnership.objects.all()
        if typing.is_typeddict(kind):
            return {"value": MARK}
        if inspect.isclass(kind) and issubclass(kind, models.Model):
            return self.row(kind)
        if inspect.isclass(kind) and hasattr(kind, "__members__"):
            return next(iter(kind))
        if inspect.isclass(kind) and hasattr(kind, "__dataclass_fields__"):
            return self.dataclass(kind)
        raise Unmade(f"{name}: {kind}")

    def dataclass(self, kind: Any) -> Any:
        # What a filter or form begins with makes sense; A's words in each of its fields do not.
        values, named = self.of(kind, all_of_them=False)
        return kind(*values, **named)

    def row(self, kind: type[models.Model]) -> models.Model:
        if kind in self.prey.rows:
            return self.prey.rows[kind]
        found = kind._default_manager.first() if not issubclass(kind, Owned) else None
        if found is None:
            raise Unmade(str(kind))
        return found

    def key(self, name: str) -> uuid.UUID:
        wanted = name.removesuffix("_id").replace("_", "")
        for model, row in self.prey.rows.items():
            if model.__name__.lower() == wanted:
                return uuid.UUID(str(row.pk))
        rows = [row for model, row in self.prey.rows.items() if model._meta.app_label == self.room]
        return uuid.UUID(str(rows[0].pk))


@contextmanager
def _watching() -> Iterator[list[Any]]:
    """Every row that the database sends meanwhile."""
    seen: list[Any] = []

    def spy(name: str) -> Callable[..., Any]:
        def fetch(self: CursorWrapper, *args: Any) -> Any:
            found = getattr(self.cursor, name)(*args)
            seen.append(found)
            return found

        return fetch

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fetchone", "fetchmany", "fetchall"):
            patch.setattr(CursorWrapper, name, spy(name), raising=False)
        patch.setattr(
            CursorWrapper, "__iter__", lambda self: iter(spy("fetchall")(self)), raising=False
        )
        yield seen


def _used(value: Any) -> None:
    """Ask for what is made only when it is asked for."""
    if isinstance(value, models.QuerySet | types.GeneratorType):
        list(value[:50] if isinstance(value, models.QuerySet) else value)
    elif isinstance(value, list | tuple):
        for each in value[:10]:
            _used(each) if isinstance(each, models.QuerySet) else None


ANSWERS = (
    *(ObjectDoesNotExist, Refused, Http404),
    *(NothingToCompareError, NoQuestionnaireError, NothingToReport),
)
"""What a function may say of what isn't there."""


def _call(world: World, room: str, prey: Prey, function: Callable[..., Any]) -> tuple[str, str]:
    """What of A's it read, and why it did not run to its end, '' where it did."""
    stranger = _stranger(world, room)
    home = _home(world, room, victim=False)
    with acting_for(home, user=stranger.user.pk), transaction.atomic():
        try:
            values, named = Arguments(world, room, prey).of(function)
        except Unmade as unmade:
            return f"no argument: {unmade}", ""
        problem = ""
        with _watching() as seen:
            try:
                with transaction.atomic():
                    _used(function(*values, **named))
            except ANSWERS:
                pass
            except Exception as other:  # noqa: BLE001 - any, told in the list
                problem = type(other).__name__
        transaction.set_rollback(True)
    told = str(seen)
    for name in sorted(prey.names, key=len, reverse=True):
        told = told.replace(name, "")
    leak = [word for word in (MARK, *prey.keys) if word in told]
    return problem, ", ".join(leak[:3])


@pytest.mark.parametrize("module", sorted(BY_MODULE))
def test_no_query_reads_a_foreign_row(world: World, hunted: dict[str, Prey], module: str):
    room = module.partition(".")[0]
    leaks, idle = [], []
    for name in BY_MODULE[module]:
        problem, leak = _call(world, room, hunted[room], FUNCTIONS[name])
        leaks += [(name, leak)] if leak else []
        idle += [(name, problem)] if problem else []
    connection.ensure_connection()
    assert leaks == []
    listed = {name for name in UNREACHED if name.rpartition(".")[0] == module}
    new = [(name, problem) for name, problem in idle if name not in listed]
    assert new == [], "a new query: annotate it, or list it in unreached.py"
    assert listed - {name for name, _problem in idle} == set(), "it is reached: not to be listed"


def test_most_of_them_are_reached():
    assert len(FUNCTIONS) > 400
    assert len(UNREACHED) < len(FUNCTIONS) / 10
    assert FUNCTIONS.keys() >= UNREACHED.keys(), "listed without need"
