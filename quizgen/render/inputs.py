"""The inputs of a page: where an answer goes, by what name, and what a screen reader says.

A printed page cannot ask by itself: each input is given an image that stands for it, so that
whoever draws the page learns where it is, whatever template and style sheet put it there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.etree.ElementTree import Element, SubElement

Kind: TypeAlias = Literal["line", "lines", "one", "several"]

# By an input's `type`; another type (a button, a file) is not for answers.
FORMS: Mapping[str, Kind] = {"text": "line", "radio": "one", "checkbox": "several"}


@dataclass(frozen=True)
class Input:
    """Where an answer is typed ("line", "lines") or marked ("one" or "several" of some).

    `spoken` names what is wanted; of an option, which has a `letter`, it is what the option
    says, and `asked` is what it answers.
    """

    name: str
    form: Kind
    spoken: str
    letter: str = ""
    asked: str = ""


def mark_inputs(page: Element) -> dict[str, Input]:
    """Give every named input an `<img>` inside it; return them by its source, in reading order.

    A name that occurs twice is one answer: the first input has it.  Options of one name are
    told apart by their values.
    """
    marked: dict[str, Input] = {}
    taken = set()
    for element, found in _inputs(page, (), None):
        if (found.name, found.letter) not in taken:
            taken.add((found.name, found.letter))
            source = f"field:{len(marked) + 1}"
            SubElement(element, "img", {"class": "field-image", "src": source, "alt": source})
            marked[source] = found
    return marked


def _inputs(
    element: Element, sections: tuple[str, ...], label: Element | None
) -> Iterator[tuple[Element, Input]]:
    """Yield the inputs below an element, which stands in sections and perhaps in a label."""
    if element.tag == "section" and element.get("aria-label"):
        sections += (element.attrib["aria-label"],)
    elif element.tag == "fieldset":
        sections += tuple(_text(legend) for legend in element.findall("legend"))
    elif element.tag == "label":
        label = element
    elif element.tag in ("input", "textarea") and all(element.get("name", "").split(".")):
        form: Kind | None = "lines"
        if element.tag == "input":
            form = FORMS.get(element.get("type", "text").lower())
        if form is not None:
            yield element, _input(element, form, sections, label)
        return
    for child in element:
        yield from _inputs(child, sections, label)


def _input(
    element: Element, form: Kind, sections: tuple[str, ...], label: Element | None
) -> Input:
    name = element.attrib["name"]
    said = element.get("aria-label") or (_text(label) if label is not None else "") or name
    if form in ("line", "lines"):
        return Input(name, form, said)
    return Input(name, form, said, element.get("value", "on"), ", ".join(sections) or name)


def _text(element: Element) -> str:
    """Return what an element says, its formulas in words."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    yield element.get("alt", "") if element.tag == "img" else element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
