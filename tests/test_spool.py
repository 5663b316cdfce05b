"""What is put aside comes back; a disk that is full is said in a line."""

import errno
import io
import os
from typing import Any

import pytest

from quizgen import spool
from quizgen.errors import QuizgenError
from quizgen.spool import TOGETHER, Series, Spool


class Full(io.BytesIO):
    """A file on a full disk: of what was written a little waits, and is found not to fit."""

    full = False

    def seek(self, *at: Any) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().seek(*at)


def test_what_is_put_aside_comes_back() -> None:
    aside = Spool()
    things = [("ada", 1, "\udcff", ("x", 2.5)), "ŷ" * 3_000_000, ()]
    places = [aside.put(one) for one in things]
    assert [aside.get(place) for place in reversed(places)] == things[::-1]


def test_a_series_is_read_in_its_order_and_again() -> None:
    series: Series[Any] = Series(Spool(), tuple)
    for at in range(2 * TOGETHER + 1):
        series.append((at, str(at)))
    for _ in range(2):
        assert [at for at, _ in series] == [*range(len(series))]


@pytest.mark.parametrize("do", [lambda aside: aside.put("b"), lambda aside: aside.get(0)])
def test_a_full_disk_is_said_when_it_shows(monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
    file = Full()
    monkeypatch.setattr(spool, "SpooledTemporaryFile", lambda *_, **__: file)
    aside = Spool()
    aside.put("a")
    file.full = True
    with pytest.raises(QuizgenError, match=r"a temporary file cannot be .*: .*space"):
        do(aside)
