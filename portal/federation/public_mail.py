"""Domains of e-mail that anybody can have an address at: none of them is an organisation's own."""

from typing import Final

_ANY_COUNTRY: Final = frozenset({"gmail", "googlemail", "hotmail", "live", "outlook", "yahoo"})
"""Offered under many endings: `yahoo.fr`, `hotmail.co.uk`."""

_SHARED: Final = frozenset(
    {
        *("aol.com", "fastmail.com", "gmx.com", "hey.com", "hushmail.com", "icloud.com"),
        *("mac.com", "mail.com", "mailbox.org", "mailfence.com", "me.com", "msn.com", "pm.me"),
        *("passport.com", "posteo.de", "posteo.eu", "posteo.net", "proton.me", "protonmail.ch"),
        *("protonmail.com", "qq.com", "163.com", "126.com", "foxmail.com", "sina.com", "yeah.net"),
        *("rambler.ru", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.com", "yandex.ru"),
        *("rocketmail.com", "runbox.com", "startmail.com", "tuta.com", "tuta.io", "tutanota.com"),
        *("tutanota.de", "ymail.com", "zoho.com", "zohomail.eu", "disroot.org", "riseup.net"),
        *("arcor.de", "freenet.de", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "mail.de"),
        *("t-online.de", "web.de", "a1.net", "aon.at", "chello.at", "bluewin.ch", "hispeed.ch"),
        *("free.fr", "laposte.net", "neuf.fr", "orange.fr", "sfr.fr", "wanadoo.fr"),
        *("alice.it", "libero.it", "tin.it", "tiscali.it", "virgilio.it"),
        *("home.nl", "kpnmail.nl", "planet.nl", "xs4all.nl", "ziggo.nl", "skynet.be", "telenet.be"),
        *("interia.pl", "o2.pl", "onet.pl", "op.pl", "wp.pl", "centrum.cz", "email.cz"),
        *("seznam.cz", "azet.sk", "zoznam.sk", "citromail.hu", "freemail.hu", "abv.bg", "mail.bg"),
        *("inbox.lv", "mail.ee", "telia.com", "spray.se", "online.no", "jubii.dk", "mail.dk"),
        *("luukku.com", "suomi24.fi", "sapo.pt", "telefonica.net", "terra.es", "eircom.net"),
        *("btinternet.com", "ntlworld.com", "sky.com", "virginmedia.com", "otenet.gr"),
        *("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com"),
    }
)


def is_shared(domain: str) -> bool:
    """Whether the domain belongs to a provider of mail for everybody. What is not known to be one
    is not said to be any; whoever confirms a domain still looks."""
    name = domain.strip().lower().rstrip(".")
    first, _dot, ending = name.partition(".")
    country = ending.removeprefix("com.").removeprefix("co.")
    return name in _SHARED or (first in _ANY_COUNTRY and "." not in country)
