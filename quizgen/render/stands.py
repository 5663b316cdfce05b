"""The stands of pieces that are laid out together: each by itself at the head of the page.

A stand has the containers of its piece, and its neighbours, unseen, for the rules of the style
sheet.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from quizgen.render.ink import StandIn, stand_in
from quizgen.render.pieces import BARE, STAND_IN, Piece, shallow

OVER = "position: absolute; left: 0; top: 0; width: 100%"


class Stands:
    """A page with pieces over each other; `images` are what stands in for theirs."""

    def __init__(self, language: str) -> None:
        self.root = Element("html", {"lang": language})
        SubElement(self.root, "head")
        self._body = SubElement(self.root, "body")
        self.images: dict[str, StandIn] = {}
        self._paths: list[tuple[Element, list[Element]]] = []

    def add(self, piece: Piece) -> None:
        """Put a piece on the page."""
        stand = SubElement(self._body, "div", {"style": OVER})
        path = []
        above = stand
        for around in piece.path[1:]:
            path.append(shallow(around))
            above.append(path[-1])
            above = path[-1]
        root = piece.skeleton.root
        for place, element in enumerate(root.iter()):
            if element.get("src", "").startswith(STAND_IN):
                source, shown = stand_in(element, place, element.get("class") in BARE)
                self.images[source] = shown
        above.extend([*map(_hidden, piece.before), root, *map(_hidden, piece.after)])
        self._paths.append((stand, [*path, root]))

    def ways(self, page: Any) -> Iterator[list[Any] | None]:
        """Yield the boxes on the way to each piece, the body's first, and its own.

        None for a piece that the page, laid out, does not show.
        """
        body = _child(page.children[0], self._body)
        stands = {one.element: one for one in _overlaid(body)}
        for stand, path in self._paths:
            way = [body, *_way(stands[stand], path)]
            yield way if len(way) > len(path) else None


def _hidden(neighbour: Element) -> Element:
    clone = shallow(neighbour)
    clone.set("style", "display:none")
    return clone


def _overlaid(box: Any) -> Iterator[Any]:
    """Yield the boxes that were taken out of the flow below a box."""
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder):
            yield child._box
        elif isinstance(child, boxes.LineBox) or child.element is box.element:
            yield from _overlaid(child)


def _way(box: Any, path: list[Element]) -> Iterator[Any]:
    """Yield the boxes on the way down from a stand, as far as they go."""
    for element in path:
        box = _child(box, element)
        if box is None:
            return
        yield box


def _child(box: Any, element: Element) -> Any:
    """Return the outermost box of an element in a box."""
    for child in box.children:
        if child.element is element:
            return child
        if child.element is box.element or isinstance(child, boxes.LineBox):
            found = _child(child, element)
            if found is not None:
                return found
    return None
