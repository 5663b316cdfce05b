"""Where small parts of one picture are in another of the same page, in fractions of a dot.

By normalized cross-correlation, all parts at once: J. P. Lewis, "Fast Normalized
Cross-Correlation" (1995).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Picture = NDArray[np.float32]

LEAST_EDGE = 6.0  # mean grey levels from dot to dot, across and down, of a part worth a look
MOST_PARTS = 96
FAINT = 2.0  # grey levels that a part of the scan varies by where there is nothing


class Matches(NamedTuple):
    """The middles of parts, where they are found, and how alike they look, 1 at most.

    `at` and `found` have shape (n, 2), x before y.
    """

    at: Floats
    found: Floats
    alike: Floats


def match(scan: Picture, page: Picture, side: int, reach: int) -> Matches:
    """Find the parts of a page, squares of `side` dots, at most `reach` dots off in a scan."""
    corners = _parts(page, side, reach)
    if not len(corners):
        return Matches(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0))
    wide = side + 2 * reach
    parts = np.stack([page[y : y + side, x : x + side] for y, x in corners])
    windows = np.stack(
        [scan[y - reach : y + side + reach, x - reach : x + side + reach] for y, x in corners]
    )
    parts = parts - parts.mean(axis=(1, 2), keepdims=True)
    windows = windows - windows.mean(axis=(1, 2), keepdims=True)
    spectrum = np.fft.rfft2(windows) * np.conj(np.fft.rfft2(parts, (wide, wide)))
    ways = 2 * reach + 1
    together = np.fft.irfft2(spectrum, (wide, wide))[:, :ways, :ways]
    sums, squares = _sums(windows, side), _sums(windows**2, side)
    varies: Floats = np.sqrt(np.maximum(squares - sums**2 / side**2, (FAINT * side) ** 2))
    alike: Floats = together / varies / np.sqrt((parts**2).sum(axis=(1, 2)))[:, None, None]
    best = alike.reshape(len(corners), -1).argmax(axis=1)
    off = np.stack(
        [_peak(one, *divmod(int(at), ways)) for one, at in zip(alike, best, strict=True)]
    )
    middles: Floats = corners[:, ::-1].astype(np.float64) + side / 2
    return Matches(middles, middles + off - reach, alike.max(axis=(1, 2)))


def _parts(page: Picture, side: int, reach: int) -> NDArray[np.int64]:
    """Return the corners (y, x) of parts in which something stands out both ways."""
    rows = np.arange(reach, page.shape[0] - side - reach + 1, side)
    columns = np.arange(reach, page.shape[1] - side - reach + 1, side)
    if not len(rows) or not len(columns):
        return np.zeros((0, 2), np.int64)
    down = _means(np.abs(np.diff(page, axis=0, append=page[-1:])), rows, columns, side)
    across = _means(np.abs(np.diff(page, axis=1, append=page[:, -1:])), rows, columns, side)
    edge = np.minimum(down, across)
    enough = max(LEAST_EDGE, float(np.sort(edge, axis=None)[-MOST_PARTS:][0]))
    y, x = np.nonzero(edge >= enough)
    return np.stack([rows[y], columns[x]], axis=1)[:MOST_PARTS]


def _means(
    values: Picture, rows: NDArray[np.int64], columns: NDArray[np.int64], side: int
) -> Floats:
    height, width = len(rows) * side, len(columns) * side
    inner = values[rows[0] : rows[0] + height, columns[0] : columns[0] + width]
    blocks = inner.reshape(len(rows), side, len(columns), side)
    means: Floats = blocks.mean(axis=(1, 3), dtype=np.float64)
    return means


def _sums(windows: NDArray[np.float32], side: int) -> Floats:
    """Return the sum over each square of `side` dots of each window."""
    whole = np.pad(windows.astype(np.float64).cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
    sums: Floats = (
        whole[:, side:, side:]
        - whole[:, :-side, side:]
        - whole[:, side:, :-side]
        + whole[:, :-side, :-side]
    )
    return sums


def _peak(alike: Floats, y: int, x: int) -> Floats:
    """Return the place (x, y) of a peak: that of the parabola through it and its neighbours."""
    return np.array([x + _top(alike[y], x), y + _top(alike[:, x], y)])


def _top(line: Floats, at: int) -> float:
    if not 0 < at < len(line) - 1:
        return 0.0
    before, here, after = line[at - 1 : at + 2]
    curved = before - 2 * here + after
    return float(np.clip((before - after) / (2 * curved), -0.5, 0.5)) if curved < 0 else 0.0
