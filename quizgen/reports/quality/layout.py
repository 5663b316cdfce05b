"""What a report is made of: sections of tables, whoever writes them."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from quizgen.reports.quality.spread import Spread

Align: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True)
class Picture:
    """A small histogram; `band` is what a value should lie in, where there is such."""

    of: Spread
    band: tuple[float, float] | None = None


Cell: TypeAlias = str | Picture


@dataclass(frozen=True)
class Column:
    """A column's heading, and the side that its cells stand at."""

    head: str
    align: Align = "right"


@dataclass(frozen=True)
class Table:
    """Rows under a caption; `note` says how to read them."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, what is said under it, a figure (markup) where there is one, and tables."""

    heading: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    figure: str = ""
