"""Where the vertices of a graph stand and how its edges run: the dot program's answer.

graphviz-pure is the dot program as a wheel, the same on every platform.  It is told
sizes alone, never a word that comes from outside, and gives back points.  A vertex is a
table of three cells: its outline, a room beside it, and a room beneath it.
"""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from quizgen.errors import QuizgenError
from quizgen.render.geometry import Point, Points

Edge: TypeAlias = tuple[int, int]

PROGRAM = "graphviz-pure"
PATIENCE = 60  # seconds
INCH = 72.0
# A step through the vertices, and whether weights are told; (-1, False) was never the best.
WAYS = ((1, True), (-1, True), (1, False))


@dataclass(frozen=True)
class Room:
    """The room of a vertex: whole points, so that labels of like width are laid out alike.

    `columns` and `rows` are the table's; the outline stands in the middle of its first
    cell.  Edges leave at the end of the room beside it (of the room beneath, when laid out
    downwards) where `stub` is set, else at the outline's side.  Edges come in in the order
    given where `ordered` is set, as far as that can be.  `rank` is its column (its row).
    """

    columns: tuple[int, int]
    rows: tuple[int, int]
    stub: bool
    ordered: bool
    rank: int


@dataclass(frozen=True)
class Layout:
    """The middles of the outlines, and a curve for each edge, up to its head's middle."""

    centres: Points
    curves: tuple[Points, ...]


@dataclass(frozen=True)
class Request:
    """A graph to lay out, from left to right or downwards.

    `edges` are pairs of places in `rooms`, `weights` say how straight each wants to be;
    `gap` is the least distance between ranks, `spread` between vertices of one rank.
    """

    rooms: tuple[Room, ...]
    edges: tuple[Edge, ...]
    weights: tuple[int, ...]
    downwards: bool
    gap: float
    spread: float


def layouts(request: Request) -> tuple[Layout, ...]:
    """Return a few ways to lay out a graph, to choose from.

    Those that keep operands in order come first, if any vertex asks for it.  The program
    improves on the order in which it is told the vertices, and minds weights more than
    crossings: so each is tried both ways.
    Raises QuizgenError where the program is not installed.
    """
    keeping = (True, False) if any(room.ordered for room in request.rooms) else (False,)
    sources = [
        "\n".join(_source(request, in_order, step, weighted))
        for in_order in keeping
        for step, weighted in WAYS
    ]
    return tuple(_read(found, request) for found in _ask("\n".join(sources)))


def _read(found: dict[str, Any], request: Request) -> Layout:
    height = float(found["bb"].split(",")[3])
    vertices = [item for item in found["objects"] if "pos" in item]  # the rest are ranks
    numbers = {item["_gvid"]: int(item["name"][1:]) for item in vertices}
    middles = {numbers[item["_gvid"]]: _point(item["pos"], height) for item in vertices}
    waiting: dict[Edge, list[Points]] = {}
    for item in found.get("edges", ()):
        points = tuple(_point(pair, height) for pair in item["pos"].split())
        waiting.setdefault((numbers[item["tail"]], numbers[item["head"]]), []).append(points)
    centres = tuple(
        (middles[number][0] - room.columns[1] / 2, middles[number][1] - room.rows[1] / 2)
        for number, room in enumerate(request.rooms)
    )
    return Layout(centres, tuple(waiting[edge].pop(0) for edge in request.edges))


def _source(request: Request, in_order: bool, step: int, weighted: bool) -> Iterator[str]:
    rooms, downwards = request.rooms, request.downwards
    side = "s" if downwards else "e"
    yield "digraph {"
    yield f"rankdir={'TB' if downwards else 'LR'} ranksep={request.gap / INCH:.4f}"
    yield f"nodesep={request.spread / INCH:.4f} node [shape=plain]"
    yield "edge [arrowhead=none headclip=false tailclip=false]"
    for number, room in list(enumerate(rooms))[::step]:
        ordering = " ordering=in" if room.ordered and in_order else ""
        yield f"n{number} [label=<{_table(room, downwards)}>{ordering}]"
    for rank in range(max(room.rank for room in rooms) + 1):
        names = " ".join(f"n{k}" for k, room in enumerate(rooms) if room.rank == rank)
        yield f"{{rank=same {names}}}"
    for (tail, head), weight in zip(request.edges, request.weights, strict=True):
        port = "o" if rooms[tail].stub else "c"
        straight = f" [weight={weight}]" if weighted else ""
        yield f"n{tail}:{port}:{side} -> n{head}:c{straight}"
    yield "}"


def _table(room: Room, downwards: bool) -> str:
    (first, second), (high, low) = room.columns, room.rows
    beside, beneath = ("", "o") if downwards else ("o", "")
    upper = _cell("c", first, high) + _cell(beside, second, high)
    rows = (upper, _cell(beneath, first, low))
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
        + "".join(f"<TR>{row}</TR>" for row in rows if row)
        + "</TABLE>"
    )


def _cell(port: str, width: int, height: int) -> str:
    if not (width and height):
        return ""
    named = f'PORT="{port}" ' if port else ""
    return f'<TD {named}FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"></TD>'


def _ask(sources: str) -> list[dict[str, Any]]:
    """Return the program's answers to one graph after another."""
    done = subprocess.run(
        [_program(), "-Tjson0"],
        input=sources.encode("ascii"),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise RuntimeError(f"{PROGRAM}: {done.stderr.decode(errors='replace')}")
    text, answers, decoder = done.stdout.decode().strip(), [], json.JSONDecoder()
    while text:
        answer, end = decoder.raw_decode(text)
        answers.append(answer)
        text = text[end:].lstrip()
    return answers


@lru_cache(maxsize=1)
def _program() -> str:
    """Return where the program is: beside this Python's scripts, or on the path."""
    here = shutil.which(PROGRAM, path=Path(sysconfig.get_path("scripts")))
    found = here or shutil.which(PROGRAM)
    if found is None:
        raise QuizgenError(
            f"no program {PROGRAM}, which lays out computation graphs: pip install {PROGRAM}"
        )
    return found


def _point(text: str, height: float) -> Point:
    x, y = text.split(",")
    return float(x), height - float(y)
