"""Cut a page into pieces, and say of each all that its layout depends on.

A piece is what a page break leaves whole, or parts between two lines: a paragraph, a formula,
a line of a derivation, a row of answer fields.  Pieces stand in containers (sections,
questions, solutions), which only stack them.  How a piece is laid out depends on its skeleton
(its markup with each formula reduced to its size, and each digit to a zero, since all digits
have one width), on the containers around it and, by the style sheet's rules, on what stands
before and after it.  Pieces with equal keys have one layout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

# What only stacks what is in it; `fits` of `galley` sees to it that this is so.
CONTAINERS = frozenset({"main", "section", "details", "fieldset"})
STACKS = frozenset({"together", "derivation", "lines", "options across-1"})
EXACT = frozenset(
    {"header", "thead", "h1", "h2", "h3", "h4"}
)  # names, bookmarks, semibold digits
HOLES = frozenset({("span", "box"), ("li", "option")})  # tag, class: blocks, aligned at the top
UNSEEN = frozenset({"alt", "name", "aria-label"})  # attributes that nothing is laid out by
MARKED = frozenset({"radio", "checkbox"})  # inputs that don't show their values
WIDTH = re.compile(r"(?<![\w-])width:[\d.]+em")
ANY_WIDTH = "width:1em"
DIGIT = re.compile("[0-9]")
LETTER = re.compile("[A-Z]")  # of an option, in a box of fixed width: as good as a digit
STAND_IN = "stand:in"  # the address of each formula and figure in a skeleton
SPECK = "display:block;width:1px;height:1px"  # what shows where a hole is
GAP = "gap"  # the class of that image
BARE = frozenset({GAP, "field-image"})  # the classes of images that show nothing themselves
WORDS = "words"  # the class of an element whose words are filled in
SHORT, OTHERS = 20, "\u0250"  # how many letters, of which scripts, take a line of our fonts
FIXED = " "  # in the place of a digit that is the same wherever the skeleton is
BEFORE, AFTER = 1, 2  # neighbours that the rules of the style sheet look at,
BREAK = "pagebreak"
LOOKED_AT = frozenset({"p", "h2", "formula", "question", BREAK})  # for what they are


@dataclass(frozen=True)
class Skeleton:
    """Markup without what varies: `key` says all of it, `digits` are those of its text.

    `elements` has what stood in the page in the order of the document, as `root` has its own.
    A hole is an element of which nothing but the size counts for what is around it: a piece of
    its own, `gaps` the elements in its place, which have an image for it.
    """

    key: str
    root: Element
    digits: str
    elements: tuple[Element, ...]
    holes: "tuple[Piece, ...]"
    gaps: tuple[Element, ...]


@dataclass(frozen=True)
class Piece:
    """A piece in its place: the elements around it, from the body on, and its neighbours."""

    path: tuple[Element, ...]
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    skeleton: Skeleton
    key: str


def pieces(body: Element) -> Iterator[Piece]:
    """Yield the pieces of a page's body in their order.

    What the body says of itself counts for margins only.
    """
    yield from _inside(body, (body,), "")


def shallow(element: Element) -> Element:
    """Return an element without its content."""
    return Element(element.tag, element.attrib)


def _inside(parent: Element, path: tuple[Element, ...], around: str) -> Iterator[Piece]:
    """Yield what is in the last container of a path, whose tags are `around` it."""
    children = list(parent)
    for place, child in enumerate(children):
        stacks = child.tag in CONTAINERS or child.get("class") in STACKS
        if stacks or child.tag == "tbody" or _is_long(child):
            yield from _inside(child, (*path, child), around + _tag(child))
            continue
        before = tuple(children[max(place - BEFORE, 0) : place])
        after = tuple(children[place + 1 : place + 1 + AFTER])
        skeleton = _skeleton(child, path, around)
        key = f"{around}\n{_beside(child, before, after)}\n{skeleton.key}"
        yield Piece(path, before, after, skeleton, key)


def _beside(
    element: Element, before: tuple[Element, ...], after: tuple[Element, ...]
) -> list[str]:
    """Return what the rules of the style sheet see beside an element."""
    seen = [BREAK for one in before if one.get("class") == BREAK]
    if element.tag == "tr" and not after:
        seen.append("last")
    if _looked_at(element):
        seen += [",".join(_looked_at(one)) for one in before]
        seen += [">", *(",".join(_looked_at(one)) for one in after)]
    return seen


def _in_a_line(one: Element) -> bool:
    """Return whether the words of an element take one line of our fonts, most likely."""
    words = one.text or ""
    return bool(words.strip()) and len(words) <= SHORT and max(words) < OTHERS and not len(one)


def _ends_its_line(around: Element) -> bool:
    """Return whether nothing stands beside what is in an element: its width is all the same."""
    alone = len(around) == 1 and not around.text and not around[0].tail
    return alone and (around.tag == "td" or around.get("class") == "option-text")


def _looked_at(element: Element) -> list[str]:
    return sorted(LOOKED_AT & {element.tag, *element.get("class", "").split()})


def _is_long(element: Element) -> bool:
    """Return whether something is a table of fixed columns that may be parted between rows."""
    (*_, table) = element if element.get("class") == "table" else [element]
    return table.tag == "table" and table.get("class") == "long"


def _tag(element: Element) -> str:
    kept = sorted((k, v) for k, v in element.attrib.items() if k not in UNSEEN)
    return f"<{element.tag} {kept}>"


def _skeleton(element: Element, path: tuple[Element, ...], around: str) -> Skeleton:
    """Return an element without what varies; the tags of its path are `around` it."""
    digits: list[str] = []
    elements: list[Element] = []
    holes: list[Piece] = []
    gaps: list[Element] = []

    def zeros(text: str | None, exact: bool, varying: re.Pattern[str] = DIGIT) -> str | None:
        if not text:
            return text
        found = (DIGIT if exact else varying).findall(text)
        digits.extend(FIXED * len(found) if exact else found)
        return text if exact else varying.sub("0", text)

    def reduced(one: Element, above: tuple[Element, ...], exact: bool) -> Element:
        exact = exact or one.tag in EXACT
        attributes = {k: v for k, v in one.attrib.items() if k not in UNSEEN}
        if one.get("type") in MARKED:
            attributes.pop("value", None)
        elements.append(one)
        if above is not path and (one.tag, one.get("class", "").partition(" ")[0]) in HOLES:
            attributes.pop("style", None)
            tags = around + "".join(map(_tag, above[len(path) :]))
            hole = _skeleton(one, above, tags)
            holes.append(Piece(above, (), (), hole, f"{tags}\n{hole.key}"))
            gaps.append(Element(one.tag, attributes))
            SubElement(gaps[-1], "img", {"src": STAND_IN, "class": GAP, "style": SPECK})
            elements.append(one)
            return gaps[-1]
        if one.tag == "img" and not one.get("src", "").startswith("data:"):
            attributes["src"] = STAND_IN
            if _ends_its_line(above[-1]):
                attributes["style"] = WIDTH.sub(ANY_WIDTH, attributes.get("style", ""))
        copy = Element(one.tag, attributes)
        if one.tag == "bdi" and _in_a_line(one):
            copy.set("class", WORDS)
            copy.text = WORDS
            return copy
        copy.text = zeros(one.text, exact, LETTER if one.get("class") == "letter" else DIGIT)
        for child in one:
            inside = reduced(child, (*above, one), exact)
            inside.tail = zeros(child.tail, exact)
            copy.append(inside)
        return copy

    root = reduced(element, path, False)
    return Skeleton(
        tostring(root, "unicode"),
        root,
        "".join(digits),
        tuple(elements),
        tuple(holes),
        tuple(gaps),
    )
