"""The page of how answers are read, from the tables that the tests hold to."""

import csv
from pathlib import Path

from docs.markdown import MADE, code, table

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
NUMBERS = """
A cell is read as one number, or as none; nothing is guessed. `\\u00a0` and the like
stand for characters that nobody sees. An answer has 200 characters at most, and an
exponent 400 at most.

- **Decimals** have a point. A comma marks decimals where it can't group thousands. `1,234` is
  read as 1.234 where the same student's other answers in the file have such commas (`0,5`)
  and none has a point. In a file parted by semicolons, which spreadsheets write where the comma
  marks decimals, the answers of all students are looked at together. Otherwise it is
  `unreadable`.
- **Fractions and mixed numbers** are exact: `1/3` is compared as a third.
- **Arithmetic** is one product or one quotient of two decimals or powers of ten, each perhaps
  signed or in brackets. It is worked out exactly.
- **Equal signs**: the last side must be a number. Before it may stand a name (`z1`, `dL/db`),
  working with digits and functions, which is not read, or the number once more. Numbers must
  agree as far as they are given, rounded or cut off from left to right; read is the exact
  one, else the one with the most places, and a product only where no other side has a number.
- **Words** come off where they are listed: about, approx, rounded, to so many places, and
  what is counted. A word that isn't listed may change the number, and makes it `unreadable`.
"""
ARRAYS = """
Rows stand in brackets, or are parted by semicolons or line ends (↵); entries by
commas, or by spaces where there is no comma. Each entry is then read as a number,
and one that can't be read spoils no other.
"""


def cases(name: str) -> list[dict[str, str]]:
    """Return the rows of a table that the tests hold to."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def marked(name: str) -> str:
    """Return a table of answers beside what is right."""
    return table(
        ["Typed", "Right", "Verdict", "Read as", "Why"],
        [
            [
                code(case["input"]),
                " × ".join(case["right"].split()) or "scalar",
                case["verdict"],
                case["read_as"],
                "; ".join(filter(None, (case["why"], case["note"]))),
            ]
            for case in cases(name)
        ],
    )


def answers() -> str:
    """Return the page of how answers are read, from the tables that the tests hold to."""
    forms: dict[str, list[list[str]]] = {}
    for case in cases("numbers.csv"):
        said = f"`{case['read_as']}`" if case["read_as"] else case["note"]
        row = [code(case["input"]), case["verdict"], said, case["why"]]
        forms.setdefault(case["form"], []).append(row)
    head = ["Typed", "Verdict", "Read as, or what is said", "Why"]
    return "\n".join(
        [
            "# How answers are read\n",
            MADE,
            "Every row is a test. What cannot be read is `unreadable`, with the reason, never "
            "wrong.\n",
            "## Numbers\n",
            NUMBERS.lstrip(),
            *(f"### {form}\n\n{table(head, rows)}" for form, rows in forms.items()),
            "## Vectors and matrices\n",
            ARRAYS.lstrip(),
            table(["Typed", "Entries, rows after a semicolon", "Why"], _arrays()),
            "### What is asked decides\n",
            "In the third column is whether the student's other answers have decimal commas.\n",
            table(["Typed", "Asked", "Commas", "Read as, or what is said", "Why"], _vectors()),
            "## Choices\n",
            "Of four choices, A to D.\n",
            marked("choices.csv"),
            "## Shapes\n",
            "A dimension is a whole number or a letter, perhaps with a digit; the letter x is "
            "always the sign between two.\n",
            marked("shapes.csv"),
        ]
    )


def _arrays() -> list[list[str]]:
    """Return the rows of how a cell is taken apart."""
    return [
        [
            code(case["input"].replace("\\u000a", "↵").replace("\\u0009", "⇥")),
            case["rows"][1:] if case["rows"][0] == "!" else code(_entries(case["rows"])),
            case["why"],
        ]
        for case in cases("arrays.csv")
    ]


def _vectors() -> list[list[str]]:
    """Return the rows of how entries find their places."""
    return [
        [
            code(case["input"].replace("\\u000a", "↵")),
            case["asked"].replace("x", " × "),
            case["commas"],
            case["note"] if case["entries"] == "!" else code(_entries(case["entries"])),
            "; ".join(filter(None, (case["why"], case["entries"] != "!" and case["note"]))),
        ]
        for case in cases("vectors.csv")
    ]


def _entries(rows: str) -> str:
    return rows.replace("|", ", ").replace(";", "; ")
