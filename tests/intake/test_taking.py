"""What a file is says its content, wherever it lies."""

import io
import zipfile
from pathlib import Path

import pytest

from quizgen.intake import Item, Refused, Table, take_in, taking

CSV = b"student,variant\ns1,seed7\n"
KINDS: dict[str, tuple[bytes, str | None]] = {
    "a table": (CSV, None),
    "nothing": (b"", None),
    "a PDF's first line further on": (b"student\n%PDF-1.7\n", "truncated"),
    "a PDF behind a byte order mark": (b"\xef\xbb\xbf%PDF-1.7\n", "truncated"),
    "a PDF that is too large": (b"%PDF-1.7\n" + bytes(2_000), "larger than a filled PDF"),
    "a PDF named in a table": (b"student,variant\n" + b"s" * 1_024 + b"\n%PDF-1.7\n", None),
}


def zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, content)
    return made.getvalue()


def told(items: list[Item], content: bytes) -> str | None:
    """Return why the one file is refused, None where it is a table of these bytes."""
    (one,) = items
    if isinstance(one, Refused):
        return one.reason
    assert isinstance(one, Table)
    with one.opened() as stream:
        assert stream.read() == content
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_the_same_by_itself_in_a_folder_and_in_a_zip_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    content, reason = KINDS[kind]
    monkeypatch.setattr(taking, "MOST_PDF", 1_500)
    lying = {
        "alone": content,
        "folder/in-it": content,
        "once.zip": zipped("in-it", content),
        "twice.zip": zipped("once.zip", zipped("in-it", content)),
    }
    for name, written in lying.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written)
        found = told([*take_in([path.parent if "/" in name else path])], content)
        assert (found is None) == (reason is None), name
        assert (reason or "") in (found or ""), name
