"""Write the structure of a PDF: what was set on its sheets, as elements in reading order."""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

from collections.abc import Iterable, Sequence
from functools import lru_cache

import pydyf

from quizgen.render.forms import Form, Place
from quizgen.render.images import Drawing
from quizgen.render.impressions import BLOCKS, GROUPING, Box, Image, Kid, Link, Tag
from quizgen.render.inputs import Input
from quizgen.render.press import Branch, Press, Set, Sheet

POINT = 0.75  # of WeasyPrint's pixels


class Written(pydyf.Object):
    """An object of a PDF whose data are written already."""

    name = b""  # by which others refer to it
    data = b""


class Structure:
    """Writes the tags of a press's sheets, `pages` of a PDF, and the fields of a form."""

    def __init__(
        self, pdf: pydyf.PDF, press: Press, pages: Sequence[pydyf.Dictionary], form: Form | None
    ) -> None:
        self._pdf = pdf
        self._press = press
        self._form = form
        self._pages = {id(sheet): page for sheet, page in zip(press.sheets, pages, strict=True)}
        self._marks = {id(sheet): [b"null"] * sheet.marks for sheet in press.sheets}
        self._annotations: list[bytes] = []  # the elements of fields and links

    def write(self) -> None:
        """Write all elements, and what says which marks are whose."""
        root = self._new()
        root.data = b"<</Type /StructTreeRoot /ParentTree %s /K [%s]>>" % (
            (parents := self._new()).name,
            self._branch(self._press.root, root.name),
        )
        numbered = [
            b"%d [%s]" % (page["StructParents"], b" ".join(self._marks[sheet]))
            for sheet, page in self._pages.items()
        ]
        numbered += [
            b"%d %s" % (number, element)
            for number, element in enumerate(self._annotations, start=len(numbered))
        ]
        parents.data = b"<</Nums [%s]>>" % b" ".join(numbered)
        self._pdf.catalog["StructTreeRoot"] = root.name

    def _branch(self, branch: Branch, above: bytes) -> bytes:
        element = self._new()
        kids: list[bytes] = []
        for kid in _flat(branch):
            if isinstance(kid, Branch):
                kids.append(self._branch(kid, element.name))
            elif branch.sheet is kid.sheet:
                kids += self._kids(kid.kids, kid, element.name)
            else:
                held = (
                    Tag("Span", (one,)) if isinstance(one, int) else one for one in kid.kids
                )
                kids += self._kids(held, kid, element.name)
        page = b"" if branch.sheet is None else b"/Pg " + self._page(branch.sheet).reference
        element.data = b"<</S /%s /P %s%s /K [%s]>>" % (
            branch.kind.encode("ascii"),
            above,
            page,
            b" ".join(kids),
        )
        return element.name

    def _kids(self, kids: Iterable[Kid], placed: Set, above: bytes) -> list[bytes]:
        """Return what stands for tags, images and marks in an element of their page."""
        written = []
        for kid in kids:
            if isinstance(kid, Tag):
                written.append(self._tag(kid, placed, above))
            elif isinstance(kid, Image):
                inner = placed.inside.get(kid.place)
                if inner is None:
                    written.append(self._image(kid, placed, above))
                else:
                    written += self._kids(inner.kids, inner, above)
            else:
                written.append(self._mark(placed, kid, above))
        return written

    def _tag(self, tag: Tag, placed: Set, above: bytes) -> bytes:
        element = self._new()
        kids = self._kids(tag.kids, placed, element.name)
        if tag.link is not None:
            kids.append(self._link(tag.link, placed, element.name))
        element.data = self._element(
            tag.kind.encode("ascii"), above, placed, kids, tag.attributes
        )
        return element.name

    def _image(self, image: Image, placed: Set, above: bytes) -> bytes:
        said = placed.elements[image.place]
        shown = self._press.images.get(said.get("src", ""))
        element = self._new()
        left, top, right, bottom = image.box
        if isinstance(shown, Drawing):
            right = left + shown.wide(bottom - top)
        box = self._box(placed, (left, top, right, bottom))
        if isinstance(shown, Input):
            kids, kind, more = [self._field(shown, image, placed, element.name)], b"Form", b""
        else:
            kids = [] if image.mark is None else [self._mark(placed, image.mark, element.name)]
            kind = b"Formula" if isinstance(shown, Drawing) else b"Figure"
            more = b"/Alt %s/A <</O /Layout /BBox [%.2f %.2f %.2f %.2f]>>" % (
                _string(said.get("alt", "")),
                *box,
            )
        element.data = self._element(kind, above, placed, kids, more)
        return element.name

    def _element(
        self, kind: bytes, above: bytes, placed: Set, kids: Iterable[bytes], more: bytes
    ) -> bytes:
        page = self._page(placed.sheet).reference
        return b"<</S /%s /P %s /Pg %s /K [%s]%s>>" % (kind, above, page, b" ".join(kids), more)

    def _field(self, asked: Input, image: Image, placed: Set, element: bytes) -> bytes:
        """Add a field to the form; return what stands for it in its element."""
        if self._form is None:
            raise ValueError("a field of no form")
        place = Place(self._box(placed, image.box), image.size, image.centred)
        return self._annotation(self._form.field(asked, place), placed, element)

    def _link(self, link: Link, placed: Set, element: bytes) -> bytes:
        """Add a link to its page; return what stands for it in its element."""
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array(self._box(placed, link.box)),
                "BS": pydyf.Dictionary({"W": 0}),
                "Contents": pydyf.String(link.target),
            }
        )
        if link.internal:
            annotation["Dest"] = pydyf.String(link.target)
        else:
            action = {"S": "/URI", "URI": pydyf.String(link.target)}
            annotation["A"] = pydyf.Dictionary(action)
        self._pdf.add_object(annotation)
        return self._annotation(annotation, placed, element)

    def _annotation(self, made: pydyf.Dictionary, placed: Set, element: bytes) -> bytes:
        page = self._page(placed.sheet)
        page.setdefault("Annots", pydyf.Array()).append(made.reference)
        made["P"] = page.reference
        made["StructParent"] = len(self._pages) + len(self._annotations)
        self._annotations.append(element)
        return b"<</Type /OBJR /Obj %s /Pg %s>>" % (made.reference, page.reference)

    def _mark(self, placed: Set, mark: int, element: bytes) -> bytes:
        number = placed.first + mark
        self._marks[id(placed.sheet)][number] = element
        return b"%d" % number

    def _box(self, placed: Set, box: Box) -> Box:
        """Return where a box of a piece is on its page, in points from below."""
        left, top, right, bottom = (POINT * side for side in placed.moved(box))
        height = POINT * placed.sheet.height
        return left, height - bottom, right, height - top

    def _page(self, sheet: Sheet) -> pydyf.Dictionary:
        return self._pages[id(sheet)]

    def _new(self) -> Written:
        new = Written()
        self._pdf.add_object(new)
        new.name = new.reference
        return new


def _flat(branch: Branch) -> list[Branch | Set]:
    """Return what is in a branch, without those that only group blocks."""
    kids: list[Branch | Set] = []
    for kid in branch.kids:
        if isinstance(kid, Branch):
            kid.kids = _flat(kid)
            if kid.kind in GROUPING and all(map(_is_of_blocks, kid.kids)):
                kids += kid.kids
                continue
        kids.append(kid)
    return kids


def _is_of_blocks(kid: Branch | Set) -> bool:
    if isinstance(kid, Branch):
        return kid.kind in BLOCKS
    return all(isinstance(one, Tag) and one.kind in BLOCKS for one in kid.kids)


@lru_cache(maxsize=4096)
def _string(text: str) -> bytes:
    """Return a text as PDF writes it."""
    data: bytes = pydyf.String(text).data
    return data
