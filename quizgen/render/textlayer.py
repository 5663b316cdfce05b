"""The words under a drawn formula: "∂ℓ/∂β₁" can be found, marked and copied where it stands.

Formulas are drawn as outlines, which no reader can search.  Over each lies its text in one row,
in a font whose every letter is empty.  What can be typed can be found: subscripts are plain.
"""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

import unicodedata
import zlib
from functools import lru_cache
from string import ascii_letters, digits, punctuation

import pydyf

from quizgen.render.text import characters
from quizgen.render.text.formulas import flat

FONT = "Words"
WIDTH = 500  # of each letter, in thousandths of an em
BOX = (0, -250, WIDTH, 750)
CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
{ranges}
endcmap CMapName currentdict /CMap defineresource pop end end"""
MOST = 100  # rows of a block of a CMap


@lru_cache(maxsize=1024)
def text_of(tex: str) -> bytes:
    """Return a formula's text, in the font's codes."""
    codes = _codes()
    return bytes(codes[letter] for letter in map(_plain, flat(tex)) if letter in codes)


def text_layer(text: bytes, width: float, size: float, baseline: float) -> bytes:
    """Return the operators that write a text over a box of this width, y downwards, unseen.

    Its letters have the size of the formula's, and its baseline.
    """
    if not text or not width:
        return b""
    stretch = 100 * width / (WIDTH / 1000 * size * len(text))
    place = f"BT /{FONT} {size:.4g} Tf {stretch:.4g} Tz 1 0 0 -1 0 {baseline:.4g} Tm"
    return f"{place} <{text.hex()}> Tj ET".encode("ascii")


def text_font(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """Add the font to a PDF, and return its dictionary."""
    number = len(_codes())
    empty = pydyf.Stream([f"{WIDTH} 0 {' '.join(map(str, BOX))} d1"])
    to_unicode = pydyf.Stream([_cmap()], {"Filter": "/FlateDecode"})
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{FONT}",
            "Flags": 4,
            "FontBBox": pydyf.Array(BOX),
            "ItalicAngle": 0,
        }
    )
    for one in (empty, to_unicode, descriptor):
        pdf.add_object(one)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type3",
            "FontBBox": pydyf.Array(BOX),
            "FontMatrix": pydyf.Array((0.001, 0, 0, 0.001, 0, 0)),
            "Resources": pydyf.Dictionary(),
            "CharProcs": pydyf.Dictionary({"e": empty.reference}),
            "Encoding": pydyf.Dictionary(
                {"Type": "/Encoding", "Differences": pydyf.Array([1, *["/e"] * number])}
            ),
            "FirstChar": 1,
            "LastChar": number,
            "Widths": pydyf.Array([WIDTH] * number),
            "ToUnicode": to_unicode.reference,
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(font)
    return font


@lru_cache(maxsize=1024)
def _plain(letter: str) -> str:
    """Return a letter as it is typed: no subscript, and no letter as a superscript."""
    kind = unicodedata.decomposition(letter).partition(" ")[0]
    typed = unicodedata.normalize("NFKC", letter)
    return typed if kind == "<sub>" or (kind == "<super>" and typed.isalpha()) else letter


@lru_cache(maxsize=1)
def _codes() -> dict[str, int]:
    """Return a code for each letter that formulas are written with."""
    tables = (
        *(text for text, _ in characters.SYMBOLS.values()),
        *characters.ACCENTS.values(),
        *characters.BLACKBOARD.values(),
        *characters.RAISED.values(),
        *characters.LOWERED.values(),
        f"{ascii_letters}{digits}{punctuation} ŷẑâĥŶ½⅓¼",
    )
    letters = sorted({_plain(letter) for text in tables for letter in text})
    return {letter: code for code, letter in enumerate(letters, start=1)}


@lru_cache(maxsize=1)
def _cmap() -> bytes:
    rows = [
        f"<{code:02X}> <{letter.encode('utf-16-be').hex().upper()}>"
        for letter, code in _codes().items()
    ]
    blocks = [rows[at : at + MOST] for at in range(0, len(rows), MOST)]
    ranges = "\n".join(
        "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks
    )
    return zlib.compress(CMAP.format(ranges=ranges).encode("ascii"), 9)
