"""The QR code of a page: found whichever way up, in a scan of 100 dpi too."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageOps

from quizgen.render.qr import CONTENT

CORNER = 0.28  # of the longer side: where the code is, whichever way up and somewhat askew
ENLARGED = 3
AROUND = 24  # dots of white, where a page that lies askew has lost its margin
WHITE = 255
FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True)
class Code:
    """What a page's code says, and its four corners in the picture, from its own top left on.

    `corners` has shape (4, 2), x before y.
    """

    code: str
    page: int
    pages: int
    corners: NDArray[np.float64]

    @property
    def angle(self) -> float:
        """Return by how many degrees the page is turned, clockwise."""
        (x0, y0), (x1, y1) = self.corners[0], self.corners[1]
        return float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))


def find_codes(picture: Image.Image) -> list[Code]:
    """Return the codes of handouts that a picture (grey) shows, each once.

    Where none is seen each corner is enlarged, then all of it, which takes ten times as long.
    """
    picture = ImageOps.expand(picture, AROUND, WHITE)
    found = _read(picture, 1, 0, 0)
    for part, scale, left, top in _closer(picture) if not found else ():
        found = _read(part, scale, left, top)
        if found:
            break
    return list({(one.code, one.page): one for one in found}.values())


def _closer(picture: Image.Image) -> Iterator[tuple[Image.Image, int, int, int]]:
    """Yield enlarged parts of a picture: (part, how often enlarged, left, top)."""
    side = int(CORNER * max(picture.size))
    width, height = picture.size
    for left in (max(0, width - side), 0):
        for top in (max(0, height - side), 0):
            part = picture.crop((left, top, min(width, left + side), min(height, top + side)))
            size = part.width * ENLARGED, part.height * ENLARGED
            yield part.resize(size, Image.Resampling.BICUBIC), ENLARGED, left, top
    size = width * 2, height * 2
    yield picture.resize(size, Image.Resampling.BICUBIC), 2, 0, 0


def _read(picture: Image.Image, scale: int, left: int, top: int) -> list[Code]:
    found = []
    for one in zxingcpp.read_barcodes(picture, formats=FORMATS):
        says = CONTENT.fullmatch(one.text)
        if says:
            at = one.position
            ends = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            corners = np.array([(end.x, end.y) for end in ends]) / scale + (
                left - AROUND,
                top - AROUND,
            )
            found.append(Code(says[1], int(says[2]), int(says[3]), corners))
    return found
