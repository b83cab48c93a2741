"""What the `type` of an XLSForm row asks for, under all the names it has had."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a row is, as far as questionnaires here tell them apart."""

    BEGIN = "begin"
    END = "end"
    ONE = "one"
    SEVERAL = "several"
    TEXT = "text"
    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    CODE = "code"
    AGREED = "agreed"
    NOTE = "note"
    WORKED_OUT = "worked_out"
    FILE = "file"
    PLACE = "place"
    ABOUT_DEVICE = "about_device"
    RANKED = "ranked"
    ATTACHED = "attached"
    INCLUDED = "included"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Asked:
    """A type taken apart. `list` names the choices; `source` is "file" or "external" where they
    stand elsewhere; `control` is group, repeat or loop."""

    kind: Kind
    list: str = ""
    other: bool = False
    source: str = ""
    control: str = ""


_CONTROLS: Final = {
    "group": "group",
    "lgroup": "repeat",
    "repeat": "repeat",
    "looped group": "repeat",
    "loop": "loop",
}
_CONTROL: Final = re.compile(
    r"(begin|end)[\s_]+(looped group|lgroup|group|repeat|loop)(?:\s+(?:over\s+)?(\S+))?",
    re.IGNORECASE,
)
_ONE: Final = ("select_one", "select one from", "select one using", "select1", "select one",
               "add select one prompt using")  # fmt: skip
_SEVERAL: Final = ("select_multiple", "select all that apply from", "select all that apply",
                   "select multiple from", "select multiple using",
                   "add select multiple prompt using")  # fmt: skip
_SELECT: Final = {
    **dict.fromkeys(("select_one_from_file", "select one from file"), (Kind.ONE, "file")),
    **dict.fromkeys(("select_multiple_from_file", "select multiple from file"),
                    (Kind.SEVERAL, "file")),
    **dict.fromkeys(("select_one_external", "select one external"), (Kind.ONE, "external")),
    **dict.fromkeys(_ONE, (Kind.ONE, "")),
    **dict.fromkeys(_SEVERAL, (Kind.SEVERAL, "")),
    "rank": (Kind.RANKED, ""),
}  # fmt: skip
_CHOOSING: Final = re.compile(
    "(" + "|".join(sorted(map(re.escape, _SELECT), key=len, reverse=True)) + r")\s+(.+)",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(r"[\s_](?:or[\s_]other|or[\s_]specify[\s_]other)$", re.IGNORECASE)
_PLAIN: Final = {
    **dict.fromkeys(("text", "string"), Kind.TEXT),
    **dict.fromkeys(("integer", "int", "decimal", "percentage"), Kind.NUMBER),
    **dict.fromkeys(("number of days in last month", "number of days in last year",
                     "number of days in last six months"), Kind.NUMBER),
    "range": Kind.RANGE,
    "date": Kind.DATE,
    **dict.fromkeys(("datetime", "date time"), Kind.MOMENT),
    "time": Kind.TIME,
    "barcode": Kind.CODE,
    **dict.fromkeys(("acknowledge", "trigger"), Kind.AGREED),
    "note": Kind.NOTE,
    **dict.fromkeys(("calculate", "hidden"), Kind.WORKED_OUT),
    **dict.fromkeys(("image", "photo", "picture", "audio", "video", "file"), Kind.FILE),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location", "osm"), Kind.PLACE),
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "device id", "subscriberid", "subscriber id",
         "simserial", "sim id", "phonenumber", "phone number", "username", "email", "imei",
         "audit", "start time", "end time", "uri:deviceid", "uri:subscriberid", "uri:simserial",
         "uri:phonenumber", "uri:username", "uri:email", "start-geopoint", "background-audio",
         "background-geopoint", "instanceid"), Kind.ABOUT_DEVICE),
    **dict.fromkeys(("xml-external", "csv-external"), Kind.ATTACHED),
    **dict.fromkeys(("include", "cascading select", "cascading_select"), Kind.INCLUDED),
}  # fmt: skip
_FIRST_WORD: Final = re.compile(r"(osm|include|cascading[ _]select) ")
_WRAPPED: Final = re.compile(r"(?:add (.+) prompt|q (.+)|get (.+))", re.IGNORECASE)


def asked(written: str) -> Asked:
    """What a type asks for; of the kind UNKNOWN where nobody knows it."""
    text = " ".join(written.split())
    if found := _CONTROL.fullmatch(text):
        begin = found.group(1).lower() == "begin"
        control = _CONTROLS[found.group(2).lower()]
        return Asked(Kind.BEGIN if begin else Kind.END, list=found.group(3) or "", control=control)
    if found := _CHOOSING.fullmatch(text):
        kind, source = _SELECT[found.group(1).lower()]
        name = found.group(2)
        other = _OTHER.search(name)
        listed = (name[: other.start()] if other else name).strip()
        return Asked(kind, list=listed.split()[0], other=other is not None, source=source)
    lower = text.lower()
    if found := _FIRST_WORD.match(lower):
        return Asked(Kind.PLACE if found.group(1) == "osm" else Kind.INCLUDED)
    if found := _WRAPPED.fullmatch(lower):
        lower = next(group for group in found.groups() if group)
    return Asked(_PLAIN.get(lower, Kind.UNKNOWN))
