"""A draft of a whole questionnaire that stands alone, and its author at the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from diligence.actions import drafts
from diligence.models import Draft
from portal.tenancy import acting_for
from tests.cast import Member


@pytest.fixture
def draft(stella: Member) -> Draft:
    """All of the baseline as an own draft, with its worked cases."""
    with acting_for(stella.organisation, user=stella.user.pk):
        return drafts.create(
            stella.actor, key="own", title="Our own", edition="1", starts_from="eu-baseline"
        )


class Desk:
    """The author's pages of one draft."""

    def __init__(self, client: Client, draft: Draft, by: Member) -> None:
        self.client, self.draft, self.by = client, draft, by

    def at(self, name: str, *args: Any) -> str:
        return reverse(f"diligence:{name}", args=[self.draft.pk, *args])

    def get(self, name: str, *args: Any, query: str = "", **more: Any) -> Any:
        return self.client.get(self.at(name, *args) + query, **more)

    def post(
        self, name: str, *args: Any, data: dict[str, Any], query: str = "", **more: Any
    ) -> Any:
        return self.client.post(self.at(name, *args) + query, data, **more)

    def now(self) -> Draft:
        """The draft as it is stored."""
        with acting_for(self.by.organisation, user=self.by.user.pk):
            return Draft.objects.get(pk=self.draft.pk)

    def question(self, id: str) -> dict[str, Any]:
        found = [q for q in self.now().document["questions"] if q["id"] == id]
        assert found, id
        return dict(found[0])

    def order(self) -> list[str]:
        return [q["id"] for q in self.now().document["questions"]]


@pytest.fixture
def desk(draft: Draft, stella: Member, browse: Callable[[Member], Client]) -> Desk:
    return Desk(browse(stella), draft, stella)


def typed(form: Any, rows: Any = None) -> dict[str, Any]:
    """What a browser posts of a form as it was drawn, with the rows of its answers."""
    data: dict[str, Any] = {}
    for each in (form, *(rows.forms if rows is not None else ())):
        for name, field in each.fields.items():
            bound = each[name]
            value = bound.value()
            if field.disabled or value in (None, "", False):
                continue
            data[bound.html_name] = "on" if value is True else value
    if rows is not None:
        data["option-count"] = rows.count
    return data
