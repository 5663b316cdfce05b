"""The shapes of a drawn stack: those that numpy's windows have, and no slip that hides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from quizgen.document import Derivation, Document, Field, Formula
from quizgen.keys import Key
from quizgen.kinds.conv_shapes import Stack, is_clear
from quizgen.kinds.windows import SHAPE_SLIPS, ShapeSlip, Window

from .described_sets import asked, made
from .test_kinds import within

SEEDS = range(200)
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """A layer as the handout's table has it; pooling has 0 filters."""

    name: str
    filters: int
    kernel: int
    stride: int
    padding: int


@dataclass(frozen=True)
class Sheet:
    """What a student reads, and what the key has as right."""

    image: Shape
    rows: tuple[Row, ...]
    right: tuple[Shape, ...]


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Document, Key]]:
    return made(tmp_path_factory.mktemp("conv"), "conv-shapes", SEEDS)


@pytest.fixture(scope="module")
def sheets(variants: list[tuple[Document, Key]]) -> list[Sheet]:
    return [read(handout, key) for handout, key in variants]


def read(handout: Document, key: Key) -> Sheet:
    ((prompt, cells),) = asked(handout)
    words, height, width = re.findall(
        r"of (\w+) channels? and \$(\d+) \\times (\d+)\$ pixels", prompt
    )[0]
    channels = ("no", "one", "two", "three", "four").index(words)
    rows = []
    for place, (number, name, filters, kernel, stride, padding) in enumerate(cells, 1):
        assert int(number) == place
        k, across = kernel.split(r" \times ")
        assert k == across
        found = 0 if filters == "–" else int(filters)
        rows.append(Row(name, found, int(k), int(stride), int(padding)))
    right = tuple(blank.value for blank in key.blanks)
    return Sheet((channels, int(height), int(width)), tuple(rows), right)


@cache
def by_windows(height: int, width: int, kernel: int, stride: int, padding: int) -> Shape:
    """Return how many windows numpy finds in a padded image, down and across."""
    padded = np.pad(np.zeros((height, width)), padding)
    windows = sliding_window_view(padded, (kernel, kernel))[::stride, ::stride]
    return windows.shape[:2]


