"""What a file is that was taken for another, by how it begins."""

LONGEST_START = 8  # bytes of a file that are looked at

SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text in RTF"),
    (b"<!doctyp", "a web page"),
    (b"<!DOCTYP", "a web page"),
    (b"<html", "a web page"),
)


def kind_of(start: bytes) -> str | None:
    """Return what a file is, None where its first bytes do not tell."""
    return next((what for sign, what in SIGNATURES if start.startswith(sign)), None)
