"""Wherever variants are made, the same bytes; and no worker's end loses one."""

import logging
import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest
from by_hand import set_toml

from quizgen import workflows
from quizgen.batch import Crew
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, make_files
from quizgen.workflows.variants import make_variants

from .conftest import tree

COUNT, FORMATS = 6, ("html",)


@pytest.fixture
def set_file(tmp_path: Path) -> str:
    (tmp_path / "one.toml").write_text(set_toml())
    return str(tmp_path / "one.toml")


@pytest.fixture
def here(set_file: str, tmp_path: Path) -> dict[str, bytes]:
    """Return the files of a call that one process made."""
    made = workflows.make(
        set_file, tmp_path / "here", seed=7, count=COUNT, formats=FORMATS, processes=1
    )
    assert made.complete == COUNT
    return tree(tmp_path / "here")


def test_workers_killed_midway_lose_nothing(
    set_file: str, tmp_path: Path, here: dict[str, bytes]
) -> None:
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        pids = {worker.pid or 0 for worker in multiprocessing.active_children()}
        alive = sorted(pids.difference(killed))
        if len(killed) < 2 and alive:
            killed.append(alive[0])
            os.kill(killed[-1], signal.SIGKILL)

    out = tmp_path / "out"
    made = workflows.make(
        set_file, out, seed=7, count=COUNT, formats=FORMATS, processes=2, progress=kill
    )
    assert len(killed) == 2
    assert made.errors == ()
    assert tree(out) == here


@pytest.mark.filterwarnings("default")
def test_a_cluster_whose_worker_is_killed_writes_the_same_bytes(
    set_file: str, tmp_path: Path, here: dict[str, bytes]
) -> None:
    distributed = pytest.importorskip("distributed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=None, silence_logs=50
    ) as cluster:

        def kill(done: int, total: int) -> None:
            if done == 2:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)

        address = cluster.scheduler_address
        made = workflows.make(
            set_file,
            tmp_path / "out",
            seed=7,
            count=COUNT,
            formats=FORMATS,
            scheduler=address,
            progress=kill,
        )
    assert made.errors == ()
    assert tree(tmp_path / "out") == here


class Fatal(Crew):
    """A crew of which each one that takes up Bob's variant is ended."""

    def submit(self, job: Variant) -> "Future[Any]":
        if job.student != "Bob/":
            return super().submit(job)
        failed: Future[Any] = Future()
        failed.set_exception(BrokenExecutor())
        return failed


class Nowhere:
    def crew(self, work: Any) -> Crew:
        return Fatal(work)


def test_a_variant_that_ends_its_worker_is_named_with_its_student(
    set_file: str, tmp_path: Path
) -> None:
    names = {"ada": "ada", "Bob/": "Bob_-1", "eve": "eve"}
    wanted = [Variant(name, 7, student) for student, name in names.items()]
    call = Job(read_set(set_file), wanted[0], None, ())
    made = make_variants(call, wanted, tmp_path / "out", Nowhere(), False, lambda *_: None)
    assert made.complete == 2
    (error,) = made.errors
    assert error.startswith("Bob_-1 (student 'Bob/'): the process that made it was ended")
    out = tmp_path / "out"
    assert {path.rpartition("-")[2] for path in tree(out)} == {
        "ada.json", "ada.csv", "eve.json", "eve.csv",
    }  # fmt: skip


def test_another_version_on_a_worker_makes_nothing(set_file: str) -> None:
    call = Job(read_set(set_file), Variant("seed7", 7), None, ())
    (line,) = make_files(call, "0.0.9", call.variant).errors
    assert "expected 0.0.9" in line


def test_a_place_is_chosen_once(set_file: str, tmp_path: Path) -> None:
    from quizgen.errors import QuizgenError

    with pytest.raises(QuizgenError, match="--jobs and --scheduler"):
        workflows.make(set_file, tmp_path / "o", seed=7, processes=2, scheduler="tcp://x:1")
    assert not (tmp_path / "o").exists()
