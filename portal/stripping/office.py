"""Documents of Word, Excel, PowerPoint and LibreOffice: archives whose parts are rewritten.

Properties, names of authors, times, paths of the computer and previews go; comments and tracked
changes stay without who made them, because taking them away would change what the document says.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import Final

from lxml import etree
from lxml.etree import _Element as Node

from portal.stripping import images
from portal.stripping.traces import Kind, Trace, Traces, UnstrippableError, Why

MOST_MEMBERS: Final = 10_000
MOST_UNPACKED: Final = 300 * 1024 * 1024
"""How large the parts may be together, in bytes."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PICTURES: Final = (".jpg", ".jpeg", ".png")


def stripped(data: bytes) -> tuple[bytes, tuple[Trace, ...]]:
    """The document without metadata, and what it has of them. Raises UnstrippableError."""
    found, out = Traces(), io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            members = source.infolist()
            _bounded(members)
            names = {member.filename for member in members}
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
                for member in members:
                    if not member.is_dir():
                        _carry(source, member, target, names, found)
    except UnstrippableError:
        raise
    except RuntimeError:  # an encrypted member
        raise UnstrippableError(Why.LOCKED) from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error):
        raise UnstrippableError(Why.DAMAGED) from None
    except etree.XMLSyntaxError:
        raise UnstrippableError(Why.DAMAGED) from None
    return out.getvalue(), found.told()


