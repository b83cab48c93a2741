"""Foundation models: who is acting, for whom, with what authority, and the record."""

from portal.models.audit import AuditEvent
from portal.models.bell import Bell
from portal.models.door import ApiToken, Invitation, OperatorLink, ResetLink, SharedLink
from portal.models.membership import Absence, Membership, Unit, UnitAssignment
from portal.models.organisation import Organisation
from portal.models.user import User

__all__ = [
    "Absence",
    "ApiToken",
    "AuditEvent",
    "Bell",
    "Invitation",
    "Membership",
    "OperatorLink",
    "Organisation",
    "ResetLink",
    "SharedLink",
    "Unit",
    "UnitAssignment",
    "User",
]
