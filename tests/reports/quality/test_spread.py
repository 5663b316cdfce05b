"""How numbers are spread, and the pictures of it."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from quizgen.reports.quality.layout import Picture
from quizgen.reports.quality.pictures import HEIGHT, WIDTH, spoken, svg
from quizgen.reports.quality.spread import BARS, spread
from quizgen.reports.quality.text import sparkline
from quizgen.reports.quality.words import count, listed, seconds, share, size

WIDE = np.random.default_rng(6).standard_cauchy(500)
SAMPLES = {
    "one number": [4.0],
    "all the same": [0.25] * 7,
    "whole numbers": [3, 5, 5, 6, 3],
    "many whole numbers": list(range(100)),
    "a smooth spread": [k / 7 for k in range(50)],
    "far outliers": [*WIDE],
    "two clumps": [-1e-9] * 40 + [1e6],
}
BANDS = [None, (-2.0, 9.0), (4.5, 5.5)]


@pytest.mark.parametrize("numbers", SAMPLES.values(), ids=SAMPLES)
def test_every_number_is_in_a_bar(numbers: list[float]) -> None:
    found = spread(numbers)
    assert sum(found.histogram.bars) == found.count == len(numbers)
    assert (found.least, found.most) == (min(numbers), max(numbers))
    assert found.median == pytest.approx(np.median(numbers))


def test_whole_numbers_have_a_bar_each() -> None:
    assert spread([3, 5, 5, 6, 3]).histogram.bars == (2, 0, 2, 1)


def test_outliers_do_not_flatten_the_picture() -> None:
    found = spread(WIDE)
    assert found.histogram.gathers
    assert len(found.histogram.bars) == BARS
    assert found.least < found.histogram.low < found.histogram.high < found.most


@pytest.mark.parametrize("numbers", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("band", BANDS, ids=str)
def test_a_picture_is_whole_svg_and_says_what_it_shows(
    numbers: list[float], band: tuple[float, float] | None
) -> None:
    picture = Picture(spread(numbers), band)
    drawn = ElementTree.fromstring(str(svg(picture)))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == spoken(picture)
    assert ("band" in [path.get("class") for path in drawn]) == (band is not None)
    bars = next(path for path in drawn if path.get("class") == "bars").get("d", "")
    lefts = [float(left) for left in re.findall(r"M([-\d.]+) ", bars)]
    assert len(lefts) == sum(bar > 0 for bar in picture.of.histogram.bars)
    assert all(0 <= left < WIDTH for left in lefts)
    assert all(0 < float(high) < HEIGHT for high in re.findall(r"v-([\d.]+)h", bars))


def test_a_picture_in_words() -> None:
    assert spoken(Picture(spread([2, 2]))) == "2 values, all 2"
    assert spoken(Picture(spread([1, 2, 3, 4, 5]), (0, 9))) == (
        "5 values from 1 to 5, half of them between 2 and 4; the band is 0 to 9"
    )


def test_the_least_bar_of_a_sparkline_is_seen() -> None:
    assert sparkline(spread([1] * 1000 + [3]).histogram) == "█ ▁"


SAID: list[tuple[object, str]] = [
    (size(0), "0"),
    (size(-5), "−5"),
    (size(0.25), "0.25"),
    (size(12345.6), "12,300"),
    (size(0.000348), "3.5e-4"),
    (size(-2.0004), "−2"),
    (size(100), "100"),
    (size(1e12), "1.0e12"),
    (size(float("inf")), "∞"),
    (share(0), "0%"),
    (share(1), "100%"),
    (share(1e-6), "0.1%"),
    (share(0.99999), "99.9%"),
    (share(0.041), "4.1%"),
    (share(0.5), "50%"),
    (count(1, "variant"), "1 variant"),
    (count(1200, "variant"), "1,200 variants"),
    (seconds(0.0123), "12 ms"),
    (seconds(75), "75.0 s"),
    (listed(["a", "b", "c"]), "a, b, c"),
    (listed(["a", "b", "c", "d", "e"]), "a, b, c and 2 more"),
]


@pytest.mark.parametrize(("said", "expected"), SAID, ids=[row[1] for row in SAID])
def test_numbers_are_said_shortly(said: object, expected: str) -> None:
    assert said == expected
