"""A submissions file as lines of fields, whatever a spreadsheet made of it.

Encoding, separator and line ends are found out; a row keeps the text it came as, so that
what cannot be graded can be shown untouched.  The standard reader would lose that text,
stops at long fields, and lets one stray quotation mark swallow the rest of the file.
"""

import io
import re
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO, NamedTuple

from quizgen.signatures import LONGEST_START, kind_of

SEPARATORS = ",;\t"
FARTHEST = 200  # lines, and
LONGEST = 100_000  # characters, over which one quoted field may run
CHUNK = 1 << 20  # bytes


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
    return table_of(io.BytesIO(content))


def table_of(stream: BinaryIO, expected: str = "a CSV file") -> Table:
    """Return the table in a file, whose records are read as they are asked for.

    `expected` is what the file may be, for errors.  Raises `TableError` where there is none.
    """
    other = kind_of(stream.read(LONGEST_START))
    if other is not None:
        raise TableError(f"{other}, where {expected} was expected")
    lines, notes = _lines(stream)
    at, first = next(((k, line) for k, line in enumerate(lines) if line.strip()), (0, ""))
    if not first:
        raise TableError("an empty file, where a header and rows were expected")
    if any(sign < " " and sign not in "\t\r\n" for sign in first[:1000]):
        raise TableError(f"a binary file, where {expected} was expected")
    named = first.strip().lower()
    if named.startswith("sep=") and len(named) == 5 and named[-1] in SEPARATORS:
        separator, at = named[-1], at + 1
    else:
        separator, lines = _separator(first), chain((first,), lines)
    records = _records(lines, at, separator)
    header = next(records, None)
    if header is None or header.fields is None:
        raise TableError("no header: expected student,variant,blank,answer or a column a blank")
    return Table(header, records, notes, separator)


def _lines(stream: BinaryIO) -> tuple[Iterator[str], tuple[str, ...]]:
    """Return the lines, parted at \\n, \\r and \\r\\n, which they keep.

    There is a note where the encoding was a guess.
    """
    stream.seek(0)
    if stream.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        whole = _is(stream, "utf-16")
        return _text(stream, "utf-16"), () if whole else ("not all of it is UTF-16: cut off?",)
    if _is(stream, "utf-8"):
        return _text(stream, "utf-8-sig"), ()
    # What calls itself Latin-1 is mostly Windows-1252, whose dashes students use as minus.
    latin = (line.translate(_WINDOWS) for line in _text(stream, "latin-1"))
    return latin, ("not UTF-8: read as Latin-1",)


def _text(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of a file, which is left to who opened it to be closed."""
    text = TextIOWrapper(stream, encoding, "replace", newline="")
    try:
        yield from text
    finally:
        if not stream.closed:
            text.detach()


def _is(stream: BinaryIO, encoding: str) -> bool:
    """Say whether all of a file is of an encoding; it is read anew from its start then."""
    decoder = getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _separator(header: str) -> str:
    """Return the separator that lets `header` say whose its rows are, in most fields."""

    def named(separator: str) -> tuple[bool, int]:
        names = {field.strip(" \r\n\"'").casefold() for field in header.split(separator)}
        return bool(names & {"student", "variant"}), header.count(separator)

    return max(SEPARATORS, key=named)


def _records(lines: Iterator[str], at: int, separator: str) -> Iterator[Record]:
    """Yield the records of lines, the first of which is number `at` of the file, from 0.

    Where a quoted field does not end well, its first line is a record without fields and
    the next line starts anew: a stray quotation mark costs one row, not the file.
    """
    ahead: deque[str] = deque()  # lines that were looked at, for a field that runs on
    while True:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            return
        at += 1
        raw = line.rstrip("\r\n")
        fields = split_fields(raw, separator)
        more = 0
        if fields == ():
            raw = line
            for following in _following(lines, ahead):
                if fields != () or len(raw) >= LONGEST:
                    break
                raw += following
                more += 1
                if '"' in following:
                    fields = split_fields(raw.rstrip("\r\n"), separator)
        if not fields:
            raw, fields, more = line, None, 0
        if fields is None or any(map(str.strip, fields)):
            yield Record(at, raw.rstrip("\r\n"), fields)
        for _ in range(more):
            ahead.popleft()
        at += more


def _following(lines: Iterator[str], ahead: deque[str]) -> Iterator[str]:
    """Yield the lines over which a field may run on; they stay ahead."""
    yield from tuple(ahead)[: FARTHEST - 1]
    while len(ahead) < FARTHEST - 1:
        line = next(lines, None)
        if line is None:
            return
        ahead.append(line)
        yield line


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
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
