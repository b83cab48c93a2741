"""What explains a result: its certificate, and what would change it."""

from portal.enums import Permission
from tests.isolation.route import Route

P = Permission

EXPLAINING = {
    "appraisal-certificate": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
    "appraisal-certificate-json": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
}

API = {"result-explained": Route(P.VIEW_REGISTER, about="scored", by_unit=True)}
