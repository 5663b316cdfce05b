"""The tags that WeasyPrint leaves out: which images are formulas, what a table's heads head."""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

from collections.abc import Set as AbstractSet
from typing import Any

import pydyf

ROWS = {"/THead", "/TBody", "/TR"}


def tag(document: Any, pdf: pydyf.PDF, formulas: AbstractSet[str]) -> None:
    """Complete the tags of a PDF that is about to be written; a finisher of WeasyPrint.

    An image whose alternative text is one of `formulas` is tagged as a formula; a head of a
    table speaks of its column, or where it opens a row of the body, of that row; what is only
    laid out as a table is none.
    """
    elements = {
        one.reference: one
        for one in pdf.objects
        if isinstance(one, pydyf.Dictionary) and "S" in one
    }
    for element in elements.values():
        if element["S"] == "/Figure" and "Alt" in element and element["Alt"].string in formulas:
            element["S"] = "/Formula"
        elif element["S"] == "/Table" and not ROWS & {
            elements[kid]["S"] for kid in element["K"] if kid in elements
        }:
            element["S"] = "/Div"
        elif element["S"] == "/TH":
            above = elements[elements[element["P"]]["P"]]  # of the row that it stands in
            scope = "/Column" if above["S"] == "/THead" else "/Row"
            element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope})
