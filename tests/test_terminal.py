"""How far a command says it is."""

import sys
from collections.abc import Iterator

import pytest

from quizgen.cli.terminal import Progress, spoken

SPOKEN = [
    (0, "less than 10 s"),
    (9.9, "less than 10 s"),
    (10, "about 10 s"),
    (44, "about 40 s"),
    (54.9, "about 50 s"),
    (55, "about 1 min"),
    (100, "about 2 min"),
    (3_540, "about 59 min"),
    (3_599, "about 1 h 0 min"),
    (7_500, "about 2 h 5 min"),
]


@pytest.mark.parametrize(("seconds", "words"), SPOKEN)
def test_a_time_is_told_as_exactly_as_it_is_known(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


def times(*seconds: float) -> Iterator[float]:
    yield 0.0
    yield from seconds


# When results came, of 10, and what is said at the last of them.
PACES = [
    ([0.1, 0.2, 0.9], None),
    ([100.0], "made 1 of 10"),
    ([100.0, 110.0], "made 2 of 10, about 1 min left"),
    ([100.0, 101.0, 102.0], "made 3 of 10, less than 10 s left"),
    ([20.0, 80.0, 140.0], "made 3 of 10, about 7 min left"),
]


@pytest.mark.parametrize(("seconds", "line"), PACES)
def test_what_is_left_goes_by_the_pace_since_the_first(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    seconds: list[float],
    line: str | None,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    clock = times(*seconds)
    with Progress("made", False, lambda: next(clock)) as progress:
        for done in range(1, len(seconds) + 1):
            progress(done, 10)
        said = capsys.readouterr().err.rpartition("\r")[2].strip()
    assert said == (line or "")
    assert capsys.readouterr().err == ("\r" + " " * 60 + "\r" if line else "")


def test_nothing_is_said_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    clock = times(100.0, 200.0)
    with Progress("made", False, lambda: next(clock)) as progress:
        progress(1, 10)
        progress(2, 10)
    assert capsys.readouterr().err == ""
