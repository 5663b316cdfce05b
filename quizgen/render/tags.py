"""The structure of a PDF, completed: what WeasyPrint's tags lack, or say too much."""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

from collections import defaultdict
from collections.abc import Container, Iterator
from collections.abc import Set as AbstractSet

import pydyf

ROWS = {"/THead", "/TBody", "/TR"}
GROUPING = {"/Div", "/NonStruct", "/Span"}  # that say nothing by being there
BLOCKS = {"/Div", "/P", "/Table", "/L", "/Sect", *(f"/H{level}" for level in range(1, 7))}
SECTIONS = {"/Document", "/Part", "/Sect"}  # which hold no words themselves
PLAIN = {"Type", "S", "K", "Pg", "P"}  # what says of an element no more than where it is


class Structure:
    """The structure elements of a PDF that is about to be written, and its pages.

    `elements` are by their references, in reading order; `pages`, and their `streams`, by the
    references of their content; `fonts` are those of all pages by their names.
    """

    def __init__(self, pdf: pydyf.PDF) -> None:
        dictionaries = [one for one in pdf.objects if isinstance(one, pydyf.Dictionary)]
        self.pdf = pdf
        self.elements = {one.reference: one for one in dictionaries if "S" in one}
        self.pages = {
            one["Contents"]: one for one in dictionaries if one.get("Type") == "/Page"
        }
        self.streams = {
            one.reference: one for one in pdf.objects if isinstance(one, pydyf.Stream)
        }
        (root,) = (one for one in dictionaries if one.get("Type") == "/StructTreeRoot")
        self.root = self.elements[root["K"][0]]
        (parents,) = (one for one in dictionaries if one.reference == root["ParentTree"])
        self.parents = parents["Nums"]
        self._marks = {
            page.reference: self.parents[2 * page["StructParents"] + 1]
            for page in self.pages.values()
        }
        resources = {page["Resources"] for page in self.pages.values()}
        (of_all,) = (one for one in dictionaries if one.reference in resources)
        (self.fonts,) = (one for one in dictionaries if one.reference == of_all["Font"])
        self._next = max(self.parents[::2]) + 1
        self._artifacts: dict[bytes, set[int]] = defaultdict(set)  # marks, by their page

    def with_alt(self, alts: Container[str]) -> Iterator[pydyf.Dictionary]:
        """Yield the elements whose alternative text is one of `alts`."""
        for element in self.elements.values():
            if "Alt" in element and element["Alt"].string in alts:
                yield element

    def complete(self, formulas: AbstractSet[str]) -> None:
        """Complete the tags.

        An image whose alternative text is one of `formulas` is tagged as a formula; a head of a
        table speaks of its column, or where it opens a row of the body, of that row; what is
        only laid out as a table is none.  Running heads are no part of the text, and what
        groups nothing, or only says that it does, is left out.
        """
        for element in self.with_alt(formulas):
            element["S"] = "/Formula"
        for element in self.elements.values():
            if element["S"] == "/Table" and not ROWS & {
                self.elements[kid]["S"] for kid in element["K"] if kid in self.elements
            }:
                element["S"] = "/Div"
            elif element["S"] == "/TH":
                above = self.elements[self.elements[element["P"]]["P"]]  # of its row
                scope = "/Column" if above["S"] == "/THead" else "/Row"
                element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope})
        self._prune()
        self._mark_artifacts()

    def turn_into_form(self, element: pydyf.Dictionary, widget: pydyf.Dictionary) -> None:
        """Tag a widget by the element of the image that stood for it, which shows nothing."""
        self._discard(element)
        reference = pydyf.Dictionary(
            {"Type": "/OBJR", "Obj": widget.reference, "Pg": element["Pg"]}
        )
        self.pdf.add_object(reference)
        element["S"] = "/Form"
        element["K"] = pydyf.Array([reference.reference])
        del element["Alt"], element["A"]
        widget["StructParent"] = self._next
        self.parents += [self._next, element.reference]
        self._next += 1

    def _prune(self) -> None:
        """Leave out the elements that hang nowhere, as the margins' do, hold or say nothing."""
        kept = {self.root.reference}

        def keep(element: pydyf.Dictionary) -> None:
            kids = pydyf.Array()
            for kid in element["K"]:
                inner = self.elements.get(kid)
                if inner is None:
                    kids.append(kid)
                    continue
                keep(inner)
                if self._is_needless(inner, element):
                    kids += self._hung_higher(inner, element)
                elif inner["K"] or inner["S"] not in GROUPING:
                    kept.add(kid)
                    kids.append(kid)
            element["K"] = kids

        keep(self.root)
        for reference in self.elements.keys() - kept:
            element = self.elements.pop(reference)
            self._discard(element)
            element.clear()  # pydyf's cross-references go wrong where an object is left out

    def _is_needless(self, element: pydyf.Dictionary, above: pydyf.Dictionary) -> bool:
        """Return whether what is in an element says as much without it."""
        if element.keys() != PLAIN or element["Pg"] != above.get("Pg"):
            return False
        if element["S"] == "/Span":
            return above["S"] not in SECTIONS
        return element["S"] in GROUPING and all(
            kid in self.elements and self.elements[kid]["S"] in BLOCKS for kid in element["K"]
        )

    def _hung_higher(
        self, element: pydyf.Dictionary, above: pydyf.Dictionary
    ) -> list[bytes | int]:
        """Hang what is in an element into the one above it; return it."""
        kids: list[bytes | int] = element["K"]
        for kid in kids:
            if isinstance(kid, int):
                self._marks[element["Pg"]][kid] = above.reference
            else:
                self.elements[kid]["P"] = above.reference
        element["K"] = []
        return kids

    def _discard(self, element: pydyf.Dictionary) -> None:
        """Note that what an element marks in its page is no part of the text."""
        marks = [kid for kid in element["K"] if isinstance(kid, int)]
        if marks:
            self._artifacts[element["Pg"]].update(marks)

    def _mark_artifacts(self) -> None:
        """Mark in the pages what was discarded."""
        for content, page in self.pages.items():
            marks = self._artifacts[page.reference]
            for mark in marks:
                self._marks[page.reference][mark] = "null"
            items = self.streams[content].stream
            for end, item in enumerate(items):
                if item == b"BDC" and items[end - 1].get("MCID") in marks:
                    items[end - 2 : end + 1] = ["/Artifact", pydyf.Dictionary(), b"BDC"]
