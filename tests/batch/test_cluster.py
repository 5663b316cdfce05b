"""A real Dask cluster, on this machine."""

import logging
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from quizgen.batch import Cluster, run
from quizgen.batch import cluster as cluster_module
from quizgen.errors import QuizgenError

from .work import die_at, die_once, fail, lost, shifted

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return where the scheduler of a cluster of two processes is."""
    import dask

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    settings = {"distributed.scheduler.allowed-failures": 1}
    with (
        warnings.catch_warnings(),
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, dashboard_address=None, silence_logs=50
        ) as cluster,
    ):
        yield cluster.scheduler_address


def test_a_cluster_gives_the_results_in_order(address: str) -> None:
    work = partial(shifted, 100)
    assert [*run(work, range(30), Cluster(address), lost)] == [100 + n for n in range(30)]


def test_an_error_of_the_work_is_raised(address: str) -> None:
    with pytest.raises(ValueError, match="no square of 0"):
        next(run(fail, range(3), Cluster(address), lost))


def test_a_worker_that_is_ended_loses_nothing(address: str, tmp_path: Path) -> None:
    work = partial(die_once, tmp_path, 5)
    assert [*run(work, range(12), Cluster(address), lost)] == [n * n for n in range(12)]
    assert (tmp_path / "5").exists()


def test_a_job_that_ends_every_worker_is_lost(address: str) -> None:
    found = [*run(partial(die_at, 2), range(6), Cluster(address), lost)]
    assert found[2] == -2
    assert found[:2] + found[3:] == [0, 1, 9, 16, 25]


@pytest.mark.parametrize("nowhere", ["127.0.0.1:9", "nonsense://x", "tcp://no.such.host:1"])
def test_a_scheduler_that_is_not_there_is_said(
    nowhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "PATIENCE", 0.5)
    with pytest.raises(QuizgenError, match=f"^--scheduler: {nowhere}: "):
        next(run(shifted, range(3), Cluster(nowhere), lost))
