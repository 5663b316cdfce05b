"""The font that answers are typed in: a simple one, as forms ask for, embedded whole."""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

import pydyf
from fontTools.ttLib import TTFont

from quizgen.render.theme import packaged

FILE = "fonts/stix-two-field.ttf"
NAME = "STIXTwoText-Regular"
ENCODING = "cp1252"  # what PDF calls WinAnsiEncoding
FIRST, LAST = 32, 255
SERIF, NONSYMBOLIC = 1 << 1, 1 << 5
STEM = 80  # how thick a stem is; no table of the font says


@dataclass(frozen=True)
class _Font:
    """What a PDF says of the font; lengths in thousandths of an em."""

    packed: bytes
    length: int
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capitals: int


def field_font(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """Add the font to a PDF, and return its dictionary."""
    font = _font()
    file = pydyf.Stream([font.packed], {"Filter": "/FlateDecode", "Length1": font.length})
    pdf.add_object(file)
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{NAME}",
            "Flags": SERIF | NONSYMBOLIC,
            "FontBBox": pydyf.Array(font.box),
            "ItalicAngle": 0,
            "Ascent": font.ascent,
            "Descent": font.descent,
            "CapHeight": font.capitals,
            "StemV": STEM,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    made = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": f"/{NAME}",
            "FirstChar": FIRST,
            "LastChar": LAST,
            "Widths": pydyf.Array(font.widths),
            "Encoding": "/WinAnsiEncoding",
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(made)
    return made


@lru_cache(maxsize=1)
def _font() -> _Font:
    content = packaged(FILE) or b""
    font = TTFont(io.BytesIO(content))
    glyphs, advances, head = font["cmap"].getBestCmap() or {}, font["hmtx"], font["head"]
    letters = (bytes([code]).decode(ENCODING, "replace") for code in range(FIRST, LAST + 1))
    return _Font(
        packed=zlib.compress(content, 9),
        length=len(content),
        widths=tuple(advances[glyphs.get(ord(letter), ".notdef")][0] for letter in letters),
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        ascent=font["hhea"].ascent,
        descent=font["hhea"].descent,
        capitals=font["OS/2"].sCapHeight,  # type: ignore[attr-defined]  # of the table's version 2
    )
