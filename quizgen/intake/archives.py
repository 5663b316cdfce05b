"""What is in a ZIP file, within bounds, read in memory: no name of it is a path here.

The limits hold for what comes out, whatever the file says of itself.
"""

import io
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from quizgen.intake.folders import MOST_FILES
from quizgen.intake.items import Refused
from quizgen.intake.names import in_order, is_left_aside

MOST_MEMBER = 50_000_000  # bytes that one file in it may have,
MOST_IN_ALL = 2_000_000_000  # and all of them,
MOST_RATIO = 200  # and how many times as much as in the ZIP file,
SMALL = 1_000_000  # unless it is small
LONGEST_READ = 4_000_000  # bytes at once, the list of the files among them
CHUNK = 1 << 20
_IS_UTF_8, _IS_ENCRYPTED = 0x800, 0x1
# What other methods make of a piece comes out whole, however much it is: 400 MB of 400 bytes.
METHODS = (ZIP_STORED, ZIP_DEFLATED)

# What a ZIP file is that is none to its owner, by how the names in it begin.
PROGRAMS_OWN = {
    "xl/": "an Excel workbook: save it as CSV",
    "word/": "a Word document",
    "ppt/": "a PowerPoint file",
    "mimetype": "an OpenDocument file: save a table as CSV, a text as PDF",
    "Index/": "a file of Pages or Numbers: export it as PDF or CSV",
}
_DAMAGED = (
    BadZipFile,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)


class Member(NamedTuple):
    """A file of a ZIP file: where it is, and what is in it."""

    source: str
    content: bytes


class Room:
    """How many bytes, and files, may still come out of a ZIP file and those in it."""

    def __init__(self) -> None:
        self.left = MOST_IN_ALL
        self.files = MOST_FILES


class MemberError(Exception):
    """A member that is not read; the message says why."""


def members_of(source: str, stream: BinaryIO, room: Room) -> Iterator[Member | Refused]:
    """Yield the files of a ZIP file, sorted as people count, or why one is not read."""
    most = room.files
    if most <= 0:
        yield _too_many(source)
        return
    try:
        archive = ZipFile(_InBounds(stream))
        infos = [one for one in archive.infolist() if not one.is_dir()]
    except _DAMAGED as error:
        yield Refused(source, f"a damaged ZIP file: {_said(error)}")
        return
    room.files -= len(archive.infolist())  # those that are left aside too: a list takes time
    named = sorted(((_name(one), one) for one in infos), key=lambda one: in_order(one[0]))
    for start, what in PROGRAMS_OWN.items():
        if any(name.startswith(start) for name, _ in named):
            yield Refused(source, f"{what}, where CSV files and filled PDFs were expected")
            return
    named = [(name, one) for name, one in named if not is_left_aside(name)]
    if not named:
        yield Refused(source, "a ZIP file without files, where submissions were expected")
    for name, info in named[:most]:
        where = f"{source}/{name}"
        try:
            yield Member(where, _content(archive, info, room))
        except MemberError as why:
            yield Refused(where, str(why))
        except _DAMAGED as error:
            yield Refused(where, f"damaged in its ZIP file: {_said(error)}")
    if len(named) > most:
        yield _too_many(source)


def _too_many(source: str) -> Refused:
    return Refused(source, f"more than {MOST_FILES:,} files: the others are not read")


def _content(archive: ZipFile, info: ZipInfo, room: Room) -> bytes:
    if info.flag_bits & _IS_ENCRYPTED:
        raise MemberError("encrypted in its ZIP file: expected one without a password")
    if info.compress_type not in METHODS:
        raise MemberError(
            "packed by a method that few programs know: expected a usual ZIP file"
        )
    most = MOST_MEMBER
    if info.file_size > most:
        raise MemberError(f"larger than a file in a ZIP file may be, {most:,} bytes")
    if info.file_size > max(SMALL, MOST_RATIO * info.compress_size):
        raise MemberError(f"more than {MOST_RATIO} times as large as in its ZIP file")
    if info.file_size > room.left:
        raise MemberError(f"what comes out of the ZIP file is more than {MOST_IN_ALL:,} bytes")
    room.left -= info.file_size
    with archive.open(info) as file:
        return _read(file, info.file_size)


def _read(file: IO[bytes], most: int) -> bytes:
    """Return what comes out, at most so many bytes, its checksum looked at."""
    whole = io.BytesIO()
    while chunk := file.read(CHUNK):
        whole.write(chunk)
        if whole.tell() > most:
            raise BadZipFile("larger than its list of files says")
    return whole.getvalue()


def _name(info: ZipInfo) -> str:
    """Return a member's name: many programs write UTF-8 and do not say so."""
    name = info.filename
    if not info.flag_bits & _IS_UTF_8:
        try:
            return name.encode("cp437").decode()
        except UnicodeError:
            pass
    return name


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


class _InBounds:
    """A file of which nobody reads much at once, whatever length a ZIP file claims."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell
        self.seekable = stream.seekable

    def read(self, size: int = -1, /) -> bytes:
        """Read as a file does; raise `BadZipFile` where it is too much."""
        most = LONGEST_READ + 1
        found = self._stream.read(min(size, most) if size >= 0 else most)
        if len(found) == most:
            raise BadZipFile("its list of files is too long")
        return found
