"""How wide each row's accepted range is, beside what honest students write: `docs/ranges.md`.

`make ranges` writes the page.
"""

from pathlib import Path

import numpy as np

from quizgen.engine import OPS, Rounding, bounds
from tests.engine.paper import on_paper
from tests.engine.test_paper import ANSWERED, DECIMALS, PLACES, STUDENTS, on_grid
from tests.engine.test_rows import one_row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ranges.md"
HEAD = f"""# How wide what is accepted is

<!-- made by `make ranges`: change the code, not this page -->

Every row of the table of operations: {ANSWERED} cases of random numbers with {PLACES} decimals,
each before {STUDENTS:,} students who keep every value in full, round it either way, cut it off
at {DECIMALS} decimals or keep three figures where that is more. *Outside* counts their answers
that the accepted range leaves out. *Width* is the range's, in units of the last kept place, and
*times what is written* the same over the spread of their answers: medians over the cases in
which answers differ. The range also allows for other orders and ways than these students take.

| Operation | Answers | Outside | Width | Times what is written |
| --- | ---: | ---: | ---: | ---: |
"""


def measured(name: str) -> tuple[int, int, float, float]:
    """Return the row's answers, those outside, and both medians; NaN where all is exact."""
    graph = one_row(name)
    given = on_grid(name, graph)
    paper = on_paper(graph, given, DECIMALS, STUDENTS, np.random.default_rng(5))["out"]
    accepted = bounds(graph, given, Rounding(DECIMALS))["out"]
    guard = 1e-9 * np.maximum(1, np.abs(paper))
    outside = (paper < accepted.lo - guard) | (paper > accepted.hi + guard)
    width = np.broadcast_to(accepted.hi - accepted.lo, paper.shape[1:])
    spread = paper.max(axis=0) - paper.min(axis=0)
    differ = spread > 1e-9
    if not differ.any():
        return paper.size, int(outside.sum()), np.nan, np.nan
    units = np.median(width[differ]) * 10**DECIMALS
    return paper.size, int(outside.sum()), units, np.median(width[differ] / spread[differ])


def main() -> None:
    rows = []
    for name in OPS:
        answers, outside, width, times = measured(name)
        shown = "exact | " if np.isnan(width) else f"{width:.1f} | {times:.2f}"
        rows.append(f"| `{name}` | {answers:,} | {outside} | {shown} |")
    PAGE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
