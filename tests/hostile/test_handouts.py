"""The handouts of every built-in set, taken apart by someone who looks for the answers."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizgen.workflows.listing import listing
from tests.spoken import numerals, spoken

from .conftest import call

SEED = 8_765_432_109  # found nowhere by chance
SECRET = "9f1c-a-secret-of-a-class-77e2"
SETS = [name for name, _ in listing("sets") if name != "recitation5"]  # workflows has that
MADE = [
    *((name, "html") for name in SETS),
    *(pytest.param((name, "html,pdf"), marks=pytest.mark.trial) for name in SETS),
]


@pytest.fixture(scope="module", params=MADE, ids=str)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], dict[str, str], str]:
    """Return the key, every part of the handouts as text, and what the key's pages say."""
    name, form = request.param
    folder = tmp_path_factory.mktemp("made")
    (folder / "roster.csv").write_text("student,name,section\ns0001,Ada,QQSECTIONQQ\n")
    (folder / "secret").write_text(SECRET)
    words = ("--roster", folder / "roster.csv", "--secret", folder / "secret", "--jobs", 1)
    result = call("make", name, "--seed", SEED, "--out", folder, "--format", form, *words)
    assert result.exit_code == 0, result.output
    (key,) = (folder / "answer_keys").glob("*.json")
    parts = {
        f"{path.suffix} {part}": text
        for path in (folder / "handouts").iterdir()
        for part, text in spoken(path)
    }
    assert len(parts) == (11 if "pdf" in form else 4)
    told = "".join(text for _, text in spoken(key.with_suffix(".html")))
    return json.loads(key.read_bytes()), parts, told


def numbers(data: Any) -> Iterator[str]:
    """Yield every number in a part of a key, as text without its sign."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from numbers(one)
    elif isinstance(data, int | float):
        yield str(data).lstrip("-")


def test_no_answer_and_no_range_stands_in_a_handout(made: Any) -> None:
    key, parts, told = made
    given = {*numbers([key["networks"], key["expressions"], key.get("models", {})])}
    given |= {text.lstrip("-") for text in key["rounding"].get("table", {}).get("printed", ())}
    answers = set()
    for blank in key["blanks"]:
        if blank["type"] == "number":
            answers |= {
                blank["display"].lstrip("-"),
                *numbers([blank["value"], blank["accept"]]),
            }
    long = {answer for answer in answers if len(answer) > 4} - given
    for part, text in parts.items():
        # Where things stand on a page are numbers, too, but of fewer digits than a value.
        telling = {a for a in long if len(a) > 9} if part in UNREAD else long
        assert not telling & numerals(text), part
    assert long & numerals(told) or not long, "the search finds what is there"


UNREAD = (".pdf streams", ".pdf bytes")


def test_no_reason_no_rubric_and_no_model_answer_stands_in_a_handout(made: Any) -> None:
    key, parts, _ = made
    said = [line for blank in key["blanks"] for line in blank.get("rubric", ())]
    said += [choice["why"] for blank in key["blanks"] for choice in blank.get("choices", ())]
    said += [blank["model"] for blank in key["blanks"] if blank.get("model")]
    plain = [line for line in said if len(line) > 20 and "$" not in line]
    for part, text in parts.items():
        assert not [line for line in plain if line in " ".join(text.split())], part


def spelt(value: str) -> set[str]:
    """Return a text, its bytes in hex and in base 64 at each place that it may begin."""
    raw = value.encode()
    based = {base64.b64encode(b" " * at + raw).decode()[4 * (at > 0) : -4] for at in range(3)}
    return {value, raw.hex(), raw.hex().upper(), *based}


def test_no_secret_and_no_seed_stands_in_a_handout(made: Any) -> None:
    key, parts, _ = made
    assert key["seed"] == SEED
    needles = spelt(SECRET) | spelt(str(SEED)) | {f"{SEED:x}", f"{SEED:X}"}
    for part, text in parts.items():
        assert not [needle for needle in needles if needle in text], part
        assert "QQSECTIONQQ" not in text, part


def test_every_field_is_empty(made: Any) -> None:
    key, parts, _ = made
    rows = parts[".csv text"].splitlines()
    assert all(row.endswith(f",,{key['code']}") for row in rows[1:])
    assert len(rows) == 1 + len(key["blanks"])
    assert "checked" not in parts[".html attributes"]
    assert parts[".html comments"] == ""


def test_the_search_sees_what_it_looks_for(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    hidden = base64.b64encode(b"xx" + SECRET.encode()).decode()
    page.write_text(f"<p data-x='0.123456'>1</p><!-- {SEED} --><i title={hidden}></i>")
    parts = dict(spoken(page))
    assert "0.123456" in numerals(parts["attributes"])
    assert str(SEED) in parts["comments"]
    assert any(needle in parts["attributes"] for needle in spelt(SECRET))
