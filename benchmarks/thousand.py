"""Make a class of a thousand, then make it again killed at random moments: the same bytes?

    python -m benchmarks.thousand [--students 1000] [--kills 10] [--set recitation5]

Prints how long the undisturbed call takes and how much memory, of the process that writes and
of the largest that makes; then the same, killed with all its processes so many times and
resumed, and whether the two folders differ in a byte.
"""

import argparse
import csv
import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

SECTIONS = "ABC"


def write_roster(path: Path, students: int) -> None:
    """Write a roster of so many students in three sections."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["student", "name", "section"])
        for number in range(students):
            section = SECTIONS[number * len(SECTIONS) // students]
            rows.writerow([f"s{number:04d}", f"Student No. {number}", section])


class Call:
    """A call of `quizgen make` as processes of their own, its memory watched."""

    def __init__(self, words: list[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "quizgen.cli", "make", *words], start_new_session=True
        )
        self.writer = self.maker = 0.0  # megabytes at most
        self._watch = threading.Thread(target=self._watched, daemon=True)
        self._watch.start()

    def kill(self) -> None:
        """Kill the call and the processes that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _watched(self) -> None:
        while self.process.poll() is None:
            self.writer = max(self.writer, _peak(self.process.pid))
            tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            try:
                children = [int(pid) for pid in tasks.read_text().split()]
            except OSError:
                children = []
            self.maker = max([self.maker, *map(_peak, children)])
            time.sleep(0.5)


def _peak(pid: int) -> float:
    """Return the most memory that a process had, in megabytes; 0 where /proc doesn't tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, hidden ones too."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def killed(words: list[str], kills: int, seconds: float) -> float:
    """Run a call to its end, killed on the way; return how long it took."""
    chance, started = random.Random(7), time.perf_counter()
    for number in range(kills):
        call = Call(words)
        try:
            status = call.process.wait(chance.uniform(0.5, 1.5) * seconds / (kills + 1))
        except subprocess.TimeoutExpired:
            call.kill()
            continue
        assert status == 0, f"exit status {status}"
        print(f"    done after {number} kills", flush=True)
        return time.perf_counter() - started
    status = Call(words).process.wait()
    assert status == 0, f"exit status {status}"
    return time.perf_counter() - started


def main() -> None:
    """Make the class twice and say what it took."""
    options = argparse.ArgumentParser()
    options.add_argument("--students", type=int, default=1000)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--set", default="recitation5")
    options.add_argument("--jobs", default="2")
    asked = options.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_roster(folder / "roster.csv", asked.students)
        (folder / "secret").write_bytes(b"a secret that both calls share")
        words = [asked.set, "--seed", "7", "--roster", str(folder / "roster.csv")]
        words += ["--secret", str(folder / "secret"), "--jobs", asked.jobs, "--print-job"]
        started = time.perf_counter()
        call = Call([*words, "--quiet", "--out", str(folder / "whole")])
        assert call.process.wait() == 0
        took = time.perf_counter() - started
        pace = 60 * asked.students / took
        print(
            f"{asked.students} students: {took:.0f} s, {pace:.0f} a minute; "
            f"{call.writer:.0f} MB to write, {call.maker:.0f} MB in the largest that makes",
            flush=True,
        )
        again = killed([*words, "--quiet", "--out", str(folder / "killed")], asked.kills, took)
        print(
            f"killed up to {asked.kills} times and resumed: {again:.0f} s, "
            f"{again / took:.2f} of it"
        )
        whole, resumed = digests(folder / "whole"), digests(folder / "killed")
        print("the same bytes" if whole == resumed else "NOT the same bytes")
        sys.exit(whole != resumed)


if __name__ == "__main__":
    main()
