"""What a file that was handed in turns out to be."""

from collections.abc import Callable
from typing import BinaryIO, NamedTuple, TypeAlias


class Table(NamedTuple):
    """A file that may be a table: its name, and what opens it, more than once if need be."""

    source: str
    opened: Callable[[], BinaryIO]


class Form(NamedTuple):
    """A filled handout: what its fields hold, by their names."""

    source: str
    fields: dict[str, str]


class Refused(NamedTuple):
    """A file that holds nothing to be marked, and why."""

    source: str
    reason: str


Item: TypeAlias = Table | Form | Refused
