"""Layers that move a window over an image: what comes out of them, and how it goes wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Volume: TypeAlias = tuple[int, int, int]  # channels, height, width


@dataclass(frozen=True)
class Window:
    """A layer with a square window: a convolution, or pooling, which has no filters.

    The padding is what is put on each of the four sides.
    """

    name: str
    kernel: int
    stride: int
    padding: int = 0
    filters: int | None = None

    def way(self, size: int) -> int:
        """Return how far the window can move over a side: n + 2p − k."""
        return size + 2 * self.padding - self.kernel


Rule: TypeAlias = Callable[[Volume, Window], Volume]


def out_shape(volume: Volume, layer: Window) -> Volume:
    """Return the shape that comes out: a window that would stick out is left out.

    ⌊(n + 2p − k)/s⌋ + 1 of each size n (Dumoulin and Visin 2016, relationship 6).
    """
    return _each(volume, layer, lambda n: layer.way(n) // layer.stride + 1)


def shapes(volume: Volume, layers: Sequence[Window], rule: Rule = out_shape) -> list[Volume]:
    """Return the shape after each layer."""
    found = [volume]
    for layer in layers:
        found.append(rule(found[-1], layer))
    return found[1:]


def _each(volume: Volume, layer: Window, size: Callable[[int], int]) -> Volume:
    channels = volume[0] if layer.filters is None else layer.filters
    return channels, size(volume[1]), size(volume[2])


@dataclass(frozen=True)
class ShapeSlip:
    """A row: a slip in the shapes, what a teacher says to it, and the shape that it gives."""

    name: str
    says: str
    wrong: Rule


def _padding_forgotten(volume: Volume, layer: Window) -> Volume:
    return _each(volume, layer, lambda n: (n - layer.kernel) // layer.stride + 1)


def _padding_once(volume: Volume, layer: Window) -> Volume:
    return _each(
        volume, layer, lambda n: (n + layer.padding - layer.kernel) // layer.stride + 1
    )


def _stride_forgotten(volume: Volume, layer: Window) -> Volume:
    return _each(volume, layer, lambda n: layer.way(n) + 1)


def _rounded_up(volume: Volume, layer: Window) -> Volume:
    return _each(volume, layer, lambda n: -(-layer.way(n) // layer.stride) + 1)


def _one_forgotten(volume: Volume, layer: Window) -> Volume:
    return _each(volume, layer, lambda n: layer.way(n) // layer.stride)


def _channels_kept(volume: Volume, layer: Window) -> Volume:
    return (volume[0], *out_shape(volume, layer)[1:])


def _channels_multiplied(volume: Volume, layer: Window) -> Volume:
    return (volume[0] * (layer.filters or 1), *out_shape(volume, layer)[1:])


SHAPE_SLIPS = (
    ShapeSlip(
        "padding-forgotten",
        "The padding makes the image larger before the window moves over it: add it first.",
        _padding_forgotten,
    ),
    ShapeSlip(
        "padding-once",
        "The padding is on both sides, so it counts twice: n + 2p.",
        _padding_once,
    ),
    ShapeSlip(
        "stride-forgotten",
        "The window moves by the stride, not by one: divide by it before you add 1.",
        _stride_forgotten,
    ),
    ShapeSlip(
        "rounded-up",
        "A window that does not fit whole is left out: round down where the stride does not "
        "divide.",
        _rounded_up,
    ),
    ShapeSlip(
        "one-forgotten",
        "The quotient counts the moves; the place that the window starts from is one more.",
        _one_forgotten,
    ),
    ShapeSlip(
        "channels-kept",
        "A convolution has a channel for each of its filters, however many came in.",
        _channels_kept,
    ),
    ShapeSlip(
        "channels-multiplied",
        "A filter spans all channels and gives one: the filters alone are the channels.",
        _channels_multiplied,
    ),
)
