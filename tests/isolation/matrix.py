"""Every address of the product, what it is about, and who may use it: the matrix as data.

A route that is not here fails `test_matrix.py`, so nobody adds a page without saying whose it is.
"""

from django.urls import URLPattern, URLResolver, get_resolver

from tests.isolation.route import Open, Route, Who
from tests.isolation.routes_authoring import API as AUTHORING_API
from tests.isolation.routes_authoring import AUTHORING
from tests.isolation.routes_backlog import API as BACKLOG_API
from tests.isolation.routes_backlog import BACKLOG
from tests.isolation.routes_case import API as CASE_API
from tests.isolation.routes_case import CASE
from tests.isolation.routes_checking import API as CHECKING_API
from tests.isolation.routes_checking import CHECKING
from tests.isolation.routes_colleague import API as COLLEAGUE_API
from tests.isolation.routes_colleague import COLLEAGUE
from tests.isolation.routes_doors import DOORS
from tests.isolation.routes_editing import EDITING
from tests.isolation.routes_exchanging import API as EXCHANGING_API
from tests.isolation.routes_exchanging import EXCHANGING
from tests.isolation.routes_explaining import API as EXPLAINING_API
from tests.isolation.routes_explaining import EXPLAINING
from tests.isolation.routes_hub import API as HUB_API
from tests.isolation.routes_hub import HUB
from tests.isolation.routes_importing import API as IMPORTING_API
from tests.isolation.routes_importing import IMPORTING
from tests.isolation.routes_known import API as KNOWN_API
from tests.isolation.routes_known import KNOWN
from tests.isolation.routes_levels import API as LEVELS_API
from tests.isolation.routes_levels import LEVELS
from tests.isolation.routes_offline import OFFLINE
from tests.isolation.routes_privacy import API as PRIVACY_API
from tests.isolation.routes_privacy import OBJECTIONS, PRIVACY
from tests.isolation.routes_record import RECORD, SEEN
from tests.isolation.routes_reporting import API as REPORTING_API
from tests.isolation.routes_reporting import REPORTING
from tests.isolation.routes_research import (
    ACCOUNT,
    ANYBODY,
    API,
    APPRAISE,
    OPERATIONS,
    ORGANISATION,
    QUESTIONNAIRE,
    REGISTER,
)
from tests.isolation.routes_simulating import API as SIMULATING_API
from tests.isolation.routes_simulating import SIMULATING
from tests.isolation.routes_sso import DOORS as SSO_DOORS
from tests.isolation.routes_sso import PROVIDERS
from tests.isolation.routes_time import ABSENCES, TIME
from tests.isolation.routes_time import API as TIME_API
from tests.isolation.routes_versions import API as VERSIONS_API
from tests.isolation.routes_versions import VERSIONS
from tests.isolation.routes_walls import WALLS

__all__ = ["MATRIX", "Open", "Route", "Who", "routes"]

MATRIX: dict[str, Route] = {
    **DOORS,
    **SSO_DOORS,
    **{f"portal:{name}": route for name, route in PROVIDERS.items()},
    **{f"diligence:{name}": route for name, route in AUTHORING.items()},
    **{f"diligence:{name}": route for name, route in EDITING.items()},
    **{f"api:{name}": route for name, route in AUTHORING_API.items()},
    **{f"diligence:{name}": route for name, route in SIMULATING.items()},
    **{f"api:{name}": route for name, route in SIMULATING_API.items()},
    **{f"diligence:{name}": route for name, route in CHECKING.items()},
    **{f"diligence:{name}": route for name, route in EXCHANGING.items()},
    **{f"api:{name}": route for name, route in EXCHANGING_API.items()},
    **{f"api:{name}": route for name, route in CHECKING_API.items()},
    **{f"diligence:{name}": route for name, route in BACKLOG.items()},
    **{f"api:{name}": route for name, route in BACKLOG_API.items()},
    **{f"diligence:{name}": route for name, route in TIME.items()},
    **{f"portal:{name}": route for name, route in ABSENCES.items()},
    **{f"portal:{name}": route for name, route in RECORD.items()},
    **{f"diligence:{name}": route for name, route in SEEN.items()},
    **{f"api:{name}": route for name, route in TIME_API.items()},
    **{f"diligence:{name}": route for name, route in IMPORTING.items()},
    **{f"api:{name}": route for name, route in IMPORTING_API.items()},
    **{f"diligence:{name}": route for name, route in KNOWN.items()},
    **{f"diligence:{name}": route for name, route in LEVELS.items()},
    **{f"api:{name}": route for name, route in LEVELS_API.items()},
    **{f"diligence:{name}": route for name, route in OFFLINE.items()},
    **{f"api:{name}": route for name, route in KNOWN_API.items()},
    **{
        f"diligence:{name}": route
        for name, route in (REGISTER | APPRAISE | QUESTIONNAIRE | CASE).items()
    },
    **{f"portal:{name}": route for name, route in (ORGANISATION | OPERATIONS).items()},
    **{f"advisory:{name}": route for name, route in HUB.items()},
    **{f"reporting:{name}": route for name, route in REPORTING.items()},
    **{f"api:{name}": route for name, route in (API | CASE_API).items()},
    **{f"diligence:{name}": route for name, route in COLLEAGUE.items()},
    **{f"api:{name}": route for name, route in COLLEAGUE_API.items()},
    **{f"diligence:{name}": route for name, route in EXPLAINING.items()},
    **{f"api:{name}": route for name, route in EXPLAINING_API.items()},
    **{f"diligence:{name}": route for name, route in VERSIONS.items()},
    **{f"portal:{name}": route for name, route in WALLS.items()},
    **{f"api:{name}": route for name, route in VERSIONS_API.items()},
    **{f"portal:{name}": route for name, route in PRIVACY.items()},
    **{f"diligence:{name}": route for name, route in OBJECTIONS.items()},
    **{f"api:{name}": route for name, route in PRIVACY_API.items()},
    **HUB_API,
    **REPORTING_API,
    **ANYBODY,
    **ACCOUNT,
    "api-schema": Route(Open.ANYBODY),
}


def routes(resolver: URLResolver | None = None, namespace: str = "") -> list[str]:
    """The name of every address the product answers; "" for one without a name."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            found.append(namespace + (pattern.name or ""))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += routes(pattern, inner)
    return found
