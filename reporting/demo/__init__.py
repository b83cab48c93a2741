"""The ministries' and the Commission's chapter of the demonstration."""

from reporting.demo.biennium import chapter

__all__ = ["chapter"]
