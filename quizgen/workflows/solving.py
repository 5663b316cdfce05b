"""`solve`: a network's file in, its worked solution out."""

from dataclasses import dataclass
from pathlib import Path

from quizgen.document import Document
from quizgen.errors import QuizgenError
from quizgen.kinds.solution import Given, write_solution
from quizgen.render.paper import Paper
from quizgen.sampling.given import solve_given
from quizgen.sampling.network_file import ToSolve, read_networks
from quizgen.workflows.folders import check_folder
from quizgen.workflows.pages import page
from quizgen.workflows.templates import tried_theme
from quizgen.workflows.writing import not_written, write_files


@dataclass(frozen=True)
class Worked:
    """A worked solution: as text, where that was asked for, and the files written."""

    text: str
    paths: tuple[Path, ...]


def solve(
    file: Path,
    formats: tuple[str, ...] = ("text",),
    out: Path = Path(),
    *,
    paper: Paper | None = None,
    templates: Path | None = None,
    width: int = 80,
    force: bool = False,
) -> Worked:
    """Work a network with the user's own numbers: forward, backward, one gradient step.

    `formats` are of "text", in lines of `width`, "html" and "pdf", which are written to
    `out` under the name of `file`.  Raises QuizgenError, and writes nothing, where the
    file, the templates or `out` cannot be used, or a file is there that differs, without
    `force`.
    """
    asked = read_networks(file)
    theme = tried_theme(templates)
    document = solution(str(file), asked)
    pages = {
        f"{file.stem}.{form}": page(document, form, paper or asked.paper, theme)
        for form in formats
        if form != "text"
    }
    if pages:
        check_folder(out)
    for name in pages:
        if _is_same(out / name, file):
            raise QuizgenError(f"{file}: would be overwritten by its own solution")
    text = ""
    if "text" in formats:
        from quizgen.render.text import to_text

        text = to_text(document, width)
    try:
        return Worked(text, tuple(write_files(pages, out, force)))
    except OSError as error:
        raise QuizgenError(not_written(out, error)) from None


def solution(name: str, asked: ToSolve) -> Document:
    """Return the worked solution of what a file, called `name`, asks for."""
    networks = {}
    for place, spec in asked.networks.items():
        where = f"{name}: {place}" if place else name
        network = solve_given(where, spec, asked.notation, asked.rounding)
        networks[spec.name] = Given(network, spec.learning_rate is not None)
    return write_solution(asked.title, networks, asked.course, asked.term)


def _is_same(path: Path, file: Path) -> bool:
    try:
        return path.samefile(file)
    except OSError:
        return False
