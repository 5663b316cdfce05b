"""What a task may ask for: each a row with its blanks, and the blocks that make room for them.

A block is written for the handout, where it is empty, or for the key, where `answers`
holds what is right, by the blanks' ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase
from typing import Literal, Protocol, TypeAlias

import numpy as np

from quizgen.document import Block, Choices, Field, FieldForm, Room
from quizgen.engine import Graph, names, symbols
from quizgen.problem import Blank, Choice, Dimension

Index: TypeAlias = tuple[int, ...]
Entry: TypeAlias = tuple[str, Index | None]  # a node, and an entry of it or all
Answers: TypeAlias = Mapping[str, str]  # what a key prints, by the blanks' ids

NO_POINTS = Fraction(0)  # until the problem's are shared out


class Ask(Protocol):
    """An answer, or several that stand together, that a task asks for."""

    def blanks(self, problem: str, graph: Graph) -> tuple[Blank, ...]:
        """Return the blanks, yet without points."""
        ...

    def blocks(self, problem: str, graph: Graph, answers: Answers | None) -> tuple[Block, ...]:
        """Return the room for the answers, or the answers in it."""
        ...


@dataclass(frozen=True)
class Quantity:
    """A node's value: one entry of it, or all in a field of their shape."""

    name: str
    index: Index | None = None

    def places(self, graph: Graph) -> tuple[Index, ...]:
        """Return the indices that are asked for, row by row."""
        if self.index is not None:
            return (self.index,)
        return tuple(np.ndindex(*graph[self.name].shape))

    def blanks(self, problem: str, graph: Graph) -> tuple[Blank, ...]:
        """Return a blank for each entry."""
        return tuple(
            Blank(self._id(problem, graph, at), "number", NO_POINTS, self.name, at)
            for at in self._in_order(graph)
        )

    def blocks(self, problem: str, graph: Graph, answers: Answers | None) -> tuple[Block, ...]:
        """Return a field; two where the bias column has a letter of its own."""
        node = graph[self.name]
        split = self.index is None and symbols.separates(node.symbol)
        fields = []
        for bias in (False, True) if split else (False,):
            asked = [at for at in self.places(graph) if not split or (at[-1] == 0) == bias]
            whole = self.index is None
            wide = len(node.shape) == 2 and whole and not bias
            width = node.shape[1] - split if wide else 1
            ids = [self._id(problem, graph, at) for at in asked]
            rows = tuple(tuple(ids[i : i + width]) for i in range(0, len(ids), width))
            filled = _filled(rows, answers)
            label = (
                symbols.entry(node.symbol, asked[0])
                if not whole
                else symbols.whole(node.symbol, bias)
            )
            bracketed = whole and node.shape != () and not (bias and len(asked) == 1)
            fields.append(Field(label, rows, bracketed, filled))
        return tuple(fields)

    def _in_order(self, graph: Graph) -> list[Index]:
        """Return the places as they are printed: a bias column of its own comes last."""
        places = list(self.places(graph))
        if self.index is None and symbols.separates(graph[self.name].symbol):
            places.sort(key=lambda at: at[-1] == 0)
        return places

    def _id(self, problem: str, graph: Graph, at: Index) -> str:
        return blank_id(problem, graph, self.name, at)


def _filled(
    ids: tuple[tuple[str, ...], ...], answers: Answers | None
) -> tuple[tuple[str, ...], ...] | None:
    if answers is None:
        return None
    return tuple(tuple(answers[id] for id in row) for row in ids)


def blank_id(problem: str, graph: Graph, name: str, index: Index) -> str:
    """Return the blank's id, with the letters and subscripts that the sheet prints."""
    said, of, entry = names.told(graph, name)
    symbol = symbols.by(graph[name].symbol) if names.contributor(name) else of.symbol
    typed = symbols.typed(symbol, entry or index)
    if of.name in ("loss", names.LOSSES):
        typed = typed.replace("ell", "loss")
    return f"{problem}.{said}{typed}"


@dataclass(frozen=True)
class Choose:
    """One or several of lettered choices; `right` are their places."""

    id: str
    choices: tuple[Choice, ...]
    right: tuple[int, ...]
    several: bool = False

    def blanks(self, problem: str, graph: Graph) -> tuple[Blank, ...]:
        """Return the one blank, its answer the right letters in order."""
        letters = "".join(ascii_uppercase[place] for place in sorted(self.right))
        return (
            Blank(
                f"{problem}.{self.id}",
                "choice",
                NO_POINTS,
                right=letters,
                choices=self.choices,
            ),
        )

    def blocks(self, problem: str, graph: Graph, answers: Answers | None) -> tuple[Block, ...]:
        """Return the lettered choices, on a key with what there is to say of each."""
        id = f"{problem}.{self.id}"
        options = tuple(choice.text for choice in self.choices)
        if answers is None:
            return (Choices(id, options, self.several),)
        reasons = tuple(choice.why for choice in self.choices)
        return (Choices(id, options, self.several, answers[id], reasons),)


@dataclass(frozen=True)
class GiveShape:
    """The shape of something; `label` is its LaTeX."""

    id: str
    label: str
    shape: tuple[Dimension, ...]

    def blanks(self, problem: str, graph: Graph) -> tuple[Blank, ...]:
        """Return the one blank."""
        return (Blank(f"{problem}.{self.id}", "shape", NO_POINTS, right=self.shape),)

    def blocks(self, problem: str, graph: Graph, answers: Answers | None) -> tuple[Block, ...]:
        """Return a box for a shape; one of three axes has room for three."""
        id = f"{problem}.{self.id}"
        filled = _filled(((id,),), answers)
        form: FieldForm = "volume" if len(self.shape) == 3 else "shape"
        return (Field(self.label, ((id,),), False, filled, form, ":"),)


@dataclass(frozen=True)
class Count:
    """A whole number; `label` says of what, in LaTeX."""

    id: str
    label: str
    value: int

    def blanks(self, problem: str, graph: Graph) -> tuple[Blank, ...]:
        """Return the one blank."""
        return (Blank(f"{problem}.{self.id}", "count", NO_POINTS, right=self.value),)

    def blocks(self, problem: str, graph: Graph, answers: Answers | None) -> tuple[Block, ...]:
        """Return a box."""
        id = f"{problem}.{self.id}"
        return (Field(self.label, ((id,),), False, _filled(((id,),), answers)),)


@dataclass(frozen=True)
class Explain:
    """A drawing, a derivation or words, which a person marks by a model answer and a rubric.

    `height` is that of the room for it, in millimetres; `label` is LaTeX that begins it.
    """

    id: str
    form: Literal["ruled", "frame", "open"]
    height: int
    model: str
    rubric: tuple[str, ...]
    label: str = ""

    def blanks(self, problem: str, graph: Graph) -> tuple[Blank, ...]:
        """Return the one blank."""
        return (
            Blank(
                f"{problem}.{self.id}",
                "manual",
                NO_POINTS,
                model=self.model,
                rubric=self.rubric,
            ),
        )

    def blocks(self, problem: str, graph: Graph, answers: Answers | None) -> tuple[Block, ...]:
        """Return room on the handout; the key has its solution there."""
        room = Room(self.form, self.height, f"{problem}.{self.id}", self.label)
        return (room,) if answers is None else ()
