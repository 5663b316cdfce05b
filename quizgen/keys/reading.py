"""Reading a key that may come from anywhere: every field is looked at before it is used."""

import json
import marshal
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

from quizgen.engine import Graph, Node, Rounding, Table, add_node
from quizgen.engine.graph import GIVEN, NUMBER
from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.keys.blanks import read_blanks
from quizgen.keys.fields import (
    LONGEST,
    MOST_ENTRIES,
    FieldError,
    read_dict,
    read_finite,
    read_list,
    read_number,
    read_text,
    read_whole_numbers,
)
from quizgen.keys.key import FORMAT, VERSION, Key
from quizgen.keys.policy import read_policy
from quizgen.signatures import LONGEST_START, kind_of

MOST_BYTES = 8_000_000
MOST_NODES = 400


def read_key(path: Path) -> Key:
    """Return the key in a JSON file.

    Nothing in it is run.  Raises QuizgenError, which names the file and the field, for a
    key that cannot be read, is of a newer version, or does not hold together.
    """
    return parse_key(path, read_bounded(path, "key", MOST_BYTES))


def parse_key(path: Path, raw: bytes) -> Key:
    """Return the key that a file's bytes are; errors as above."""
    other = kind_of(raw[:LONGEST_START])
    if other is not None:
        raise QuizgenError(f"{path}: found {other}, expected a key, JSON that make wrote")
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        found = f"found the byte {raw[error.start]:#04x}, expected UTF-8"
        raise QuizgenError(f"{path}: not a whole JSON file: {found}") from None
    except (ValueError, RecursionError) as error:
        raise QuizgenError(f"{path}: not a whole JSON file: {str(error)[:120]}") from None
    try:
        return _key(data)
    except FieldError as wrong:
        raise QuizgenError(f"{path}: {wrong}") from None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _key(data: Any) -> Key:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else data
        raise FieldError("format", found, f"a key's, {FORMAT!r}")
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise FieldError("version", version, "1")
    if version > VERSION:
        maker = data.get("generator", "a newer quizgen")
        raise FieldError(
            "version", version, f"{VERSION} at most; {str(maker)[:60]} wrote this key"
        )
    student, seed = data.get("student"), data.get("seed")
    problems = tuple(
        (
            read_text(item, "id", "problems"),
            read_text(item, "kind", "problems"),
            Fraction(str(read_number(item, "points", "problems"))),
        )
        for item in read_list(data, "problems", "")
    )
    graphs = {name: _graph(name, raw) for name, raw in read_dict(data, "graphs", "").items()}
    key = Key(
        generator=read_text(data, "generator", ""),
        set=read_text(data, "set", ""),
        title=read_text(data, "title", ""),
        variant=read_text(data, "variant", ""),
        code=read_text(data, "code", ""),
        student=None if student is None else read_text(data, "student", ""),
        seed=seed if type(seed) is int else None,
        rounding=_rounding(read_dict(data, "rounding", "")),
        networks=read_dict(data, "networks", ""),
        expressions=read_dict(data, "expressions", ""),
        models=read_dict({"models": {}} | data, "models", ""),
        graphs=graphs,
        givens=_givens(read_dict({"givens": {}} | data, "givens", ""), graphs),
        problems=problems,
        blanks=read_blanks(data, {id: points for id, _, points in problems}, graphs),
        policy=read_policy(read_dict({"grading": {}} | data, "grading", "")),
    )
    if any(points < 0 for _, _, points in problems):
        raise FieldError("problems.points", "a negative number", "0 or more")
    if not key.blanks:
        raise FieldError("blanks", [], "one at least")
    return key


