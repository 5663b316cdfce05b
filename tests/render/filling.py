"""The form of a handout, filled and read by libraries that none of us wrote."""

import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pikepdf
import pypdf

READ_ONLY, MULTILINE, RADIO = 1, 1 << 12, 1 << 15


@lru_cache(maxsize=16)
def opened(pdf: bytes) -> pikepdf.Pdf:
    """Open a file to look at; what is found in it lives as long as it is kept here."""
    return pikepdf.open(io.BytesIO(pdf))


def fields(pdf: bytes) -> dict[str, pikepdf.Dictionary]:
    """Return the fields that hold a value, by their fully qualified names, in order."""
    found = list(_named(opened(pdf).Root.AcroForm.Fields, ()))
    assert len(found) == len(dict(found)), "two fields have one name"
    return dict(found)


def _named(kids: Any, path: tuple[str, ...]) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    for field in kids:
        name = str(field.T)
        assert name
        assert "." not in name
        below = field.get("/Kids", ())
        if any("/T" in kid for kid in below):
            assert "/FT" not in field
            yield from _named(below, (*path, name))
        else:
            yield ".".join((*path, name)), field


def flags(field: pikepdf.Dictionary) -> int:
    return int(field.get("/Ff", 0))


def letters(field: pikepdf.Dictionary) -> str:
    """Return the letters that a field's buttons stand for."""
    widgets = field.get("/Kids", [field])
    states = [state for widget in widgets for state in widget.AP.N.keys()]  # noqa: SIM118
    return "".join(sorted(state[1:] for state in states if state != "/Off"))


def answers(pdf: bytes) -> dict[str, str]:
    """Return an answer for every field that is to be filled in: a letter, or words."""
    made = {}
    for number, (name, field) in enumerate(fields(pdf).items()):
        if field.FT == "/Btn":
            made[name] = letters(field)[-1]
        elif not flags(field) & READ_ONLY:
            made[name] = "Ångström, (\\)" if flags(field) & MULTILINE else f"-{number}.25"
    return made


def filled_by_pikepdf(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """Fill a form as scripts do that set values and draw nothing."""
    filled = pikepdf.open(io.BytesIO(pdf))
    for name, field in _named(filled.Root.AcroForm.Fields, ()):
        if name not in values:
            continue
        if field.FT == "/Tx":
            field.V = pikepdf.String(values[name])
            continue
        field.V = pikepdf.Name(f"/{values[name]}")
        for widget in field.get("/Kids", [field]):
            widget.AS = field.V if field.V in widget.AP.N.keys() else pikepdf.Name.Off  # noqa: SIM118
    saved = io.BytesIO()
    filled.save(saved)
    return saved.getvalue()


def filled_by_pypdf(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """Fill a form as scripts do that draw what they set."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    buttons = {name for name, field in fields(pdf).items() if field.FT == "/Btn"}
    wanted = {name: f"/{it}" if name in buttons else it for name, it in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, wanted, auto_regenerate=False)
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def read_by_pikepdf(pdf: bytes) -> dict[str, str]:
    return {name: _value(field.get("/V")) for name, field in fields(pdf).items()}


def read_by_pypdf(pdf: bytes) -> dict[str, str]:
    found = pypdf.PdfReader(io.BytesIO(pdf)).get_fields() or {}
    return {name: _value(field.get("/V")) for name, field in found.items()}


def _value(value: object) -> str:
    return "" if value in (None, "/Off") else str(value).removeprefix("/")
