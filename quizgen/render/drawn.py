"""Set formulas and figures for paper: `<img>` elements, and the images that they show.

The boxes of formulas go by steps, and one that stands alone on its line has all of it: so that
pages that differ in their numbers have the same layout, or most of it.
"""

from dataclasses import replace
from math import ceil

from markupsafe import Markup, escape

from quizgen.document import Derivation, Figure, Line
from quizgen.render.breaks import lines
from quizgen.render.diagrams import picture, size_of
from quizgen.render.images import STEP, Canvas, Drawing, reserved, up
from quizgen.render.math import split, width
from quizgen.render.pages import SetLine
from quizgen.render.paper import WIDTHS, Paper

POINTS = 10.5  # the size of the body, as in pdf.css
MILLIMETRE = 72 / 25.4
MARGINS = 40.0  # left and right, as in pdf.css
HANG = 1.5  # em, what a formula's further lines are set in by
INSET = 25.5  # what a part, its solution and a formula are set in by, at most
STEP_BESIDE = 0.5  # em, by which a formula's box is wider where a reason follows,
WHOLE = 1e4  # and where nothing does: more than any line has
EQUALS, CLOSE = 1.28, 0.5  # em: an equals sign with its spaces; more than parts may be off by
STEP_OF_FIGURES = 9.0  # points
REASON, GAP = 0.43, 1.6  # em: a letter of a reason on average, and what stands before it


def room_of(paper: Paper) -> float:
    """Return how wide a formula may be on a paper, in em."""
    return (WIDTHS[paper] - MARGINS - INSET) * MILLIMETRE / POINTS


class Drawn:
    """Sets formulas as images that draw themselves, none wider than `room` (in em)."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.images: dict[str, Drawing | Canvas] = {}
        self.spoken: set[str] = set()
        self.shown: set[str] = set()  # what figures say
        self._sources: dict[Drawing, str] = {}
        self._set: dict[tuple[str, bool, float, float, float], Markup] = {}

    def math(
        self, tex: str, display: bool = False, alone: bool = False, taken: float = 0.0
    ) -> Markup:
        """Return a formula as `<img>`; if wider than its room it is broken, else made smaller.

        `taken` is how much of the room (in em) something beside it has.  One that stands
        `alone` on its line has all of the line, however wide it is.
        """
        room = self.room - taken
        step = WHOLE if alone else STEP
        if not display or width(tex, display) <= room:
            return self._image(tex, display, room, step)
        first, *rest = lines(tex, lambda line: width(line, display) <= room - HANG)
        images = [self._image(first, display, room, step)]
        images += [self._image(line, display, room - HANG, step, HANG) for line in rest]
        return Markup("<br/>").join(images)

    def figure(self, figure: Figure) -> Markup:
        """Return a figure's drawing as `<img>`, on a line of its own."""
        drawn = picture(figure)
        source = f"figure:{len(self.images) + 1}"
        width, height = size_of(drawn)
        self.images[source] = Canvas(drawn, width)
        self.shown.add(figure.spoken)
        height = ceil(height / STEP_OF_FIGURES) * STEP_OF_FIGURES
        return Markup('<img src="{}" alt="{}" style="width:100%;height:{:g}pt"/>').format(
            source, figure.spoken, height
        )

    def _image(
        self, tex: str, display: bool, room: float, step: float = STEP, hang: float = 0.0
    ) -> Markup:
        asked = tex, display, room, step, hang
        if asked not in self._set:
            drawing = reserved(tex, display, room, step)
            style = drawing.style + (f";margin-left:{hang:g}em" if hang else "")
            spoken = escape(drawing.formula.spoken)
            self._set[asked] = Markup(
                f'<img src="{self._source(drawing)}" alt="{spoken}" style="{style}"/>'
            )
        return self._set[asked]

    def _source(self, drawing: Drawing) -> str:
        """Return the name by which a page asks for a drawing: equal ones have the same."""
        source = self._sources.get(drawing)
        if source is None:
            source = self._sources[drawing] = f"math:{len(self._sources) + 1}"
            self.images[source] = drawing
            self.spoken.add(drawing.formula.spoken)
        return source

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation; what stands left of the signs leaves less room.

        Each is set by itself, as wide as the widest on the left of the signs.
        """
        lefts = [width(line.left, True) for line in derivation.lines if line.left]
        left = up(max(lefts, default=0.0), STEP)
        taken = left + 2
        shown = derivation.lines
        if derivation.compact:
            shown = self._joined(shown, self.room - taken)
        column = f'<span class="column" style="width:{left:.4g}em">'
        return [
            SetLine(
                Markup(f"{column}{self.math(line.left, True) if line.left else ''}</span>"),
                self._right(line, taken),
                line.reason,
            )
            for line in shown
        ]

    def _right(self, line: Line, taken: float) -> Markup:
        """Return the right side of a line; a reason beside it may stand a bit further off."""
        if not line.reason:
            return self.math(line.right, True, alone=True, taken=taken)
        room = self.room - taken
        if width(line.right, True) <= room:
            return self._image(line.right, True, room, STEP_BESIDE)
        return self.math(line.right, True, taken=taken)

    def _joined(self, shown: tuple[Line, ...], room: float) -> tuple[Line, ...]:
        """Return the lines, those without a left side behind the one before where they fit."""
        joined: list[Line] = []
        wide = 0.0  # about, the right side of the last
        for line in shown:
            alone = width(line.right, True)
            if joined and not line.left:
                chain = f"{joined[-1].right} = {line.right}"
                if _fits(chain, wide + EQUALS + alone, room - _aside(joined[-1])):
                    joined[-1] = replace(joined[-1], right=chain)
                    wide += EQUALS + alone
                    continue
            joined.append(line)
            wide = alone
        return tuple(joined)


def _fits(tex: str, about: float, room: float) -> bool:
    """Say whether a formula has room; it is set, to be measured, only where that is close."""
    return about < room if abs(about - room) > CLOSE else width(tex, True) <= room


def _aside(line: Line) -> float:
    """Return how wide a line's reason is with its gap, in em."""
    said = "".join(part for part, is_tex in split(line.reason) if not is_tex)
    return GAP + REASON * len(said) if line.reason else 0.0
