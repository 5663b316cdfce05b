"""The entry to drawing: from a `Figure`, which is data, to a `Picture`, which is lines."""

from functools import lru_cache

from quizgen.document import Figure
from quizgen.drawings import ComputationGraph, Drawing, LayeredNetwork
from quizgen.render.arrangement import least_length
from quizgen.render.canvas import Picture
from quizgen.render.computation import computation
from quizgen.render.layered import layered

WIDTH = 165 * 72 / 25.4  # of a page's text, what is set in aside
HEIGHT = 200 * 72 / 25.4
TALL = 120 * 72 / 25.4  # half a page: what is taller is made smaller, if it can still be read
SMALLEST = 0.8  # how far a picture may be made smaller and still be read well


def picture(figure: Figure) -> Picture:
    """Return the picture of a figure; `size_of` says how large it is to be shown."""
    return _drawn(figure.drawing)


def size_of(drawn: Picture) -> tuple[float, float]:
    """Return a picture's width and height in points as shown: none larger than a page."""
    scale = _scale(drawn)
    return drawn.width * scale, drawn.height * scale


@lru_cache(maxsize=64)
def _drawn(drawing: Drawing) -> Picture:
    if isinstance(drawing, LayeredNetwork):
        return layered(drawing, WIDTH)
    return _graph(drawing)


def _graph(graph: ComputationGraph) -> Picture:
    """Draw a graph from left to right, or downwards where that can be shown larger."""
    most = WIDTH / least_length(graph, WIDTH)  # how large it can be shown from left to right
    if most >= SMALLEST:
        across = computation(graph, False, WIDTH)
        if _scale(across) >= SMALLEST:
            return across
    down = computation(graph, True, HEIGHT)
    if _scale(down) > most:
        return down
    return max(computation(graph, False, WIDTH), down, key=_scale)


def _scale(drawn: Picture) -> float:
    fits = min(1.0, WIDTH / drawn.width, HEIGHT / drawn.height)
    return max(min(fits, TALL / drawn.height), min(fits, SMALLEST))
