"""The folder that is written to: one that can be, and nothing outside of it."""

from pathlib import Path

from quizgen.errors import QuizgenError

HANDOUTS, KEYS = "handouts", "answer_keys"  # below the folder of a class
FEEDBACK = "feedback"  # below that of grades


def check_folder(out: Path) -> None:
    """Raise QuizgenError where `out` is not, and cannot become, a folder."""
    for place in (out, *out.absolute().parents):
        try:
            there = place.is_symlink() or place.exists()
        except OSError as error:
            raise QuizgenError(f"{place}: cannot be used: {error.strerror}") from None
        if there and not place.is_dir():
            found = "is a file" if place.exists() else "is a link that leads nowhere"
            raise QuizgenError(f"{place}: {found}, expected a folder to write into")


def check_inside(folder: Path, out: Path) -> None:
    """Raise QuizgenError where a link makes `folder` one outside of `out`."""
    try:
        inside = folder.resolve().is_relative_to(out.resolve())
    except (OSError, RuntimeError):  # links in a circle
        inside = False
    if not inside:
        raise QuizgenError(f"{folder}: is a link out of {out}, expected a folder in it")
