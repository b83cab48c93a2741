"""Ajar's own icons: shapes on a 24 unit grid, drawn with one stroke in the colour of the text."""

from typing import Final


def _line(*paths: str) -> str:
    return "".join(f'<path d="{path}"/>' for path in paths)


def _disc(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}"/>'


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="1.1" fill="currentColor" stroke="none"/>'


_ROUND: Final = _disc(12, 12, 9)

ICONS: Final[dict[str, str]] = {
    "alert": _ROUND + _line("M12 7v6") + _dot(12, 16.4),
    "arrow-left": _line("M20 12H4", "M10 6l-6 6 6 6"),
    "arrow-right": _line("M4 12h16", "M14 6l6 6-6 6"),
    "attach": _line("M19 11l-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5L13 4a3 3 0 0 1 4.3 4.3l-7.8 7.8"),
    "bell": _line("M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15z", "M10.5 21h3"),
    "building": _line("M4 21V9l8-5 8 5v12", "M2.5 21h19", "M9 21v-6h6v6", "M9 11h.01M15 11h.01"),
    "calendar": _line("M4 6h16v14H4z", "M4 10.5h16", "M8 3.5V8", "M16 3.5V8"),
    "check": _line("M4.5 12.5l5 5 10-11"),
    "chevron-down": _line("M6 9.5l6 6 6-6"),
    "chevron-right": _line("M9.5 6l6 6-6 6"),
    "clock": _ROUND + _line("M12 7v5l3.5 2.5"),
    "close": _line("M6 6l12 12", "M18 6L6 18"),
    "copy": _line("M9 9h11v11H9z", "M15 9V4H4v11h5"),
    "document": _line("M6 3h8l4 4v14H6z", "M14 3v4h4", "M9 12h6M9 16h6"),
    "door": _line("M6 21V3h12v18", "M3 21h18", "M6 3l7 3v17l-7-2") + _dot(10.6, 13),
    "down": _line("M12 4v16", "M6 14l6 6 6-6"),
    "download": _line("M12 3.5V15", "M7 10.5l5 5 5-5", "M4 20.5h16"),
    "edit": _line("M4 20l1-4.5L16.5 4 20 7.5 8.5 19z", "M14 6.5l3.5 3.5"),
    "export": _line("M12 15V3.5", "M7.5 8L12 3.5 16.5 8", "M5 12v8.5h14V12"),
    "external": _line("M13 4h7v7", "M20 4l-9 9", "M18 14v6H4V6h6"),
    "eye": _line("M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z")
    + _disc(12, 12, 2.8),
    "filter": _line("M4 6h16", "M7 12h10", "M10 18h4"),
    "flag": _line("M6 21V4", "M6 4.5h12l-3 4 3 4H6"),
    "globe": _ROUND + _line("M3 12h18", "M12 3c5 5.5 5 12.5 0 18-5-5.5-5-12.5 0-18z"),
    "hand": _line("M12 3v11", "M7.5 9.5L12 14l4.5-4.5", "M4 15v5.5h16V15"),
    "help": _ROUND + _line("M9.4 9.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2") + _dot(12, 16.6),
    "hold": _ROUND + _line("M9.8 8.5v7", "M14.2 8.5v7"),
    "home": _line("M4 11l8-7 8 7", "M6 9.5V20h12V9.5"),
    "info": _ROUND + _line("M12 11v5.5") + _dot(12, 7.8),
    "key": _disc(8, 15, 4) + _line("M11 12l8.5-8.5", "M16 7l3 3"),
    "keyboard": _line("M3 6h18v12H3z", "M7 10h.01M12 10h.01M17 10h.01M8 14.5h8"),
    "link": _line(
        "M10 14l4-4", "M12 7l3-3a4 4 0 0 1 5.5 5.5l-3 3", "M12 17l-3 3A4 4 0 0 1 3.5 14.5l3-3"
    ),
    "list": _line("M9 6h11M9 12h11M9 18h11", "M4.5 6h.01M4.5 12h.01M4.5 18h.01"),
    "lock": _line("M5.5 11h13v9.5h-13z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"),
    "logout": _line("M10 4H4.5v16H10", "M10 12h10", "M15.5 7.5L20 12l-4.5 4.5"),
    "mail": _line("M3 6h18v13H3z", "M3.5 7l8.5 6.5L20.5 7"),
    "menu": _line("M4 7h16M4 12h16M4 17h16"),
    "minus": _line("M5 12h14"),
    "money": _line("M17 6.5A6.5 6.5 0 1 0 17 17.5", "M4 10.5h9M4 13.5h9"),
    "moon": _line("M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"),
    "more": _dot(5, 12) + _dot(12, 12) + _dot(19, 12),
    "people": _disc(9, 8.5, 3.5)
    + _line(
        "M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6",
        "M15.5 5.3a3.5 3.5 0 0 1 0 6.4",
        "M18 14.5c2 .8 3.2 2.7 3.5 5.5",
    ),
    "person": _disc(12, 8, 4) + _line("M4.5 20.5c.7-4.5 3.5-6.5 7.5-6.5s6.8 2 7.5 6.5"),
    "play": _line("M8 5l11 7-11 7z"),
    "plus": _line("M12 5v14M5 12h14"),
    "question": _line("M4 4h16v13h-8l-4.5 4V17H4z", "M8 8.5h8M8 12.5h5"),
    "refresh": _line(
        "M19.5 9A8 8 0 0 0 5 8", "M5 3.5V8h4.5", "M4.5 15A8 8 0 0 0 19 16", "M19 20.5V16h-4.5"
    ),
    "save": _line("M5 4h11l3 3v13H5z", "M8.5 4v5H15V4", "M8 20v-6h8v6"),
    "scale": _line(
        "M12 4v16",
        "M7.5 20h9",
        "M5 7h14",
        "M2.5 14L5 7l2.5 7a2.5 2.5 0 0 1-5 0z",
        "M16.5 14L19 7l2.5 7a2.5 2.5 0 0 1-5 0z",
    ),
    "search": _disc(10.5, 10.5, 6.5) + _line("M15.5 15.5L21 21"),
    "settings": _line("M4 7h9M17 7h3M4 17h3M11 17h9") + _disc(15, 7, 2) + _disc(9, 17, 2),
    "shield": _line("M12 3l8 3v5.5c0 4.5-3 7.5-8 9.5-5-2-8-5-8-9.5V6z"),
    "sort": _line("M8 5v14", "M4.5 8.5L8 5l3.5 3.5", "M16 5v14", "M12.5 15.5L16 19l3.5-3.5"),
    "star": _line("M12 3.5l2.6 5.6 6 .8-4.4 4.2 1.1 6.1L12 17.2l-5.3 3 1.1-6.1L3.4 9.9l6-.8z"),
    "sun": _disc(12, 12, 4)
    + _line(
        "M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5",
        "M5.3 5.3L7 7M17 17l1.7 1.7M5.3 18.7L7 17M17 7l1.7-1.7",
    ),
    "switch": _line("M4 8h15", "M15.5 4.5L19 8l-3.5 3.5", "M20 16H5", "M8.5 12.5L5 16l3.5 3.5"),
    "system": _line("M3 5h18v11.5H3z", "M9 20.5h6", "M12 16.5v4"),
    "table": _line("M4 5h16v14H4z", "M4 10h16M4 14.5h16M10 10v9"),
    "tag": _line("M3.5 12.5V4H12l8.5 8.5L12 21z") + _dot(7.7, 8.2),
    "trash": _line("M4.5 7h15", "M9 7V4h6v3", "M6.5 7l1 13.5h9l1-13.5"),
    "undo": _line("M4.5 9H14a5.5 5.5 0 0 1 0 11H8", "M9 4.5L4.5 9 9 13.5"),
    "up": _line("M12 20V4", "M6 10l6-6 6 6"),
    "upload": _line("M12 16V4", "M7 9l5-5 5 5", "M4 20.5h16"),
    "user": _ROUND + _disc(12, 10, 3) + _line("M6.5 18.5c1-2.7 3-4 5.5-4s4.5 1.3 5.5 4"),
    "wait": _line(
        "M7 3.5h10M7 20.5h10",
        "M8 3.5c0 5 8 6 8 8.5s-8 3.5-8 8.5",
        "M16 3.5c0 5-8 6-8 8.5s8 3.5 8 8.5",
    ),
    "warning": _line("M12 4l9.5 16.5h-19z", "M12 10v5") + _dot(12, 17.6),
}
