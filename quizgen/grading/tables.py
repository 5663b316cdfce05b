"""A submissions file as lines of fields, whatever a spreadsheet made of it.

Encoding, separator and line ends are found out; a row keeps the text it came as, so that
what cannot be graded can be shown untouched.  The standard reader would lose that text,
stops at long fields, and lets one stray quotation mark swallow the rest of the file.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SEPARATORS = ",;\t"
FARTHEST = 200  # lines, and
LONGEST = 100_000  # characters, over which one quoted field may run


class TableError(Exception):
    """A file that is no table of submissions; the message says what it is instead."""


class Record(NamedTuple):
    """One row: the line it starts on, its text, and its fields.

    `fields` is None where a quotation mark has no partner.
    """

    line: int
    raw: str
    fields: tuple[str, ...] | None


@dataclass(frozen=True)
class Table:
    """The records of a file after its header, blank lines left out; they can be read once."""

    header: Record
    records: Iterator[Record]
    notes: tuple[str, ...]
    separator: str


def read_table(content: bytes) -> Table:
    """Return the table in `content`; raise `TableError` where there is none."""
    for start, what in _SIGNATURES:
        if content.startswith(start):
            raise TableError(f"{what}, where a CSV file was expected")
    text, notes = _decode(content)
    lines = list(io.StringIO(text, newline=""))  # parts at \n, \r and \r\n, and keeps them
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise TableError("an empty file, where a header and rows were expected")
    if any(sign < " " and sign not in "\t\r\n" for sign in lines[first][:1000]):
        raise TableError("a binary file, where a CSV file was expected")
    separator = ""
    named = lines[first].strip().lower()
    if named.startswith("sep=") and len(named) == 5 and named[-1] in SEPARATORS:
        separator, first = named[-1], first + 1
    separator = separator or _separator("".join(lines[first : first + 1]))
    records = _records(lines, first, separator)
    header = next(records, None)
    if header is None or header.fields is None:
        raise TableError("no header: expected student,variant,blank,answer or a column a blank")
    return Table(header, records, notes, separator)


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text, and a note where its encoding was a guess."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ()
        except UnicodeDecodeError:
            return content.decode("utf-16", "replace"), ("not all of it is UTF-16: cut off?",)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    # What calls itself Latin-1 is mostly Windows-1252, whose dashes students use as minus.
    return content.decode("latin-1").translate(_WINDOWS), ("not UTF-8: read as Latin-1",)


def _separator(header: str) -> str:
    """Return the separator that lets `header` say whose its rows are, in most fields."""

    def named(separator: str) -> tuple[bool, int]:
        names = {field.strip(" \r\n\"'").casefold() for field in header.split(separator)}
        return bool(names & {"student", "variant"}), header.count(separator)

    return max(SEPARATORS, key=named)


def _records(lines: Sequence[str], at: int, separator: str) -> Iterator[Record]:
    """Yield the records from `lines[at]` on.

    Where a quoted field does not end well, its first line is a record without fields and
    the next line starts anew: a stray quotation mark costs one row, not the file.
    """
    while at < len(lines):
        raw, end = lines[at].rstrip("\r\n"), at + 1
        fields = split_fields(raw, separator)
        if fields == ():
            raw = lines[at]
        last = min(len(lines), at + FARTHEST)
        while fields == () and end < last and len(raw) < LONGEST:
            raw += lines[end]
            end += 1
            if '"' in lines[end - 1]:
                fields = split_fields(raw.rstrip("\r\n"), separator)
        if not fields:
            raw, fields, end = lines[at], None, at + 1
        if fields is None or any(map(str.strip, fields)):
            yield Record(at + 1, raw.rstrip("\r\n"), fields)
        at = end


def split_fields(text: str, separator: str) -> tuple[str, ...] | None:
    """Return the fields of one record; a field may be quoted, a quote within it doubled.

    There are none, `()`, where a quoted field goes on after the end of `text`, and None
    where something stands between a closing quote and the separator.
    """
    if '"' not in text:
        return tuple(text.split(separator))
    fields: list[str] = []
    at = 0
    while at <= len(text):
        if quoted := _QUOTED.match(text, at):
            field, closed = quoted["field"].replace('""', '"'), bool(quoted["closed"])
            end = text.find(separator, quoted.end())
            end = len(text) if end < 0 else end
            if not closed:
                return ()
            if text[quoted.end() : end].strip():
                return None
        else:
            end = text.find(separator, at)
            end = len(text) if end < 0 else end
            field = text[at:end]
        fields.append(field)
        at = end + 1
    return tuple(fields)


_QUOTED = re.compile(r' *+"(?P<field>[^"]*+(?:""[^"]*+)*+)(?P<closed>"?)')
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
