"""How the processes of a pool end when the one that started them does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PARENT = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from batch.work import announce, lost
from functools import partial
from pathlib import Path
from quizgen.batch import Processes, run
if __name__ == "__main__":
    for _ in run(partial(announce, Path(sys.argv[2])), range(1000), Processes(2), lost):
        pass
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
@pytest.mark.parametrize(("how", "group"), [("SIGKILL", False), ("SIGINT", True)])
def test_no_process_outlives_the_one_that_started_it(
    tmp_path: Path, how: str, group: bool
) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    (tmp_path / "pids").mkdir()
    tests = str(Path(__file__).parents[1])
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py"), tests, str(tmp_path / "pids")],
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert wait_until(lambda: len([*(tmp_path / "pids").iterdir()]) == 2)
    (os.killpg if group else os.kill)(parent.pid, getattr(signal, how))
    _, said = parent.communicate(timeout=30)
    assert said.count("Traceback") == (how == "SIGINT"), "the parent's own at most"
    pids = [int(path.name) for path in (tmp_path / "pids").iterdir()]
    assert wait_until(lambda: not any(runs(pid) for pid in pids))


def wait_until(so: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if so():
            return True
        time.sleep(0.05)
    return False


def runs(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
