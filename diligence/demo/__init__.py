"""The organisation's chapter of the demonstration: two years of register → appraise → score."""

from diligence.demo.filing import chapter

__all__ = ["chapter"]
