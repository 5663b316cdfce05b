"""How exactly a page is laid on its handout, against where the scanner in the tests put it."""

import numpy as np
import pytest

from quizgen.scanning.codes import find_codes
from quizgen.scanning.matching import match
from quizgen.scanning.placing import DOT, RESOLUTION, applied, fitted, lie_of, warped

from .conftest import ADA
from .scanner import DRAWN, Scan, printed, scanned

NEAR = 0.35  # millimetres, at any corner of the page
SCANS = [
    Scan(100, 0, 1.7, 1.0, 12),
    Scan(150, 90, -1.8, 0.97, 12),
    Scan(200, 180, 0.3, 1.01, 6),
    Scan(100, 270, -0.9, 0.97, 12),
]
draw = np.random.default_rng(11)
MANY = [
    Scan(int(dpi), int(turn), float(draw.uniform(-1.7, 1.7)), float(scale), 12)
    for dpi, turn, scale in zip(
        draw.choice([100, 150, 200], 60),
        draw.choice([0, 90, 180, 270], 60),
        draw.choice([0.97, 1.0, 1.01], 60),
        strict=True,
    )
]


@pytest.mark.parametrize(
    "how", [*SCANS, *(pytest.param(how, marks=pytest.mark.trial) for how in MANY)], ids=str
)
def test_a_page_is_laid_where_it_was_scanned(how: Scan, handouts: dict[str, bytes]) -> None:
    drawn = printed(handouts[ADA], 2)
    size = tuple(round(side * RESOLUTION / DRAWN) for side in drawn.size)
    page = drawn.resize(size)
    scan = scanned(drawn, how, np.random.default_rng(3))
    grown = RESOLUTION / how.dpi  # as a scan is looked at, whatever its dots
    scan = scan.resize((round(scan.width * grown), round(scan.height * grown)))
    (seen,), (at_home,) = find_codes(scan), find_codes(page)
    lie = lie_of(scan, seen, page, at_home)
    assert lie.off is not None
    width, height = page.size
    corners = np.array([(x, y) for x in (90, width - 90) for y in (90, height - 90)], float)
    far = applied(lie.map, corners) - _scanned_to(corners, how, width, height)
    assert np.hypot(*far.T).max() * DOT < NEAR
    by_code = applied(fitted(at_home.corners, seen.corners, affine=False), corners)
    assert np.hypot(*(by_code - applied(lie.map, corners)).T).max() > 0, "the code alone"


def _scanned_to(points: np.ndarray, how: Scan, width: float, height: float) -> np.ndarray:
    """Return where the scanner puts points of the page's picture."""
    turned = np.radians(how.skew)
    turn = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    middle = np.array([width / 2, height / 2])
    points = (points - middle) @ turn.T * how.scale + middle
    for _ in range(how.turn // 90):
        points = np.stack([height - points[:, 1], points[:, 0]], axis=1)
        width, height = height, width
    return points


@pytest.mark.parametrize("off", [(0.0, 0.0), (3.0, -2.0), (-4.5, 1.25)])
def test_parts_are_found_where_they_were_moved(off: tuple[float, float]) -> None:
    page = np.random.default_rng(1).uniform(0, 255, (160, 160)).astype(np.float32)
    page = sum(np.roll(page, (y, x), (0, 1)) for x in range(4) for y in range(4)) / 16
    spectrum = np.fft.fft2(page)
    x, y = np.fft.fftfreq(160), np.fft.fftfreq(160)
    moved = np.fft.ifft2(
        spectrum * np.exp(-2j * np.pi * (x[None] * off[0] + y[:, None] * off[1]))
    )
    found = match(moved.real.astype(np.float32), page, side=32, reach=8)
    assert len(found.at) > 5
    assert found.found - found.at == pytest.approx(np.tile(off, (len(found.at), 1)), abs=0.15)


def test_where_nothing_is_to_go_by_the_code_alone_tells(handouts: dict[str, bytes]) -> None:
    page = printed(handouts[ADA], 0).resize((1240, 1754))
    (code,) = find_codes(page)
    bare = page.copy()
    bare.paste(255, (0, 0, 1240, 1560))
    lie = lie_of(bare, code, page, code)
    assert lie.off is None
    assert applied(lie.map, code.corners) == pytest.approx(code.corners)


@pytest.mark.parametrize("affine", [True, False])
def test_a_map_is_fitted_exactly_to_what_follows_it(affine: bool) -> None:
    right = np.array([[0.9, -0.2, 7], [0.2, 0.9, -3]])
    points = np.random.default_rng(2).uniform(0, 1000, (12, 2))
    assert fitted(points, applied(right, points), affine) == pytest.approx(right)


def test_a_page_is_taken_out_of_its_scan_as_it_lies(handouts: dict[str, bytes]) -> None:
    page = printed(handouts[ADA], 0).resize((1240, 1754))
    same = np.array([[1.0, 0, 0], [0, 1, 0]])
    again = np.asarray(warped(page, same, page.size), float)
    assert np.abs(again - np.asarray(page, float)).max() <= 1
