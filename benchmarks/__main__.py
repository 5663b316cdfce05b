"""Print the figures, each beside its aim.

Absolute times are of the machine; the ratios compare two things timed in turn, A B A B,
so that they hold where its speed drifts.
"""

import csv
import io
import math
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import Markup, escape
from weasyprint import HTML

from benchmarks import filled
from benchmarks.gradients import beside
from benchmarks.sheets import BARE, keys_in, write_sheets
from quizgen import workflows
from quizgen.document import Derivation, Document, Figure
from quizgen.grading import Keyring, grade
from quizgen.render.pages import SetLine, markup
from quizgen.render.pdf import fetcher, sheets_of, to_pdf
from quizgen.render.theme import PLAIN
from quizgen.reports import Scores, csv_lines, csv_of, mark_rows
from quizgen.sampling.chance import Chance
from quizgen.sampling.draw import draw_network
from quizgen.sampling.sets import read_set
from quizgen.sampling.survey import survey
from quizgen.workflows.variant import Job, Variant, solve_variant

SET = read_set("recitation5")
COMMANDS = re.compile(r"\\(begin|end)\{array\}(\{[rl]+\})?|\\[a-zA-Z]+|[{}$&^_\\]")


def variant(number: int) -> Job:
    """Return the job of one anonymous variant."""
    return Job(SET, Variant(f"seed{number}", number), None, ())


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(rounds: int, first: Callable[[int], object], second: Callable[[int], object]) -> str:
    """Return the median times of two pieces of work, done in turn, and their ratio."""
    for work in (first, second):
        work(0)
    pairs = [
        (seconds(lambda k=k: first(k)), seconds(lambda k=k: second(k)))
        for k in range(1, rounds + 1)
    ]
    a, b = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    digits = 0 if b > 0.01 else 2
    return f"{1000 * a:7.{digits}f} ms to {1000 * b:.{digits}f} ms: {ratio:.2f}"


class Plain:
    """Sets formulas as plain text: the same page without mathematics."""

    def math(self, tex: str, display: bool = False) -> Markup:
        """Return about as much text as the formula shows."""
        return escape(" ".join(COMMANDS.sub(" ", tex).split()))

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation, set."""
        lines = derivation.lines
        return [SetLine(self.math(x.left), self.math(x.right), x.reason) for x in lines]

    def figure(self, figure: Figure) -> Markup:
        """Return what the figure shows, in words."""
        return escape(figure.spoken)


def bare(document: Document, layout: bool) -> bytes:
    """Return a PDF of the document without mathematics: as it is laid out, or as paragraphs."""
    page = markup(document, Plain())
    fonts, *sheets = sheets_of("letter", PLAIN)
    if not layout:
        text = re.sub(r"<[^>]*>", " ", page[page.index("<body") :])
        lines = [line for line in text.splitlines() if line.strip()]
        page = "<html lang=en><head><title>bare</title></head><body>"
        page += "".join(f"<p>{line}</p>" for line in lines)
    pdf = HTML(string=page, url_fetcher=fetcher()).write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1"
    )
    assert pdf is not None
    return pdf


def pdfs(layout: bool) -> str:
    """Time handout and key of fresh variants against the same without mathematics."""
    solved = [solve_variant(variant(k))[:2] for k in range(12)]
    return paired(
        11,
        lambda k: [to_pdf(document) for document in solved[k]],
        lambda k: [bare(document, layout) for document in solved[k]],
    )


def drawing() -> str:
    """Time a variant drawn and solved, its documents written but not rendered."""
    times = [seconds(lambda k=k: solve_variant(variant(k))) for k in range(100, 160)]
    return f"{1000 * statistics.median(times):7.1f} ms, slowest {1000 * max(times):.0f} ms"


def networks() -> str:
    """Time the recitation's network alone, drawn and solved."""
    spec = SET.networks["net"]

    def draw(k: int) -> object:
        return draw_network(SET, spec, Chance(None, "bench", (str(k),)))

    times = [seconds(lambda k=k: draw(k)) for k in range(100, 160)]
    return f"{1000 * statistics.median(times):7.1f} ms, slowest {1000 * max(times):.0f} ms"


def gradients(other: str) -> str:
    """Time the gradients of 10,000 networks against another library's."""
    try:
        ours, theirs = beside(other)
    except ImportError as missing:
        return f"    not measured: {missing}"
    return paired(31, lambda _: ours(), lambda _: theirs())


def surveying() -> str:
    """Time the figures of a whole variant, as `check` has them of each."""
    times = [seconds(lambda k=k: survey(SET, ("bench", str(k)))) for k in range(100, 200)]
    mean = 1000 * statistics.mean(times)
    return f"{mean:7.1f} ms on average, slowest {1000 * max(times):.0f} ms"


def help_page() -> str:
    """Time `quizgen --help` as a process, against Python doing nothing."""
    call = [sys.executable, "-m", "quizgen.cli", "--help"]
    return paired(
        9,
        lambda _: subprocess.run(call, capture_output=True, check=True),
        lambda _: subprocess.run([sys.executable, "-c", "pass"], check=True),
    )


