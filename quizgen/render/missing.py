"""Letters that no font here has: a page for paper shows a box for each of them.

Pango takes a letter from the page's own fonts, or from any of the system that has it; what it
finds nowhere it marks in its glyphs.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import create_layout

from quizgen.render.theme import Theme
from quizgen.render.typesetter import Tree, sheets_of

LONGEST = 40  # letters that are set together: what stands around one may change its glyph
MOST = 5_000  # runs of so many letters: each has a letter that none before it has


def missing_letters(texts: Iterable[str], theme: Theme) -> frozenset[str]:
    """Return the letters of texts that are in no font: the theme's, ours or the system's.

    A letter is set once, with those it stands among.
    """
    runs = list(_new(texts))[:MOST]
    fonts, *sheets = sheets_of("letter", theme)
    (page,) = Tree(Element("html")).render(stylesheets=sheets, font_config=fonts).pages
    return frozenset(_boxed(" ".join(runs), page._page_box.children[0].style))


def _new(texts: Iterable[str]) -> Iterator[str]:
    """Yield words, or parts of long ones, that have a letter which none before them has."""
    seen: set[str] = set()
    for text in texts:
        for run in re.findall(rf"\S{{1,{LONGEST}}}", text):
            if not seen.issuperset(run):
                seen.update(run)
                yield run


def _boxed(text: str, style: Any) -> Iterator[str]:
    """Yield the letters of a line that boxes stand for."""
    layout = create_layout(text, style, None, None, 0)  # whose line lives as long as it does
    line, _ = layout.get_first_line()
    written, letters = text.encode(), set(text)
    item = line.runs
    while item != ffi.NULL:
        begin, glyphs = item.data.item.offset, item.data.glyphs
        for place in range(glyphs.num_glyphs):
            glyph = glyphs.glyphs[place].glyph
            if glyph != pango.PANGO_GLYPH_EMPTY and glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                at = begin + glyphs.log_clusters[place]
                alone = chr(glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG)  # or composed of several
                yield (
                    alone
                    if alone in letters
                    else written[at : at + 4].decode(errors="ignore")[0]
                )
        item = item.next
