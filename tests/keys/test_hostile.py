"""A key may come from anywhere: a bad one is refused by file and field, and nothing else."""

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from by_hand import solved
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.errors import QuizgenError
from quizgen.keys import key_json, read_key

Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return key_json(solved("2-3-1 table", 1, tmp_path_factory.mktemp("sets"))[2])


def put(*path: str | int, value: object) -> Change:
    def change(data: Any) -> None:
        for name in path[:-1]:
            data = data[name]
        data[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    def change(data: Any) -> None:
        for name in path[:-1]:
            data = data[name]
        del data[path[-1]]

    return change


def node(op: str, parents: object, shape: object = ()) -> Change:
    return lambda data: data["graphs"]["net"].append(["new", "n", op, parents, shape])


def twice(data: Any) -> None:
    data["blanks"].append(data["blanks"][0])


LONG = "x" * 100_000
CHANGES: list[tuple[str, Change, str]] = [
    ("no format", drop("format"), "format: found None"),
    ("another format", put("format", value="quizgen-set"), "format: found 'quizgen-set'"),
    ("a newer version", put("version", value=2), "version: found 2.*quizgen 0.1.0 wrote"),
    ("a far newer version", put("version", value=10**300), "version: found 1000.*1 at most"),
    ("version 0", put("version", value=0), "version: found 0"),
    ("version true", put("version", value=True), "version: found True"),
    ("version text", put("version", value="1"), "version: found '1'"),
    ("no blanks", put("blanks", value=[]), "blanks: found"),
    ("no blanks field", drop("blanks"), "blanks: found"),
    ("blanks an object", put("blanks", value={}), "blanks: found"),
    ("a blank a list", put("blanks", 0, value=[]), r"blanks\[0\]"),
    ("a blank null", put("blanks", 3, value=None), r"blanks\[3\]"),
    ("an id twice", twice, r"blanks\[\d+\]\.id: found 'forward"),
    ("an id a number", put("blanks", 0, "id", value=7), r"blanks\[0\]\.id: found 7"),
    ("an id too long", put("blanks", 0, "id", value=LONG), r"blanks\[0\]\.id"),
    ("no id", drop("blanks", 0, "id"), r"blanks\[0\]\.id: found 'nothing'"),
    ("unknown type", put("blanks", 0, "type", value="essay"), r"\.type: found 'essay'.*number"),
    ("type a list", put("blanks", 0, "type", value=["number"]), r"blanks\[0\]\.type"),
    ("unknown problem", put("blanks", 0, "problem", value="no"), r"blanks\[0\]\.problem"),
    (
        "unknown network",
        put("blanks", 0, "network", value="no"),
        r"blanks\[0\]\.(quantity|net)",
    ),
    ("unknown quantity", put("blanks", 0, "quantity", value="q"), r"blanks\[0\]\.quantity"),
    (
        "a quantity that is given",
        put("blanks", 0, "quantity", value="x"),
        r"blanks\[0\]\.quantity: found 'x', expected a computed node",
    ),
    ("index outside", put("blanks", 0, "index", value=[99]), r"blanks\[0\]\.index"),
    ("index below 0", put("blanks", 0, "index", value=[-1]), r"blanks\[0\]\.index"),
    ("index too long", put("blanks", 0, "index", value=[0, 0]), r"blanks\[0\]\.index"),
    ("index a number", put("blanks", 0, "index", value=0), r"blanks\[0\]\.index"),
    ("index a fraction", put("blanks", 0, "index", value=[0.5]), r"blanks\[0\]\.index"),
    ("index true", put("blanks", 0, "index", value=[True]), r"blanks\[0\]\.index"),
    ("value text", put("blanks", 0, "value", value="1"), r"blanks\[0\]\.value"),
    ("value true", put("blanks", 0, "value", value=True), r"blanks\[0\]\.value"),
    ("value 10^400", put("blanks", 0, "value", value=10**400), r"blanks\[0\]\.value"),
    ("accept without value", put("blanks", 0, "accept", value=[1e9, 2e9]), r"\[0\]\.accept"),
    ("accept turned", put("blanks", 0, "accept", value=[1e9, -1e9]), r"blanks\[0\]\.accept"),
    ("accept one end", put("blanks", 0, "accept", value=[0]), r"blanks\[0\]\.accept"),
    ("accept 10^400", put("blanks", 0, "accept", value=[-(10**400), 1]), r"\[0\]\.accept"),
    ("display a number", put("blanks", 0, "display", value=5), r"blanks\[0\]\.display"),
    ("points text", put("problems", 0, "points", value="8"), r"problems.*points"),
    ("points below 0", put("problems", 0, "points", value=-1), r"problems.*points"),
    ("points 10^400", put("problems", 0, "points", value=10**400), r"problems.*points"),
    ("problems an object", put("problems", value={}), "problems: found"),
    ("a problem a text", put("problems", 0, value="forward"), "problems"),
    ("no variant", drop("variant"), "variant: found 'nothing'"),
    ("variant null", put("variant", value=None), "variant: found None"),
    ("student a number", put("student", value=7), "student: found 7"),
    ("no rounding", drop("rounding"), "rounding: found"),
    ("0 decimals", put("rounding", "decimals", value=0), r"rounding\.decimals: found 0"),
    ("10^9 decimals", put("rounding", "decimals", value=10**9), r"rounding\.decimals"),
    ("decimals 5.5", put("rounding", "decimals", value=5.5), r"rounding\.decimals: found 5.5"),
    (
        "both kept",
        put("rounding", "figures", value=4),
        r"figures: found 4, expected no figures",
    ),
    ("0 figures", put("rounding", value={"figures": 0}), r"rounding\.figures: found 0"),
    (
        "figures true",
        put("rounding", value={"figures": True}),
        r"rounding\.figures: found True",
    ),
    ("nothing kept", put("rounding", value={}), r"rounding\.decimals: found 'nothing'"),
    ("table a list", put("rounding", "table", value=[]), r"rounding\.table"),
    ("table too short", drop("rounding", "table", "x", 0), r"rounding\.table\.printed"),
    ("printed NaN", put("rounding", "table", "printed", 0, value="nan"), r"table\.printed"),
    ("printed words", put("rounding", "table", "printed", 0, value="=1+1"), r"table\.printed"),
    ("x 10^400", put("rounding", "table", "x", 0, value=10**400), r"rounding\.table\.x"),
    ("networks a list", put("networks", value=[]), "networks: found"),
    ("graphs a list", put("graphs", value=[]), "graphs: found"),
    ("a graph a number", put("graphs", "net", value=7), r"graphs\.net: found 7"),
    ("a node short", put("graphs", "net", 0, value=["x"]), r"graphs\.net\[0\]"),
    ("a node's name a list", put("graphs", "net", 0, 0, value=[]), r"graphs\.net\[0\]"),
    ("unknown op", node("exec", ["x"]), r"graphs\.net\[\d+\]: found 'exec'"),
    ("an op of Python's", node("__class__", ["x"]), r"graphs\.net\[\d+\]"),
    ("an input with parents", node("input", ["x"]), r"graphs\.net\[\d+\]"),
    ("a number that is none", node("number", []), "found 'new', expected a short decimal"),
    (
        "a number with a shape",
        lambda data: data["graphs"]["net"].append(["2", "2", "number", [], [3]]),
        "found '2', expected a short decimal",
    ),
    (
        "a number without an end",
        lambda data: data["graphs"]["net"].append(["1e999", "2", "number", [], []]),
        "found '1e999', expected a short decimal",
    ),
    ("missing parent", node("tanh", ["nowhere"]), r"graphs\.net\[\d+\].*nowhere"),
    ("its own parent", node("tanh", ["new"]), r"graphs\.net\[\d+\].*new"),
    ("a cycle", put("graphs", "net", 3, 3, value=["alpha", "loss"]), r"graphs\.net\[\d+\]"),
    ("too many parents", node("tanh", ["x"] * 1000), r"graphs\.net\[\d+\]"),
    ("no parents", node("tanh", []), r"graphs\.net\[\d+\]"),
    ("parents a text", node("tanh", "x"), r"graphs\.net\[\d+\]"),
    ("a parent a number", node("tanh", [7]), r"graphs\.net\[\d+\]"),
    ("shape 10^9", node("input", [], [10**9]), r"graphs\.net\[\d+\]\.shape"),
    ("shape 10^5 × 10^5", node("input", [], [10**5] * 2), r"graphs\.net\[\d+\]\.shape"),
    ("shape below 0", node("input", [], [-1]), r"graphs\.net\[\d+\]\.shape"),
    ("shape of 99 axes", node("input", [], [1] * 99), r"graphs\.net\[\d+\]\.shape"),
    ("shape a text", node("input", [], "2"), r"graphs\.net\[\d+\]\.shape"),
    ("shape that doesn't fit", node("tanh", ["x"], [77]), r"graphs\.net\[\d+\]"),
    ("a node twice", put("graphs", "net", 1, 0, value="x"), r"graphs\.net\[1\]"),
    (
        "10^5 nodes",
        lambda data: data["graphs"]["net"].extend([["n", "n", "input", [], []]] * 100_000),
        r"graphs\.net",
    ),
]


@pytest.mark.parametrize(
    ("change", "says"), [row[1:] for row in CHANGES], ids=[r[0] for r in CHANGES]
)
def test_a_bad_field_is_named(
    content: bytes, tmp_path: Path, change: Change, says: str
) -> None:
    data = json.loads(content)
    change(data)
    refuse(tmp_path / "key.json", json.dumps(data).encode(), says)


def refuse(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(QuizgenError, match=says) as caught:
        read_key(path)
    (line,) = caught.value.lines
    assert line.startswith(f"{path}: ")
    assert len(line) < len(str(path)) + 400
    assert line.isprintable()


def valued(number: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        before, mark, after = content.partition(b'"value": ')
        return before + mark + number.encode() + after[after.index(b",") :]

    return change


FILES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("empty", lambda content: b"", "not a whole JSON file"),
    ("null", lambda content: b"null", "format: found None"),
    ("a number", lambda content: b"7", "format: found 7"),
    ("a list", lambda content: b"[" + content + b"]", "format"),
    ("twice", lambda content: content * 2, "not a whole JSON file"),
    ("UTF-16", lambda content: content.decode().encode("utf-16"), "not a whole JSON file"),
    (
        "Latin-1",
        lambda content: b"\xe9" + content,
        "not a whole JSON file: found the byte 0xe9, expected UTF-8",
    ),
    ("a PDF", lambda content: b"%PDF-1.7\n\xe2", "found a PDF, expected a key, JSON that make"),
    ("a ZIP", lambda content: b"PK\x03\x04\x14", "found an Excel workbook or a zip file, exp"),
    ("NUL", lambda content: content + b"\0", "not a whole JSON file"),
    ("nested lists", lambda content: b"[" * 100_000, "not a whole JSON file|format"),
    (
        "nested, closed",
        lambda content: b"[" * 100_000 + b"]" * 100_000,
        "not a whole JSON file|format",
    ),
    (
        "nested in a field",
        lambda content: content.replace(b'"set": ', b'"set": ' + b'{"a":' * 100_000, 1),
        "not a whole JSON file",
    ),
    ("NaN", valued("NaN"), "NaN is not a number of JSON"),
    ("Infinity", valued("Infinity"), "Infinity is not a number of JSON"),
    ("-Infinity", valued("-Infinity"), "Infinity is not a number of JSON"),
    ("1e999", valued("1e999"), r"blanks\[0\]\.value: found inf"),
    ("10^5000", valued("1" + "0" * 5000), r"not a whole JSON file|blanks\[0\]\.value"),
    ("too large", lambda content: b" " * 9_000_000 + content, "larger than a key may be"),
]


@pytest.mark.parametrize(
    ("change", "says"), [row[1:] for row in FILES], ids=[r[0] for r in FILES]
)
def test_a_file_that_is_no_key_is_named(
    content: bytes, tmp_path: Path, change: Callable[[bytes], bytes], says: str
) -> None:
    refuse(tmp_path / "key.json", change(content), says)


def test_a_key_cut_off_anywhere_is_refused(content: bytes, tmp_path: Path) -> None:
    for end in range(0, len(content) - 2, 97):
        refuse(tmp_path / "key.json", content[:end], "not a whole JSON file")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.json", tmp_path):
        with pytest.raises(QuizgenError, match="cannot be read"):
            read_key(path)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**9, -1, 0, 10**400, 1e308, 5e-324, "", "x", "input", "loss", "\ud800"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from([[], {}, [[]], [0], [1, 2, 3], {"x": 1}, {"a": None}]),
)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Return (container, name) of every value in a piece of JSON."""
    names = (
        data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    )
    found = [(data, name) for name in names]
    return found + [place for name in names for place in places(data[name])]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(pick=st.data())
def test_any_value_put_anywhere_is_read_or_refused(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, pick: st.DataObject
) -> None:
    data = json.loads(content)
    container, name = pick.draw(st.sampled_from(places(data)), label="place")
    container[name] = copy.deepcopy(pick.draw(VALUES, label="value"))
    path = tmp_path_factory.getbasetemp() / "fuzzed.json"
    path.write_text(json.dumps(data))
    with suppress(QuizgenError):
        read_key(path)


def test_a_number_of_a_formula_is_read(content: bytes, tmp_path: Path) -> None:
    data = json.loads(content)
    data["graphs"]["net"].append(["-2.5", "-2.5", "number", [], []])
    path = tmp_path / "key.json"
    path.write_text(json.dumps(data))
    assert read_key(path).graphs["net"]["-2.5"].given({}) == "-2.5"
