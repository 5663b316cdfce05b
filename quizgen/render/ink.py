"""Streams of operators that WeasyPrint draws into, with gaps; and the fonts that they show.

Each formula and figure is a stand-in of its size while pages are laid out.  Where a stand-in is
drawn there is a gap in the operators.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from string import ascii_uppercase, digits
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.draw.text import draw_text
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import split_first_line

from quizgen.render.impressions import Digit, Letter, Mark, Slot, Words
from quizgen.render.pagination import UnfitError
from quizgen.render.pieces import STAND_IN

Size: TypeAlias = tuple[float, float, float, float]  # of a page: left, top, width, height
KINDS = ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")  # of resources
SHAPED_BY = ("font_family", "font_weight", "font_style", "font_variant_numeric")
HAIR = 0.002  # em, by which the widths of digits may differ


class StandIn:
    """An image of any size, of a numbered element; all of them say how large they are to be.

    One that is `bare` has no mark: a field, or another piece.
    """

    def __init__(self, place: int, bare: bool = False) -> None:
        self.place = place
        self.bare = bare

    def get_intrinsic_size(
        self, resolution: float, font_size: float
    ) -> tuple[float, float, float]:
        """Return width, height and their ratio."""
        return 1.0, 1.0, 1.0

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Leave a gap, in the text's colour."""
        stream.set_color(style["color"])
        stream.set_color(style["color"], stroke=True)
        *_, left, top = stream.ctm.values
        stream.stream.append(Slot(self.place, left, top, width, height))


def stand_in(element: Element, place: int, bare: bool) -> tuple[str, StandIn]:
    """Have an image be stood in for; return by what address, and what does."""
    source = f"{STAND_IN}:{'bare:' * bare}{place}"
    element.set("src", source)
    return source, StandIn(place, bare)


@dataclass
class Ink:
    """What operators need of WeasyPrint: fonts by their keys, raster images, resources."""

    fonts: dict[int, Any] = field(default_factory=dict)
    images: dict[str, Any] = field(default_factory=dict)
    resources: Any = field(
        default_factory=lambda: pydyf.Dictionary({kind: pydyf.Dictionary() for kind in KINDS})
    )

    def add_fonts(self, fonts: Mapping[int, Any]) -> None:
        """Take in fonts, and the glyphs that are shown of them."""
        for key, font in fonts.items():
            mine = self.fonts.get(key)
            if mine is None:
                mine = self.fonts[key] = unused(font)
            mine.widths |= {g: w for g, w in font.widths.items() if g not in mine.widths}
            mine.to_unicode |= font.to_unicode
            mine.missing |= font.missing

    def letter(self, gap: Digit, text: str) -> bytes:
        """Return what shows a letter in a gap, whose font is in here."""
        letter = gap.letters[text]
        font = self.fonts[gap.font]
        font.widths.setdefault(letter.glyph, letter.width)
        font.to_unicode.setdefault(letter.glyph, text)
        return letter.code

    def words(self, gap: Words, said: str, foundry: "Foundry") -> bytes:
        """Return what shows words in a gap; raise UnfitError where it has no room for them."""
        text = copy(gap.text)
        text.text = said
        text.pango_layout, _, more, width, *_ = split_first_line(
            said, text.style, None, None, 0
        )
        if more is not None or width > gap.room:
            raise UnfitError("words that don't fit into their line")
        stream = Recorder((0, 0, 0, 0), self, foundry, None)
        draw_text(stream, text, 0, "clip", "none")
        return b"\n".join(map(operator, stream.stream))


@dataclass(frozen=True)
class Alphabet:
    """The digits and capitals of a font, which has a key, and a name in operators."""

    font: int
    name: str
    letters: Mapping[str, Letter]


class Foundry:
    """The fonts of a theme as PDF has them, each made once; `kept` is what they live by."""

    def __init__(self, kept: object) -> None:
        self._kept = kept
        self._fonts: dict[tuple[int, float], Font] = {}
        self._alphabets: dict[tuple[str, ...], Alphabet | None] = {}

    def font(self, pango_font: Any) -> tuple[int, Any, float]:
        """Return a font's key, the font, of which no glyph was used yet, and its size."""
        key, description, size = get_pango_font_key(pango_font)
        if (key, size) not in self._fonts:
            self._fonts[key, size] = Font(pango_font, description, size)
        return key, unused(self._fonts[key, size]), size

    def alphabet(self, text: Any) -> Alphabet:
        """Return the digits and capitals of a text's font.

        Raises UnfitError where digits can't take each other's place: they are not of one width,
        or not of one font.
        """
        wanted = tuple(str(text.style[name]) for name in SHAPED_BY)
        if wanted not in self._alphabets:
            self._alphabets[wanted] = self._cast(text)
        found = self._alphabets[wanted]
        if found is None:
            raise UnfitError("digits that can't take each other's place")
        return found

    def _cast(self, text: Any) -> Alphabet | None:
        letters, shaped = {}, {}
        fonts: dict[tuple[int, str], None] = {}
        for letter in digits + ascii_uppercase:
            one = copy(text)
            one.text = letter
            one.pango_layout, _, _, shaped[letter], *_ = split_first_line(
                letter, text.style, None, None, 0
            )
            ink = Ink()
            draw_text(Recorder((0, 0, 0, 0), ink, self, None), one, 0, "clip", "none")
            fonts |= {(key, font.hash): None for key, font in ink.fonts.items()}
            glyphs = [glyph for font in ink.fonts.values() for glyph in font.widths.items()]
            if len(fonts) != 1 or len(glyphs) != 1:
                return None
            ((glyph, width),) = glyphs
            letters[letter] = Letter(glyph, width, b"%04x" % glyph)
        wide = [shaped[digit] for digit in digits]
        if max(wide) - min(wide) > HAIR * text.style["font_size"]:
            return None
        ((key, name),) = fonts
        return Alphabet(key, name, letters)


class Recorder(Stream):
    """Operators with gaps, drawn on a page; `marks` takes what number marks a box."""

    def __init__(
        self, size: Size, ink: Ink, foundry: Foundry, marks: dict[Any, int] | None
    ) -> None:
        super().__init__(ink.fonts, size, ink.resources, ink.images, marks, {}, None)
        self._foundry = foundry

    def clone(self, **other: Any) -> "Recorder":
        """Return a stream for what is drawn as a group, such as what is half transparent."""
        ink = Ink(self._fonts, self._images, other.get("resources", self._resources))
        new = Recorder(self.page_rectangle, ink, self._foundry, self._tags)
        new.extra, new.compress = other.get("extra", {}), True
        return new

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        """Return a font of which only what is shown here counts as used, and its size."""
        key, font, size = self._foundry.font(pango_font)
        return self._fonts.setdefault(key, font), size

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        """Mark what is drawn meanwhile as that of a box."""
        stand_in = getattr(box, "replacement", None)
        if self._tags is None or (isinstance(stand_in, StandIn) and stand_in.bare):
            yield
            return
        self._tags[box] = len(self._tags)
        self.stream.append(Mark(self._tags[box]))
        yield
        self.stream.append(b"EMC")


def unused(font: Any) -> Any:
    """Return a copy of a font of which no glyph is used."""
    new = copy(font)
    new.widths, new.to_unicode, new.missing = {}, {}, {}
    return new


def operator(one: Any) -> bytes:
    """Return an operator, or an operand, as it is written."""
    if isinstance(one, pydyf.Object):
        data: bytes = one.data
        return data
    return one if isinstance(one, bytes) else str(one).encode("ascii")
