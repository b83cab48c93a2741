"""What a person has to do: keys, clicks and page loads, counted in the browser.

`seconds` estimates a practised person's time by the keystroke-level model (Card, Moran and Newell,
1980): 0.28 s a key, 1.3 s to point and click, 1.35 s to make up one's mind; reading goes at 240
words a minute. How long the portal itself took is added as it was measured.
"""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Frame, Page

KEY, CLICK, MIND, WORD = 0.28, 1.3, 1.35, 0.25
_LISTEN = """
for (const [kind, event] of [['key', 'keydown'], ['click', 'pointerdown']])
  addEventListener(event, (told) => { if (told.isTrusted && !told.repeat) counted(kind) }, true)
"""


@dataclass
class Effort:
    """Counts from its making on; `decided` says how often somebody had to make up their mind."""

    page: Page
    name: str
    keys: int = 0
    clicks: int = 0
    loads: int = 0
    minds: int = 0
    words: int = 0
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.page.expose_function("counted", self._count)
        self.page.add_init_script(_LISTEN)
        self.page.on("framenavigated", self._navigated)

    def _count(self, kind: str) -> None:
        if kind == "key":
            self.keys += 1
        else:
            self.clicks += 1

    def _navigated(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.loads += 1

    def decided(self, times: int = 1, *, on: str = "") -> None:
        """`on`: the text that had to be read for it."""
        self.minds += times
        self.words += len(on.split())

    @property
    def seconds(self) -> float:
        person = KEY * self.keys + CLICK * self.clicks + MIND * self.minds + WORD * self.words
        return person + (time.monotonic() - self.begun)

    def told(self) -> str:
        machine = time.monotonic() - self.begun
        return (
            f"{self.name}: {self.keys} keys, {self.clicks} clicks, {self.loads} page loads, "
            f"{self.minds} decisions, {self.words} words read: "
            f"about {self.seconds:.0f} s, of which {machine:.0f} s the browser's and the portal's"
        )
