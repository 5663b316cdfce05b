"""What a handout's own PDF says: whose it is, and where on which page each answer goes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import pikepdf

MOST_BYTES = 50_000_000
MOST_PAGES = 500
MOST_ON_PAGE = 5_000  # annotations
DEEPEST = 32  # names in one
HIDDEN, MULTILINE, RADIO = 1 << 1, 1 << 12, 1 << 15

Form: TypeAlias = Literal["line", "lines", "choice"]
Box: TypeAlias = tuple[float, float, float, float]


class Field(NamedTuple):
    """Where an answer goes: its page, from 1, and its box in points, y downwards.

    It is written on a line or on several, or it is a choice of options, whose boxes one box
    holds together.
    """

    blank: str
    page: int
    form: Form
    box: Box

    @property
    def is_answer(self) -> bool:
        """Say whether it answers a question: others ask for the name."""
        return "." in self.blank

    @property
    def is_typed(self) -> bool:
        """Say whether an assistant types it: words and formulas a person reads."""
        return self.is_answer and self.form != "lines"


class Handout(NamedTuple):
    """A handout as it was made; `fields` are in the order of reading."""

    path: str
    code: str
    student: str
    variant: str
    pages: int
    fields: tuple[Field, ...]


def read_handout(path: Path) -> Handout | None:
    """Return what a PDF says of itself, None where it is no handout.

    A print job, for one, has no fields.
    """
    if path.stat().st_size > MOST_BYTES:
        return None
    with pikepdf.open(path) as pdf:
        told: dict[str, str] = {}
        fields: dict[str, Field] = {}
        for number, page in enumerate(pdf.pages, 1):
            if number > MOST_PAGES:
                return None
            left, _, _, top = (float(side) for side in page.cropbox)
            for widget in _widgets(page):
                name, kind, flags = _named(widget)
                if int(widget.get("/F", 0)) & HIDDEN:
                    told[name] = str(widget.get("/V", ""))
                    continue
                x0, y0, x1, y1 = (float(side) for side in widget.Rect)
                box = x0 - left, top - y1, x1 - left, top - y0
                _add(fields, name, number, kind, flags, box)
        if "code" not in told:
            return None
        return Handout(
            str(path),
            told["code"],
            told.get("student", ""),
            told.get("variant", ""),
            len(pdf.pages),
            tuple(fields.values()),
        )


def _add(
    fields: dict[str, Field], name: str, page: int, kind: str, flags: int, box: Box
) -> None:
    """Add a widget to the field that it is of; options, `<id>.A` too, make one field."""
    form: Form = "lines" if flags & MULTILINE else "line"
    if kind == "/Btn":
        form = "choice"
        of, _, letter = name.rpartition(".")
        if of and len(letter) == 1 and not flags & RADIO:
            name = of
    known = fields.get(name)
    if known is not None and known.page == page:
        a, b = known.box, box
        box = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    if known is None or known.page == page:
        fields[name] = Field(name, page, form, box)


def _widgets(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    for widget, _ in zip(page.obj.get("/Annots", []), range(MOST_ON_PAGE), strict=False):
        if widget.get("/Subtype") == "/Widget":
            yield widget


def _named(widget: pikepdf.Object) -> tuple[str, str, int]:
    """Return a field's fully qualified name, its type and its flags."""
    names: list[str] = []
    kind, flags = "", 0
    above: Any = widget
    for _ in range(DEEPEST):
        if above is None:
            break
        if "/T" in above:
            names.insert(0, str(above.T))
        kind = kind or str(above.get("/FT", ""))
        flags = flags or int(above.get("/Ff", 0))
        above = above.get("/Parent")
    return ".".join(names), kind, flags
