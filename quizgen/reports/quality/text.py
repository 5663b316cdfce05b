"""The report for a terminal."""

from collections.abc import Iterator
from textwrap import wrap

from quizgen.reports.quality.contents import asked, sections
from quizgen.reports.quality.figures import Quality
from quizgen.reports.quality.layout import Cell, Picture, Table
from quizgen.reports.quality.spread import Histogram
from quizgen.reports.quality.verdict import verdict

HEIGHTS = " ▁▂▃▄▅▆▇█"
GAP = "  "


def quality_text(quality: Quality, width: int = 80) -> str:
    """Return the report, verdict first, in lines of `width` columns."""
    judged = verdict(quality)
    lines = [asked(quality), "", *_lines(judged.opening, width)]
    for reason in judged.reasons:
        lines += _lines(reason, width, "  - ", "    ")
    noted: set[str] = set()  # each is said once
    for section in sections(quality, short=True):
        lines += ["", section.heading]
        for said in section.said:
            lines += _lines(said, width, GAP, GAP)
        for table in section.tables:
            lines += ["", *_table(table, width)]
            if table.note not in noted:
                lines += _lines(table.note, width, GAP, GAP)
                noted.add(table.note)
    return "\n".join(lines) + "\n"


def sparkline(histogram: Histogram) -> str:
    """Return a histogram as a letter a bar; what has any is not blank."""
    most = max(histogram.bars)
    top = len(HEIGHTS) - 1
    return "".join(HEIGHTS[-(-bar * top // most)] for bar in histogram.bars).rstrip()


def _table(table: Table, width: int) -> Iterator[str]:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    heads = [table.caption, *(column.head for column in table.columns[1:])]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    room = width - sum(len(GAP) + other for other in widths[1:]) - len(GAP)
    widths[0] = max(12, min(widths[0], room))
    for row in (heads, *rows):
        first, *rest = _lines(row[0], widths[0]) or [""]
        cells = [first, *row[1:]]
        yield (
            GAP
            + GAP.join(
                f"{cell:>{wide}}" if column.align == "right" else f"{cell:{wide}}"
                for cell, wide, column in zip(cells, widths, table.columns, strict=True)
            )
        ).rstrip()
        yield from (f"{GAP}{GAP}{line}" for line in rest)


def _lines(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """Return a text in lines; the hyphen of a variant's name ends none."""
    return wrap(
        text, width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )


def _cell(cell: Cell) -> str:
    return sparkline(cell.of.histogram) if isinstance(cell, Picture) else cell
