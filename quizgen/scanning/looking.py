"""What a process of its own does with PDFs from outside: looks at a page, counts pages.

A job and its answer are JSON in bytes.  Whatever a library raises of what a stranger wrote
becomes a reason.
"""

# mypy: allow-untyped-calls
# (pypdfium2 declares few types.)

import base64
import json
import math
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw
from PIL import Image

from quizgen.scanning.codes import Code, find_codes
from quizgen.scanning.copying import copy_pages
from quizgen.scanning.cutting import cut
from quizgen.scanning.handouts import Handout, read_handout
from quizgen.scanning.placing import RESOLUTION, lie_of

MOST_PAGES = 20_000  # in a file
FEWEST, MOST = 1650, 2640  # dots along the longer side of a page
NARROWEST = 100  # dots along the shorter one
WHITE = 255
BLANK_EDGE = 0.07  # of each side, where punches and shadows are
BLANK_BLOCK = 4  # dots that are taken together, as noise is finer
INK = 26  # grey levels below the paper
SPECKS = 0.00005  # of a blank page, that are dark
MOST_ON_PAGE = 5_000  # annotations that are looked at
pdfium: Any = pypdfium2.raw  # it declares no functions
# Annotations in which nobody answers; scanners that read text make links.
IDLE = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)


class _UnfitError(Exception):
    """A page or file that nothing can be read of; the message says why."""


def look(handouts: Mapping[str, str], job: bytes) -> bytes:
    """Do a job and return what came of it; `handouts` are paths by the codes they bear.

    Jobs are rows of `JOBS`.
    """
    asked = json.loads(job)
    try:
        found = JOBS[asked.pop("do")](handouts, **asked)
    except MemoryError:
        raise
    except _UnfitError as why:
        found = {"refused": str(why)}
    except Exception as error:
        said = "".join(sign for sign in str(error)[:200] if sign.isprintable())
        found = {"refused": f"damaged: {said or type(error).__name__}"}
    return json.dumps(found).encode()


def _handout(handouts: Mapping[str, str], path: str) -> dict[str, Any]:
    """Return what a handout says of itself; nothing where a PDF is none."""
    found = read_handout(Path(path))
    return {} if found is None else found._asdict()


def _count(handouts: Mapping[str, str], path: str) -> dict[str, Any]:
    """Return how many pages a file has."""
    pages = len(_opened(path))
    if pages > MOST_PAGES:
        raise _UnfitError(f"found {pages:,} pages, expected {MOST_PAGES:,} at most")
    return {"pages": pages}


def _page(handouts: Mapping[str, str], path: str, index: int) -> dict[str, Any]:
    """Return what is on a page: its code, by how much it is turned, its answer fields."""
    page = _opened(path)[index]
    if _is_filled_on_screen(page):
        raise _UnfitError(
            "it has form fields or notes, which no scan has, and answers may be in them: grade "
            "takes a filled PDF; print one with notes to a PDF"
        )
    scan = _picture(page)
    codes = find_codes(scan)
    if not codes and _is_blank(scan):
        return {"blank": True}
    if len(codes) != 1:
        raise _UnfitError("no QR code is read on it" if not codes else "it shows several pages")
    (seen,) = codes
    told = {
        "code": seen.code,
        "page": seen.page,
        "pages": seen.pages,
        "turned": round(seen.angle / 90) % 4 * 90,
    }
    if seen.code not in handouts:
        return told
    handout = _known(handouts[seen.code])
    if handout is None or seen.pages != handout.pages or seen.page > handout.pages:
        return told
    return told | _fields(scan, seen, handout)


JOBS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "handout": _handout,
    "count": _count,
    "page": _page,
    "copy": lambda handouts, **asked: copy_pages(**asked),
}


def _fields(scan: Image.Image, seen: Code, handout: Handout) -> dict[str, Any]:
    fields = [field for field in handout.fields if field.page == seen.page]
    if not fields:
        return {"off": 0.0, "cuts": []}
    page = _drawn(_opened(handout.path)[seen.page - 1], RESOLUTION / 72)
    drawn = next(iter(find_codes(page)), None)
    if drawn is None:
        raise _UnfitError(f"{handout.path}: no QR code is read on the handout itself")
    lie = lie_of(scan, seen, page, drawn)
    cuts = [
        (one.blank, base64.b64encode(one.picture).decode(), one.width, one.height)
        for one in cut(scan, lie, fields)
    ]
    return {"off": lie.off, "cuts": cuts}


def _is_filled_on_screen(page: pypdfium2.PdfPage) -> bool:
    """Say whether something lies on a page that its picture would not show."""
    for at in range(min(MOST_ON_PAGE, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if kind not in IDLE:
                return True
    return False


@lru_cache(maxsize=2)  # a scan and a handout
def _opened(path: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        what = "encrypted" if "password" in str(error).lower() else "damaged, or no PDF"
        raise _UnfitError(f"{what}: expected a PDF that opens without a password") from None


@lru_cache(maxsize=2)
def _known(path: str) -> Handout | None:
    return read_handout(Path(path))


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    """Return a page's picture, large enough whatever size the scan says it has."""
    width, height = page.get_size()
    longer = max(width, height)
    if not (math.isfinite(longer) and longer > 0):
        raise _UnfitError(f"a page of {width:g} × {height:g} points")
    dots = min(MOST, max(FEWEST, longer * RESOLUTION / 72))
    if min(width, height) * dots / longer < NARROWEST:
        raise _UnfitError(f"a page of {width:.0f} × {height:.0f} points, far from any sheet")
    return _drawn(page, dots / longer)


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """Return a page's picture, grey, without forms and notes."""
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
    return Image.fromarray(np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width))


def _is_blank(scan: Image.Image) -> bool:
    """Say whether nothing is on a page but specks and what shines through."""
    width, height = scan.size
    x, y = int(width * BLANK_EDGE), int(height * BLANK_EDGE)
    inner = scan.crop((x, y, width - x, height - y)).reduce(BLANK_BLOCK)
    dots = np.asarray(inner, dtype=np.int16)
    return bool((dots < np.median(dots) - INK).mean() < SPECKS)


def looker(handouts: Mapping[str, str]) -> partial[bytes]:
    """Return `look` with the handouts it knows, for processes to take on."""
    return partial(look, dict(handouts))
