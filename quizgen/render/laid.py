"""Pieces as they were laid out: sizes, and what they leave on paper; no box of WeasyPrint."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes

from quizgen.render.impressions import Decoration, Impression
from quizgen.render.pagination import UnfitError

PARAGRAPH: type[Any] = boxes.BlockBox
SIDES = ("top", "right", "bottom", "left")


@dataclass(frozen=True)
class Around:
    """What counts of a box for those before, after and in it.

    `decoration` draws its background and sides; `fits` says whether it has nothing else around
    what is in it.
    """

    margin_top: float
    margin_bottom: float
    break_before: str
    break_after: str
    break_inside: str
    fits: bool
    decoration: Decoration | None = None


@dataclass(frozen=True)
class Place:
    """Where a box stands, with its margins, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Laid:
    """A piece as WeasyPrint laid it out at the head of a page; `own` is None if it is not seen.

    `chain` has the boxes around it, from the body's in.  `tops` say how far down its lines
    begin, and `end` where it does: one impression stands from one to the next.  `gaps` are the
    boxes of its holes, and `inside` has the layouts of what is put into them.
    """

    chain: tuple[Around, ...]
    own: Around | None = None
    place: Place = Place(0.0, 0.0, 0.0, 0.0)
    size: tuple[float, float] = (0.0, 0.0)
    tops: tuple[float, ...] = ()
    end: float = 0.0
    orphans: int = 1
    widows: int = 1
    digits: bool = True
    impressions: tuple[Impression, ...] = ()
    gaps: Mapping[int, Place] = field(default_factory=dict)
    inside: "tuple[Laid, ...]" = ()


NOT_SEEN = Laid(())


def around(box: Any, decoration: Decoration | None = None) -> Around:
    """Return what counts of a box around others."""
    style = box.style
    return Around(
        _margin(style["margin_top"]),
        _margin(style["margin_bottom"]),
        style["break_before"],
        style["break_after"],
        style["break_inside"],
        not (
            box.padding_top
            or box.padding_bottom
            or box.border_top_width
            or box.border_bottom_width
        ),
        decoration,
    )


def place_of(box: Any) -> Place:
    """Return where a box stands."""
    return Place(box.position_x, box.position_y, box.margin_width(), box.margin_height())


def in_lines(box: Any) -> bool:
    """Return whether a page may end between the lines of a box."""
    return (
        type(box) is PARAGRAPH
        and len(box.children) > 1
        and all(isinstance(child, boxes.LineBox) for child in box.children)
        and box.style["break_inside"] == "auto"
        and box.background is None
        and not any(getattr(box, f"border_{side}_width") for side in SIDES)
    )


def _margin(size: Any) -> float:
    if size == "auto":
        return 0.0
    if (size.unit != "px" and size.value) or size.value < 0:
        raise UnfitError("a margin that is no length")
    return float(size.value)
