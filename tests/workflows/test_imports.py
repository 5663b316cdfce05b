"""Grading starts without what only drawing and rendering need."""

import subprocess
import sys

import pytest

from quizgen import workflows

GRADES = """import sys
from quizgen import workflows
assert callable(workflows.grade)
print([name for name in ("weasyprint", "pydantic", "quizgen.render") if name in sys.modules])
"""


def test_grading_imports_nothing_that_draws_or_renders():
    call = [sys.executable, "-c", GRADES]
    ran = subprocess.run(call, capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("name", workflows.__all__)
def test_every_workflow_is_found(name):
    assert getattr(workflows, name).__name__ == name


def test_what_is_no_workflow_is_not_found():
    with pytest.raises(AttributeError, match="no attribute 'mark'"):
        workflows.mark  # noqa: B018
