"""What the matrix says of one address: whose row it is about, and who may use it how."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.enums import Permission


class Open(StrEnum):
    """Audiences that no permission names."""

    ANYBODY = "anybody"
    """A page without secrets: signing in, about, health."""
    BEARER = "bearer"
    """Whoever has the secret in the address."""
    SIGNED_IN = "signed in"
    """One's own account, whatever organisation."""
    OPERATOR = "operator"
    """To everybody else it is not there."""


Who = Permission | tuple[Permission, ...] | Open | None
"""Any one of several permissions; None: the address does not answer that method."""


@dataclass(frozen=True)
class Route:
    """`about`: which row of an estate the address names; `body` makes a usable form or JSON."""

    get: Who = None
    post: Who = None
    about: str = ""
    also: dict[str, Any] = field(default_factory=dict)
    body: Callable[[Any], dict[str, Any]] = lambda _estate: {}
    by_unit: bool = False
    """Members limited to other units don't find it."""
    patch: Who = None
    query: str | Callable[[Any], str] = ""
    at: str = "a"
    """Whose it is, as an attribute of the world: A, its hub, its ministry, the Commission."""
    put: Who = None
    delete: Who = None
    quiet: bool = False
    """A row that isn't there leads back to the list, with a message, instead of to a 404."""

    @property
    def methods(self) -> dict[str, Who]:
        told = {
            "get": self.get,
            "post": self.post,
            "patch": self.patch,
            "put": self.put,
            "delete": self.delete,
        }
        return {method: who for method, who in told.items() if who is not None}

    def kwargs(self, estate: Any) -> dict[str, Any]:
        named = {"pk": getattr(estate, self.about).pk} if self.about else {}
        return named | {
            name: value(estate) if callable(value) else value for name, value in self.also.items()
        }

    def address(self, estate: Any) -> str:
        """What stands after the question mark."""
        return self.query(estate) if callable(self.query) else self.query
