"""The organisations' chapter of the demonstration: two years, from the register to the hub."""

from diligence.demo import authoring, filing
from diligence.demo.filing import founding
from portal.demo import World

__all__ = ["chapter", "founding"]


def chapter(world: World) -> None:
    """Two years of filing; then questionnaires that a ministry and a university write."""
    filing.chapter(world)
    authoring.write(world)
