"""The organisation's chapter of the demonstration: two years of register → appraise → score."""

from diligence.demo.chapter import chapter

__all__ = ["chapter"]
