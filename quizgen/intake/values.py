"""What a field of a PDF form holds, wherever the program that filled it put it.

By the standard it is the field's /V.  There are programs that set it on the widget, that set
how a button looks (/AS) alone, that write a button's state as text, or a text as a name.
"""

import html
import re
from decimal import Decimal
from typing import Any

import pikepdf

RADIO, PUSHBUTTON = 1 << 15, 1 << 16  # flags of a button
MOST_ITEMS = 100  # of a list
MOST_WIDGETS = 100  # of a field
_OFF = ("", "Off")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"</p>\s*(?=<p)|<br\s*/?>")


def is_dictionary(found: Any) -> bool:
    """Say whether an object is a dictionary, and no stream."""
    return isinstance(found, pikepdf.Dictionary)


def kids_of(field: pikepdf.Object) -> list[pikepdf.Object]:
    """Return the dictionaries that stand below a field."""
    kids = field.get("/Kids")
    return (
        [kid for kid in kids if is_dictionary(kid)] if isinstance(kids, pikepdf.Array) else []
    )


def name_of(field: pikepdf.Object) -> str | None:
    """Return a field's partial name, None where it has none of its own."""
    name = field.get("/T")
    return str(name) if isinstance(name, pikepdf.String) else None


def text_of(value: Any) -> str:
    """Return an object as text: a string of any of the encodings, a name, a number, a list."""
    if isinstance(value, pikepdf.Stream):
        return str(pikepdf.String(value.read_bytes()))
    if isinstance(value, pikepdf.Name):
        return str(value).removeprefix("/")
    if isinstance(value, pikepdf.Array):
        return ", ".join(text_of(value[at]) for at in range(min(len(value), MOST_ITEMS)))
    if isinstance(value, pikepdf.String | int | Decimal):
        return str(value)
    return ""


def written(field: pikepdf.Object, inherited: Any) -> str:
    """Return what stands in a field for text, an empty one where nothing does."""
    widgets = (field, *kids_of(field)[:MOST_WIDGETS])
    found = [text_of(one.get("/V")) for one in widgets]
    found += [text_of(inherited)]
    found += [_plain(text_of(one.get("/RV"))) for one in widgets]
    text = next(filter(None, found), "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def chosen(field: pikepdf.Object, inherited: Any) -> str:
    """Return the state of a button that is on, an empty one where none is."""
    widgets = (field, *kids_of(field)[:MOST_WIDGETS])
    found = [text_of(one.get("/V")) for one in widgets]
    found += [text_of(inherited)]
    found += [text_of(one.get("/AS")) for one in widgets]
    states = (one.lstrip("/") for one in found)  # a name that was written as text has its slash
    state = next((one for one in states if one not in _OFF), "")
    options = field.get("/Opt")  # where states are numbers, what they stand for
    if isinstance(options, pikepdf.Array) and re.fullmatch("[0-9]{1,3}", state):
        return text_of(options[int(state)]) if int(state) < len(options) else state
    return state


def _plain(rich: str) -> str:
    """Return the words of rich text (XHTML)."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", rich))).strip()
