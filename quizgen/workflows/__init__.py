"""The program's work end to end: the Python API behind each command.

A command's module is imported when it is first asked for: grading draws and renders nothing,
and need not wait for what does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizgen.workflows.checking import Checked, check
    from quizgen.workflows.explaining import explain
    from quizgen.workflows.grading import Result, grade
    from quizgen.workflows.making import make
    from quizgen.workflows.scanning import Scanned, scan
    from quizgen.workflows.solving import Worked, solve
    from quizgen.workflows.variants import Made

__all__ = [
    "Checked",
    "Made",
    "Result",
    "Scanned",
    "Worked",
    "check",
    "explain",
    "grade",
    "make",
    "scan",
    "solve",
]

_MODULES = {
    "checking": ("Checked", "check"),
    "explaining": ("explain",),
    "grading": ("Result", "grade"),
    "making": ("make",),
    "scanning": ("Scanned", "scan"),
    "solving": ("Worked", "solve"),
    "variants": ("Made",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
