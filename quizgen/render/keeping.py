"""What is kept of a laid-out piece: its boxes, and what they share.

WeasyPrint gives each box a style of its own, of some hundred properties, and each style holds
on to those around it; a body's box holds all that was laid out with a piece.  So equal styles
are made one, and boxes know the place of their element in the piece, not the page it is from.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any
from weakref import WeakValueDictionary
from xml.etree.ElementTree import Element

from tinycss2 import serialize
from weasyprint.layout.absolute import AbsolutePlaceholder

from quizgen.render.shaping import Shaped

WITHOUT = frozenset({"content"})  # of what is said of a style: boxes were made of it already
VARIABLE = "__"  # how names of custom properties begin, whose values are tokens
UNDECORATED: frozenset[str] = frozenset()
SHOWN = (
    True  # in the place of a background, which is laid out again where the box comes to stand
)


class Keeper:
    """Makes boxes fit to be kept; equal styles of all of them are one."""

    def __init__(self) -> None:
        self._styles: WeakValueDictionary[Any, Any] = WeakValueDictionary()

    def keep(self, box: Any, places: Mapping[Element, int]) -> None:
        """Let go of what a box, and those in it, need no more; elements become their places."""
        self._keep_all((box,), places, {})

    def around(self, chain: Iterable[Any]) -> tuple[Any, ...]:
        """Return copies of boxes around a piece, without what is in them."""
        seen: dict[int, Any] = {}
        return tuple(self._emptied(box, seen) for box in chain)

    def _emptied(self, box: Any, seen: dict[int, Any]) -> Any:
        table = box.get_wrapped_table() if box.is_table_wrapper else None
        new = box.copy_with_children([] if table is None else [self._emptied(table, seen)])
        self._strip(new, {}, seen)
        return new

    def _keep_all(
        self, some: Iterable[Any], places: Mapping[Element, int], seen: dict[int, Any]
    ) -> None:
        for box in some:
            inner = box._box if isinstance(box, AbsolutePlaceholder) else box
            self._strip(inner, places, seen)
            self._keep_all(inner.children, places, seen)

    def _strip(self, box: Any, places: Mapping[Element, int], seen: dict[int, Any]) -> None:
        box.style = self._shared(box.style, seen)
        box.element = places.get(box.element)
        box.first_letter_style = box.first_line_style = None
        box.cached_counter_values = None
        if not box.remove_decoration_sides:
            box.remove_decoration_sides = UNDECORATED
        if hasattr(box, "pango_layout"):
            box.pango_layout = Shaped(box.pango_layout)
        if box.background is not None:
            box.background = SHOWN

    def _shared(self, style: Any, seen: dict[int, Any]) -> Any:
        """Return a style with the same properties, those not computed yet among them.

        These follow from what is said of the style and from its parent.
        """
        if style is None:
            return None
        if id(style) not in seen:
            style.parent_style = self._shared(style.parent_style, seen)
            style.root_style = self._shared(getattr(style, "root_style", None), seen)
            told = id(style.parent_style), _told(style)
            for turn in count():
                known = self._styles.setdefault(hash((turn, *told)), style)
                if known is style or _equal(style, known):
                    break
            seen[id(style)] = known
        return seen[id(style)]


def _told(style: Any) -> frozenset[Any]:
    """Return what style sheets say of an element, from which its style is computed."""
    said = getattr(style, "cascaded", {}).items()
    return frozenset(
        (name, serialize(value[0]) if name.startswith(VARIABLE) else _frozen(value))
        for name, value in said
        if name not in WITHOUT
    )


def _frozen(value: Any) -> Any:
    """Return a value with tuples for the lists of those that have several parts."""
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _equal(style: Any, other: Any) -> bool:
    """Return whether two styles have the same properties; the others follow from these."""
    return (
        type(style) is type(other)
        and style.parent_style is other.parent_style
        and _told(style) == _told(other)
        and _agrees(style, other)
        and _agrees(other, style)
    )


def _agrees(style: Any, other: Any) -> bool:
    return all(
        other[name] == value
        for name, value in tuple(style.items())
        if not name.startswith(VARIABLE)
    )
