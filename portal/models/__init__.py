"""Foundation models: who is acting, for whom, with what authority, and the record."""

from portal.models.audit import AuditEvent, AuditPruning, AuditSeal, RecordExport
from portal.models.bell import Bell
from portal.models.door import (
    AddressProof,
    ApiToken,
    Invitation,
    OperatorLink,
    ResetLink,
    SharedLink,
    Tally,
)
from portal.models.files import FileKey, StoredFile
from portal.models.identity import (
    ClaimRule,
    EmailDomain,
    IdentityProvider,
    JoinRequest,
    KnownDevice,
    SecuritySettings,
    SignInProblem,
)
from portal.models.membership import Absence, Membership, Unit, UnitAssignment
from portal.models.organisation import Organisation
from portal.models.privacy import (
    Disclosure,
    LegalHold,
    PersonRequest,
    PrivacySettings,
    RetentionRule,
    RetentionRun,
)
from portal.models.user import User

__all__ = [
    "Absence",
    "AddressProof",
    "ApiToken",
    "AuditEvent",
    "AuditPruning",
    "AuditSeal",
    "Bell",
    "ClaimRule",
    "Disclosure",
    "EmailDomain",
    "FileKey",
    "IdentityProvider",
    "Invitation",
    "JoinRequest",
    "KnownDevice",
    "LegalHold",
    "Membership",
    "OperatorLink",
    "Organisation",
    "PersonRequest",
    "PrivacySettings",
    "RecordExport",
    "ResetLink",
    "RetentionRule",
    "RetentionRun",
    "SecuritySettings",
    "SharedLink",
    "SignInProblem",
    "StoredFile",
    "Tally",
    "Unit",
    "UnitAssignment",
    "User",
]
