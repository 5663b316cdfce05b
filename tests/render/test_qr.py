"""The QR codes of a handout's pages, read from what a scanner would make of them."""

import re
from functools import lru_cache

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from quizgen.render.paper import PAPERS
from quizgen.render.pdf import to_pdf
from quizgen.render.qr import EDGE, MODULE, qr

from .made import made, sheet, solved
from .sample import sample

DPI = 100
LARGEST = 17.0  # millimetres
QUIET = 4  # modules that a reader wants white all round (ISO/IEC 18004, 9.1)
MARGIN = 21.5  # below, in millimetres
SIDE = 21  # of version 1, in modules


@lru_cache(maxsize=4)
def handout(name: str = "") -> tuple[str, list[Image.Image]]:
    """Return the code of a sheet, and its pages as a scanner sees them, but for its faults."""
    pdf = made(name, "handout") if name else sheet("handout")
    pages = pypdfium2.PdfDocument(pdf)
    images = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pages]
    return (solved(name)[0] if name else sample("handout")).code, images


def read(image: Image.Image) -> list[str]:
    enlarged = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
    return [found.text for found in zxingcpp.read_barcodes(enlarged)]


def scanned(page: Image.Image, turned: float, seed: int, whole: bool = True) -> Image.Image:
    """Return a page as it comes from a scanner: askew, blurred, grey and noisy.

    Not `whole`, it is cut to the size of the paper that it lies askew on.
    """
    askew = page.rotate(turned, resample=Image.Resampling.BICUBIC, expand=whole, fillcolor=255)
    soft = np.asarray(askew.filter(ImageFilter.GaussianBlur(0.7)), dtype=float)
    noise = np.random.Generator(np.random.PCG64(seed)).normal(0, 12, soft.shape)
    return Image.fromarray(np.clip(soft * 0.75 + 45 + noise, 0, 255).astype("uint8"))


@pytest.mark.parametrize("turned", [0.0, 2.0, -2.0, 90.0, 181.5])
def test_each_page_is_known_from_a_grey_scan(turned: float) -> None:
    code, pages = handout()
    for number, page in enumerate(pages, start=1):
        seen = read(scanned(page, turned, number))
        assert seen == [f"QG:{code}:{number}/{len(pages)}"]


@pytest.mark.parametrize("turned", [-2.5, 2.5])
def test_a_sheet_askew_on_a_glass_of_its_size_keeps_its_code(turned: float) -> None:
    code, pages = handout()
    assert read(scanned(pages[0], turned, 1, whole=False)) == [f"QG:{code}:1/{len(pages)}"]


@pytest.mark.trial
@pytest.mark.parametrize("name", ["recitation5", "rnn", "gradient-descent", "cnn"])
@pytest.mark.parametrize("turned", [-2.0, 1.0, 2.0, 180.0])
def test_each_page_of_a_set_is_known_from_a_grey_scan(name: str, turned: float) -> None:
    code, pages = handout(name)
    for seed in range(2):
        for number, page in enumerate(pages, start=1):
            seen = read(scanned(page, turned, seed * 100 + number))
            assert seen == [f"QG:{code}:{number}/{len(pages)}"]


@pytest.mark.parametrize("paper", PAPERS)
def test_it_keeps_clear_of_text_edge_staple_and_punch(paper: str) -> None:
    page = pypdfium2.PdfDocument(to_pdf(sample("handout"), paper))[0]  # type: ignore[arg-type]
    image = np.asarray(page.render(scale=4, grayscale=True).to_pil())
    height, width = image.shape
    corner = image[height - round(MARGIN * 4 * 72 / 25.4) :, :] < 128
    down, across = np.nonzero(corner)
    millimetre = 4 * 72 / 25.4
    assert (width - 1 - across.max()) / millimetre == pytest.approx(EDGE, abs=0.2)
    assert (corner.shape[0] - 1 - down.max()) / millimetre == pytest.approx(EDGE, abs=0.2)
    side = SIDE * MODULE
    assert (across.max() - across.min() + 1) / millimetre == pytest.approx(side, abs=0.2)
    assert side <= LARGEST
    assert EDGE + side + QUIET * MODULE <= MARGIN + 1e-9, "the quiet zone is in the margin"
    assert EDGE >= 6.0, "what many printers leave white, and a sheet askew loses"
    assert EDGE >= QUIET * MODULE
    # A hole of 8 mm, nearest to the corner in a letter sheet punched thrice: 1.25 in above it.
    assert EDGE + side + QUIET * MODULE < 31.75 - 4


def test_keys_have_none() -> None:
    for page in pypdfium2.PdfDocument(sheet("key")):
        assert not read(page.render(scale=2, grayscale=True).to_pil())


def test_a_sheet_that_is_not_to_be_filled_in_has_them_too() -> None:
    pages = pypdfium2.PdfDocument(sheet("handout", False))
    assert all(read(page.render(scale=2, grayscale=True).to_pil()) for page in pages)


@pytest.mark.parametrize("page", [1, 9, 10, 99])
def test_the_smallest_code_does_for_any_page(page: int) -> None:
    drawn = qr("K7Q29M4X", page, 99, 612, 792).decode()
    rows = {int(row) for row in re.findall(r"\d+ (\d+) \d+ 1 re", drawn)}
    assert rows == set(range(SIDE))


@pytest.mark.parametrize("code", ["", "lower", "A B", "A" * 13, "É", "1)"])
def test_what_is_no_code_has_none(code: str) -> None:
    assert qr(code, 1, 2, 612, 792) == b""
