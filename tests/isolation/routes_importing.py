"""Imports of spreadsheets: a whole file of one organisation's partnerships, row by row."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Route
from tests.isolation.world import Estate

P = Permission


def _columns(estate: Estate) -> dict[str, Any]:
    fields = estate.importing.mapping["columns"]
    told = {"dates": "dmy", "decimal": "point", "state": "dates"}
    return told | {f"column-{number}": field for number, field in enumerate(fields)}


def _mapping(estate: Estate) -> dict[str, Any]:
    fields = estate.importing.mapping["columns"]
    return {"columns": fields, "dates": "dmy", "decimal": "point"}


def _of_one(get: Any = P.EDIT_REGISTER, post: Any = P.EDIT_REGISTER, **more: Any) -> Route:
    return Route(get, post, "importing", by_unit=True, **more)


_ROW = {"row": lambda estate: estate.import_row.pk}

IMPORTING = {
    "import-list": Route(P.EDIT_REGISTER),
    "import-new": Route(P.EDIT_REGISTER, P.EDIT_REGISTER),
    "import-template": Route(P.EDIT_REGISTER, query="format=csv"),
    "import-detail": _of_one(post=None),
    "import-layout": _of_one(body=lambda _: {"heading_row": "1"}),
    "import-columns": _of_one(body=_columns),
    "import-words": _of_one(body=lambda _: {"word-0": "agreed"}),
    "import-row": _of_one(also=_ROW, body=lambda _: {"cell-1": "Taken over"}),
    "import-store": _of_one(get=None),
    "import-stop": _of_one(get=None),
    "import-progress": _of_one(post=None),
    "import-undo": _of_one(),
    "import-discard": _of_one(),
}

API = {
    "imports": Route(P.EDIT_REGISTER, P.EDIT_REGISTER),
    "import": _of_one(post=None),
    "import-rows": _of_one(post=None),
    "import-mapping": Route(
        None, about="importing", by_unit=True, put=P.EDIT_REGISTER, body=_mapping
    ),
    "import-store": _of_one(get=None),
    "import-undo": _of_one(get=None),
}
