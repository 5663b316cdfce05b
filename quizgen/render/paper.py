"""The sizes of paper that the pages are set for."""

from typing import Literal, TypeAlias, get_args

Paper: TypeAlias = Literal["letter", "a4"]

PAPERS: tuple[Paper, ...] = get_args(Paper)
WIDTHS: dict[Paper, float] = {"letter": 215.9, "a4": 210.0}  # millimetres
