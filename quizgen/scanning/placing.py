"""How a scanned page lies: the map from the handout's own picture to that of the scan.

The QR code alone tells where a page is to within millimetres at its far end: 13 mm are little
to go by.  From there whatever else is printed on the page is looked for where it should be,
first coarsely, then finely, and the map is fitted to what is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from quizgen.scanning.codes import Code
from quizgen.scanning.matching import Floats, match

RESOLUTION = 150  # dots an inch of the handout's picture
DOT = 25.4 / RESOLUTION  # millimetres


@dataclass(frozen=True)
class Look:
    """One look at a page: reduced so much, at squares of `side` dots, `reach` dots around.

    What is farther off than each of `within` millimetres, in turn, is left out of the fit.
    """

    reduced: int
    side: int
    reach: int
    within: Sequence[float]
    affine: bool


LOOKS = (
    Look(reduced=3, side=32, reach=11, within=(4.0, 2.0, 1.0), affine=False),
    Look(reduced=1, side=64, reach=8, within=(1.5, 0.7, 0.5), affine=True),
)
ALIKE = 0.45  # how alike a part has to look to count
LEAST = 8  # parts


@dataclass(frozen=True)
class Lie:
    """How a page lies in its scan: `map` (2, 3) leads from dots of the handout to the scan's.

    `off` says how far what was found is from where the map has it, in millimetres: nine parts
    of ten are nearer; None where the code alone tells.
    """

    map: Floats
    off: float | None


def lie_of(scan: Image.Image, seen: Code, page: Image.Image, drawn: Code) -> Lie:
    """Return how a page lies in a scan, both pictures grey; the codes are those found in them.

    `page` is the handout's, with `RESOLUTION`.
    """
    lie = Lie(fitted(drawn.corners, seen.corners, affine=False), None)
    for look in LOOKS:
        lie = _looked(scan, page, lie, look)
    return lie


def _looked(scan: Image.Image, page: Image.Image, lie: Lie, look: Look) -> Lie:
    """Return a better map, the same where too little is found."""
    small = page.reduce(look.reduced) if look.reduced > 1 else page
    laid = warped(scan, lie.map, small.size, look.reduced)
    found = match(_array(laid), _array(small), look.side, look.reach)
    clear = found.alike >= ALIKE
    at, moved = found.at[clear] * look.reduced, found.found[clear] * look.reduced
    off = np.inf
    kept = np.ones(len(at), bool)
    correction = lie.map[:, :2] * 0
    for within in look.within:
        if kept.sum() < LEAST:
            return lie
        correction = fitted(at[kept], moved[kept], look.affine)
        far = np.hypot(*(applied(correction, at) - moved).T) * DOT
        kept = far <= within
    if kept.sum() < LEAST:
        return lie
    correction = fitted(at[kept], moved[kept], look.affine)
    far = np.hypot(*(applied(correction, at[kept]) - moved[kept]).T) * DOT
    off = float(np.quantile(far, 0.9))
    return Lie(_after(lie.map, correction), off)


def warped(
    scan: Image.Image, map: Floats, size: tuple[int, int], reduced: int = 1
) -> Image.Image:
    """Return what a scan shows where the handout's picture is, reduced so much."""
    scale = reduced
    if reduced > 1:  # so that fine lines are not skipped
        scan, scale = scan.reduce(reduced), 1
        map = np.hstack([map[:, :2], map[:, 2:] / reduced])
    coefficients = (map * (scale, scale, 1)).ravel()
    return scan.transform(
        size,
        Image.Transform.AFFINE,
        tuple(coefficients),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )


def fitted(at: Floats, found: Floats, affine: bool) -> Floats:
    """Return the map (2, 3) that leads points to others, with the least squares.

    It is affine, or else of one scale and without shear.
    """
    ones = np.ones((len(at), 1))
    if affine:
        solved, *_ = np.linalg.lstsq(np.hstack([at, ones]), found, rcond=None)
        return np.asarray(solved.T, np.float64)
    x, y = at.T
    zeros = 0 * x
    rows = np.stack([[x, -y, zeros + 1, zeros], [y, x, zeros, zeros + 1]])
    equations = rows.transpose(2, 0, 1).reshape(-1, 4)
    a, b, right, down = np.linalg.lstsq(equations, found.ravel(), rcond=None)[0]
    return np.array([[a, -b, right], [b, a, down]])


def applied(map: Floats, points: Floats) -> Floats:
    """Return where a map leads points of shape (n, 2)."""
    return points @ map[:, :2].T + map[:, 2]


def _after(second: Floats, first: Floats) -> Floats:
    return np.hstack([second[:, :2] @ first[:, :2], applied(second, first[:, 2:].T).T])


def _array(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(picture, dtype=np.float32)
