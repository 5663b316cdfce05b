"""Where the files that come with the package are: templates, fonts and built-in sets."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the folder of templates: inside an installed package, beside a source tree."""
    packed = PACKAGE / "templates"
    return packed if packed.is_dir() else PACKAGE.parent / "templates"


def sets() -> Path:
    """Return the folder of the built-in sets."""
    return PACKAGE / "sets"
