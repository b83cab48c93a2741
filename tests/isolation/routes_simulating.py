"""Simulations of drafts on earlier appraisals."""

from portal.enums import Permission
from tests.isolation.route import Route

P = Permission

SIMULATING = {
    "draft-simulation": Route(P.REVIEW, P.REVIEW, "draft"),
    "simulation-progress": Route(P.REVIEW, about="simulation"),
    "simulation-cancel": Route(None, P.REVIEW, "simulation"),
}

API = {
    "draft-simulations": Route(P.REVIEW, P.REVIEW, "draft"),
    "simulation": Route(P.REVIEW, about="simulation"),
    "simulation-cancel": Route(None, P.REVIEW, "simulation"),
}
