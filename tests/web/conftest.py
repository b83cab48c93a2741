"""The world of the isolation suite, and the browser of each of its people."""

from tests.isolation.conftest import made_world, world

__all__ = ["made_world", "world"]