def _bounded(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise UnstrippableError(Why.TOO_LARGE)


def _carry(
    source: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    target: zipfile.ZipFile,
    names: set[str],
    found: Traces,
) -> None:
    """One part, rewritten or left out; nothing of its own times and remarks goes along."""
    name = member.filename
    if _is_preview(name):
        found.add(Kind.PREVIEW)
        return
    if name.startswith(("_xmlsignatures/", "META-INF/documentsignatures")):
        found.add(Kind.SIGNED)
        return
    body = source.read(member)
    if name.lower().endswith(_PICTURES):
        body = _picture(body, found)
    elif name.endswith((".xml", ".rels")) and body:
        body = _part(name, body, names, found)
    fresh = zipfile.ZipInfo(name, _EPOCH)
    stored = name == "mimetype"  # has to stand first and plain for LibreOffice's format
    fresh.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    target.writestr(fresh, body)


def _is_preview(name: str) -> bool:
    return name.startswith(("docProps/thumbnail", "Thumbnails/"))


def _picture(body: bytes, found: Traces) -> bytes:
    try:
        bare, told = images.stripped(body)
    except UnstrippableError:
        return body  # a picture that this program can't read is what the document shows
    found.extend(told)
    return bare


def _part(name: str, body: bytes, names: set[str], found: Traces) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(body, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnstrippableError(Why.DAMAGED)  # no office program writes one
    changed = False
    for fits, rewrite in _REWRITES:
        if fits(name):
            changed = rewrite(root, found) or changed
    if not changed:
        return body
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return told


def _local(node: Node) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _emptied(node: Node, kind: Kind, found: Traces) -> None:
    found.add(kind, node.text or "")
    node.text = ""


# -- properties ------------------------------------------------------------------------------------
_KINDS: Final = {
    **dict.fromkeys(
        ("creator", "lastModifiedBy", "Company", "Manager", "initial-creator", "printed-by"),
        Kind.PEOPLE,
    ),
    **dict.fromkeys(("Application", "AppVersion", "generator", "Template"), Kind.PROGRAMS),
    **dict.fromkeys(
        ("created", "modified", "lastPrinted", "creation-date", "date", "print-date"), Kind.DATES
    ),
    **dict.fromkeys(("revision", "TotalTime", "editing-cycles", "editing-duration"), Kind.DATES),
    **dict.fromkeys(("HyperlinkBase",), Kind.FOLDERS),
}
_COUNTS: Final = {
    *("Pages", "Words", "Characters", "Lines", "Paragraphs", "CharactersWithSpaces", "Slides"),
    *("Notes", "HiddenSlides", "MMClips", "ScaleCrop", "LinksUpToDate", "SharedDoc", "DocSecurity"),
    *("HyperlinksChanged", "PresentationFormat", "HeadingPairs", "TitlesOfParts"),
    *("document-statistic",),
}


def _no_properties(root: Node, found: Traces) -> bool:
    """All properties go; only those are worth telling that say more than the document."""
    holder = next((child for child in root if _local(child) == "meta"), root)
    for child in list(holder):
        name = _local(child)
        told = " ".join("".join(child.itertext()).split())
        if name not in _COUNTS and (told or child.attrib):
            found.add(_KINDS.get(name, Kind.TEXTS), told)
        holder.remove(child)
    return True


# -- who wrote what, and when ----------------------------------------------------------------------
_CHANGES: Final = re.compile(r"(ins|del|moveFrom|moveTo|comment|\w+Change)$")


def _no_word_authors(root: Node, found: Traces) -> bool:
    changed = False
    for node in root.iter(etree.Element):
        name = _local(node)
        for key in list(node.attrib):
            attribute = etree.QName(key).localname
            if attribute.startswith("rsid"):
                del node.attrib[key]
                found.add(Kind.IDENTIFIERS)
                changed = True
            elif _CHANGES.match(name) and attribute in ("author", "initials", "date", "dateUtc"):
                changed = _without(node, key, attribute, found) or changed
    return changed


def _without(node: Node, key: str, attribute: str, found: Traces) -> bool:
    """Take an attribute away, or empty the one that a document must have."""
    if attribute == "author":
        found.add(Kind.COMMENTS_STAY)
        found.add(Kind.PEOPLE, str(node.attrib[key]))
        node.attrib[key] = ""
        return True
    found.add(Kind.PEOPLE if attribute == "initials" else Kind.DATES)
    del node.attrib[key]
    return True


def _no_word_settings(root: Node, found: Traces) -> bool:
    """Numbers of editing sessions and of the document, and where its template lies."""
    kinds = {"rsids": Kind.IDENTIFIERS, "docId": Kind.IDENTIFIERS, "attachedTemplate": Kind.FOLDERS}
    gone = [node for node in root if _local(node) in kinds]
    for node in gone:
        found.add(kinds[_local(node)])
        root.remove(node)
    return bool(gone)


def _no_template(root: Node, found: Traces) -> bool:
    """The path of the template, which stands apart from the settings that name it."""
    gone = [node for node in root if node.get("Type", "").endswith("/attachedTemplate")]
    for node in gone:
        found.add(Kind.FOLDERS, node.get("Target", ""))
        root.remove(node)
    return bool(gone)


def _no_people(root: Node, found: Traces) -> bool:
    """Lists of people that comments point to: the entries stay, without a name."""
    for node in root.iter(etree.Element):
        for key in list(node.attrib):
            attribute = etree.QName(key).localname
            wanted = ("author", "name", "initials", "displayName", "userId", "providerId")
            if attribute in wanted and node.attrib[key]:
                kind = Kind.IDENTIFIERS if attribute.endswith("Id") else Kind.PEOPLE
                found.add(kind, node.attrib[key] if attribute != "initials" else "")
                node.attrib[key] = ""
        if _local(node) == "author" and node.text:
            found.add(Kind.COMMENTS_STAY)
            _emptied(node, Kind.PEOPLE, found)
    return True


def _no_times(root: Node, found: Traces) -> bool:
    changed = False
    for node in root.iter(etree.Element):
        for key in list(node.attrib):
            if etree.QName(key).localname in ("dT", "dt", "created", "dateUtc"):
                found.add(Kind.DATES)
                del node.attrib[key]
                changed = True
    return changed


def _no_workbook_paths(root: Node, found: Traces) -> bool:
    """Where the workbook lay, and who had it open."""
    gone = [n for n in root.iter(etree.Element) if _local(n) in ("absPath", "fileSharing")]
    for node in gone:
        path = _local(node) == "absPath"
        value = node.get("url" if path else "userName", "")
        found.add(Kind.FOLDERS if path else Kind.PEOPLE, value)
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    return bool(gone)


# -- LibreOffice -----------------------------------------------------------------------------------
def _no_annotation_authors(root: Node, found: Traces) -> bool:
    changed = False
    for holder in list(root.iter(etree.Element)):
        if _local(holder) not in ("annotation", "change-info"):
            continue
        for node in list(holder):
            if _local(node) in ("creator", "date", "creator-initials", "date-string"):
                if _local(node) == "creator":
                    found.add(Kind.COMMENTS_STAY)
                kind = Kind.DATES if _local(node).startswith("date") else Kind.PEOPLE
                found.add(kind, node.text or "" if kind == Kind.PEOPLE else "")
                holder.remove(node)
                changed = True
    return changed


def _no_settings(root: Node, found: Traces) -> bool:
    wanted = ("PrinterName", "PrinterSetup", "CurrentDatabaseDataSource", "Rsid", "RsidRoot")
    changed = False
    for node in root.iter(etree.Element):
        names = {etree.QName(key).localname: value for key, value in node.attrib.items()}
        if names.get("name") in wanted and node.text:
            printer = names["name"] == "PrinterName"
            session = names["name"].startswith("Rsid")
            kind = Kind.IDENTIFIERS if session else Kind.FOLDERS
            found.add(kind, node.text if printer else "")
            node.text = "0" if session else ""
            changed = True
    return changed


# -- lists of parts --------------------------------------------------------------------------------
def _no_previews(root: Node, _found: Traces) -> bool:
    """Relations and lists must not name parts that are left out."""
    gone = []
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            told = etree.QName(key).localname
            if told in ("Target", "PartName", "full-path"):
                path = posixpath.normpath(value).lstrip("/")
                if _is_preview(path) or "_xmlsignatures/" in path:
                    gone.append(node)
    for node in gone:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    return bool(gone)


def _named(*names: str) -> Callable[[str], bool]:
    return lambda name: name in names


def _under(folder: str, *starts: str) -> Callable[[str], bool]:
    pattern = re.compile(rf"{folder}/(.*/)?({'|'.join(starts)})[^/]*\.xml$")
    return lambda name: pattern.match(name) is not None


_REWRITES: Final[Iterable[tuple[Callable[[str], bool], Callable[[Node, Traces], bool]]]] = (
    (_named("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"), _no_properties),
    (_named("meta.xml"), _no_properties),
    (_under("word", ""), _no_word_authors),
    (_named("word/settings.xml"), _no_word_settings),
    (_named("word/_rels/settings.xml.rels"), _no_template),
    (_named("word/people.xml"), _no_people),
    (_under("xl", "comment", "person"), _no_people),
    (_under("xl", "threadedComment"), _no_times),
    (_named("xl/workbook.xml"), _no_workbook_paths),
    (_under("ppt", "commentAuthors", "authors"), _no_people),
    (_under("ppt", "comment", "modernComment"), _no_times),
    (_named("content.xml", "styles.xml"), _no_annotation_authors),
    (_named("settings.xml"), _no_settings),
    (_named("_rels/.rels", "[Content_Types].xml", "META-INF/manifest.xml"), _no_previews),
)
