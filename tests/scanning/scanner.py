"""A copier's scanner: sheets are written on, lie askew, and come out in dots."""

import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pikepdf
import pypdf
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

DRAWN = 200  # dots an inch
DARK = 40
SPOT = 1.1  # millimetres: half the side of a square that stands for an answer


class Scan(NamedTuple):
    """How a page is scanned: dots an inch, how it lies, how it comes out."""

    dpi: int = 150
    turn: int = 0
    skew: float = 0.0
    scale: float = 1.0
    noise: float = 6.0
    colour: bool = False


def fields(handout: bytes) -> list[dict[str, list[float]]]:
    """Return the boxes of a handout's fields of one line, a page each, as pypdf has them."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(handout)).pages:
        boxes = {}
        for reference in page.get("/Annots", []):
            widget = reference.get_object()
            names, above = [], widget
            while above is not None:
                names += [above["/T"]] if "/T" in above else []
                above = above["/Parent"].get_object() if "/Parent" in above else None
            flags = widget.get("/Ff", 0)
            if widget.get("/FT") == "/Tx" and not flags & 1 << 12 and not widget["/F"] & 2:
                name = ".".join(reversed(names))
                boxes |= (
                    {name: [float(side) for side in widget["/Rect"]]} if "." in name else {}
                )
        found.append(boxes)
    return found


def printed(handout: bytes, index: int) -> Image.Image:
    """Return a page as a printer has it, grey; the form stays behind."""
    page = pypdfium2.PdfDocument(handout)[index]
    return page.render(scale=DRAWN / 72, may_draw_forms=False).to_pil().convert("L")


def write_on(
    page: Image.Image,
    boxes: Mapping[str, list[float]],
    offsets: Mapping[str, tuple[float, float]],
) -> None:
    """Write into each box: a dark square, so many millimetres off its middle."""
    pen = ImageDraw.Draw(page)
    for name, (x0, y0, x1, y1) in boxes.items():
        right, down = offsets[name]
        x = (x0 + x1) / 2 * DRAWN / 72 + right * DRAWN / 25.4
        y = page.height - (y0 + y1) / 2 * DRAWN / 72 + down * DRAWN / 25.4
        half = SPOT * DRAWN / 25.4
        pen.rectangle((x - half, y - half, x + half, y + half), fill=DARK)


def scanned(page: Image.Image, how: Scan, noise: np.random.Generator) -> Image.Image:
    """Return a page as the scanner has it."""
    page = page.rotate(-how.skew, Image.Resampling.BICUBIC, fillcolor=255)
    if how.scale != 1:  # the printer was told to make it fit
        x, y = (side * (1 - 1 / how.scale) / 2 for side in page.size)
        shrunk = (1 / how.scale, 0, x, 0, 1 / how.scale, y)
        page = page.transform(
            page.size,
            Image.Transform.AFFINE,
            shrunk,
            Image.Resampling.BICUBIC,
            fillcolor=255,
        )
    size = (page.width * how.dpi // DRAWN, page.height * how.dpi // DRAWN)
    page = page.filter(ImageFilter.GaussianBlur(1)).resize(size, Image.Resampling.BOX)
    page = page.rotate(-how.turn, expand=True)
    dots = np.asarray(page, float) * 0.82 + 30 + noise.normal(0, how.noise, page.size[::-1])
    page = Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8))
    page.info["dpi"] = (how.dpi, how.dpi)
    return page.convert("RGB") if how.colour else page


def bound(pages: Iterable[Image.Image]) -> bytes:
    """Return the PDF that a scanner makes of pages."""
    made = pikepdf.new()
    for page in pages:
        file = io.BytesIO()
        page.save(file, "PDF", resolution=page.info["dpi"][0], quality=70)
        made.pages.extend(pikepdf.open(file).pages)
    whole = io.BytesIO()
    made.save(whole)
    return whole.getvalue()
