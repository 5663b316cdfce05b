"""Pages copied from PDF to PDF as they are: turned upright by a mark, no picture touched."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pikepdf

from quizgen.files import beside, finish

# What of a page makes how it looks; links, notes, scripts and the page's own thumbnail stay.
KEPT = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit")
INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")


def copy_pages(to: str, pages: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    """Write a PDF of pages: (file, index, degrees by which it is turned clockwise now).

    A page brings nothing along that it does not show, whatever other pages in its file share
    with it.  Return the places in `pages` of those too damaged to be copied; where none can
    be, nothing is written.
    """
    lost: list[int] = []
    with ExitStack() as opened, pikepdf.new() as made:
        sources: dict[str, pikepdf.Pdf] = {}
        for place, (path, index, turned) in enumerate(pages):
            if path not in sources:
                sources[path] = opened.enter_context(pikepdf.open(path))
            try:
                page = sources[path].pages[index]
                _bare(page, turned)
                made.pages.append(page)
            except (pikepdf.PdfError, ValueError, TypeError, IndexError):
                lost.append(place)
        made.remove_unreferenced_resources()
        if len(made.pages):
            with beside(Path(to)) as (file, hidden):
                made.save(
                    file,
                    deterministic_id=True,
                    stream_decode_level=pikepdf.StreamDecodeLevel.none,
                    compress_streams=False,
                )
                finish(file)
                hidden.replace(to)
    return {"lost": lost}


def _bare(page: pikepdf.Page, turned: int) -> None:
    """Leave a page what it looks like alone, and turn it upright."""
    own = page.obj
    above = own.get("/Parent")
    for _ in range(50):  # pages hang in a tree, which may hand down
        if above is None:
            break
        for name in INHERITED:
            if name in above and name not in own:
                own[name] = above[name]
        above = above.get("/Parent")
    for name in list(own.keys()):
        if name not in (*KEPT, "/Parent"):
            del own[name]
    rotated = own.get("/Rotate", 0)
    rotated = rotated if isinstance(rotated, int) else 0
    own["/Rotate"] = (rotated - turned) % 360
