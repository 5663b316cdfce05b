"""The canvas: strokes and formulas put in their places, once, for both writers.

Lengths are points of 1/72 inch, y runs downwards.  `svg` and `operators` write what is
recorded here for the HTML page and for the PDF.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from quizgen.render.geometry import Point, Points, Rectangle, around, bounding, flat, toward
from quizgen.render.math import Glyphs, glyphs, split

LINE = 0.6  # how thick lines are
MARGIN = 1.0
ARROW = 4.6  # an arrowhead's length
BARB = 0.37  # half its width, as a share of its length

# What would be read as a command inside \text{…}.
ESCAPES = {
    "\\": r"\backslash ",
    **{letter: f"\\{letter}" for letter in "{}$&#%_"},
    "~": r"\sim ",
    "^": r"\wedge ",
}


@dataclass(frozen=True)
class Stroke:
    """A line or a curve (see `geometry`)."""

    points: Points

    @property
    def box(self) -> Rectangle:
        """Return the rectangle around it."""
        return around(flat(self.points))

    def moved(self, x: float, y: float) -> "Stroke":
        """Return it moved."""
        return Stroke(tuple((left + x, top + y) for left, top in self.points))


@dataclass(frozen=True)
class Outline:
    """A circle, a rectangle or what is between: `radius` is how round its corners are."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0

    @property
    def box(self) -> Rectangle:
        """Return the rectangle around it."""
        return Rectangle.around(self.x, self.y, self.width, self.height)

    def moved(self, x: float, y: float) -> "Outline":
        """Return it moved."""
        return replace(self, x=self.x + x, y=self.y + y)

    def distance(self, point: Point) -> float:
        """Return how far a point lies outside, less than 0 inside."""
        across = abs(point[0] - self.x) - self.width / 2 + self.radius
        down = abs(point[1] - self.y) - self.height / 2 + self.radius
        outside = float((max(across, 0.0) ** 2 + max(down, 0.0) ** 2) ** 0.5)
        return outside + min(max(across, down), 0.0) - self.radius


@dataclass(frozen=True)
class Arrowhead:
    """A filled triangle with its tip at the end of a line that comes from `start`."""

    start: Point
    tip: Point
    length: float = ARROW

    @property
    def corners(self) -> Points:
        """Return its three corners, the tip first."""
        (x, y), (base_x, base_y) = self.tip, toward(self.tip, self.start, self.length)
        across, down = (x - base_x) * BARB, (y - base_y) * BARB
        return self.tip, (base_x - down, base_y + across), (base_x + down, base_y - across)

    @property
    def box(self) -> Rectangle:
        """Return the rectangle around it."""
        return around(self.corners)

    def moved(self, x: float, y: float) -> "Arrowhead":
        """Return it moved."""
        (a, b), (c, d) = self.start, self.tip
        return replace(self, start=(a + x, b + y), tip=(c + x, d + y))


@dataclass(frozen=True)
class Label:
    """A formula; (x, y) is the left end of its baseline, `size` the size of its letters."""

    tex: str
    x: float
    y: float
    size: float

    @property
    def glyphs(self) -> Glyphs:
        """Return the formula as placed glyphs."""
        return glyphs(self.tex)

    @property
    def box(self) -> Rectangle:
        """Return the rectangle around what is inked."""
        left, top, width, height = (side * self.size / 1000 for side in self.glyphs.box)
        return Rectangle(
            self.x + left, self.y + top, self.x + left + width, self.y + top + height
        )

    def moved(self, x: float, y: float) -> "Label":
        """Return it moved."""
        return replace(self, x=self.x + x, y=self.y + y)


Item: TypeAlias = Stroke | Outline | Arrowhead | Label


@dataclass(frozen=True)
class Picture:
    """What is drawn, in the order of drawing, inside (0, 0) to (width, height)."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """Return its formulas."""
        return tuple(item for item in self.items if isinstance(item, Label))


def picture_of(items: Iterable[Item]) -> Picture:
    """Return the items as a picture that ends where they do."""
    recorded = tuple(items)
    box = bounding(item.box for item in recorded).grown(MARGIN)
    return Picture(
        box.right - box.left,
        box.bottom - box.top,
        tuple(item.moved(-box.left, -box.top) for item in recorded),
    )


def centred(tex: str, x: float, y: float, size: float) -> Label:
    """Return a formula whose ink is centred at (x, y)."""
    box = Label(tex, 0.0, 0.0, size).box
    return Label(tex, x - (box.left + box.right) / 2, y - (box.top + box.bottom) / 2, size)


def above(tex: str, x: float, y: float, size: float) -> Label:
    """Return a formula that ends at y, centred at x."""
    box = Label(tex, 0.0, 0.0, size).box
    return Label(tex, x - (box.left + box.right) / 2, y - box.bottom, size)


def below(tex: str, x: float, y: float, size: float) -> Label:
    """Return a formula that begins at y, centred at x."""
    box = Label(tex, 0.0, 0.0, size).box
    return Label(tex, x - (box.left + box.right) / 2, y - box.top, size)


def extent(tex: str, size: float) -> tuple[float, float]:
    """Return how wide and how high a formula is."""
    _, _, width, height = glyphs(tex).box
    return width * size / 1000, height * size / 1000


def prose(text: str) -> str:
    """Return prose, which may hold `$…$`, as LaTeX."""
    parts = [part if is_tex else _upright(part) for part, is_tex in split(text)]
    return "".join(parts)


def _upright(text: str) -> str:
    return rf"\text{{{''.join(ESCAPES.get(letter, letter) for letter in text)}}}"
