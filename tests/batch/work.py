"""What the workers do in these tests: at the top of a module, so that it can travel."""

import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def shifted(by: int, number: int) -> int:
    return by + number


def fail(number: int) -> int:
    raise ValueError(f"no square of {number}")


def die_at(fatal: int, number: int) -> int:
    """End the worker at one job, however often it comes."""
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_once(marks: Path, fatal: int, number: int) -> int:
    """End the worker at one job, the first time that it comes."""
    mark = marks / f"{number}"
    if number == fatal and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_alone_once(marks: Path, fatal: int, number: int) -> int:
    """End the worker at one job, the first two times that it comes."""
    tries = len([*marks.iterdir()])
    if number == fatal and tries < 2:
        (marks / f"{tries}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def own_process(number: int) -> int:
    return os.getpid()


def lost(number: int) -> int:
    return -number


def announce(folder: Path, number: int) -> int:
    """Say which process it is, and take a while."""
    (folder / str(os.getpid())).touch()
    time.sleep(0.2)
    return number
