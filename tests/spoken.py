"""Everything that a file says to whoever takes it apart, seen by a reader or not."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)


def spoken(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of a page, a PDF or a CSV file, without its fonts and styles."""
    if path.suffix == ".pdf":
        yield from _of_pdf(path)
        return
    page = re.sub(r"<style.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.S)
    page = re.sub(r' (?:d|transform|viewBox|points|[cr]?[xy][12]?)="[^"]*"', "", page)
    yield "text", page
    if path.suffix == ".html":
        unseen = _Unseen()
        unseen.feed(page)
        yield "attributes", "\n".join(unseen.attributes)
        yield "comments", "\n".join(unseen.comments)


class _Unseen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [f"{name}={value}" for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    handle_pi = handle_comment

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)


def _of_pdf(path: Path) -> Iterator[tuple[str, str]]:
    reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    yield "text", "\n".join(page.extract_text() for page in reader.pages)
    xmp = reader.xmp_metadata and reader.xmp_metadata.stream.get_data()
    yield "metadata", f"{reader.metadata} {xmp}"
    fields = reader.get_fields() or {}
    yield "fields", str({name: (f.get("/V"), f.get("/DV")) for name, f in fields.items()})
    yield "outline", str(reader.outline)
    said: list[str] = []
    streams: list[str] = []
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(IndirectObject(number, 0, reader))
        said += _strings(found)
        if isinstance(found, DictionaryObject):
            assert "/JS" not in found
            assert "/EmbeddedFile" not in str(found.get("/Type"))
        if isinstance(found, StreamObject) and not _is_font(found):
            streams.append(found.get_data().decode("latin-1"))
    yield "objects", "\n".join(said)
    yield "streams", "\n".join(streams)
    yield "bytes", path.read_bytes().decode("latin-1")


def _strings(found: Any) -> Iterator[str]:
    """Yield the strings in an object, at any depth; what it refers to is an object itself."""
    if isinstance(found, DictionaryObject):
        for value in found.values():
            yield from _strings(value)
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from _strings(value)
    elif isinstance(found, bytes):
        yield found.decode("latin-1")
    elif isinstance(found, str) and not isinstance(found, NameObject):
        yield str(found)


def _is_font(stream: StreamObject) -> bool:
    return "/Length1" in stream or stream.get("/Subtype") in ("/OpenType", "/CIDFontType0C")


def numerals(text: str) -> set[str]:
    """Return every number in a text, without its sign: what `found` finds, at once."""
    return set(re.findall(r"[0-9]+(?:\.[0-9]+)*", text))


def found(number: str, text: str) -> bool:
    """Say whether a number stands in a text, by itself and not as a part of another."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)", text) is not None
