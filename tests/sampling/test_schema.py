"""The JSON schema is what the models say, and takes and refuses what they do."""

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from quizgen import resources
from quizgen.sampling.schema import found_at, in_words, json_schema
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.new import new_set

CASES = Path(__file__).resolve().parent.parent / "cases"
SCHEMA = json_schema()
CHECKED = jsonschema.Draft202012Validator(SCHEMA)
EVERYTHING = (CASES / "set.toml").read_text(encoding="utf-8")


def cases() -> list[dict[str, str]]:
    with (CASES / "sets.csv").open(encoding="utf-8", newline="") as file:
        return [case for case in csv.DictReader(file) if "is not TOML" not in case["says"]]


def test_the_file_is_made_from_the_models() -> None:
    path = resources.sets() / "schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == SCHEMA


def test_it_is_a_schema_that_says_what_it_is() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert {"$schema", "title", "description"} <= set(SCHEMA)
    assert SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize("name", built_in())
def test_it_takes_the_built_in_sets(name: str) -> None:
    CHECKED.validate(tomllib.loads(built_in()[name].read_text(encoding="utf-8")))


def test_it_takes_the_set_to_start_from_and_the_set_of_everything(tmp_path: Path) -> None:
    (path,) = new_set(tmp_path / "new.toml")
    for text in (path.read_text(encoding="utf-8"), EVERYTHING):
        CHECKED.validate(tomllib.loads(text))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["why"])
def test_it_refuses_what_it_can_tell(case: dict[str, str]) -> None:
    raw = tomllib.loads(EVERYTHING.replace(case["instead_of"], case["put"]))
    assert CHECKED.is_valid(raw) == (case["schema"] == "no")


def tables() -> list[tuple[str, dict[str, Any]]]:
    return [("", SCHEMA), *((name, part) for name, part in SCHEMA["$defs"].items())]


@pytest.mark.parametrize(("name", "part"), tables(), ids=lambda value: str(value)[:20])
def test_every_field_is_described_and_can_be_said(name: str, part: dict[str, Any]) -> None:
    assert part["description"]
    for field, schema in part["properties"].items():
        assert schema["description"].endswith("."), field
        assert "\n" not in schema["description"]
        words = in_words(SCHEMA, schema)
        assert 3 < len(words) < 400, field
        assert "{" not in words


@pytest.mark.parametrize(("name", "part"), tables(), ids=lambda value: str(value)[:20])
def test_every_default_is_one_that_it_takes(name: str, part: dict[str, Any]) -> None:
    for schema in part["properties"].values():
        if "default" in schema:
            jsonschema.Draft202012Validator({**schema, "$defs": SCHEMA["$defs"]}).validate(
                schema["default"]
            )


def test_a_path_leads_through_forms_lists_and_names() -> None:
    path = ("networks", "net", "DrawnNetwork", "activations", 0)
    assert found_at(SCHEMA, path)["enum"][0] == "identity"
    assert found_at(SCHEMA, ("problems", 3, "points"))["maximum"] == 1000
    assert found_at(SCHEMA, ("nowhere", 3)) == {}


def test_the_set_of_everything_has_every_table(tmp_path: Path) -> None:
    path = tmp_path / "everything.toml"
    path.write_text(EVERYTHING, encoding="utf-8")
    the_set = read_set(str(path))
    assert all((the_set.networks, the_set.expressions, the_set.chains, the_set.problems))