def grading() -> str:
    """Time grading 50,000 rows, scores and marks written, against csv and isclose alone."""
    key = solve_variant(variant(7))[2]
    asked = [blank for blank in key.blanks if blank.display]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["student", "variant", "blank", "answer"])
    for row in range(50_000):
        blank = asked[row % len(asked)]
        table.writerow([f"s{row // len(asked)}", key.variant, blank.id, blank.display])
    content = text.getvalue()
    value = {b.id: float(b.display) for b in asked if b.type == "number"}
    words = {b.id: b.display for b in asked if b.type != "number"}

    def whole(_: int) -> None:
        scores = Scores()
        graded = grade([("rows.csv", partial(io.BytesIO, content.encode()))], Keyring([key]))
        for paper in graded.papers():
            scores.take(paper.marks), csv_lines(mark_rows(paper.marks))
        list(csv_of(scores.head, scores.rows()))

    def loop(_: int) -> int:
        rows = csv.DictReader(io.StringIO(content))
        return sum(
            words[blank] == answer
            if (blank := row["blank"]) in words
            else math.isclose(float(answer), value[blank], rel_tol=0.01)
            for row in rows
            if (answer := row["answer"])
        )

    return paired(5, whole, loop)


def whole_sheets(students: int) -> str:
    """Time `quizgen grade` of sheets of 30 blanks, half of them with a mistake, as a process.

    Beside it a process that reads the same file with csv and compares with isclose.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows, bare_loop = folder / "rows.csv", folder / "bare.py"
        write_sheets(keys_in(folder), students, rows)
        bare_loop.write_text(BARE, encoding="utf-8")
        call = [sys.executable, "-m", "quizgen.cli", "grade", str(rows)]
        call += ["--keys", str(folder / "keys"), "--out", str(folder / "grades")]
        call += ["--no-report", "--no-feedback"]
        loop = [sys.executable, str(bare_loop), str(folder / "keys"), str(rows)]
        times = paired(3, lambda _: run(call), lambda _: run(loop))
        return f"{times}; {run(call):.0f} MB of memory at most"


def filled_pdfs(students: int) -> str:
    """Time `quizgen grade` of filled PDFs, as a process, beside one that reads their fields."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        filled.write_filled(folder, students)
        bare_loop = folder / "bare.py"
        bare_loop.write_text(filled.BARE, encoding="utf-8")
        keys, pdfs = str(folder / "keys"), str(folder / "filled")
        call = [sys.executable, "-m", "quizgen.cli", "grade", pdfs, "--keys", keys]
        call += ["--out", str(folder / "grades"), "--no-report", "--no-feedback"]
        loop = [sys.executable, str(bare_loop), keys, pdfs]
        times = paired(3, lambda _: run(call), lambda _: run(loop))
        return f"{times}; {run(call):.0f} MB of memory at most"


def telling(students: int) -> str:
    """Time feedback and report alone: what they add to grading, for each sheet."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_sheets(keys_in(folder), students, folder / "rows.csv")

        def whole(told: bool) -> object:
            rows, out = [folder / "rows.csv"], folder / f"grades{told}"
            return workflows.grade(rows, folder / "keys", out, report=told, feedback=told)

        without, told = (seconds(lambda told=told: whole(told)) for told in (False, True))
        return f"{1000 * (told - without) / students:7.2f} ms a sheet"


def run(call: list[str]) -> float:
    """Run a process to its end and return how many megabytes it took at most."""
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, call)
    return used.ru_maxrss / 1024


FIGURES = {
    "handout and key as PDF, to the same pages without mathematics": (
        partial(pdfs, True),
        "1.3",
    ),
    "handout and key as PDF, to their text as plain paragraphs": (partial(pdfs, False), "none"),
    "a network drawn and solved": (networks, "under 20 ms"),
    "the figures of a variant of the recitation": (surveying, "under 20 ms"),
    "the complete recitation drawn, solved and written": (drawing, "none"),
    "gradients of 10,000 networks, to HIPS autograd": (
        partial(gradients, "HIPS autograd"),
        "below 1",
    ),
    "gradients of 10,000 networks, to torch vmap(grad)": (
        partial(gradients, "torch vmap(grad)"),
        "below 1",
    ),
    "quizgen --help, to an empty Python": (help_page, "under 150 ms"),
    "50,000 rows graded, to a bare csv and isclose loop": (grading, "25"),
    "2,000 sheets, half mistaken, to a bare csv and isclose loop, as processes": (
        partial(whole_sheets, 2_000),
        "25",
    ),
    "10,000 sheets, half mistaken, to a bare csv and isclose loop, as processes": (
        partial(whole_sheets, 10_000),
        "25",
    ),
    "1,000 filled PDFs graded, to a bare pikepdf loop that reads them, as processes": (
        partial(filled_pdfs, 1_000),
        "1",
    ),
    "feedback and report of 1,000 sheets": (partial(telling, 1000), "1 ms a page"),
}

if __name__ == "__main__":
    for name, (figure, aim) in FIGURES.items():
        print(f"{name}\n    {figure()}   (aim: {aim})", flush=True)