def _rounding(data: dict[str, Any]) -> Rounding:
    unit = "figures" if "figures" in data else "decimals"
    kept = read_number(data, unit, "rounding", 10)
    if type(kept) is not int or kept < 1:
        raise FieldError(f"rounding.{unit}", kept, "a whole number from 1 to 10")
    if {"decimals", "figures"} <= data.keys():
        raise FieldError("rounding.figures", kept, "no figures beside decimals")
    rounding = Rounding(figures=kept) if unit == "figures" else Rounding(kept)
    if "table" not in data:
        return rounding
    raw = read_dict(data, "table", "rounding")
    xs = [read_finite("rounding.table.x", x) for x in read_list(raw, "x", "rounding.table")]
    printed = read_list(raw, "printed", "rounding.table")
    for text in printed:
        try:
            read_finite(
                "rounding.table.printed", float(text) if isinstance(text, str) else text
            )
        except ValueError:
            raise FieldError("rounding.table.printed", text, "decimals as text") from None
    if len(xs) != len(printed) or not all(isinstance(text, str) for text in printed):
        raise FieldError("rounding.table.printed", printed, f"{len(xs)} decimals as text")
    activation = read_text(raw, "activation", "rounding.table")
    table = Table(activation, tuple(xs), tuple(printed), raw.get("odd") is True)
    return replace(rounding, table=table)


def _givens(data: dict[str, Any], graphs: Mapping[str, Graph]) -> dict[str, dict[str, Any]]:
    """Return the numbers of each graph's inputs: none missing, each of its node's shape."""
    givens: dict[str, dict[str, Any]] = {}
    for name, numbers in data.items():
        place = f"givens.{name[:40]}"
        if name not in graphs or not isinstance(numbers, dict):
            raise FieldError(place, name, "a graph's name with its inputs")
        wanted = [node for node in graphs[name].nodes if node.op == "input"]
        givens[name] = {
            node.name: _array(f"{place}.{node.name}", numbers.get(node.name), node.shape)
            for node in wanted
        }
    return givens


def _array(where: str, found: Any, shape: tuple[int, ...]) -> Any:
    """Return nested lists of finite numbers, which have to be of a shape."""
    if not shape:
        return read_finite(where, found)
    if not isinstance(found, list) or len(found) != shape[0]:
        raise FieldError(where, found, f"numbers of shape {list(shape)}")
    return [_array(where, one, shape[1:]) for one in found]


def _graph(name: str, raw: Any) -> Graph:
    """Return a graph; it is one for all keys that have the same, as many of a class do."""
    return _written_graph(name, marshal.dumps(raw, 2))  # a version that writes alike


@lru_cache(maxsize=128)
def _written_graph(name: str, content: bytes) -> Graph:
    raw = marshal.loads(content)
    place = f"graphs.{name[:40]}"
    if not isinstance(raw, list) or len(raw) > MOST_NODES:
        raise FieldError(place, raw, f"a list of {MOST_NODES} nodes at most")
    graph, entries = Graph(()), 0
    for number, item in enumerate(raw):
        where = f"{place}[{number}]"
        if not isinstance(item, list) or len(item) != 5:
            raise FieldError(where, item, "name, symbol, operation, parents, shape")
        node, symbol, op, parents, shape_ = item
        texts = [node, symbol, op, *(parents if isinstance(parents, list) else [None])]
        if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
            raise FieldError(where, item, "names as text")
        shape = read_whole_numbers(f"{where}.shape", shape_, 1)
        entries += prod(shape)
        if entries > MOST_ENTRIES:
            raise FieldError(
                f"{where}.shape", shape_, f"{MOST_ENTRIES:,} entries in all at most"
            )
        if op == "number" and (shape or not NUMBER.fullmatch(node)):
            raise FieldError(where, node, "a short decimal as the name of a number")
        if op in GIVEN and not parents and node not in graph:
            graph = graph.plus(Node(node, symbol, op, (), shape))
            continue
        try:
            graph = add_node(graph, node, symbol, op, tuple(parents), shape)
        except ValueError as error:
            raise FieldError(where, op, f"a graph that holds together: {error}") from None
    return graph
