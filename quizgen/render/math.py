"""The one switch for mathematics: LaTeX to MathML for browsers, to glyphs for paper.

Both writers get their formulas here, so that a formula either shows in both or is
refused by name.  What is supported is what math_core and mathra both read.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from sys import intern
from typing import NamedTuple, TypeAlias

import mathra
from math_core import LatexError, LatexToMathML

from quizgen.errors import QuizgenError
from quizgen.render.speech import plainly

DOLLAR = re.compile(r"(?<!\\)\$")
HATTED = re.compile(r"(\\hat\{(?:[^{}]|\{[^{}]*\})*\})(?=\^|_(?:\w|\{[^{}]*\})\^)")

# What mathra draws: one group of glyphs, each moved or moved and scaled, and of bars.
N = r"(-?[\d.]+)"
SIZES = re.compile(rf'viewBox="{N} {N} {N} {N}" width="{N}em" height="{N}em" style="\S+ {N}em"')
OUTLINE = re.compile(r'<path id="[^"]*-(g\d+)" d="([^"]*)"/>')
TITLE = re.compile("<title[^>]*>([^<]*)</title>")
ITEM = re.compile(
    rf'<use href="#[^"]*-(g\d+)" (?:x="{N}" y="{N}"'
    rf'|transform="translate\({N} {N}\) scale\({N}(?: {N})?\)")/>'
    rf'|<rect x="{N}" y="{N}" width="{N}" height="{N}"/>'
)


class Placed(NamedTuple):
    """A glyph of the mathematics font, scaled and then moved to where it stands."""

    glyph: str
    x: float
    y: float
    x_scale: float = 1.0
    y_scale: float = 1.0


class Bar(NamedTuple):
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
    return parse_svg(_svg(tex, display), tex)


@lru_cache(maxsize=8192)
def width(tex: str, display: bool = False) -> float:
    """Return how wide `glyphs` has a formula, in em: in less time, where it is not drawn."""
    return _sizes(_svg(tex, display), tex)[4]


@lru_cache(maxsize=128)
def _svg(tex: str, display: bool) -> str:
    """Return mathra's drawing; what has been measured may soon be drawn."""
    try:
        svg: str = mathra.tex_to_svg(HATTED.sub(r"\1{}", tex), display=display, strict=True)
    except ValueError as error:
        raise _unreadable(tex, error) from None
    return svg


def parse_svg(svg: str, tex: str) -> Glyphs:
    """Read mathra's drawing of `tex`, every item of it.

    The drawing is one `<g>` of `<use>` (a glyph) and `<rect>` (a bar) elements; whatever
    else it may hold (colour, a slanted line) raises QuizgenError rather than get lost.
    """
    left, top, wide, high, width, height, vertical_align = _sizes(svg, tex)
    before, *groups = svg.split("<g ")
    if len(groups) != 1:
        raise _unreadable(tex, "its drawing has an unknown form")
    inside = groups[0][groups[0].index(">") + 1 : groups[0].index("</g>")]
    found = list(ITEM.finditer(inside))
    if sum(len(item[0]) for item in found) != len(inside):
        raise _unreadable(tex, "only glyphs and straight bars in one colour can be drawn")
    title = TITLE.search(before)
    return Glyphs(
        width=width,
        height=height,
        vertical_align=vertical_align,
        box=(left, top, wide, high),
        items=tuple(map(_item, found)),
        outlines=tuple((intern(name), intern(path)) for name, path in OUTLINE.findall(before)),
        spoken=plainly(unescape(title[1]) if title else tex),
    )


def _sizes(svg: str, tex: str) -> tuple[float, ...]:
    """Return the box in thousandths of an em, then width, height and alignment in em."""
    found = SIZES.search(svg)
    if found is None:
        raise _unreadable(tex, "its drawing has an unknown form")
    return tuple(map(float, found.groups()))


def _item(found: re.Match[str]) -> Item:
    name, x, y, moved_x, moved_y, x_scale, y_scale, left, top, wide, high = found.groups()
    if name is None:
        return Bar(float(left), float(top), float(wide), float(high))
    if x is not None:
        return Placed(intern(name), float(x), float(y))
    scales = float(x_scale), float(y_scale or x_scale)
    return Placed(intern(name), float(moved_x), float(moved_y), *scales)


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


def _unreadable(tex: str, reason: object) -> QuizgenError:
    return QuizgenError(f"the formula ${tex}$ cannot be set: {reason}")
