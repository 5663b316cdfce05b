from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.cli import main

Make = Callable[..., Result]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def make(out: Path) -> Make:
    """Return a call of `quizgen make` into `out`, HTML only unless it says otherwise."""

    def call(*words: object, into: Path = out) -> Result:
        arguments = [str(word) for word in words]
        if "--format" not in arguments:
            arguments += ["--format", "html"]
        result = CliRunner().invoke(main, ["make", *arguments, "--out", str(into)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return call


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path there."""
    files = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
