"""Nothing under handouts/ tells an answer, a range, a secret or, for a roster, the seed."""

import csv
import io
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from quizgen.cli import main
from tests.spoken import found, spoken

SEED = 8_765_432_109  # found nowhere by chance
CALLS = {
    "seed": ["--seed", str(SEED)],
    "roster": ["--seed", str(SEED), "--roster", "roster.csv"],
    "secret": ["--seed", "7", "--secret", "secret.key"],
    "original": ["--original"],
}
SECRET = "a secret of a class"


@pytest.fixture(scope="module", params=CALLS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the call, the key, and every handout's parts as text by what they are."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "roster.csv").write_text("student,name\ns0001,Ada\n")
    (folder / "secret.key").write_text(SECRET)
    words = [
        str(folder / w) if w in ("roster.csv", "secret.key") else w
        for w in CALLS[request.param]
    ]
    result = CliRunner().invoke(main, ["make", *words, "--out", str(folder), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    (key,) = (folder / "answer_keys").glob("*.json")
    parts = {
        f"{path.suffix} {name}": text
        for path in (folder / "handouts").iterdir()
        for name, text in spoken(path)
    }
    assert {part.split()[0] for part in parts} == {".html", ".pdf", ".csv"}
    kept = folder / "answer_keys" / "secret.key"
    secret = kept.read_text().strip() if kept.exists() else SECRET
    for name, text in spoken(key.with_suffix(".pdf")):
        parts[f"key's {name}"] = text
    return request.param, json.loads(key.read_bytes()), parts, secret


def handouts(parts: dict[str, str]) -> list[tuple[str, str]]:
    return [(part, text) for part, text in parts.items() if not part.startswith("key's")]


def test_no_answer_and_no_range_is_told(made: Any) -> None:
    _, key, parts, _ = made
    printed = set(key["rounding"].get("table", {}).get("printed", ()))
    numbers = [blank for blank in key["blanks"] if blank["type"] == "number"]
    for blank in numbers:
        for number in (blank["display"], *map(str, (blank["value"], *blank["accept"]))):
            told = number.lstrip("-")
            if len(told) < 5 or told in printed:  # an input, or in the printed table
                continue
            for part, text in handouts(parts):
                assert not found(told, text), (blank["id"], number, part)
    displays = [b["display"].lstrip("-") for b in numbers if len(b["display"]) > 6]
    for part in ("key's text", "key's objects"):  # so the search finds what is there
        assert all(found(display, parts[part]) for display in displays)


def test_no_model_answer_no_rubric_and_no_reason_is_told(made: Any) -> None:
    _, key, parts, _ = made
    said = [line for blank in key["blanks"] for line in blank.get("rubric", ())]
    said += [c["why"] for blank in key["blanks"] for c in blank.get("choices", ())]
    said += [blank["model"] for blank in key["blanks"] if blank.get("model")]
    plain = [line for line in said if len(line) > 20 and "$" not in line]
    assert len(plain) > 20
    for part, text in handouts(parts):
        assert not [line for line in plain if line in " ".join(text.split())], part
    told = " ".join(parts["key's text"].split())
    assert sum(line in told for line in plain) > 20, "the search finds what is there"


def test_the_secret_is_not_told(made: Any) -> None:
    _, _, parts, secret = made
    for part, text in handouts(parts):
        assert secret not in text, part
        assert secret.encode().hex() not in text, part


def test_a_seed_is_told_by_no_sheet_of_a_roster(made: Any) -> None:
    call, key, parts, _ = made
    told = {part for part, text in handouts(parts) if str(SEED) in text}
    assert key["seed"] == (None if call == "original" else 7 if call == "secret" else SEED)
    if call == "roster":
        assert not told
    elif call == "seed":
        assert ".html text" in told, "the search finds what is there"


def test_the_answer_form_is_empty(made: Any) -> None:
    _, key, parts, _ = made
    head, *rows = csv.reader(io.StringIO(parts[".csv text"]))
    assert head == ["student", "variant", "blank", "answer", "code"]
    who = [key["student"] or "", key["variant"]]
    assert rows == [[*who, blank["id"], "", key["code"]] for blank in key["blanks"]]


def test_the_boxes_are_empty(made: Any) -> None:
    _, _, parts, _ = made
    page = parts[".html text"]
    for field in re.findall(r"<input[^>]*>", page):
        value = re.search(r'value="([^"]*)"', field)
        choice = re.search(r'type="(radio|checkbox)"', field)
        assert bool(value) == bool(choice), field
        assert "checked" not in field
    assert not re.search(r"<textarea[^>]*>[^<]", page)
    assert "<!--" not in parts[".html text"]
    assert "<script" not in parts[".html text"]
    assert 'class="solution' not in parts[".html text"]


def test_the_code_ties_sheet_and_key(made: Any) -> None:
    _, key, parts, _ = made
    for part in (".html text", ".pdf text", ".csv text"):
        assert key["code"] in parts[part]
