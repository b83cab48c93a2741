"""The world of the isolation suite, whose texts all carry a marker."""

from tests.isolation.conftest import made_world, world

__all__ = ["made_world", "world"]
