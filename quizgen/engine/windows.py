"""Maps seen through a window that moves over them, for convolutions and pooling.

A map is a matrix.  A window of k × k entries moves over it by the stride s, the map having p
zeros put on each of its four sides: (n + 2p − k)/s + 1 places a side, which has to be whole.
"""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from quizgen.engine.arithmetic import Array
from quizgen.engine.view import Shape, View

KERNELS, STRIDES, PADDINGS = (2, 3), (1, 2), (0, 1)
POOLS = (2, 3)  # sides of a pooling window, which moves by as much


def places(size: int, kernel: int, stride: int, padding: int) -> int:
    """Return in how many places a window can lie on a side; raises ValueError for none."""
    way = size + 2 * padding - kernel
    if way < 0 or way % stride:
        padded = f" with {padding} on each end" * bool(padding)
        raise ValueError(
            f"takes a side that a window of {kernel} fills, moved by {stride}, "
            f"not {size}{padded}"
        )
    return way // stride + 1


def blocks(values: Array, pool: int) -> Array:
    """Return a map's pooling windows, the entries of each along the last axis."""
    *batch, rows, columns = values.shape
    apart = values.reshape(*batch, rows // pool, pool, columns // pool, pool)
    return apart.swapaxes(-3, -2).reshape(*batch, rows // pool, columns // pool, pool**2)


def put_together(windows: Array, pool: int) -> Array:
    """Return the map whose pooling windows these are: the way back from `blocks`."""
    *batch, rows, columns, _ = windows.shape
    apart = windows.reshape(*batch, rows, columns, pool, pool).swapaxes(-3, -2)
    return apart.reshape(*batch, rows * pool, columns * pool)


def pooled(shape: Shape, pool: int) -> Shape:
    """Return the shape of a map after pooling; raises ValueError where it does not divide."""
    rows, columns = _sides(shape)
    return places(rows, pool, pool, 0), places(columns, pool, pool, 0)


def _sides(shape: Shape) -> tuple[int, int]:
    if len(shape) != 2:
        raise ValueError("takes a matrix")
    return shape[0], shape[1]


def _padded(values: Array, before: int, after: int) -> Array:
    around = [(0, 0)] * (values.ndim - 2) + [(before, after)] * 2
    return np.pad(values, around, constant_values=0)


def _moved(values: Array, kernel: int, stride: int) -> Array:
    windows = sliding_window_view(values, (kernel, kernel), axis=(-2, -1))
    return windows[..., ::stride, ::stride, :, :]


def _windows(kernel: int, stride: int, padding: int, step: int, before: int) -> View:
    """Return the view of what the window shows: an axis a side of places, then of entries.

    The window moves by `step`, and `before` of the zeros are in front: a mistake may have
    others than the stride and the padding, which say how many places there are.
    """

    def shape(shape: Shape) -> Shape:
        rows, columns = (places(size, kernel, stride, padding) for size in _sides(shape))
        return rows, columns, kernel, kernel

    def values(values: Array) -> Array:
        rows, columns, *_ = shape(values.shape[-2:])
        padded = _padded(values, before, 2 * padding - before)
        return _moved(padded, kernel, step)[..., :rows, :columns, :, :]

    return View(shape, values, adds=2, moves=True)


def _spread(kernel: int, stride: int, padding: int) -> View:
    """Return the view of a map's gradient from each entry that its windows were laid over.

    The entries are set apart by the stride, zeros between them and around; the flipped kernel
    then moves over them by one (Dumoulin and Visin 2016, section 4.5).
    """

    def side(size: int) -> int:
        wide = stride * (size - 1) + kernel - 2 * padding
        if wide < 1:
            raise ValueError(f"takes a side of more than {size}")
        return wide

    def shape(shape: Shape) -> Shape:
        rows, columns = (side(size) for size in _sides(shape))
        return rows, columns, kernel, kernel

    def values(values: Array) -> Array:
        *batch, rows, columns = values.shape
        sides = (stride * (rows - 1) + 1, stride * (columns - 1) + 1)
        apart = np.zeros((*batch, *sides), dtype=values.dtype)
        apart[..., ::stride, ::stride] = values
        around = kernel - 1 - padding
        return _moved(_padded(apart, around, around), kernel, 1)

    return View(shape, values, adds=2, moves=True)


def _repeated(pool: int) -> View:
    """Return the view of a pooled map from each entry of the pooling windows."""

    def values(values: Array) -> Array:
        return values.repeat(pool, axis=-2).repeat(pool, axis=-1)

    return View(lambda shape: tuple(pool * n for n in _sides(shape)), values, moves=True)


def _first_alone(values: Array) -> Array:
    kept = np.zeros_like(values)
    kept[..., 0, 0] = values[..., 0, 0]
    return kept


def forms() -> Iterator[tuple[int, int, int]]:
    """Yield the kernel, stride and padding of every convolution that there is a row for."""
    yield from ((k, s, p) for k in KERNELS for s in STRIDES for p in PADDINGS)


WINDOW_VIEWS: dict[str, View] = {
    **{f"windows {k}/{s}/{p}": _windows(k, s, p, s, p) for k, s, p in forms()},
    **{f"spread {k}/{s}/{p}": _spread(k, s, p) for k, s, p in forms()},
    **{f"repeated {k}": _repeated(k) for k in POOLS},
    "flipped": View(_sides, lambda values: values[..., ::-1, ::-1], moves=True),
    # and as mistakes have it: the window moved by one, whatever the stride,
    **{f"windows {k}/{s}/{p} by one": _windows(k, s, p, 1, p) for k, s, p in forms() if s > 1},
    # the first window at the first entry, all zeros behind the last,
    **{f"windows {k}/{s}/{p} unpadded": _windows(k, s, p, s, 0) for k, s, p in forms() if p},
    # one place of the window in place of all
    "first place alone": View(_sides, _first_alone, moves=True),
}