def test_shapes_are_those_of_the_windows_in_a_padded_image(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        channels, *size = sheet.image
        for row, right in zip(sheet.rows, sheet.right, strict=True):
            channels = row.filters or channels
            size = [*by_windows(*size, row.kernel, row.stride, row.padding)]
            assert right == (channels, *size)


def test_layers_are_sensible(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        sizes = [size for _, *size in (sheet.image, *sheet.right)]
        assert all(2 <= size <= 64 for pair in sizes for size in pair)
        assert all(0 <= row.padding < row.kernel for row in sheet.rows)
        assert all(row.stride <= row.kernel for row in sheet.rows)
        assert all(bool(row.filters) == (row.name == "convolution") for row in sheet.rows)


def test_every_variant_is_the_same_work(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        before = [sheet.image, *sheet.right]
        inexact = [
            (shape[1] + 2 * row.padding - row.kernel) % row.stride != 0
            for shape, row in zip(before, sheet.rows, strict=False)
        ]
        assert len(sheet.rows) == 4
        assert sheet.rows[0].name == "convolution"
        assert sum(row.filters == 0 for row in sheet.rows) == 1
        assert sum(row.padding > 0 for row in sheet.rows) == 2
        assert sum(row.stride > 1 for row in sheet.rows) == 2
        assert sum(inexact) == 1


# A side by hand, as each slip has it; then the channels, by the filters and what came in.
BY_HAND: dict[str, tuple[Callable[[int, Row], int], Callable[[int, int], int]]] = {}


def honest(n: int, row: Row) -> int:
    return (n + 2 * row.padding - row.kernel) // row.stride + 1


def spans(filters: int, channels: int) -> int:
    return filters or channels


BY_HAND["padding-forgotten"] = lambda n, r: (n - r.kernel) // r.stride + 1, spans
BY_HAND["padding-once"] = lambda n, r: (n + r.padding - r.kernel) // r.stride + 1, spans
BY_HAND["stride-forgotten"] = lambda n, r: n + 2 * r.padding - r.kernel + 1, spans
BY_HAND["rounded-up"] = (
    lambda n, r: int(np.ceil((n + 2 * r.padding - r.kernel) / r.stride)) + 1,
    spans,
)
BY_HAND["one-forgotten"] = lambda n, r: (n + 2 * r.padding - r.kernel) // r.stride, spans
BY_HAND["channels-kept"] = honest, lambda filters, channels: channels
BY_HAND["channels-multiplied"] = (
    honest,
    lambda filters, channels: filters * channels or channels,
)


def by_hand(slip: str, sheet: Sheet) -> tuple[Shape, ...]:
    side, deep = BY_HAND[slip]
    (channels, size, _), found = sheet.image, []
    for row in sheet.rows:
        channels, size = deep(row.filters, channels), side(size, row)
        found.append((channels, size, size))
    return tuple(found)


def test_each_slip_changes_a_shape_and_no_two_are_alike(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        every = [sheet.right, *(by_hand(slip, sheet) for slip in BY_HAND)]
        assert len(set(every)) == len(every)
        assert all(size >= 2 for found in every for _, size, _ in found)
        assert all(shape[0] != shape[1] for shape in (sheet.image, *sheet.right))


@pytest.mark.parametrize("slip", SHAPE_SLIPS, ids=lambda slip: slip.name)
def test_a_slip_s_row_has_the_shapes_that_it_has_by_hand(
    slip: ShapeSlip, sheets: list[Sheet]
) -> None:
    assert slip.says.endswith(".")
    for sheet in sheets:
        found, shape = [], sheet.image
        for row in sheet.rows:
            layer = Window(row.name, row.kernel, row.stride, row.padding, row.filters or None)
            shape = slip.wrong(shape, layer)
            found.append(shape)
        assert tuple(found) == by_hand(slip.name, sheet)


CONVOLUTIONS = {  # two: kernel, stride, padding, filters
    "clear": ((5, 1, 2, 8), (3, 2, 1, 16)),
    "padding once is as one forgotten": ((3, 1, 1, 8), (3, 2, 1, 16)),
    "no padding": ((5, 1, 0, 8), (3, 2, 0, 16)),
    "no stride": ((5, 1, 2, 8), (3, 1, 1, 16)),
    "nothing to round down": ((5, 1, 2, 8), (4, 2, 1, 16)),
    "as many filters as channels": ((5, 1, 2, 3), (3, 2, 1, 3)),
    "as many channels as rows": ((5, 1, 2, 24), (3, 2, 1, 16)),
    "nothing left": ((5, 1, 2, 8), (23, 2, 1, 16)),
}


@pytest.mark.parametrize("why", CONVOLUTIONS)
def test_only_a_stack_that_hides_no_slip_is_clear(why: str) -> None:
    layers = tuple(Window("convolution", *sizes) for sizes in CONVOLUTIONS[why])
    assert is_clear(Stack((3, 24, 24), layers)) == (why == "clear")


def test_the_table_of_slips_is_the_one_that_is_tested() -> None:
    assert [slip.name for slip in SHAPE_SLIPS] == [*BY_HAND]


def test_variants_differ(sheets: list[Sheet]) -> None:
    assert len({(sheet.image, sheet.rows) for sheet in sheets}) == len(SEEDS)
    assert len({sheet.right for sheet in sheets}) == len(SEEDS)


def test_ids_name_the_layers(variants: list[tuple[Document, Key]]) -> None:
    for handout, key in variants:
        ids = [f"conv-shapes.layer{number}" for number in range(1, 5)]
        assert [blank.id for blank in key.blanks] == ids
        assert {field.form for field in within(handout, Field)} == {"volume"}


def test_the_formula_is_given_only_as_a_hint(tmp_path: Path) -> None:
    ((plain, _),) = made(tmp_path, "conv-shapes", range(1))
    ((hinted, _),) = made(tmp_path, "conv-shapes", range(1), "hints = true\n")
    assert not within(plain, Formula)
    (formula,) = within(hinted, Formula)
    assert r"\frac{n + 2p - k}{s}" in formula.tex
    assert not within(hinted, Derivation)
