"""How much of its working a key shows: answers alone, the main steps, or everything."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from quizgen.document import (
    Block,
    Choices,
    Derivation,
    Document,
    Line,
    Part,
    Question,
    Section,
    Solution,
    Together,
)

Depth: TypeAlias = Literal["answers", "steps", "full"]


def at_depth(document: Document, depth: Depth) -> Document:
    """Return a key with less working: of each step formula and result, or answers alone.

    A model answer is an answer: it stays.  What there is to say of choices goes.
    """
    if depth == "full":
        return document
    return replace(document, blocks=tuple(_thinned(document.blocks, depth)))


def _thinned(blocks: tuple[Block, ...], depth: Depth) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Derivation):
            yield replace(block, lines=tuple(_ends(block.lines)))
        elif isinstance(block, Choices):
            yield replace(block, reasons=()) if depth == "answers" else block
        elif isinstance(block, Solution):
            if depth == "steps" or block.model:
                yield replace(block, blocks=tuple(_thinned(block.blocks, depth)))
        elif isinstance(block, Section | Question | Part | Together):
            yield replace(block, blocks=tuple(_thinned(block.blocks, depth)))
        else:
            yield block


def _ends(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Yield the first and the last line of each step; one with a left side opens it."""
    for line, after in zip(lines, (*lines[1:], None), strict=True):
        if line.left or after is None or after.left:
            yield line
