"""`manage.py screenshots`: the README's pictures, taken from the demonstration in Chromium."""

import tempfile
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demo
from portal.embedded import place

LARGEST: Final = 200 * 1024
"""Bytes of a picture at most."""

COLOURS: Final = (192, 128, 64, 32)
"""Sizes of the palette, tried one after the other until the picture is small enough."""

DESKTOP: Final = {"width": 1280, "height": 860}
TALL: Final = {"width": 1280, "height": 1500}
PHONE: Final = {"width": 390, "height": 844}
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")

Walk = Callable[[Any], None]
"""What to do on a page (Playwright's) before the picture is taken."""


def _open_first(page: Any, listed: str) -> bool:
    """Open the first row of a list; False where it has none."""
    page.goto(listed)
    link = page.locator("tbody th a").first
    if not link.count():
        return False
    page.goto(link.get_attribute("href"))
    return True


def _filed(page: Any, query: str) -> None:
    """To the first appraisal of the list narrowed by `query`."""
    if not _open_first(page, f"/appraisals/?{query}"):
        raise CommandError(f"The demonstration has no appraisal with {query}. Make it larger.")


def _result(page: Any) -> None:
    """A worked case with many points; another referred one where the demonstration is small."""
    if _open_first(page, "/partnerships/?q=CASE-K01"):
        page.locator("#appraisal .actions a").first.click()
    else:
        _filed(page, "outcome=refer")
    page.wait_for_selector("#dimensions")


def _triage(page: Any) -> None:
    """A triage under way; where there is none, one is begun."""
    if not _open_first(page, "/appraisals/?state=triage"):
        _open_first(page, "/partnerships/?appraisal=none")
        page.locator("form[action$='/appraise/'] button").click()
    page.wait_for_selector(".question")


def _section(page: Any) -> None:
    _filed(page, "state=answering")
    page.locator(".task-list a").first.click()
    page.wait_for_selector(".question")


def _case(page: Any) -> None:
    """The case that an adviser would open first."""
    if not _open_first(page, "/queue/?tab=open"):
        raise CommandError("The demonstration has no open case. Make it larger.")


def _draft(part: str) -> Walk:
    """A page of the first draft; where there is none, one is begun from the baseline."""

    def walk(page: Any) -> None:
        if not _open_first(page, "/questionnaires/drafts/"):
            page.goto("/questionnaires/drafts/new/")
            page.locator("input[name=start][value*='eu-baseline']").first.check(force=True)
            page.fill("[name=title]", "Our questionnaire")
            page.fill("[name=key]", "our-questionnaire")
            page.fill("[name=edition]", "1")
            page.locator("form.form button[type=submit]").first.click()
        page.goto("/".join(page.url.split("/")[:6]) + f"/{part}")

    return walk


def _condition(page: Any) -> None:
    """What a condition says, under its field."""
    _draft("questions/C2/")(page)
    page.locator("#id_condition").scroll_into_view_if_needed()
    page.locator("#id_condition").focus()


def _to(path: str) -> Walk:
    return lambda page: page.goto(path)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the way to its page, and how it is looked at."""

    name: str
    walk: Walk
    scheme: str = "light"
    size: dict[str, int] = field(default_factory=lambda: DESKTOP)
    who: str = "ines"
    """Whose page it is: the first name of a demonstration login."""


PICTURES: Final = (
    Picture("start", _to("/")),
    Picture("register", _to("/partnerships/?state=running")),
    Picture("triage", _triage),
    Picture("section", _section),
    Picture("result", _result, size=TALL),
    Picture("result-dark", _result, scheme="dark", size=TALL),
    Picture("phone", _section, size=PHONE),
    Picture("outline", _draft(""), size=TALL, who="stella"),
    Picture("question", _draft("questions/C2/"), size=TALL, who="stella"),
    Picture("condition", _condition, who="stella"),
    Picture("preview", _draft("preview/"), size=TALL, who="stella"),
    Picture("decisions", _to("/decisions/"), size=TALL, who="dana"),
    Picture("queue", _to("/queue/?tab=open"), size=TALL, who="anton"),
    Picture("referral", _case, size=TALL, who="anton"),
    Picture("figures", _to("/figures/"), size=TALL, who="paula"),
    Picture("figures-small", _to("/figures/"), size=TALL, who="mart"),
)


class Command(BaseCommand):
    help = "Takes the README's pictures from a running demonstration (make run)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="address of the portal")
        parser.add_argument("--to", type=Path, default=place.CHECKOUT / "docs" / "screenshots")
        parser.add_argument(
            "--chromium", default="/usr/bin/chromium-headless-shell", help="the browser's binary"
        )
        parser.add_argument("only", nargs="*", help="names of pictures; all if none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        if not all(find_spec(name) for name in ("playwright", "PIL")):
            raise CommandError("Pictures need Playwright and Pillow: run “make screenshots”.")
        wanted = [one for one in PICTURES if not options["only"] or one.name in options["only"]]
        options["to"].mkdir(parents=True, exist_ok=True)
        from playwright.sync_api import Error, sync_playwright

        try:
            with sync_playwright() as started:
                browser = started.chromium.launch(
                    executable_path=options["chromium"], args=[*ARGUMENTS]
                )
                for picture in wanted:
                    kept = _take(browser, picture, options["url"], options["to"])
                    size = kept.stat().st_size // 1024
                    self.stdout.write(f"  {kept.name:<18} {size:4d} kB")
                browser.close()
        except Error as problem:
            raise CommandError(
                f"{problem.message.splitlines()[0]} — is the demonstration running at "
                f"{options['url']}? Start it with “make run”."
            ) from problem


def _take(browser: Any, picture: Picture, url: str, folder: Path) -> Path:
    """Sign in as the person whose page it is, walk to the page, keep what the window shows."""
    context = browser.new_context(
        base_url=url,
        viewport=picture.size,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("[name=login]", f"{picture.who}@{demo.DOMAIN}")
    page.fill("[name=password]", demo.PASSWORD)
    page.locator("form.form button[type=submit]").first.click()
    page.wait_for_selector("header.header")
    picture.walk(page)
    target = folder / f"{picture.name}.png"
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / target.name
        page.screenshot(path=raw)
        _shrink(raw, target)
    context.close()
    return target


def _shrink(raw: Path, target: Path) -> None:
    """The same picture with a palette, small enough for a repository."""
    from PIL import Image

    with Image.open(raw) as image:
        flat = image.convert("RGB")
        for colours in COLOURS:
            flat.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
            if target.stat().st_size <= LARGEST:
                return
