"""The form of a PDF: a field for each answer, so that a sheet can be filled in on a screen.

Names are hierarchies of what their dots part, so that a field's fully qualified name is its
blank's id.  One of several choices is a group of radio buttons whose value is the option's
letter; where several may be right each option is a check box of its own, `<id>.A`, whose state
is its letter.  Nothing but the page says what a field is to hold.
"""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydyf

from quizgen.render.fieldfont import field_font
from quizgen.render.inputs import Input, Kind

PRINTED, HIDDEN = 4, 2  # flags of an annotation
READ_ONLY, MULTILINE, RADIO, NO_SPELLCHECK = 1, 1 << 12, 1 << 15, 1 << 22
LEFT, CENTRED = 0, 1
FONT = "Field"
INK = "0.067 g"  # the body's, as in pdf.css
CORNER = (0.0, 0.0, 1.0, 1.0)  # of a hidden field: pdf.js fails on one of no size
CROSS = 0.16  # how far a mark stays from its box's sides, as a part of them

# What a field is, by what its input is.
KINDS: Mapping[Kind, dict[str, Any]] = {
    "line": {"FT": "/Tx", "Ff": NO_SPELLCHECK},
    "lines": {"FT": "/Tx", "Ff": MULTILINE},
    "one": {"FT": "/Btn", "Ff": RADIO},
    "several": {"FT": "/Btn"},
}


@dataclass(frozen=True)
class Place:
    """Where a field is on its page, and the size of its text, in points."""

    box: tuple[float, float, float, float]
    size: float
    centred: bool


class Form:
    """An interactive form under way: its fields by their names, what they share."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.groups: dict[tuple[str, ...], pydyf.Dictionary] = {}
        self.marks: dict[tuple[float, float, bool], bytes] = {}
        self.root = pydyf.Array()
        font = pydyf.Dictionary({FONT: field_font(pdf).reference})
        pdf.catalog["AcroForm"] = pydyf.Dictionary(
            {
                "Fields": self.root,
                "DR": pydyf.Dictionary({"Font": font}),
                "DA": pydyf.String(f"/{FONT} 10 Tf {INK}"),
                # A script that fills a field may leave it to the viewer to show it.
                "NeedAppearances": "true",
            }
        )

    def field(self, asked: Input, place: Place) -> pydyf.Dictionary:
        """Return the widget of a new field, or of a further option of one."""
        path = tuple(asked.name.split("."))
        kind = dict(KINDS[asked.form])
        made = self._widget(place.box, PRINTED, asked.spoken)
        if asked.form in ("line", "lines"):
            made |= kind | {
                "DA": pydyf.String(f"/{FONT} {place.size:g} Tf {INK}"),
                "Q": CENTRED if place.centred else LEFT,
            }
            self._hang(made, path)
            return made
        made |= {
            "AS": "/Off",
            "AP": pydyf.Dictionary({"N": self._states(asked.letter, place.box)}),
            "MK": pydyf.Dictionary({"CA": pydyf.String("8")}),  # a cross, if drawn afresh
        }
        if asked.form == "several":
            made |= kind
            self._hang(made, (*path, asked.letter))
            return made
        group = self.groups.get(path) or self._group(path, kind, asked.asked)
        made["Parent"] = group.reference
        group["Kids"].append(made.reference)
        return made

    def tell(self, page: pydyf.Dictionary, told: Mapping[str, str]) -> None:
        """Say on a page, in fields that are not seen, what a sheet is told."""
        for name, value in told.items():
            hidden = self._hidden(name, value)
            hidden["P"] = page.reference
            page.setdefault("Annots", pydyf.Array()).append(hidden.reference)

    def _hidden(self, name: str, value: str) -> pydyf.Dictionary:
        """Return the widget of a field that is there to be read by a program."""
        made = self._widget(CORNER, HIDDEN, name)
        made |= {
            "FT": "/Tx",
            "Ff": READ_ONLY,
            "V": pydyf.String(value),
            "DA": pydyf.String(f"/{FONT} 10 Tf {INK}"),
        }
        self._hang(made, (name,))
        return made

    def _widget(
        self, box: tuple[float, float, float, float], flags: int, spoken: str
    ) -> pydyf.Dictionary:
        made = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "Rect": pydyf.Array([round(side, 3) for side in box]),
                "F": flags,
                "TU": pydyf.String(spoken),
            }
        )
        self.pdf.add_object(made)
        return made

    def _group(
        self, path: tuple[str, ...], kind: Mapping[str, Any], spoken: str = ""
    ) -> pydyf.Dictionary:
        """Return a new field that has kids."""
        group = pydyf.Dictionary({**kind, "Kids": pydyf.Array()})
        if spoken:
            group["TU"] = pydyf.String(spoken)
        self.pdf.add_object(group)
        self.groups[path] = group
        self._hang(group, path)
        return group

    def _hang(self, field: pydyf.Dictionary, path: tuple[str, ...]) -> None:
        """Put a field in its place in the hierarchy of names."""
        *above, own = path
        field["T"] = pydyf.String(own)
        if not above:
            self.root.append(field.reference)
            return
        parent = self.groups.get(tuple(above)) or self._group(tuple(above), {})
        field["Parent"] = parent.reference
        parent["Kids"].append(field.reference)

    def _states(self, letter: str, box: tuple[float, float, float, float]) -> pydyf.Dictionary:
        """Return how a choice looks: a cross in its box, or nothing."""
        width, height = (round(box[i + 2] - box[i], 2) for i in (0, 1))
        on, off = (self._mark(width, height, crossed) for crossed in (True, False))
        return pydyf.Dictionary({letter: on, "Off": off})

    def _mark(self, width: float, height: float, crossed: bool) -> bytes:
        known = self.marks.get((width, height, crossed))
        if known is None:
            x, y = width * CROSS, height * CROSS
            lines = ((x, y, width - x, height - y), (x, height - y, width - x, y))
            drawn = [f"{a:g} {b:g} m {c:g} {d:g} l" for a, b, c, d in lines if crossed]
            stream = pydyf.Stream(
                ["q 1.1 w 0.067 G", *drawn, "S Q"] if crossed else [""],
                pydyf.Dictionary(
                    {
                        "Type": "/XObject",
                        "Subtype": "/Form",
                        "BBox": pydyf.Array((0, 0, width, height)),
                        "Resources": pydyf.Dictionary(),
                    }
                ),
            )
            self.pdf.add_object(stream)
            known = self.marks[width, height, crossed] = stream.reference
        return known
