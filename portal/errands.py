"""What a page has to ask other machines, asked while no transaction of its own is open.

`fetch.get` in a member's request does not wait for the answer there: it says what it needs
(`Wanted`). The frame rolls the request's transaction back, does the errand and runs the page again,
which then finds the answer. So whoever may not ask, or asks wrongly, was turned away before
anything is asked, and a machine that takes its time holds no connection to the database and no
lock. Outside such a frame, as in a task, an errand is done at once.
"""

from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

MOST: Final = 3
"""Of one request. A page runs again after each, so none may ask for ever."""

Answer = TypeVar("Answer")


class Wanted(Exception):  # noqa: N818 - no error: the page stops here and runs again
    """The page can't go on before an errand is done."""


class TooManyErrandsError(RuntimeError):
    """A page asked other machines for more than a request may."""


class Errands:
    """Those of one request."""

    def __init__(self) -> None:
        self._done: dict[Hashable, Future[Any]] = {}
        self._wanted: tuple[Hashable, Callable[[], Any]] | None = None

    def ask(self, what: Hashable, errand: Callable[[], Any]) -> Any:
        """What came of it; raises Wanted where it is still to be done."""
        if what in self._done:
            return self._done[what].result()
        if len(self._done) >= MOST:
            raise TooManyErrandsError(what)
        self._wanted = what, errand
        raise Wanted

    def run(self) -> bool:
        """Do what the page asked for; whether there was anything, so that it has to run again."""
        if self._wanted is None:
            return False
        (what, errand), self._wanted = self._wanted, None
        self._done[what] = _kept(errand)
        return True


def _kept(errand: Callable[[], Answer]) -> Future[Answer]:
    """What the errand gave or raised, to be given or raised again."""
    done: Future[Answer] = Future()
    try:
        done.set_result(errand())
    except Exception as problem:  # noqa: BLE001 - raised where the page asks for it again
        done.set_exception(problem)
    return done


_errands: ContextVar[Errands | None] = ContextVar("errands of this request", default=None)


@contextmanager
def of_request() -> Iterator[Errands]:
    """The frame of one request, around its transactions."""
    errands = Errands()
    mark = _errands.set(errands)
    try:
        yield errands
    finally:
        _errands.reset(mark)


def ask(what: Hashable, errand: Callable[[], Answer]) -> Answer:
    """What the errand gives. `what` names it: the same one is done once in a request.

    Raises what the errand raises, and Wanted where the page has to run again for it.
    """
    errands = _errands.get()
    answer: Answer = errand() if errands is None else errands.ask(what, errand)
    return answer
