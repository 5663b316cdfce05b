"""Make a class and say what a checker of PDF/UA-1 finds in its handouts and keys.

    python -m benchmarks.accessible [--students 30] [--set recitation5]

The checker (page-validation, by the rules and the corpus of veraPDF) is none of ours.  Prints a
line for each set: files, pages, rules checked of each file, files that break one; and each rule
that is broken, once.  With no set it is every built-in one, of three students each.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import page as checker
import pypdfium2

from quizgen.sampling.sets import built_in
from quizgen.workflows import make


def checked(name: str, folder: Path, students: int) -> bool:
    """Make a class of a set, print what the checker says of it, return whether all is well."""
    roster = folder / "roster.csv"
    roster.write_text("student\n" + "".join(f"s{number:03d}\n" for number in range(students)))
    make(name, folder / name, seed=7, roster=roster, formats=("pdf",))
    pages, rules, broken = 0, 0, {}
    files = sorted((folder / name).rglob("*.pdf"))
    for file in files:
        report = checker.validate_pdf_bytes(file.read_bytes(), profile="ua1")
        pages += len(pypdfium2.PdfDocument(file))
        rules = report.rules.total
        broken |= {it.rule_id: (file.name, it.message) for it in report.failures}
    print(
        f"{name:22} {len(files):4} files {pages:5} pages {rules:4} rules {len(broken):3} broken"
    )
    for rule, (where, message) in sorted(broken.items()):
        print(f"  {rule}: {message} (in {where})")
    return not broken


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--students", type=int, default=3)
    asked.add_argument("--set", default=None)
    call = asked.parse_args()
    with TemporaryDirectory() as folder:
        names = [call.set] if call.set else built_in()
        well = [checked(name, Path(folder), call.students) for name in names]
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
