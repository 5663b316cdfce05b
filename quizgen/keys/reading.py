"""Reading a key that may come from anywhere: every field is looked at before it is used."""

import json
from collections import Counter
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, get_args

from quizgen.engine import Graph, Node, Rounding, Table, add_node
from quizgen.engine.graph import GIVEN, NUMBER
from quizgen.errors import QuizgenError
from quizgen.keys.key import FORMAT, VERSION, Answer, Key
from quizgen.problem import BlankType

MOST_BYTES = 8_000_000
MOST_NODES = 400
MOST_ENTRIES = 100_000  # of all of a graph's arrays together
LONGEST = 500  # characters of a name


class FieldError(Exception):
    """What is wrong in a key: the field, what was found, what was expected."""

    def __init__(self, field: str, found: object, expected: str) -> None:
        shown = repr(found)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        super().__init__(f"{field}: found {shown}, expected {expected}")


def read_key(path: Path) -> Key:
    """Return the key in a JSON file.

    Nothing in it is run.  Raises QuizgenError, which names the file and the field, for a
    key that cannot be read, is of a newer version, or does not hold together.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > MOST_BYTES:
        raise QuizgenError(f"{path}: larger than a key may be, {MOST_BYTES:,} bytes")
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
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
            _text(item, "id", "problems"),
            _text(item, "kind", "problems"),
            Fraction(str(_number(item, "points", "problems"))),
        )
        for item in _list(data, "problems", "")
    )
    graphs = {name: _graph(name, raw) for name, raw in _dict(data, "graphs", "").items()}
    key = Key(
        generator=_text(data, "generator", ""),
        set=_text(data, "set", ""),
        title=_text(data, "title", ""),
        variant=_text(data, "variant", ""),
        code=_text(data, "code", ""),
        student=None if student is None else _text(data, "student", ""),
        seed=seed if type(seed) is int else None,
        rounding=_rounding(_dict(data, "rounding", "")),
        networks=_dict(data, "networks", ""),
        graphs=graphs,
        problems=problems,
        blanks=_blanks(data, {id: points for id, _, points in problems}, graphs),
    )
    if any(points < 0 for _, _, points in problems):
        raise FieldError("problems.points", "a negative number", "0 or more")
    if not key.blanks:
        raise FieldError("blanks", [], "one at least")
    return key


def _field(data: Any, name: str, place: str) -> tuple[str, Any]:
    where = f"{place}.{name}" if place else name
    if not isinstance(data, dict):
        raise FieldError(place or "key", data, "an object")
    if name not in data:
        raise FieldError(where, "nothing", "this field")
    return where, data[name]


def _text(data: Any, name: str, place: str) -> str:
    where, found = _field(data, name, place)
    if not isinstance(found, str) or len(found) > LONGEST:
        raise FieldError(where, found, "a short text")
    return found


def _list(data: Any, name: str, place: str) -> list[Any]:
    where, found = _field(data, name, place)
    if not isinstance(found, list):
        raise FieldError(where, found, "a list")
    return found


def _dict(data: Any, name: str, place: str) -> dict[str, Any]:
    where, found = _field(data, name, place)
    if not isinstance(found, dict):
        raise FieldError(where, found, "an object")
    return found


def _number(data: Any, name: str, place: str, most: float = 1e15) -> float:
    where, found = _field(data, name, place)
    return _finite(where, found, most)


def _finite(where: str, found: Any, most: float = 1e15) -> float:
    if type(found) not in (int, float) or not abs(found) <= most:
        raise FieldError(where, found, "a number")
    return found  # type: ignore[no-any-return]


def _whole_numbers(where: str, found: Any, least: int) -> tuple[int, ...]:
    good = isinstance(found, list) and len(found) <= 4
    if not good or not all(type(n) is int and least <= n <= MOST_ENTRIES for n in found):
        raise FieldError(where, found, f"up to four whole numbers from {least}")
    return tuple(found)


def _rounding(data: dict[str, Any]) -> Rounding:
    decimals = _number(data, "decimals", "rounding", 10)
    if type(decimals) is not int or decimals < 1:
        raise FieldError("rounding.decimals", decimals, "a whole number from 1 to 10")
    if "table" not in data:
        return Rounding(decimals)
    raw = _dict(data, "table", "rounding")
    xs = [_finite("rounding.table.x", x) for x in _list(raw, "x", "rounding.table")]
    printed = _list(raw, "printed", "rounding.table")
    for text in printed:
        try:
            _finite("rounding.table.printed", float(text) if isinstance(text, str) else text)
        except ValueError:
            raise FieldError("rounding.table.printed", text, "decimals as text") from None
    if len(xs) != len(printed) or not all(isinstance(text, str) for text in printed):
        raise FieldError("rounding.table.printed", printed, f"{len(xs)} decimals as text")
    activation = _text(raw, "activation", "rounding.table")
    return Rounding(
        decimals, Table(activation, tuple(xs), tuple(printed), raw.get("odd") is True)
    )


def _graph(name: str, raw: Any) -> Graph:
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
        shape = _whole_numbers(f"{where}.shape", shape_, 1)
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


def _blanks(
    data: dict[str, Any], points: dict[str, Fraction], graphs: dict[str, Graph]
) -> tuple[Answer, ...]:
    raw = _list(data, "blanks", "")
    shares = Counter(str(item.get("problem")) for item in raw if isinstance(item, dict))
    answers: dict[str, Answer] = {}
    for number, item in enumerate(raw):
        place = f"blanks[{number}]"
        id, problem = _text(item, "id", place), _text(item, "problem", place)
        network, quantity = _text(item, "network", place), _text(item, "quantity", place)
        index = _whole_numbers(f"{place}.index", _field(item, "index", place)[1], 0)
        kind = _text(item, "type", place)
        if id in answers:
            raise FieldError(f"{place}.id", id, "an id that no other blank has")
        if kind not in get_args(BlankType):
            raise FieldError(f"{place}.type", kind, f"one of {', '.join(get_args(BlankType))}")
        if problem not in points:
            raise FieldError(f"{place}.problem", problem, f"one of {', '.join(points)}")
        if network not in graphs or quantity not in graphs[network]:
            raise FieldError(f"{place}.quantity", quantity, "a node of its network's graph")
        shape = graphs[network][quantity].shape
        if len(index) != len(shape) or any(i >= n for i, n in zip(index, shape, strict=True)):
            raise FieldError(
                f"{place}.index", index, f"a place in an array of shape {list(shape)}"
            )
        value = _number(item, "value", place)
        ends = [_finite(f"{place}.accept", end) for end in _list(item, "accept", place)]
        if len(ends) != 2 or not ends[0] <= value <= ends[1]:
            raise FieldError(f"{place}.accept", ends, f"a range that holds {value}")
        answers[id] = Answer(
            id=id,
            problem=problem,
            type=kind,  # type: ignore[arg-type]
            points=points[problem] / shares[problem],
            network=network,
            quantity=quantity,
            index=index,
            value=value,
            accept=(ends[0], ends[1]),
            display=_text(item, "display", place),
        )
    return tuple(answers.values())
