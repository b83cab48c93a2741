"""Quick ways through the backlog stay proportionate, and leave every decision with people."""

import pytest
from django.test import Client

from diligence.actions import grid
from diligence.actions.answer import Save
from diligence.domain.backlog import Waiting
from diligence.models import Decision, Partner, Partnership
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.consultations import scored

pytestmark = pytest.mark.django_db

LOW = {f"T{n}": Save("yes" if n == 1 else "no") for n in range(1, 11)}


def _grid(client: Client) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = client.get("/triage/").context["rows"]
    return rows


def test_the_grid_asks_at_most_ten_questions_a_row(baseline, ines, browse):
    with acting_for(ines.organisation):
        PartnershipFactory()
    (row,) = _grid(browse(ines))
    assert len(row["cells"]) <= 10  # type: ignore[arg-type]


def test_no_country_chooses_an_answer_a_place_or_a_route(baseline, ines, browse):
    """Two partnerships that differ in their partner's country alone are the same to the grid."""
    client, told = browse(ines), []
    for country in ("CH", "KP"):
        with acting_for(ines.organisation):
            partner: Partner = PartnerFactory(country=country)
            row: Partnership = PartnershipFactory(partners=[partner])
        shown = next(each for each in _grid(client) if each["id"] == row.pk)
        chosen = [cell["value"] for cell in shown["cells"]]  # type: ignore[attr-defined]
        with acting_for(ines.organisation):
            outcome = grid.save_row(row.pk, by=ines.actor, saves=LOW, finish=True)
        told.append((chosen, shown["because"], outcome.result))
    assert told[0] == told[1]
    assert "country" not in Waiting.__annotations__


def test_a_low_result_is_decided_by_nobody_but_a_member(baseline, ines, browse):
    """The pages that make it quick take no decision by being opened."""
    with acting_for(ines.organisation):
        row = scored(ines.actor, "K29")
    client = browse(ines)
    for path in (f"/appraisals/{row.pk}/result/", "/decisions/low/"):
        assert client.get(path).status_code == 200
    client.post(
        "/decisions/low/", {"case": str(row.pk), "reasons": "r", "expires_on": "2028-01-31"}
    )
    with acting_for(ines.organisation):
        assert not Decision.objects.exists()
