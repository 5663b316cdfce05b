"""Each key, item and table of a TOML file is found on its line."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.sampling.lines import Lines, Path

TEXT = '''\
# [not.a.table]
title = "a # not a comment [x]"
a.b . "c.d" = 1 # [q]
long = """
x = 1
[no]
\\""" and ""\\
""""
literal = \'\'\'
y = 2
'quoted'\'\'\'\'
list = [ 1, # ]
  [2, 3], {k = 4, "\\u0061b" = 'x', t.u = [5,
    6]},
]

[rounding] # {
time = 07:32:00.5
"a key" = 1979-05-27 07:32:00
[networks.net]
weights = {low = -1.5e3,  high = +inf}
after = []
[[problems]]
kind = "a"
[problems.sub]
q = 1
[[problems.deep]]
[[problems.deep]]
z = true
[[problems]]

kind = ""
deep = [{}, {a = 1}]
[networks]
'''

ROWS: list[tuple[Path, int]] = [
    (("title",), 2),
    (("a",), 3),
    (("a", "b"), 3),
    (("a", "b", "c.d"), 3),
    (("long",), 4),
    (("literal",), 9),
    (("list",), 12),
    (("list", 0), 12),
    (("list", 1), 13),
    (("list", 1, 1), 13),
    (("list", 2), 13),
    (("list", 2, "k"), 13),
    (("list", 2, "ab"), 13),
    (("list", 2, "t", "u", 0), 13),
    (("list", 2, "t", "u", 1), 14),
    (("rounding",), 17),
    (("rounding", "time"), 18),
    (("rounding", "a key"), 19),
    (("networks",), 34),
    (("networks", "net"), 20),
    (("networks", "net", "weights"), 21),
    (("networks", "net", "weights", "high"), 21),
    (("networks", "net", "after"), 22),
    (("networks", "net", "missing"), 20),
    (("problems", 0), 23),
    (("problems", 0, "kind"), 24),
    (("problems", 0, "points"), 23),
    (("problems", 0, "sub", "q"), 26),
    (("problems", 0, "deep", 1, "z"), 29),
    (("problems", 0, "deep", 0, "z"), 27),
    (("problems", 1, "kind"), 32),
    (("problems", 1, "deep", 1, "a"), 33),
    (("problems", 1, "missing"), 30),
]


@pytest.mark.parametrize(("path", "line"), ROWS, ids=str)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_path_has_its_line(path: Path, line: int, ends: str) -> None:
    tomllib.loads(TEXT)
    assert Lines(TEXT.replace("\n", ends)).of(path) == line


def test_what_is_nowhere_has_no_line() -> None:
    assert Lines(TEXT).of(("course",)) is None
    assert Lines(TEXT).of(()) is None
    assert Lines("").of(("title",)) is None


KEYS = st.text("ab.#=[]{}\"'\\\n é", min_size=1, max_size=4)
VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.text("ab#=[]{}\"'\\\n,é", max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


def quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


def written(value: Any, path: Path, line: int, lines: dict[Path, int]) -> tuple[str, int]:
    """Return a value as TOML with a line for each item of a list, and its last line."""
    lines[path] = line
    if isinstance(value, list):
        text = "["
        for place, item in enumerate(value):
            inner, line = written(item, (*path, place), line + 1, lines)
            text += f"\n # [{place}]=\n  {inner},".replace("\n #", " #", 1)
        return text + "]", line
    if isinstance(value, dict):
        parts = []
        for key, item in value.items():
            inner, line = written(item, (*path, key), line, lines)
            parts.append(f"{quoted(key)} = {inner}")
        return "{" + ", ".join(parts) + "}", line
    if isinstance(value, str) and "\n" in value and not value.startswith("\n"):
        plain = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""{plain}"""', line + value.count("\n")
    return (quoted(value) if isinstance(value, str) else str(value).lower()), line


@given(
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.lists(st.dictionaries(KEYS, VALUES), max_size=3),
)
def test_any_file_is_read_as_it_was_written(
    fields: dict[str, Any], tables: list[dict[str, Any]]
) -> None:
    lines: dict[Path, int] = {}
    text, line = "", 1

    def write(table: dict[str, Any], below: Path) -> None:
        nonlocal text, line
        for key, value in table.items():
            inner, line = written(value, (*below, key), line, lines)
            text += f"{quoted(key)} = {inner}\n"
            line += 1

    write(fields, ())
    for number, table in enumerate(tables):
        lines[("[[tables]]", number)] = line
        text += '[["[[tables]]"]] # a = 1\n'
        line += 1
        write(table, ("[[tables]]", number))
    tomllib.loads(text)
    found = Lines(text)
    assert {path: found.of(path) for path in lines if len(path) <= 8} == {
        path: line for path, line in lines.items() if len(path) <= 8
    }
