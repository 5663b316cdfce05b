"""Bind the pages of many PDFs into one, for a print job: appended to a file, none held.

A page is taken as it looks: its contents, with the fonts and shapes that they use.  Form
fields, links and the structure for screen readers stay behind.  What several sheets have in
common (fonts, the shapes of glyphs, whole pages) is written once.
"""

import hashlib
from array import array
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO

import pikepdf

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CATALOG, PAGES, OUTLINES, INFO = 1, 2, 3, 4  # numbers of the objects that come last
LEFT_BEHIND = ("/Parent", "/StructParent", "/StructParents", "/Metadata")
MOST_NESTED = 50  # dictionaries in dictionaries: a page has four or five


class Binder:
    """Appends PDFs to a file, each from the front of a sheet of paper printed on both sides."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._offsets = array("Q", [0] * INFO)
        self._place = 0
        self._digest = hashlib.sha256()
        self._known: dict[bytes, int] = {}
        self._sheets: list[tuple[str, int, int, int]] = []  # title, node, first page, pages
        self._append(HEAD)

    def add(self, pdf: bytes, title: str, first: bool = False, least: int = 0) -> int:
        """Append a PDF's pages, and an empty one if they are odd; return how many there are.

        `title` is what the bookmark of the first page says.  With `first` they come before
        all that is there; there are `least` pages at least.
        """
        node = self._reserve()
        with pikepdf.open(BytesIO(pdf)) as source:
            numbers: dict[tuple[int, int], int] = {}
            pages = [self._page(page, node, numbers) for page in source.pages]
            while len(pages) < least or len(pages) % 2:
                pages.append(self._blank(source.pages[-1], node))
        kids = " ".join(f"{page} 0 R" for page in pages)
        self._write(
            node,
            f"<</Type/Pages/Parent {PAGES} 0 R/Count {len(pages)}/Kids[{kids}]>>".encode(),
        )
        place = 0 if first else len(self._sheets)
        self._sheets.insert(place, (title, node, pages[0], len(pages)))
        return len(pages)

    def close(self, title: str, language: str) -> None:
        """Write what holds the pages together: the file is a PDF then."""
        kids = " ".join(f"{node} 0 R" for _, node, _, _ in self._sheets)
        count = sum(pages for *_, pages in self._sheets)
        self._write(PAGES, f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode())
        self._write_outlines()
        self._write(INFO, b"<</Title " + _text(title) + b">>")
        preferences = "<</DisplayDocTitle true/Duplex/DuplexFlipLongEdge>>"
        catalog = f"<</Type/Catalog/Pages {PAGES} 0 R/Outlines {OUTLINES} 0 R/Lang "
        catalog_end = f"/ViewerPreferences{preferences}>>"
        self._write(CATALOG, catalog.encode() + _text(language) + catalog_end.encode())
        start, name = self._place, self._digest.hexdigest()[:32]
        size = len(self._offsets) + 1
        self._append(f"xref\n0 {size}\n0000000000 65535 f \n".encode())
        for offset in self._offsets:
            self._append(f"{offset:010d} 00000 n \n".encode())
        root = f"/Root {CATALOG} 0 R/Info {INFO} 0 R/ID[<{name}><{name}>]"
        self._append(f"trailer\n<</Size {size}{root}>>\nstartxref\n{start}\n%%EOF\n".encode())

    def _write_outlines(self) -> None:
        items = [self._reserve() for _ in self._sheets]
        ends = f"/First {items[0]} 0 R/Last {items[-1]} 0 R" if items else ""
        self._write(OUTLINES, f"<</Type/Outlines/Count {len(items)}{ends}>>".encode())
        for at, (number, (title, _, page, _)) in enumerate(
            zip(items, self._sheets, strict=True)
        ):
            links = f"/Prev {items[at - 1]} 0 R" if at else ""
            links += f"/Next {items[at + 1]} 0 R" if at + 1 < len(items) else ""
            where = f"/Parent {OUTLINES} 0 R/Dest[{page} 0 R/Fit]{links}>>"
            self._write(number, b"<</Title " + _text(title) + where.encode())

    def _page(self, page: pikepdf.Page, node: int, numbers: dict[tuple[int, int], int]) -> int:
        parts = {
            "/MediaBox": page.mediabox,
            "/Resources": page.resources,
            "/Contents": page.obj.Contents,
        }
        body = b"".join(
            name.encode() + b" " + self._value(part, numbers, 0) for name, part in parts.items()
        )
        number = self._reserve()
        self._write(number, f"<</Type/Page/Parent {node} 0 R".encode() + body + b">>")
        return number

    def _blank(self, like: pikepdf.Page, node: int) -> int:
        number = self._reserve()
        box = self._value(like.mediabox, {}, 0).decode()
        page = f"<</Type/Page/Parent {node} 0 R/MediaBox {box}/Resources<<>>>>"
        self._write(number, page.encode())
        return number

    def _value(self, value: object, numbers: dict[tuple[int, int], int], depth: int) -> bytes:
        """Return a value as it is written, and write the objects that it refers to.

        `numbers` are those of objects here, by what they are in their own file.
        """
        if depth > MOST_NESTED:
            raise ValueError("a page that refers to itself")
        if not isinstance(value, pikepdf.Object):
            return _plain(value)
        if not value.is_indirect:
            return self._direct(value, numbers, depth)
        number = numbers.get(value.objgen)
        if number is None:
            number = numbers[value.objgen] = self._shared(
                self._direct(value, numbers, depth + 1)
            )
        return f"{number} 0 R".encode()

    def _direct(
        self, value: pikepdf.Object, numbers: dict[tuple[int, int], int], depth: int
    ) -> bytes:
        if isinstance(value, pikepdf.Array):
            return b"[" + b" ".join(self._value(v, numbers, depth + 1) for v in value) + b"]"
        if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            return value.unparse()
        fields = b"".join(
            pikepdf.Name(name).unparse() + b" " + self._value(field, numbers, depth + 1)
            for name, field in _kept(value)
        )
        if not isinstance(value, pikepdf.Stream):
            return b"<<" + fields + b">>"
        data = value.read_raw_bytes()
        length = f"/Length {len(data)}>>stream\n".encode()
        return b"<<" + fields + length + data + b"\nendstream"

    def _shared(self, content: bytes) -> int:
        """Return the number of an object, written if there is none like it yet."""
        name = hashlib.sha256(content).digest()
        if name not in self._known:
            self._known[name] = self._reserve()
            self._write(self._known[name], content)
        return self._known[name]

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets)

    def _write(self, number: int, content: bytes) -> None:
        self._offsets[number - 1] = self._place
        self._append(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")

    def _append(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._place += len(content)


def even_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has, the empty one counted that makes them even."""
    with pikepdf.open(BytesIO(pdf)) as source:
        return len(source.pages) + len(source.pages) % 2


def _kept(value: pikepdf.Object) -> Iterator[tuple[str, object]]:
    for name in sorted(value.keys()):
        if name not in LEFT_BEHIND and not (
            name == "/Length" and isinstance(value, pikepdf.Stream)
        ):
            yield name, value[name]


def _plain(value: object) -> bytes:
    """Return a number, a truth value or nothing as PDF writes it."""
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, Decimal):
        return f"{value:f}".encode()
    return str(value).encode()


def _text(text: str) -> bytes:
    """Return a text as PDF writes it: in hexadecimal, as UTF-16 with its mark."""
    content = b"\xfe\xff" + text.encode("utf-16-be", "replace")
    return b"<" + content.hex().encode() + b">"
