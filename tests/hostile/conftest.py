"""Calls of the program by someone who means harm, in a folder of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.cli import main

Quizgen = Callable[..., Result]

SET = """title = "Harmless"
[networks.net]
inputs = 1
hidden = [2]
outputs = 1
activations = ["tanh"]
loss = "half_squared_error"
weights = {low = -3, high = 3, step = 1}
[[problems]]
kind = "forward"
network = "net"
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return a folder that holds `set.toml`, beside a file that nobody must read or change."""
    (tmp_path / "harmless.toml").write_text(SET)
    (tmp_path / "private.txt").write_text("PRIVATE-PRIVATE")
    return tmp_path


@pytest.fixture
def quizgen() -> Quizgen:
    """Return a call of the program, which ends without a traceback whatever it is given."""
    return call


def call(*words: object) -> Result:
    """Call the program; no traceback, and nothing a terminal would obey, reaches its user."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    crash = result.exception
    assert crash is None or isinstance(crash, SystemExit), repr(crash)
    assert result.exit_code in (0, 1, 2)
    for line in result.stderr.splitlines():
        assert line.startswith("quizgen: ")
        assert line.isprintable()
    return result


def everything(folder: Path) -> dict[str, bytes]:
    """Return what lies below a folder: files by their content, links by where they lead."""
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = b"-> " + str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found
