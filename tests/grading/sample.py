"""Keys made by hand, and submissions for them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from quizgen.engine.rounding import Rounding
from quizgen.keys import Answer, Key
from quizgen.problem import BlankType, Choice

CASES = Path(__file__).parent.parent / "cases"

# id, type, value, half the width of the accepted range, display
RECITATION: tuple[tuple[str, BlankType, float, float, str], ...] = (
    ("forward.a[1]", "number", 5.0, 0.0, "5"),
    ("forward.a[2]", "number", 0.0, 0.0, "0"),
    ("forward.yhat", "number", 4.91807, 2e-5, "4.91807"),
    ("backward.dbeta[0]", "number", 1.91807, 2e-5, "1.91807"),
    ("backward.dbeta[1]", "number", 1.91789972, 4e-5, "1.91790"),
    ("backward.dbeta[2]", "number", 1.90857, 3e-5, "1.90857"),
    ("backward.dbeta[3]", "number", 1.84908, 3e-5, "1.84908"),
    ("backward.dalpha[1,0]", "number", 0.000348, 4e-6, "0.000348"),
    ("backward.dalpha[1,1]", "number", -0.25, 1e-5, "-0.25"),
    ("backward.dalpha[2,0]", "number", 2.5, 0.0, "2.5"),
    ("backward.dalpha[2,1]", "number", -12.34567, 1e-5, "-12.34567"),
    ("count.parameters", "count", 13.0, 0.0, "13"),
)


def answer(
    id: str, type: BlankType, value: float, half: float, display: str, points: Fraction
) -> Answer:
    subscripts = re.findall(r"\d+", id.partition("[")[2])
    return Answer(
        id=id,
        problem=id.partition(".")[0],
        type=type,
        points=points,
        subject=("network", "net"),
        quantity=id.partition(".")[2].partition("[")[0],
        index=tuple(map(int, subscripts)),
        value=value,
        accept=(value - half, value + half),
        display=display,
    )


def said(type: BlankType, value: str | tuple[int | str, ...], id: str = "p.x") -> Answer:
    """Return a blank that asks for one of four choices, for letters, or for a shape."""
    return Answer(
        id=id,
        problem=id.partition(".")[0],
        type=type,
        points=Fraction(1),
        value=value,
        display=str(value),
        choices=(Choice("an answer"),) * 4 if type == "choice" else (),
    )


def key(
    variant: str = "seed7",
    *,
    student: str | None = None,
    set: str = "recitation5",
    code: str | None = None,
    blanks: Sequence[tuple[str, BlankType, float, float, str]] = RECITATION,
) -> Key:
    """Return a key; each problem is worth 6 points, shared equally by its blanks."""
    problems = dict.fromkeys(blank[0].partition(".")[0] for blank in blanks)
    share = {
        name: Fraction(6, sum(b[0].startswith(f"{name}.") for b in blanks)) for name in problems
    }
    return Key(
        generator="quizgen 0.1.0",
        set=set,
        title="Recitation 5",
        variant=variant,
        code=code or f"{set}-{variant}".upper(),
        student=student,
        seed=7,
        rounding=Rounding(5),
        networks={},
        expressions={},
        models={},
        graphs={},
        givens={},
        problems=tuple((name, "forward", Fraction(6)) for name in problems),
        blanks=tuple(answer(*b, points=share[b[0].partition(".")[0]]) for b in blanks),
    )


def cases(name: str) -> list[dict[str, str]]:
    """Return the rows of a table; an `input` may spell a character as `\\u000a`."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [row | {"input": spelt(row["input"])} for row in csv.DictReader(file)]


def spelt(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


def long(rows: Iterable[Sequence[str]], head: str = "student,variant,blank,answer") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head.split(","), *rows])
    return text.getvalue().encode()


def right(key: Key, student: str = "ada") -> bytes:
    """Return the submission of someone who copies what the key displays."""
    return long((student, key.variant, blank.id, blank.display) for blank in key.blanks)
