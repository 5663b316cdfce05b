"""What the guide to sets shows can be typed, and is answered as it says."""

import re
from pathlib import Path

import pytest

from quizgen.errors import QuizgenError
from quizgen.sampling.sets import read_set

GUIDE = (Path(__file__).resolve().parent.parent / "docs" / "sets.md").read_text(
    encoding="utf-8"
)
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
NETWORK = "[networks.net]\ninputs = 2\nhidden = [3]\noutputs = 1\n"
PROBLEM = '[[problems]]\nkind = "backward-scalar"\nnetwork = "net"\n'


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.strip().splitlines()[0])
def test_every_example_is_read(tmp_path: Path, example: str) -> None:
    path = tmp_path / "my-set.toml"
    text = example
    if "title = " not in example:
        text = f'title = "Homework 4"\n{NETWORK}{example}{PROBLEM}'
    path.write_text(text, encoding="utf-8")
    original = "[original" in example
    the_set = read_set(str(path), original)
    assert the_set.title == "Homework 4"
    assert not original or the_set.networks["net"].given is not None


def test_there_are_examples_of_every_table() -> None:
    for table in (
        "rounding",
        "networks",
        "expressions",
        "chains",
        "models",
        "problems",
        "original",
    ):
        assert any(f"[{table}" in example for example in EXAMPLES)


def test_mistakes_are_told_as_the_guide_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = (
        EXAMPLES[0]
        .replace("hidden", "hiden")
        .replace("low = -2, high = 2", "low = 2, high = -2")
    )
    monkeypatch.chdir(tmp_path)
    Path("my-set.toml").write_text(small, encoding="utf-8")
    with pytest.raises(QuizgenError) as caught:
        read_set("my-set.toml")
    for line in caught.value.lines:
        assert f"quizgen: {line}\n" in GUIDE
    assert len(caught.value.lines) == 2
