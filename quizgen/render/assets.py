"""Images and fonts, inside the page: each as a `data:` URI, so that the page needs no file."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import PurePosixPath

from quizgen.render.theme import Theme

MOST_PIXELS = 40_000_000  # a small PNG may unpack to gigabytes


@dataclass(frozen=True)
class Format:
    """A kind of file that a page may hold, and how its content starts."""

    media: str
    starts: bytes


FORMATS = {
    ".png": Format("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": Format("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": Format("image/jpeg", b"\xff\xd8\xff"),
    ".svg": Format("image/svg+xml", b""),
    ".woff2": Format("font/woff2", b"wOF2"),
}


class AssetError(ValueError):
    """A file that a page cannot hold; the message says which and why."""


def asset(theme: Theme, name: str) -> str:
    """Return an image or a font of the folder, or of the package, as a `data:` URI.

    Raises AssetError where there is none of that name, or it is not what its name says.
    """
    path = PurePosixPath(str(name))
    if path.is_absolute() or ".." in path.parts:
        raise AssetError(f"{str(name)!r}: expected a path inside the folder of templates")
    known = FORMATS.get(path.suffix.lower())
    if known is None:
        raise AssetError(f"{str(name)!r}: expected one of {', '.join(sorted(FORMATS))}")
    content = theme.find(str(path))
    if content is None:
        raise AssetError(f"{str(name)!r}: no such file in the folder of templates")
    _check(str(name), content, known)
    return f"data:{known.media};base64,{b64encode(content).decode('ascii')}"


def _check(name: str, content: bytes, known: Format) -> None:
    if not content.startswith(known.starts):
        raise AssetError(f"{name!r}: its content is not {known.media}")
    if known.media == "image/svg+xml" and b"<svg" not in content:
        raise AssetError(f"{name!r}: found no <svg> in it")
    if known.media == "image/png":
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        if not 0 < width * height <= MOST_PIXELS:
            raise AssetError(
                f"{name!r}: found {width} × {height} pixels, expected {MOST_PIXELS:,} at most"
            )
