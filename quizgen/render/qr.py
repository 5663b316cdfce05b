"""The QR code in the corner of a handout's pages: which sheet it is, and which page of it.

It stands at the foot's right corner, where no staple and no punch goes, between what printers
leave white and the text, and says `QG:<code>:<page>/<pages>`.  A scan of 100 dpi has two and a
half dots for a module: enlarged twice before it is read, each is found, blurred and askew.
"""

import re
from functools import lru_cache

import segno

MODULE = 0.62  # millimetres
EDGE = 6.0  # millimetres to the right and below, of which many printers leave 4.2 or more white
MASK = 2  # any would do: trying all eight takes longer, for the same code
MILLIMETRE = 72 / 25.4
CODE = re.compile(r"[0-9A-Z]{1,12}")  # what QR codes write compactly, and the smallest holds
CONTENT = re.compile(r"QG:([0-9A-Z]{1,12}):([1-9][0-9]{0,2})/([1-9][0-9]{0,2})")


def qr(code: str, page: int, pages: int, width: float, height: float) -> bytes:
    """Return the operators that draw the code of a page, y downwards; none for an odd code.

    `width` and `height` are the page's, in points.
    """
    if not CODE.fullmatch(code):
        return b""
    module, edge = MODULE * MILLIMETRE, EDGE * MILLIMETRE
    runs, size = _runs(f"QG:{code}:{page}/{pages}")
    left, top = width - edge - size * module, height - edge - size * module
    place = f"q 0 g {module:.4f} 0 0 {module:.4f} {left:.3f} {top:.3f} cm"
    return b"\n".join([b"/Artifact BMC", place.encode("ascii"), runs, b"f Q", b"EMC"])


@lru_cache(maxsize=256)
def _runs(content: str) -> tuple[bytes, int]:
    """Return the dark runs of each row as rectangles, and how many modules a side has."""
    symbol = segno.make(content, error="m", mask=MASK, boost_error=False, micro=False)
    rows = ["".join("1" if module else "0" for module in row) for row in symbol.matrix]
    runs = [
        f"{run.start()} {y} {len(run[0])} 1 re"
        for y, row in enumerate(rows)
        for run in re.finditer("1+", row)
    ]
    return " ".join(runs).encode("ascii"), len(rows)
