"""The hubs' chapter of the demonstration, and what organisations then decide."""

from advisory.demo.story import chapter, founding

__all__ = ["chapter", "founding"]
