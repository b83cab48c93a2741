"""Pages as a browser reads them: what is in their forms, and what nobody's text may have made."""

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml.html import HtmlElement

from tests.web.naughty import TAG

TEXT = {"text", "search", "email", "url", "tel", "number", "date", "month", "password", ""}
PLAUSIBLE = {
    "email": "vera.lindqvist@a.example",
    "url": "https://a.example/",
    "number": "1",
    "date": "2026-12-01",
    "month": "2026-12",
    "password": "a door left ajar, 2026",
    "tel": "+31 20 1234567",
}
TYPED_AGAIN = {"confirmation"}
"""What is typed to confirm something: after a refusal it is to be typed again."""
_MARKED = re.compile(r"classif|marking", re.IGNORECASE)


@dataclass
class Form:
    """One form: where it goes, what it would send, and which of it somebody types."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    """Names of fields for text, with their type (`textarea` for those of several lines)."""
    files: list[str] = field(default_factory=list)

    @property
    def is_of_this_portal(self) -> bool:
        return urlsplit(self.action).netloc in {"", "testserver"}

    def filled(self, texts: dict[str, str]) -> dict[str, object]:
        """What is sent when these texts stand in these fields, the others plausible."""
        sent: dict[str, object] = dict(self.values)
        for name, kind in self.typed.items():
            if name in texts:
                sent[name] = [texts[name] if kind == "textarea" else in_one_line(texts[name])]
            elif not "".join(self.values.get(name, [])).strip():
                sent[name] = [PLAUSIBLE.get(kind, "Plausible")]
        text = in_one_line(next(iter(texts.values())))
        for name in self.files:
            title = text.replace("/", "_").replace("\x00", "")[:80] or "list"
            cells = text.replace('"', '""')
            body = f'Title,Partner,Country\n"{cells}","{cells}",JP\n'.encode()
            sent[name] = SimpleUploadedFile(f"{title}.csv", body, "text/csv")
        return sent


def in_one_line(text: str) -> str:
    """What a browser lets stand in a field of one line."""
    return text.replace("\r", "").replace("\n", "")


def page_of(content: bytes) -> HtmlElement | None:
    if not content.strip():
        return None
    try:
        return lxml.html.document_fromstring(
            content.decode(), parser=lxml.html.HTMLParser(huge_tree=True)
        )
    except ValueError:  # characters that XML has no place for
        cleaned = "".join(one for one in content.decode() if one in "\n\t" or ord(one) >= 32)
        return lxml.html.document_fromstring(cleaned)


def forms_of(page: HtmlElement, address: str) -> list[Form]:
    found = []
    for element in page.forms:
        form = Form(
            urljoin(address, element.get("action") or address),
            (element.get("method") or "get").lower(),
        )
        for control in [*element.inputs]:
            _note(form, control)
        found.append(form)
    return found


def _note(form: Form, control: HtmlElement) -> None:
    name, kind = control.get("name"), (control.get("type") or "").lower()
    if not name or control.get("disabled") is not None:
        return
    known = form.values.setdefault(name, [])
    if control.tag == "textarea":
        form.typed[name] = "textarea"
        known.append(control.text or "")
    elif control.tag == "select":
        known.extend(_chosen(control))
    elif kind in {"checkbox", "radio"}:
        _note_choice(form, control, name, kind)
    elif kind == "file":
        form.files.append(name)
    elif kind in TEXT | {"hidden"}:
        known.append(control.get("value") or "")
        if kind in TEXT:
            form.typed[name] = kind


def _note_choice(form: Form, control: HtmlElement, name: str, kind: str) -> None:
    """What is ticked; of radio buttons one, because a browser's visitor would choose one."""
    value, known = control.get("value") or "on", form.values[name]
    if control.get("checked") is not None:
        form.values[name] = [*known, value] if kind == "checkbox" else [value]
    elif kind == "radio" and not known:
        form.values[name] = [value]


def _chosen(select: HtmlElement) -> list[str]:
    options = select.xpath(".//option")
    chosen = [one for one in options if one.get("selected") is not None]
    usable = chosen or [one for one in options if one.get("value")][:1]
    return [one.get("value", "") for one in usable]


def intruders(page: HtmlElement) -> list[str]:
    """What no page of ours has: elements and attributes that somebody's text made."""
    elements = [one for one in page.iter() if isinstance(one.tag, str)]
    found = [f"element {one.tag}" for one in elements if _is_foreign(one)]
    for element in elements:
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {TAG, "style"} or _runs(name, value):
                found.append(f"attribute {name}={value[:60]} of {element.tag}")
    return found


def _is_foreign(element: HtmlElement) -> bool:
    if element.tag == "script":
        return not element.get("src") and element.get("type") != "application/json"
    if element.tag == "meta":
        return element.get("http-equiv", "").lower() in {"refresh", "set-cookie"}
    return TAG in element.tag or element.tag in {"iframe", "object", "embed", "base"}


def _runs(name: str, value: str) -> bool:
    scheme = re.sub(r"[\x00-\x20]", "", value).lower()
    is_address = name in {"href", "src", "action", "formaction", "xlink:href"}
    return is_address and scheme.startswith(("javascript:", "vbscript:", "data:"))


def lost(page: HtmlElement, address: str, sent: Form, texts: dict[str, str]) -> list[str]:
    """Fields of a form that came back without what was typed into them.

    Passwords are never shown again; what may be classified is refused without being repeated.
    """
    if _MARKED.search(page.text_content()):
        return []
    again = [
        form
        for form in forms_of(page, address)
        if form.method == sent.method and set(texts) <= set(form.typed)
    ]
    if not again:
        return []
    odd = []
    for name, text in texts.items():
        if sent.typed.get(name, "password") == "password" or name in TYPED_AGAIN:
            continue
        wanted = readable(text if sent.typed[name] == "textarea" else in_one_line(text))
        shown = [readable(value) for form in again for value in form.values.get(name, [])]
        if wanted not in shown:
            odd.append(f"{name}: {wanted[:60]!r} became {[one[:60] for one in shown][:2]!r}")
    return odd


def readable(text: str) -> str:
    """A text without what HTML can't carry, so that two can be compared."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        one
        for one in text.replace("\ufffd", "")  # how a parser reads NUL
        if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cn", "Cs"}
    )
    return kept.strip()
