"""Reads the form of a filled handout; runs in a process of its own, where bytes may do harm.

Nothing of a file is run: scripts, actions and attached files are not looked at.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pikepdf

from quizgen.intake.values import (
    PUSHBUTTON,
    RADIO,
    chosen,
    is_dictionary,
    kids_of,
    name_of,
    written,
)

MOST_FIELDS = 5_000
MOST_TEXT = 1_000_000  # characters in all fields
MOST_PAGES = 500
MOST_ON_PAGE = 5_000  # annotations
DEEPEST = 32  # names in one
WHOSE = ("variant", "code")  # what a handout says of itself
END = 1024  # bytes, in which a file says that it ends
_STREAM = re.compile(r"stream <[^<>]*>:? ?")  # how qpdf names what it reads
_HANDED_DOWN = ("/FT", "/Ff", "/V")


class _UnfitError(Exception):
    """A PDF that is no filled handout; the message says what it is."""


class _Field(NamedTuple):
    name: str
    found: pikepdf.Object
    inherited: Mapping[str, Any]


def read_form(content: bytes) -> bytes:
    """Return as JSON what the fields of a PDF hold, or why it is refused."""
    try:
        found: dict[str, Any] = {"fields": _read(content)}
    except _UnfitError as what:
        found = {"refused": str(what)}
    except pikepdf.PasswordError:
        found = {"refused": "an encrypted PDF: expected one that opens without a password"}
    except MemoryError:
        raise
    except Exception as error:  # a library may raise anything of what a stranger wrote
        if "bad_alloc" in str(error):
            raise MemoryError from None
        said = _STREAM.sub("", "".join(filter(str.isprintable, str(error))))[:200]
        found = {"refused": f"a damaged PDF: {said or type(error).__name__}"}
    return json.dumps(found).encode()


def _read(content: bytes) -> dict[str, str]:
    """Return what the fields hold.

    That a file has to be mended is not told: Chromium saves no other.
    """
    if b"%%EOF" not in content.rstrip(b"\0\t\n\r ")[-END:]:
        raise _UnfitError("a truncated PDF: its end is missing")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = _filled(_fields(pdf))
        if not fields:
            raise _UnfitError(_without_fields(pdf))
        if not fields.keys() & set(WHOSE):
            raise _UnfitError("a form, but no handout: it has no field `variant` or `code`")
    return fields


def _without_fields(pdf: pikepdf.Pdf) -> str:
    form: Any = pdf.Root.get("/AcroForm")
    if is_dictionary(form) and "/XFA" in form:
        return "a PDF with an XFA form, where the handout's own was expected"
    return (
        "a PDF without form fields: printed to a file, flattened, or no handout; expected the "
        "filled form as it was saved, or the answers as CSV"
    )


def _fields(pdf: pikepdf.Pdf) -> list[_Field]:
    """Return the form's fields; those on the pages where the form has lost its list."""
    form: Any = pdf.Root.get("/AcroForm")
    listed = form.get("/Fields") if is_dictionary(form) else None
    roots = [*listed] if isinstance(listed, pikepdf.Array) else []
    found = list(_below(roots))
    if not any(field.name in WHOSE for field in found):
        found = list(_below(_on_pages(pdf))) or found
    return found


def _below(roots: list[pikepdf.Object]) -> Iterator[_Field]:
    """Yield the fields that hold something, by their fully qualified names, each once."""
    todo: list[tuple[tuple[str, ...], pikepdf.Object, dict[str, Any], int]] = [
        ((), root, {}, 0) for root in reversed(roots) if is_dictionary(root)
    ]
    seen: set[tuple[int, int]] = set()
    count = 0
    while todo:
        path, field, above, depth = todo.pop()
        count += 1
        if count > MOST_FIELDS:
            raise _UnfitError(f"a PDF with more than {MOST_FIELDS:,} form fields")
        if depth > DEEPEST:
            raise _UnfitError(f"a PDF whose form fields are more than {DEEPEST} levels deep")
        if field.is_indirect:
            if field.objgen in seen:
                continue
            seen.add(field.objgen)
        own = name_of(field)
        path = (*path, own) if own is not None else path
        kids = [kid for kid in kids_of(field) if "/T" in kid]
        if kids:
            down = above | {key: field[key] for key in _HANDED_DOWN if key in field}
            todo += [(path, kid, down, depth + 1) for kid in reversed(kids)]
        elif path:
            yield _Field(".".join(path), field, above)


def _on_pages(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return the topmost fields of what stands on the pages."""
    found: dict[tuple[int, int], pikepdf.Object] = {}
    for _, page in zip(range(MOST_PAGES), pdf.pages, strict=False):
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        for _, top in zip(range(MOST_ON_PAGE), annotations, strict=False):
            for _ in range(DEEPEST):
                if not is_dictionary(top) or not is_dictionary(top.get("/Parent")):
                    break
                top = top.Parent
            if is_dictionary(top) and ("/T" in top or "/Kids" in top):
                found.setdefault(top.objgen if top.is_indirect else (-len(found), 0), top)
    return list(found.values())


def _filled(fields: list[_Field]) -> dict[str, str]:
    """Return what fields hold; the boxes of one answer, `<id>.A`, `<id>.B`, together."""
    held: dict[str, str] = {}
    length = 0
    for name, field, above in fields:
        flags = field.get("/Ff", above.get("/Ff", 0))
        flags = flags if isinstance(flags, int) else 0
        value, key = "", name
        if _kind(field, above) != "Btn":
            value = written(field, above.get("/V"))
        elif not flags & PUSHBUTTON:
            value = chosen(field, above.get("/V"))
            of, _, letter = name.rpartition(".")
            if of and len(letter) == 1 and letter.isupper() and not flags & RADIO:
                value, key = letter if value else "", of
                value = ", ".join(filter(None, (held.get(of), value)))
                held.pop(of, None)
        length += len(value)
        if length > MOST_TEXT:
            raise _UnfitError(f"a PDF whose form holds more than {MOST_TEXT:,} characters")
        if held.get(key) and value and held[key] != value:
            raise _UnfitError(f"a PDF with two fields {key[:60]!r} that hold different answers")
        held[key] = value or held.get(key, "")
    return held


def _kind(field: pikepdf.Object, above: Mapping[str, Any]) -> str:
    """Return what kind of field it is, by the letters that the standard has for it."""
    kind = field.get("/FT", above.get("/FT"))
    return str(kind).removeprefix("/") if isinstance(kind, pikepdf.Name) else ""
