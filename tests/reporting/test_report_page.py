"""The same template as a page of the portal: in its frame, under its policy, nothing doubled."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from lxml import html as trees

from tests.portal.templates.test_rules import INLINE
from tests.reporting import sample


@pytest.fixture(scope="module")
def shown() -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    template = engines["django"].from_string(sample.PAGE)
    given = sample.context(chapters=2, sections=1, draft=True) | {"frame": "base.html"}
    return str(template.render(given, request))


def test_it_stands_in_the_frame_of_the_site(shown: str) -> None:
    page = trees.fromstring(shown)
    assert len(page.xpath("//main//article[@class='report']")) == 1
    assert page.xpath("//*[contains(@class, 'header')]")
    assert page.xpath("//link[@rel='stylesheet']/@href").count("/static/css/report.css") == 1
    assert "paper.css" not in shown


def test_nothing_in_it_is_refused_by_the_content_policy(shown: str) -> None:
    assert INLINE.search(shown) is None


def test_names_and_places_are_given_once_and_every_link_finds_its_place(shown: str) -> None:
    page = trees.fromstring(shown)
    places = page.xpath("//@id")
    assert len(places) == len(set(places))
    wanted = {str(link)[1:] for link in page.xpath("//@href") if str(link).startswith("#")}
    assert wanted <= set(places)
    assert len(page.xpath("//h1")) == 1


def test_signs_for_what_is_withheld_are_explained_where_they_stand(shown: str) -> None:
    legends = trees.fromstring(shown).xpath("//p[@class='report-legend']")
    words = " ".join(re.sub(r"\s+", " ", legend.text_content()) for legend in legends)
    assert ":c withheld, so that no organisation can be recognised" in words
    assert "– does not apply here" in words


def test_a_draft_is_called_one_on_the_cover(shown: str) -> None:
    cover = trees.fromstring(shown).xpath("//p[@class='report-cover__draft']")
    assert "Draft" in cover[0].text_content()
