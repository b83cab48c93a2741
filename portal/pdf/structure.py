"""The tree that screen readers follow, brought from what WeasyPrint writes to what PDF/UA asks.

Headers get their scope, notes and contents their own kinds, and whatever no reader should hear
(running headers, the draft mark, decoration) becomes an artifact.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

MARKED: Final = re.compile(rb"/\w+\s+<<\s*/MCID (\d+)\s*>>\s+BDC")
RUNNING: Final = b"/Artifact <</Type /Pagination>> BDC"
DECORATION: Final = b"/Artifact <</Type /Layout>> BDC"
NOTE_BACK: Final = "cite-"
"""Notes link back to where they are cited; by that their structure is known as a note's."""

ROWS: Final = frozenset({"/THead", "/TBody", "/TFoot"})

Key = tuple[int, int]


def _kids(element: Object) -> Iterator[Object]:
    """Structure elements directly below; numbers of marked content and annotations are left out."""
    for kid in element.get("/K") or ():
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid


def _annotations(element: Object) -> Iterator[Object]:
    for kid in element.get("/K") or ():
        if isinstance(kid, Dictionary) and "/Obj" in kid:
            yield kid.Obj


def _is_decoration(element: Object, kind: str) -> bool:
    """Pictures without words, and the white space between entries of a list set in lines."""
    if kind == "/Figure":
        return not str(element.get("/Alt", "")).strip()
    return kind == "/Span" and str(element.P.get("/S", "")) in {"/L", "/TOC"}


class Tree:
    """One walk over the structure; then what was found is put right."""

    def __init__(self, pdf: Pdf, labels: Mapping[str, str]) -> None:
        self.pdf = pdf
        self.labels = labels
        self.read: set[Key] = set()
        self.decoration: set[Key] = set()
        self.identified: list[tuple[str, Object]] = []
        self.notes = 0
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        self.owners = numbers
        self.place = {int(numbers[at]): at + 1 for at in range(0, len(numbers), 2)}

    def put_right(self) -> None:
        root = self.pdf.Root.StructTreeRoot
        for top in root.K:
            self._walk(top, row="", link=None)
        root.IDTree = self.pdf.make_indirect(self._names())
        self._silence()

    def _walk(self, element: Object, row: str, link: Object | None) -> None:
        """One element and all beneath it: ``row`` is the part of the table it stands in, ``link``
        the link around it."""
        kind = str(element.S)
        if _is_decoration(element, kind):
            self.decoration.add(element.objgen)
            return
        self.read.add(element.objgen)
        if link is not None:
            self._lift(element, link)
        elif kind == "/Link":
            self._name_link(element)
            link = element
        row = kind if kind in ROWS else row
        self._say_what(element, kind, row)
        for kid in _kids(element):
            self._walk(kid, row, link)
        kids = element.get("/K") or Array()
        spoken = [kid for kid in kids if not self._is_silent(kid)]
        if len(spoken) < len(kids):
            element.K = Array(spoken)

    def _say_what(self, element: Object, kind: str, row: str) -> None:
        if kind == "/TH":
            element.A.Scope = Name("/Column" if row == "/THead" else "/Row")
        elif kind == "/L" and _is_contents(element):
            _retag_contents(element)
        if "/ID" in element:
            self.identified.append((str(element.ID), element))

    def _lift(self, element: Object, link: Object) -> None:
        """A part of a link is no link of its own: what is clicked there belongs to the whole."""
        if str(element.S) == "/Link":
            element.S = Name.Span
        for kid in list(element.get("/K") or ()):
            if isinstance(kid, Dictionary) and "/Obj" in kid:
                link.K.append(kid)
                element.K.remove(kid)
                kid.Obj.F, kid.Obj.Contents = 4, next(_annotations(link)).Contents
                self.owners[self.place[int(kid.Obj.StructParent)]] = link

    def _is_silent(self, kid: Object) -> bool:
        return isinstance(kid, Dictionary) and kid.objgen in self.decoration

    def _name_link(self, link: Object) -> None:
        for annotation in _annotations(link):
            annotation.F = 4
            target = str(annotation.get("/Dest", "")) or str(annotation.A.get("/URI", ""))
            internal = "/Dest" in annotation
            label = self.labels.get(f"#{target}" if internal else target)
            if label:
                annotation.Contents = String(label)
            if internal and target.startswith(NOTE_BACK):
                self.notes += 1
                note = link.P
                note.S, note.ID = Name.Note, String(f"note-{self.notes}")
                self.identified.append((str(note.ID), note))

    def _names(self) -> Dictionary:
        """The tree of identifiers, sorted by bytes as readers search it."""
        pairs = sorted(self.identified, key=lambda pair: pair[0].encode())
        flat = [part for name, element in pairs for part in (String(name), element)]
        if not pairs:
            return Dictionary(Names=Array())
        limits = Array([String(pairs[0][0]), String(pairs[-1][0])])
        leaf = self.pdf.make_indirect(Dictionary(Names=Array(flat), Limits=limits))
        return Dictionary(Kids=Array([leaf]))

    def _silence(self) -> None:
        """Make an artifact of all marked content that the tree does not lead to."""
        for page in self.pdf.pages:
            here = self.owners[self.place[int(page.StructParents)]]
            silent = {
                number: DECORATION if owner.objgen in self.decoration else RUNNING
                for number, owner in enumerate(here)
                if owner.objgen not in self.read
            }
            if silent:
                self._rewrite(page.Contents, silent)
                for number in silent:
                    here[number] = None

    @staticmethod
    def _rewrite(content: Object, silent: Mapping[int, bytes]) -> None:
        def mark(found: re.Match[bytes]) -> bytes:
            return silent.get(int(found[1]), found[0])

        content.write(MARKED.sub(mark, content.read_bytes()))


def _links(element: Object) -> Iterator[Object]:
    for kid in _kids(element):
        if str(kid.S) == "/Link":
            yield from _annotations(kid)
        else:
            yield from _links(kid)


def _is_contents(element: Object) -> bool:
    """A list whose every entry leads to a part of this document is a table of contents."""
    entries = [kid for kid in _kids(element) if str(kid.S) == "/LI"]
    return bool(entries) and all(
        any("/Dest" in link for link in _links(entry)) for entry in entries
    )


def _retag_contents(element: Any) -> None:
    element.S = Name.TOC
    for kid in _kids(element):
        if str(kid.S) == "/LI":
            kid.S = Name.TOCI
            for body in _kids(kid):
                if str(body.S) == "/LBody":
                    body.S = Name.Reference
        elif str(kid.S) == "/L":
            _retag_contents(kid)
