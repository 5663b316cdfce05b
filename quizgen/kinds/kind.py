"""The form of a row of the kinds' table, and what a kind has to work with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from quizgen.document import Block
from quizgen.engine import Graph
from quizgen.kinds.asks import Ask, Entry, Quantity
from quizgen.streams import Stream

Sort: TypeAlias = Literal["network", "expression", "chain", "model", ""]
Takes: TypeAlias = Literal["single inputs", "batches", "both"]
Subject = TypeVar("Subject")
Item = TypeVar("Item")


@dataclass(frozen=True, eq=False)
class Setting(Generic[Subject]):
    """A problem's subject, the single entries that it asks for, and chance for the rest.

    While its numbers are drawn, the subject has none yet.
    """

    subject: Subject
    chance: Stream
    entries: tuple[Entry, ...] = ()

    def shuffled(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Return the items in a drawn order (Fisher and Yates)."""
        rest, drawn = list(items), []
        while rest:
            drawn.append(rest.pop(self.chance.one_below(len(rest))))
        return tuple(drawn)

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items, drawn."""
        return items[self.chance.one_below(len(items))]


@dataclass(frozen=True)
class Task:
    """One thing that a problem asks: its words, what stands below them, and the answers.

    `id` is by what a set names it among the kind's `parts`; `drawn` is what was drawn for its
    words, which its solution puts in.  `hint` is what a set that hints says besides the
    formulas of the quantities that are asked.
    """

    id: str
    prompt: str
    asks: tuple[Ask, ...]
    blocks: tuple[Block, ...] = ()
    drawn: Any = ()
    hint: tuple[Block, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the quantities that are asked for, whole or an entry of each."""
        return tuple((ask.name, ask.index) for ask in self.asks if isinstance(ask, Quantity))


def nothing(*_: object) -> tuple[Block, ...]:
    """Return no blocks."""
    return ()


@dataclass(frozen=True)
class Kind:
    """A row: what a kind of problem is about, what it asks, and how that is worked.

    `tasks` are made before the subject has numbers.  `parts` has their ids, of which a set
    may choose, each with how such a task is worked once the subject has numbers; one that
    chooses none has the `usual` ones, or all where the kind has none of those.  `opening`
    is what a section that starts with this kind says first of its subject, `givens` what the
    kind needs beside the subject's numbers; kinds that share it have it said once.  `grow`
    returns the subject's graph with what the kind appends to it, for the entries that it asks.
    `lead` is said above several tasks, and `numbers` says that the subject's numbers are to
    stand before them.  Where it `draws_entries`, it asks for single entries, which a set may
    name.  `model` is the type of model that it is about, and `takes` says whether a network
    that it is about is given a batch of inputs.  A solution leaves out the steps that an
    earlier problem of the kinds it `leans_on` has worked with the same numbers.
    """

    summary: str
    about: Sort
    tasks: Callable[[Setting[Any]], tuple[Task, ...]]
    parts: Mapping[str, Callable[[Setting[Any], Task], tuple[Block, ...]]]
    opening: Callable[[Any], tuple[Block, ...]] = nothing
    givens: Callable[[Any], tuple[Block, ...]] = nothing
    grow: Callable[[Any, tuple[Entry, ...]], Graph] = lambda subject, entries: subject.graph
    lead: str = ""
    numbers: bool = True
    draws_entries: bool = False
    usual: tuple[str, ...] = ()
    model: str = ""
    takes: Takes = "single inputs"
    leans_on: tuple[str, ...] = ()
