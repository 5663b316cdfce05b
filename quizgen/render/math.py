"""The one switch for mathematics: LaTeX to MathML for browsers, to glyphs for paper.

Both writers get their formulas here, so that a formula either shows in both or is
refused by name.  What is supported is what math_core and mathra both read.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import TypeAlias
from xml.etree import ElementTree

import mathra
from math_core import LatexError, LatexToMathML

from quizgen.errors import QuizgenError
from quizgen.render.speech import plainly

SVG = "{http://www.w3.org/2000/svg}"
DOLLAR = re.compile(r"(?<!\\)\$")
NUMBER = r"(-?[\d.]+)"
SIZES = re.compile(rf'width="{NUMBER}em" height="{NUMBER}em" style="\S+ {NUMBER}em"')
HATTED = re.compile(r"(\\hat\{(?:[^{}]|\{[^{}]*\})*\})(?=\^|_(?:\w|\{[^{}]*\})\^)")
MOVE = re.compile(rf"translate\({NUMBER} {NUMBER}\) scale\({NUMBER}(?: {NUMBER})?\)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A glyph of the mathematics font, scaled and then moved to where it stands."""

    glyph: str
    x: float
    y: float
    x_scale: float = 1.0
    y_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle: a fraction's line, a root's roof."""

    x: float
    y: float
    width: float
    height: float


Item: TypeAlias = Placed | Bar


@dataclass(frozen=True)
class Glyphs:
    """A formula as drawn: sizes in em; items in thousandths of an em, y upwards.

    `box` is (left, top, width, height) in thousandths of an em with y downwards, the
    baseline at 0; `outlines` has each glyph's path once; `spoken` is the formula in words.
    """

    width: float
    height: float
    vertical_align: float
    box: tuple[float, float, float, float]
    items: tuple[Item, ...]
    outlines: tuple[tuple[str, str], ...]
    spoken: str


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(xml_namespace=True, fancy_error=False)


@lru_cache(maxsize=4096)
def mathml(tex: str, display: bool = False) -> str:
    """Return `tex` as a MathML element; raise QuizgenError where it cannot be read."""
    try:
        return _converter().convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        raise _unreadable(tex, error) from None


@lru_cache(maxsize=1024)
def glyphs(tex: str, display: bool = False) -> Glyphs:
    """Return `tex` as placed glyphs; raise QuizgenError where it cannot be read.

    A superscript behind a hat stands as high as it would without, as TeX has it (TeXbook,
    appendix G, rule 12); mathra would lift it above the hat.
    """
    try:
        svg = mathra.tex_to_svg(HATTED.sub(r"\1{}", tex), display=display, strict=True)
    except ValueError as error:
        raise _unreadable(tex, error) from None
    return parse_svg(svg, tex)


def parse_svg(svg: str, tex: str) -> Glyphs:
    """Read mathra's drawing of `tex`, every item of it.

    The drawing is one `<g>` of `<use>` (a glyph) and `<rect>` (a bar) elements; whatever
    else it may hold (colour, a slanted line) raises QuizgenError rather than get lost.
    """
    sizes = SIZES.search(svg)
    root = ElementTree.fromstring(svg)
    groups = list(root.iter(f"{SVG}g"))
    if sizes is None or len(groups) != 1:
        raise _unreadable(tex, "its drawing has an unknown form")
    left, top, wide, high = (float(number) for number in root.attrib["viewBox"].split())
    width, height, vertical_align = (float(number) for number in sizes.groups())
    return Glyphs(
        width=width,
        height=height,
        vertical_align=vertical_align,
        box=(left, top, wide, high),
        items=tuple(_item(element, tex) for element in groups[0]),
        outlines=tuple(
            (_glyph(path.attrib["id"]), intern(path.attrib["d"]))
            for path in root.iter(f"{SVG}path")
        ),
        spoken=plainly(root.findtext(f"{SVG}title") or tex),
    )


def spoken(tex: str) -> str:
    """Return `tex` in words, for a label or an alternative text."""
    return glyphs(tex).spoken


def split(prose: str) -> list[tuple[str, bool]]:
    r"""Split prose into (part, whether it is LaTeX); a dollar sign itself is written `\$`.

    Raises QuizgenError when a `$` has no partner.
    """
    parts = DOLLAR.split(prose)
    if len(parts) % 2 == 0:
        raise QuizgenError(
            f"{prose!r}: a $ without its partner; write $…$ around a formula, \\$ for a dollar"
        )
    return [
        (part if odd else part.replace("\\$", "$"), odd)
        for odd, part in ((index % 2 == 1, part) for index, part in enumerate(parts))
        if part
    ]


def _item(element: ElementTree.Element, tex: str) -> Item:
    found = element.attrib
    names = set(found)
    if element.tag == f"{SVG}use" and names == {"href", "x", "y"}:
        return Placed(_glyph(found["href"]), float(found["x"]), float(found["y"]))
    if element.tag == f"{SVG}use" and names == {"href", "transform"}:
        move = MOVE.fullmatch(found["transform"])
        if move is not None:
            x, y, x_scale, y_scale = move.groups()
            scales = float(x_scale), float(y_scale or x_scale)
            return Placed(_glyph(found["href"]), float(x), float(y), *scales)
    if element.tag == f"{SVG}rect" and names == {"x", "y", "width", "height"}:
        return Bar(*(float(found[name]) for name in ("x", "y", "width", "height")))
    raise _unreadable(tex, "only glyphs and straight bars in one colour can be drawn")


def _glyph(identifier: str) -> str:
    """Return the glyph's number in the font, of an id such as `mathra-6b579f9f-g3326`."""
    return intern(identifier.rpartition("-")[2])


def _unreadable(tex: str, reason: object) -> QuizgenError:
    return QuizgenError(f"the formula ${tex}$ cannot be set: {reason}")
