"""What a page shows of itself before any script has run, read from its markup alone."""

from html.parser import HTMLParser

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
CLOSED = frozenset({"dialog", "details"})
"""Show nothing of what is in them until they are `open`."""
NEVER = frozenset({"template", "script", "style", "head"})


class Unscripted(HTMLParser):
    """Counts the headings of level 1 that are shown, and gathers what only a script could use:
    buttons that send nothing and links that lead nowhere. Styles are not read: whatever is there
    for scripts alone has to be `hidden` until they show it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings = 0
        self.dead: list[str] = []
        self._around: list[tuple[str, bool, bool]] = []
        """What is open: its tag, whether it is shown itself, and whether what is in it is."""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        above, itself, inside = self._around[-1] if self._around else ("", True, True)
        # The summary of what is closed is shown.
        shown = itself if (above, tag) == ("details", "summary") else inside
        shown = shown and "hidden" not in told
        if shown:
            self._shown(tag, told)
        if tag not in VOID:
            closed = tag in NEVER or (tag in CLOSED and "open" not in told)
            self._around.append((tag, shown, shown and not closed))

    def _shown(self, tag: str, told: dict[str, str | None]) -> None:
        self.headings += tag == "h1"
        nothing = tag == "button" and told.get("type") == "button"
        if nothing or (tag == "a" and "href" not in told):
            self.dead.append(f"<{tag} {told.get('class') or told.get('id') or ''}>")

    def handle_endtag(self, tag: str) -> None:
        while self._around and self._around.pop()[0] != tag:
            pass
