"""What the interface's document says of every operation: how it refuses, and in which words."""

from typing import Any, Final

_DETAIL: Final = {
    "type": "object",
    "properties": {"detail": {"type": "string", "minLength": 1}},
    "required": ["detail"],
}
_WRONG: Final = {
    "description": "`detail`, or for each field that is wrong what is wrong with it.",
    "oneOf": [
        {"type": "object", "minProperties": 1, "additionalProperties": {}},
        {"type": "array", "minItems": 1},
    ],
}
SHAPES: Final = {"Refusal": _DETAIL, "Mistakes": _WRONG}

_ALWAYS: Final = {
    "401": "Nobody is signed in, or the token is unknown, expired or revoked.",
    "403": "Refused; the detail says why.",
    "404": "No such row here, or none that may be seen.",
    "429": "Too many requests; Retry-After says when another is answered.",
}
_WHERE_SOMETHING_IS_SENT: Final = {
    "413": "More than is taken in one request.",
    "415": "Not a content type that is taken here.",
}
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})


def frame(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add to each operation what the frame around it answers; called by drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(SHAPES)
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in _METHODS:
                _add(operation)
    return result


def _add(operation: dict[str, Any]) -> None:
    told = dict(_ALWAYS)
    if "requestBody" in operation:
        told |= _WHERE_SOMETHING_IS_SENT
    for status, words in told.items():
        known = operation["responses"].get(status, {})
        if "content" not in known:
            said = known.get("description") or words
            operation["responses"][status] = _response("Refusal", said)
    if "requestBody" in operation or operation.get("parameters"):
        operation["responses"]["400"] = _response(
            "Mistakes", "Something sent can't be understood or stored."
        )


def _response(shape: str, words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    return {"description": words, "content": content}
