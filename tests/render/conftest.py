import logging
from collections.abc import Iterator

import pytest


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
