"""Print the figures, each beside its aim.

Absolute times are of the machine; the ratios compare two things timed in turn, A B A B,
so that they hold where its speed drifts.
"""

import csv
import io
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import filled
from benchmarks.gradients import beside
from benchmarks.sheets import BARE, keys_in, write_sheets
from benchmarks.thousand import write_roster
from benchmarks.typeset import WARM, bare, made, made_first, typst
from quizgen import workflows
from quizgen.document import Document
from quizgen.grading import Keyring, grade
from quizgen.render.html import to_html
from quizgen.render.pdf import to_pdf
from quizgen.reports import Scores, csv_lines, csv_of, mark_rows
from quizgen.sampling.chance import Chance
from quizgen.sampling.draw import draw_network
from quizgen.sampling.sets import read_set
from quizgen.sampling.survey import survey
from quizgen.workflows.variant import Job, Variant, solve_variant

SET = read_set("recitation5")
STARTER = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""
Typeset = Callable[[tuple[Document, ...]], object]


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


def pdfs(ours: Typeset, theirs: Typeset, warm: int = 0) -> str:
    """Time handout and key of variants as PDF, after so many others, against something else."""
    solved = [solve_variant(variant(k))[:2] for k in range(warm + 12)]
    for documents in solved[:warm]:
        ours(documents)
    return paired(11, lambda k: ours(solved[warm + k]), lambda k: theirs(solved[warm + k]))


def beside_typst() -> str:
    """Time handout and key of further variants against Typst."""
    try:
        return pdfs(made, typst(), WARM)
    except ImportError as missing:
        return f"    not measured: {missing}"


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
        return f"{times}; {memory(call):.0f} MB of memory at most"


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
        return f"{times}; {memory(call):.0f} MB of memory at most"


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


def run(call: list[str]) -> None:
    """Run a process to its end."""
    subprocess.run(call, stdout=subprocess.DEVNULL, check=True)


def memory(call: list[str]) -> float:
    """Run a process to its end and return how many megabytes it took at most.

    What a process took counts from the one that starts it: a small one does.
    """
    starter = [sys.executable, "-c", STARTER, *call]
    return int(subprocess.run(starter, capture_output=True, check=True).stdout) / 1024


def whole_variant() -> str:
    """Time a further variant, from its draw to its files in HTML and PDF, on one processor."""

    def make(number: int) -> None:
        handout, key = solve_variant(variant(number))[:2]
        for document in (handout, key):
            to_html(document), to_pdf(document)

    for number in range(WARM):
        make(number)
    times = [seconds(lambda k=k: make(k)) for k in range(WARM, WARM + 15)]
    return f"{1000 * statistics.median(times):7.0f} ms, slowest {1000 * max(times):.0f} ms"


def class_of(students: int) -> str:
    """Time `quizgen make` of a class on two processes, in HTML and PDF."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_roster(folder / "roster.csv", students)
        call = [sys.executable, "-m", "quizgen.cli", "make", "recitation5", "--seed", "7"]
        call += ["--jobs", "2", "--roster", str(folder / "roster.csv")]
        call += ["--out", str(folder / "class")]
        return f"{60 * students / seconds(lambda: run(call)):7.0f} a minute"


FIGURES = {
    "handout and key of a first variant as PDF, to WeasyPrint without mathematics": (
        partial(pdfs, made_first, bare),
        "1.3",
    ),
    "handout and key of a further variant as PDF, to the same": (
        partial(pdfs, made, bare, WARM),
        "0.5",
    ),
    "handout and key of a first variant as PDF, to their text as plain paragraphs": (
        partial(pdfs, made_first, partial(bare, layout=False)),
        "none",
    ),
    "handout and key of a further variant as PDF, to Typst": (beside_typst, "below 1"),
    "a further variant, drawn, solved and written as HTML and PDF": (whole_variant, "410 ms"),
    "a class of 200 made on two processes": (partial(class_of, 200), "none"),
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
