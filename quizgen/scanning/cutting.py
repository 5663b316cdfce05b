"""The answer fields of a page, cut out of its scan upright, as small pictures."""

import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from quizgen.scanning.handouts import Box, Field, Form
from quizgen.scanning.matching import Floats
from quizgen.scanning.placing import DOT, RESOLUTION, Lie, warped

SCALE = RESOLUTION / 72  # dots a point
UNSURE = 4.0  # millimetres more on each side, where the code alone tells how a page lies
PALE = 0.45  # how much is left of what is outside of a box
PAPER = 0.95  # of the grey that most of a page has is white
QUALITY = 40  # of WebP

# Millimetres to the left, above, to the right and below that are shown: beside a choice's last
# box stands its letter.
AROUND: Mapping[Form, Box] = {
    "line": (2.5, 2.5, 2.5, 2.5),
    "lines": (2.5, 2.5, 2.5, 2.5),
    "choice": (4.0, 3.0, 8.0, 3.0),
}


class Cut(NamedTuple):
    """A field's picture (WebP) and its size on paper, in millimetres."""

    blank: str
    picture: bytes
    width: float
    height: float


def cut(scan: Image.Image, lie: Lie, fields: Sequence[Field]) -> list[Cut]:
    """Return the pictures of fields that are on a scanned page (grey)."""
    levels = _levels(scan)
    return [_cut(scan, lie, field, levels) for field in fields]


def _cut(scan: Image.Image, lie: Lie, field: Field, levels: list[int]) -> Cut:
    more = UNSURE if lie.off is None else 0.0
    left, above, right, below = ((side + more) / DOT for side in AROUND[field.form])
    x0, y0, x1, y1 = (side * SCALE for side in field.box)
    width, height = round(x1 - x0 + left + right), round(y1 - y0 + above + below)
    picture = warped(scan, _moved(lie.map, x0 - left, y0 - above), (width, height)).point(
        levels
    )
    if field.form != "choice" and lie.off is not None:
        picture = _faded(picture, (left, above, left + x1 - x0, above + y1 - y0))
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=2)
    return Cut(field.blank, file.getvalue(), width * DOT, height * DOT)


def _moved(map: Floats, x: float, y: float) -> Floats:
    """Return a map whose origin is a point of the handout's picture."""
    return np.hstack([map[:, :2], map[:, :2] @ [[x], [y]] + map[:, 2:]])


def _faded(picture: Image.Image, box: Box) -> Image.Image:
    """Return a picture that is pale outside of a box, where its neighbours begin."""
    left, above, right, below = (round(side) for side in box)
    inner = left - 2, above - 2, right + 2, below + 2
    pale = picture.point([round(255 - PALE * (255 - level)) for level in range(256)])
    pale.paste(picture.crop(inner), inner[:2])
    return pale


def _levels(scan: Image.Image) -> list[int]:
    """Return what each grey level becomes, so that a page's paper is white."""
    counts = np.cumsum(scan.histogram())
    paper = max(64.0, PAPER * float(np.searchsorted(counts, counts[-1] / 2)))
    return [min(255, round(level * 255 / paper)) for level in range(256)]
