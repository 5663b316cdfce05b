"""A bad set is answered with a line for each mistake: file, key, found, expected."""

import csv
import re
import time
from pathlib import Path

import pytest
from by_hand import set_toml

from quizgen.engine.networks import PARAMETERS
from quizgen.errors import QuizgenError
from quizgen.kinds import KINDS
from quizgen.sampling.models import MODELS
from quizgen.sampling.sets import read_set

CASES = Path(__file__).resolve().parent.parent / "cases"
GOOD = set_toml()
NET = "\n[networks.net]\n"


def put(old: str, new: str) -> str:
    assert old in GOOD, old
    return GOOD.replace(old, new)


def learn(optimizer: str) -> str:
    return put("inputs = 2", f"inputs = 2\noptimizer = {{{optimizer}}}")


def given(more: str) -> str:
    """Return a network that gives its numbers, and more."""
    numbers = "alpha = [[1, 2, 3]]\nbeta = [[1, 2]]\ninput = [1, 2]\ntarget = 1"
    return f'title = "a"\n[networks.net]\n{numbers}\n{more}\n[[problems]]\nkind = "forward"'


ROWS: list[tuple[str, str, list[str]]] = [
    ("empty", "", ["title: is missing"]),
    ("no TOML", "title = ", ["is not TOML"]),
    ("a key twice", 'title = "a"\ntitle = "b"', ["is not TOML"]),
    ("no title", put('title = "A small set"', ""), ["title: is missing"]),
    ("101 problems", GOOD + '\n[[problems]]\nkind = "forward"' * 101, ["problems.*1 to 100"]),
    ("title a number", put('"A small set"', "7"), ["title: found 7, expected a line of text"]),
    ("title of lines", put('"A small set"', '"a\\nb"'), ["title: found .*a line of text"]),
    ("title endless", put("A small set", "x" * 10_000), ["title: found .*a line of text"]),
    ("no inputs", put("inputs = 2", ""), [r"networks.net.inputs: is missing"]),
    ("0 inputs", put("inputs = 2", "inputs = 0"), ["networks.net.inputs: found 0"]),
    ("10^9 inputs", put("inputs = 2", "inputs = 1_000_000_000"), ["inputs: found 1000000000"]),
    ("10^9 units", put("[3]", "[1_000_000_000]"), ["hidden.1.: found 1000000000"]),
    ("inputs true", put("inputs = 2", "inputs = true"), ["inputs: found true"]),
    ("inputs 2.5", put("inputs = 2", "inputs = 2.5"), ["inputs: found 2.5"]),
    ("inputs NaN", put("inputs = 2", "inputs = nan"), ["inputs: found nan"]),
    ("inputs a date", put("inputs = 2", "inputs = 2020-01-01"), ["inputs: found 2020"]),
    ("hidden a number", put("[3]", "3"), ["networks.net.hidden: found 3"]),
    ("hidden of lists", put("[3]", "[[3]]"), [r"net.hidden\[1\]: found \[3\]"]),
    ("1,000 layers", put("[3]", str([2] * 1000)), ["networks.net.hidden: found"]),
    ("unknown activation", put("['tanh']", '["tahn"]'), ["activations.*'tahn'.*mean tanh"]),
    ("activation a number", put("['tanh']", "[7]"), [r"activations\[1\]: found 7"]),
    ("activation a table", put("['tanh']", "[{}]"), [r"activations\[1\]: found \{\}"]),
    ("no activation", put("['tanh']", "[]"), ["activations"]),
    ("no such optimizer", learn('name = "adams"'), ["optimizer.name: .*'adams'.*mean adam"]),
    (
        "momentum beside sgd",
        learn("momentum = 0.9"),
        ["optimizer.momentum: found momentum, expected no number of sgd"],
    ),
    (
        "a rate of momentum's in Adam",
        learn('name = "adam", momentum = 0.9'),
        ["found momentum, expected beta1 and beta2 of adam"],
    ),
    ("momentum 1", learn('name = "momentum", momentum = 1'), ["found 1, .* above 0.*below 1"]),
    ("beta2 0", learn('name = "adam", beta2 = 0'), ["optimizer.beta2: found 0"]),
    ("optimizer a text", put("inputs = 2", 'inputs = 2\noptimizer = "adam"'), ["a table"]),
    (
        "a velocity too small",
        given("velocity.alpha = [[0, 1]]"),
        ["velocity.alpha: found 1 × 2, expected 1 × 3 numbers, as alpha has"],
    ),
    (
        "a velocity of no matrix",
        given("velocity.gamma = [[0, 1]]"),
        ["velocity.gamma: found gamma, expected one of alpha, beta"],
    ),
    ("unknown loss", put('"half_sq', '"halfsq'), ["loss: found.*half_squared_error"]),
    ("loss a list", put('"half_squared_error"', "[]"), ["loss: found"]),
    ("no low", put("low = -2, ", ""), ["networks.net.weights.low: is missing"]),
    ("high below low", put("high = 2", "high = -9"), ["weights.high: found -9"]),
    ("step 0", put("step = 1", "step = 0"), ["weights.step: found 0"]),
    ("step below 0", put("step = 1", "step = -1"), ["weights.step: found -1"]),
    ("step tiny", put("step = 1", "step = 1e-300"), ["weights.step: found 1e-300"]),
    ("a grid too fine", put("step = 1", "step = 0.00001"), ["step: found .*10,000 numbers"]),
    ("a grid too wide", put("high = 2", "high = 100_000"), ["found .*10,000 numbers"]),
    ("high infinite", put("high = 2", "high = inf"), ["weights.high: found inf"]),
    ("high 10^400", put("high = 2", "high = 1" + "0" * 400), ["weights.high: found 1000"]),
    ("high a text", put("high = 2", 'high = "2"'), ["weights.high: found '2'"]),
    ("weights a number", put("{low", "7 # {low"), ["weights: found 7, expected a table"]),
    ("0 decimals", put("decimals = 5", "decimals = 0"), ["rounding.decimals: found 0"]),
    ("10^9 decimals", put("decimals = 5", "decimals = 1_000_000_000"), ["rounding.decimals"]),
    ("table a text", put("table = false", 'table = "no"'), ["rounding.table: found 'no'"]),
    (
        "rounding a list",
        "rounding = []\n" + put("[rounding]", "[unknown]"),
        ["rounding: found"],
    ),
    ("unknown kind", put('"forward"', '"foward"'), [r"problems\[1\].kind: .*mean forward"]),
    ("no kind", put('kind = "forward"', ""), [r"problems\[1\].kind: is missing"]),
    ("kind a list", put('"forward"', "[]"), [r"problems\[1\].kind: found"]),
    ("points below 0", put("points = 8", "points = -1"), [r"problems\[1\].points: found -1"]),
    ("points NaN", put("points = 8", "points = nan"), [r"problems\[1\].points: found nan"]),
    ("points 10^9", put("points = 8", "points = 1000000000"), [r"problems\[1\].points"]),
    ("points a text", put("points = 8", 'points = "8"'), [r"problems\[1\].points: found '8'"]),
    ("unknown network", put("points = 8", 'network = "no"'), [r"problems\[1\].network: .*net"]),
    (
        "an id twice",
        put("points = 8", 'id = "backward-vector"'),
        [r"problems\[3\].kind: found the id 'backward-vector'"],
    ),
    ("an unknown field", put("points = 8", "ponits = 8"), [r"ponits: .*did you mean"]),
    ("an unknown table", GOOD + "[extra]\n", ["extra: found an unknown field"]),
    ("no problems", GOOD[: GOOD.index("[[problems]]")], ["problems: "]),
    (
        "problems a number",
        "problems = 7\n" + GOOD[: GOOD.index("[[pro")],
        ["problems: found 7"],
    ),
    (
        "problems of numbers",
        "problems = [7]\n" + GOOD[: GOOD.index("[[pro")],
        [r"problems\[1\]"],
    ),
    ("no networks", put(NET, "\n[nets.net]\n"), ["networks: is missing|network"]),
    ("networks a list", "networks = []\n" + put(NET, "\n[nets]\n"), ["networks: found"]),
    ("a network a number", "networks = {net = 7}\n" + put(NET, "\n[nets]\n"), ["networks.net"]),
    (
        "65 inputs given",
        put("inputs = 2", f"alpha = [{[1] * 66}]"),
        ["expected 64 × 65 at most"],
    ),
    (
        "65 rows",
        put("inputs = 2", f"alpha = {[[1, 2]] * 65}"),
        ["alpha: found 65 × 2 numbers"],
    ),
    (
        "six matrices",
        put("inputs = 2", "\n".join(f"{name} = [[1, 2]]" for name in PARAMETERS[:6])),
        ["networks.net.zeta: found an unknown field, expected .*beta"],
    ),
    (
        "all the matrices there are",
        put("inputs = 2", "\n".join(f"{name} = [[1, 2]]" for name in PARAMETERS)),
        ["networks.net.zeta: found an unknown field", "networks.net.hidden: found beside"],
    ),
    (
        "some matrices",
        put("inputs = 2", "beta = [[1, 2, 3, 4]]"),
        ["net.alpha: is missing", "hidden: found beside numbers that are given"],
    ),
    ("a ragged matrix", put("inputs = 2", "alpha = [[1, 2], [1]]"), ["networks.net.alpha"]),
    ("an empty matrix", put("inputs = 2", "alpha = []"), ["networks.net.alpha"]),
    ("a matrix of texts", put("inputs = 2", 'alpha = [["a", "b"]]'), ["networks.net.alpha"]),
    (
        "a matrix 10^5 wide",
        put("inputs = 2", f"alpha = [{[1] * 10**5}]"),
        ["networks.net.alpha: found 1 × 100000 numbers, expected 64 × 65 at most"],
    ),
    (
        "several at once",
        put("inputs = 2", "inputs = 0")
        .replace('"forward"', '"no"')
        .replace("decimals = 5", "decimals = 99"),
        [
            "rounding.decimals: found 99",
            "net.inputs: found 0",
            r"problems\[1\].kind: found 'no'",
        ],
    ),
]


