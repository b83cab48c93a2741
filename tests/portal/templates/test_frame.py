"""The frame of every page, the layouts, and the pages that say what went wrong."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404
from django.template import Context, engines
from django.test import RequestFactory
from lxml import html

from portal.views.gallery import gallery

pytestmark = pytest.mark.urls("tests.portal.templates.addresses")

ACTING = SimpleNamespace(
    organisation=SimpleNamespace(name="University <A>", get_kind_display="Research organisation"),
    membership=SimpleNamespace(get_role_display="Research officer"),
)
OTHERS = [{"id": "m-2", "name": "Polytechnic", "kind": "research"}]
NAVIGATION = [
    {"label": "Start", "url": "/", "current": False},
    {"label": "Partnerships", "url": "/partnerships/", "current": True, "count": 3},
]


def page(source: str, *, member: bool = True, **values: Any) -> html.HtmlElement:
    request = RequestFactory().get("/here/", {"q": 'a"b'})
    request.COOKIES.update(values.pop("cookies", {}))
    request.resolver_match = SimpleNamespace(view_name=values.pop("at", "portal:search"))
    request.user = SimpleNamespace(
        is_authenticated=member, email="ines@a.example", get_short_name="Ines"
    )
    # A plain context: the context processors would look for a member of their own.
    context = Context({**values, "request": request, "csrf_token": "token"})
    return html.document_fromstring(engines["django"].engine.from_string(source).render(context))


def inside(layout: str, blocks: str = "") -> str:
    return f'{{% extends "layouts/{layout}.html" %}}{{% load components %}}{blocks}'


def test_the_organisation_one_acts_for_is_always_in_sight() -> None:
    root = page(inside("page"), acting=ACTING, navigation=NAVIGATION)
    header = root.find(".//header")
    assert header.xpath(".//*[@class='acting__name']")[0].text == "University <A>"
    assert header.xpath(".//*[@class='acting__kind']")[0].text == "Research organisation"
    assert not header.xpath(".//form[contains(@action, 'switch')]")


def test_switching_is_one_press() -> None:
    root = page(inside("page"), acting=ACTING, memberships=OTHERS)
    form = root.xpath("//form[contains(@action, 'switch')]")[0]
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']")
    button = form.find(".//button")
    assert (button.get("name"), button.get("value")) == ("membership", "m-2")
    assert "Research organisation" in button.text_content()


def test_navigation_says_where_one_is() -> None:
    root = page(inside("page"), navigation=NAVIGATION)
    current = root.xpath("//nav[@aria-label='Main']//a[@aria-current='page']")
    assert [link.get("href") for link in current] == ["/partnerships/"]


def test_one_search_box_keeps_what_was_asked() -> None:
    box = page(inside("page"), acting=ACTING).xpath("//form[@role='search']//input")[0]
    assert (box.get("name"), box.get("value")) == ("q", 'a"b')
    elsewhere = page(inside("page"), acting=ACTING, at="portal:members")
    box = elsewhere.xpath("//form[@role='search']//input")[0]
    assert box.get("value") == "", "what narrows a list is no search"


def test_a_visitor_sees_no_search_and_no_menu() -> None:
    root = page(inside("page"), member=False)
    assert not root.xpath("//header//form")
    assert not root.xpath("//details")


@pytest.mark.parametrize("layout", ["page", "split", "wide", "entry", "confirm"])
def test_every_layout_has_one_heading_and_its_landmarks(layout: str) -> None:
    blocks = "{% block title %}T{% endblock %}{% block heading %}Finding{% endblock %}"
    root = page(inside(layout, blocks))
    assert [heading.text_content() for heading in root.iter("h1")] == ["Finding"]
    assert root.find(".//title").text == "T – Ajar"
    assert len(root.findall(".//main")) == 1
    assert root.find("body").find("a").get("href") == "#content"
    assert len(root.findall(".//footer")) == 1


def test_a_demonstration_says_so_on_every_page() -> None:
    assert page(inside("entry"), demonstration=True).xpath("//aside[@class='demonstration']")
    assert not page(inside("page"), demonstration=False).xpath("//aside")


@pytest.mark.parametrize(
    ("cookies", "theme"), [({"theme": "dark"}, "dark"), ({"theme": '"><script>'}, None), ({}, None)]
)
def test_the_theme_is_there_before_any_script(cookies: dict[str, str], theme: str | None) -> None:
    assert page(inside("page"), cookies=cookies).get("data-theme") == theme


def test_messages_are_announced() -> None:
    message = SimpleNamespace(level_tag="error", __str__=lambda: "x")
    region = page(inside("page"), messages=[message]).xpath("//main/div[@role='status']")[0]
    assert region.xpath(".//*[contains(@class, 'notice--danger')]")


def test_a_final_act_is_confirmed_by_typing() -> None:
    root = page(inside("confirm"), confirm_word="AJ-1", confirm_label="Withdraw", cancel_url="/p/")
    assert root.xpath("//form[@method='post']//input[@name='confirmation' and @required]")
    assert "button--danger" in root.xpath("//main//form//button")[0].get("class")
    calm = page(inside("confirm"), danger=False)
    assert "button--primary" in calm.xpath("//main//form//button")[0].get("class")


@pytest.mark.parametrize("code", [400, 403, 404, 409, 429])
def test_errors_say_what_is_safe_and_what_to_do(code: int) -> None:
    source = f'{{% extends "errors/{code}.html" %}}'
    root = page(source, acting=ACTING, reason="Only <deciders> may.", reference="R-1")
    text = root.find(".//main").text_content()
    assert str(code) in text
    assert root.xpath("//main//a[contains(@class, 'button')]")
    assert root.xpath("//main//*[@data-copy='R-1']")
    if code in {403, 409, 429}:
        assert "Only <deciders> may." in text


def test_the_failure_page_needs_no_context() -> None:
    drawn = engines["django"].get_template("errors/500.html").template.render(Context())
    root = html.document_fromstring(drawn)
    assert root.find(".//h1").text == "Something failed on our side"
    assert not root.xpath("//script | //form")


def test_the_gallery_is_not_there_in_earnest(settings: Any) -> None:
    settings.DEMONSTRATION = settings.DEBUG = False
    with pytest.raises(Http404):
        gallery(RequestFactory().get("/gallery/"))
