"""Who may what, why not, and looking with another role's eyes."""

from portal.enums import Permission
from tests.isolation.route import Open, Route
from tests.isolation.routes_research import EVERY_MEMBER

WALLS = {
    "who-may-what": Route(EVERY_MEMBER),
    "why": Route(EVERY_MEMBER, query="at=portal:members&how=get&needs=manage_members"),
    "seeing": Route(
        Permission.MANAGE_MEMBERS, Permission.MANAGE_MEMBERS, body=lambda _estate: {"roles": "x"}
    ),
    "seeing-end": Route(None, EVERY_MEMBER),
    "operations-who-may-what": Route(Open.OPERATOR),
}
