"""Write formulas and pictures as the operators of a PDF's content stream.

Glyphs are drawn by name (`/g3326 Do`): whoever writes the page provides them as form
XObjects whose content is `outline`.
"""

import re
from functools import lru_cache

from quizgen.render.canvas import LINE, Arrowhead, Item, Label, Outline, Picture, Stroke
from quizgen.render.geometry import Points
from quizgen.render.math import Bar
from quizgen.render.math import Item as GlyphItem

STEP = re.compile(r"([MLCZ])([^MLCZ]*)")
OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
ROUND = 0.5523  # the handles of a quarter circle of radius 1, as Bézier curve


def outline(path: str) -> bytes:
    """Return an SVG path of absolute M, L, C and Z steps, filled."""
    steps = [f"{numbers.strip()} {OPERATORS[step]}" for step, numbers in STEP.findall(path)]
    return "\n".join([*steps, "f"]).encode("ascii")


@lru_cache(maxsize=1024)
def formula(items: tuple[GlyphItem, ...]) -> bytes:
    """Return what puts bars and glyphs in their places, in thousandths of an em."""
    steps = []
    for item in items:
        if isinstance(item, Bar):
            steps.append(f"{item.x:g} {item.y:g} {item.width:g} {item.height:g} re f")
        else:
            steps.append(
                f"q {item.x_scale:g} 0 0 {item.y_scale:g} {item.x:.7g} {item.y:.7g} cm"
                f" /g{item.glyph} Do Q"
            )
    return "\n".join(steps).encode("ascii")


def drawing(picture: Picture) -> bytes:
    """Return what draws a picture where y runs downwards, in points."""
    return b"\n".join([f"{LINE} w".encode("ascii"), *map(_item, picture.items)])


def _item(item: Item) -> bytes:
    if isinstance(item, Label):
        scale = item.size / 1000
        place = f"q {scale:g} 0 0 {-scale:g} {item.x:.2f} {item.y:.2f} cm"
        return b"\n".join([place.encode("ascii"), formula(item.glyphs.items), b"Q"])
    if isinstance(item, Stroke):
        return f"{_path(item.points)} S".encode("ascii")
    if isinstance(item, Arrowhead):
        tip, *rest = (f"{x:.2f} {y:.2f}" for x, y in item.corners)
        return f"{tip} m {' '.join(f'{corner} l' for corner in rest)} f".encode("ascii")
    return f"{_outline(item)} S".encode("ascii")


def _path(points: Points) -> str:
    first, *rest = (f"{x:.2f} {y:.2f}" for x, y in points)
    if len(points) == 2:
        return f"{first} m {rest[0]} l"
    triples = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return f"{first} m " + " ".join(f"{a} {b} {c} c" for a, b, c in triples)


def _outline(item: Outline) -> str:
    """Return a rectangle with round corners, clockwise from its upper left straight."""
    box, r = item.box, item.radius
    if not r:
        return f"{box.left:.2f} {box.top:.2f} {item.width:.2f} {item.height:.2f} re"
    k = r * (1 - ROUND)
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    corners = (
        ((right - r, top), (right - k, top), (right, top + k), (right, top + r)),
        ((right, bottom - r), (right, bottom - k), (right - k, bottom), (right - r, bottom)),
        ((left + r, bottom), (left + k, bottom), (left, bottom - k), (left, bottom - r)),
        ((left, top + r), (left, top + k), (left + k, top), (left + r, top)),
    )
    steps = [f"{left + r:.2f} {top:.2f} m"]
    for start, *curve in corners:
        steps.append(f"{start[0]:.2f} {start[1]:.2f} l")
        steps.append(" ".join(f"{x:.2f} {y:.2f}" for x, y in curve) + " c")
    return " ".join([*steps, "h"])
