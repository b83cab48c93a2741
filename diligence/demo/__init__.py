"""The organisations' chapter of the demonstration: two years, from the register to the hub."""

from diligence.demo.filing import chapter, founding

__all__ = ["chapter", "founding"]
