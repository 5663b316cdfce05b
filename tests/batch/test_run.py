"""Jobs come back in their order from any place, and no worker's end loses one."""

import pickle
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path

import pytest

from quizgen.batch import Crew, Here, Place, Processes, run

from .work import die_alone_once, die_at, die_once, fail, lost, own_process, shifted, square

PLACES = [Here(), Processes(1), Processes(2)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("count", [0, 1, 11])
def test_results_come_in_the_order_of_the_jobs(place: Place, count: int) -> None:
    assert [*run(square, range(count), place, lost)] == [n * n for n in range(count)]


@pytest.mark.parametrize("place", PLACES)
def test_an_error_of_the_work_is_raised(place: Place) -> None:
    with pytest.raises(ValueError, match="no square of 0"):
        next(run(fail, range(3), place, lost))


@pytest.mark.parametrize("place", PLACES)
def test_few_jobs_are_under_way_at_once(place: Place) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(30):
            taken.append(number)
            yield number

    for done, _ in enumerate(run(square, jobs(), place, lost), 1):
        assert len(taken) - done <= 4


class Counted(bytes):
    """Bytes that count how often they are sent."""

    sent = 0

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        Counted.sent += 1
        return bytes, (bytes(self),)


def test_what_jobs_share_travels_once_to_a_process() -> None:
    work = partial(pickle_size, Counted(100_000))
    assert [*run(work, range(20), Processes(2), lost)] == [100_000] * 20
    assert 1 <= Counted.sent <= 2


def pickle_size(shared: bytes, _: int) -> int:
    return len(shared)


def test_a_worker_that_is_ended_loses_nothing(tmp_path: Path) -> None:
    work = partial(die_once, tmp_path, 5)
    assert [*run(work, range(12), Processes(2), lost)] == [n * n for n in range(12)]
    assert (tmp_path / "5").exists()


def test_a_worker_that_is_ended_once_more_loses_nothing_yet(tmp_path: Path) -> None:
    work = partial(die_alone_once, tmp_path, 5)
    assert [*run(work, range(12), Processes(2), lost)] == [n * n for n in range(12)]
    assert len([*tmp_path.iterdir()]) == 2


def test_the_job_that_ends_every_worker_is_lost_alone() -> None:
    found = [*run(partial(die_at, 5), range(12), Processes(2), lost)]
    assert found == [-5 if n == 5 else n * n for n in range(12)]


def test_workers_that_all_end_are_not_tried_for_ever() -> None:
    class Hopeless(Crew):
        def result(self, future: object) -> object:
            raise BrokenExecutor

    class Nowhere:
        def crew(self, work: object) -> Crew:
            return Hopeless(square)

    found = run(square, range(1000), Nowhere(), lost)
    assert [next(found), next(found)] == [0, -1]
    with pytest.raises(BrokenExecutor):
        next(found)


def test_one_process_is_this_one() -> None:
    import os

    assert {*run(own_process, range(2), Processes(1), lost)} == {os.getpid()}
    assert os.getpid() not in {*run(own_process, range(2), Processes(2), lost)}


def test_work_can_be_sent() -> None:
    work = pickle.loads(pickle.dumps(partial(shifted, 3)))
    assert [*run(work, range(3), Here(), lost)] == [3, 4, 5]