@pytest.mark.parametrize(("text", "says"), [row[1:] for row in ROWS], ids=[r[0] for r in ROWS])
def test_every_mistake_has_its_line(tmp_path: Path, text: str, says: list[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(QuizgenError) as caught:
        read_set(str(path))
    lines = caught.value.lines
    assert len(lines) <= 20
    for line in lines:
        assert line.startswith(f"{path}: ")
        assert line.isprintable()
        assert len(line) < len(str(path)) + 500
    for expected in says:
        assert any(re.search(expected, line) for line in lines), lines


def cases() -> list[dict[str, str]]:
    with (CASES / "sets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EVERYTHING = (CASES / "set.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["why"])
def test_every_mistake_has_its_line_and_words(tmp_path: Path, case: dict[str, str]) -> None:
    path = tmp_path / "set.toml"
    assert EVERYTHING.count(case["instead_of"]) == 1
    path.write_text(EVERYTHING.replace(case["instead_of"], case["put"]), encoding="utf-8")
    for original in (False, True):
        with pytest.raises(QuizgenError) as caught:
            read_set(str(path), original)
        told = "\n".join(line.replace(str(path), "set.toml") for line in caught.value.lines)
        says = case["says"].replace("{kinds}", ", ".join(KINDS))
        assert told == says.replace("{models}", ", ".join(MODELS))


def test_the_set_without_mistakes_is_read(tmp_path: Path) -> None:
    for ends in ("\n", "\r\n"):
        path = tmp_path / "set.toml"
        path.write_bytes(EVERYTHING.replace("\n", ends).encode("utf-8-sig"))
        assert read_set(str(path)).title == "A set of everything"


FILES: list[tuple[str, bytes, str]] = [
    ("binary", b"\x00\x01\xff", "is not TOML"),
    ("Latin-1", "title = 'é'".encode("latin-1"), "is not TOML"),
    ("nested lists", b"title = " + b"[" * 100_000, "is not TOML"),
    (
        "nested tables",
        b"[" + b"a." * 10_000 + b"a]",
        "line 1: found a key of more than 32 names",
    ),
    ("a long number", b"title = 1" + b"0" * 10_000, "is not TOML: found a number that is too"),
    ("a longer one", b"title = 0x" + b"f" * 900_000, "title: found a number of thousands"),
    ("an endless exponent", b"title = 1e" + b"9" * 100, "title: found inf"),
    ("a deep header", b"[" + b"a." * 450_000 + b"a]", "line 1: found a key of more than 32"),
    ("a deep key", b"\n" + b"'a' . " * 150_000 + b"a = 1", "line 2: found a key of more than"),
    ("80,000 keys", b"".join(b"k%d = 1\n" % n for n in range(80_000)), "k0: found an unknown"),
    ("70,000 problems", b"[[problems]]\n" * 70_000, r"problems\[1\].kind: is missing"),
    (
        "10,000 originals",
        b"".join(b"[[problems]]\nid = 'k%d'\n" % n for n in range(10_000))
        + b"".join(b"[original.problems.k%d]\n" % n for n in range(10_000)),
        r"problems\[1\].kind: is missing",
    ),
    ("a long list", b"problems = [" + b"{}," * 300_000 + b"]", r"problems\[1\].kind: is miss"),
    ("a long name", b"x" * 900_000 + b" = 1", "'xxx.*found an unknown field"),
]


@pytest.mark.parametrize(("content", "says"), [r[1:] for r in FILES], ids=[r[0] for r in FILES])
def test_a_file_that_is_no_set_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    start = time.process_time()
    with pytest.raises(QuizgenError, match=says) as caught:
        read_set(str(path))
    assert time.process_time() - start < 20
    assert len(caught.value.lines) <= 20
    assert all(line.isprintable() and len(line) < 1000 for line in caught.value.lines)


def test_a_hundred_mistakes_are_twenty_lines(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(GOOD + "".join(f"[extra{n}]\n" for n in range(100)))
    with pytest.raises(QuizgenError) as caught:
        read_set(str(path))
    assert len(caught.value.lines) == 20


@pytest.mark.parametrize(
    "name", ["", ".", "..", "recitation5.toml", "nothing", "x" * 5000, "a\0b"]
)
def test_what_is_no_set_is_refused(name: str) -> None:
    with pytest.raises(QuizgenError):
        read_set(name)


def test_original_needs_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(GOOD)
    with pytest.raises(QuizgenError, match=r"has no \[original\] numbers"):
        read_set(str(path), original=True)
