"""Files of a folder that are put in place together, when all of them are written."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from quizgen.errors import QuizgenError
from quizgen.files import beside, finish


class NewFiles:
    """Files of a folder that are written beside their places, and put there all together.

    A reader sees the old file or the new one, never a part.  Used as a context: what was not
    put in place at its end is taken away, and what a killed process leaves `sweep` removes.
    Raises QuizgenError where one cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hidden: dict[str, tuple[BinaryIO, Path]] = {}
        self._open = ExitStack()

    def __enter__(self) -> "NewFiles":
        return self

    def write(self, name: str, content: bytes) -> None:
        """Write `content` behind what the file of this name has already."""
        try:
            if name not in self._hidden:
                self._hidden[name] = self._open.enter_context(beside(self._folder / name))
            self._hidden[name][0].write(content)
        except OSError as error:
            raise self._error(name, error) from None

    def put(self) -> tuple[Path, ...]:
        """Put all files in their places, and return these."""
        for name, (file, _) in self._hidden.items():
            try:
                finish(file)
            except OSError as error:
                raise self._error(name, error) from None
        for name, (_, hidden) in self._hidden.items():
            try:
                hidden.replace(self._folder / name)
            except OSError as error:
                raise self._error(name, error) from None
        return tuple(self._folder / name for name in self._hidden)

    def _error(self, name: str, error: OSError) -> QuizgenError:
        return QuizgenError(f"{self._folder / name}: cannot be written: {error.strerror}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()
