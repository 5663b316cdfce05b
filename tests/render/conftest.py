import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from quizgen.render.theme import Theme, read_theme

Write = Callable[[Mapping[str, str | bytes]], Theme]


class Unexpected(logging.Handler):
    """Keeps what WeasyPrint has to say; it is to say nothing."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    handler = Unexpected()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    assert not handler.lines


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes a folder of templates and reads it."""

    def folder(files: Mapping[str, str | bytes]) -> Theme:
        for name, content in files.items():
            path = tmp_path / "dept" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_theme(tmp_path / "dept")

    return folder
