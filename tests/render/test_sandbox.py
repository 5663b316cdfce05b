"""What is remembered of attributes is what Jinja2 says of them."""

from itertools import product

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.document import Text
from quizgen.render import sandbox
from quizgen.render.sandbox import Sandbox


def function() -> None: ...


def generator():  # type: ignore[no-untyped-def]
    yield


OBJECTS = [
    "text", 1, [1], {"a": 1}, {1}, (1,), Text("words"), Text, str, function, generator(),
    "".join, compile("1", "", "eval"), type,
]  # fmt: skip
ATTRIBUTES = [
    "content", "append", "update", "pop", "add", "__class__", "_hidden", "mro", "gi_frame",
    "f_globals", "co_code", "func_globals", "__globals__", "join", "keys",
]  # fmt: skip
ASKED = list(product(OBJECTS, ATTRIBUTES))


@pytest.mark.parametrize("known", [0, 3, sandbox.MOST_KNOWN])
def test_an_attribute_is_as_safe_as_jinja2_says_however_often_it_is_asked(
    known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MOST_KNOWN", known)
    ours, theirs = Sandbox(), ImmutableSandboxedEnvironment()
    expected = [theirs.is_safe_attribute(one, name, None) for one, name in ASKED]
    assert {True, False} == set(expected)
    for _ in range(2):
        found = [ours.is_safe_attribute(one, name, None) for one, name in ASKED]
        assert found == expected


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    ours = Sandbox()
    for number in range(2 * sandbox.MOST_KNOWN):
        assert ours.is_safe_attribute("text", f"a{number}", None)
        assert not ours.is_safe_attribute("text", f"_a{number}", None)
    assert len(ours._safe) == sandbox.MOST_KNOWN
