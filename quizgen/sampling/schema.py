"""The JSON schema of a set, made from its models, and what it expects in a person's words."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from quizgen.sampling.fields import BELOW
from quizgen.sampling.specs import ProblemSet

Schema: TypeAlias = dict[str, Any]
DEFS = "#/$defs/"
KEY = "[key]"  # pydantic's last step to a name that is itself wrong
FLAG = "bool"  # and to true or false, where a table may stand as well
ORIGINAL = (
    "The set's own numbers: what `make --original` puts over the rest. Any table but the "
    "problems' may be here, with any of its fields; problems stand under their id or kind."
)


class _Generator(GenerateJsonSchema):
    """Writes what TOML has: no null, decimals as numbers, and no titles made from names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: Any) -> Schema:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> Schema:
        inner, default = self.generate_inner(schema["schema"]), schema.get("default")
        told = default is not None and default not in ("", (), {})
        return {**inner, "default": _plain(default)} if told else inner

    def dict_schema(self, schema: Any) -> Schema:
        names = self.generate_inner(schema["keys_schema"])
        return super().dict_schema(schema) | {
            "propertyNames": names,
            "additionalProperties": False,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        return {name: _plain(field) for name, field in fields.items() if field is not None}
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def schema_of(model: type[BaseModel]) -> Schema:
    """Return the JSON schema of a file that a model reads."""
    made = model.model_json_schema(schema_generator=_Generator)
    for part in made["$defs"].values():
        part.pop("title", None)
        part["description"] = " ".join(part["description"].partition("\n\n")[0].split())
    return made


def json_schema() -> Schema:
    """Return the JSON schema of a set's TOML."""
    made = schema_of(ProblemSet)
    parts, fields = made["$defs"], made["properties"]
    some = {f"Some{name}": _in_part(part) for name, part in parts.items()}
    overlay = {name: _in_part(field) for name, field in fields.items()}
    overlay["problems"] = {
        "description": "Fields of the problems, by their id or kind.",
        "type": "object",
        "additionalProperties": {"$ref": f"{DEFS}SomeProblemSpec"},
    }
    fields["original"] = {
        "description": ORIGINAL,
        "type": "object",
        "properties": overlay,
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A problem set of quizgen",
        "description": "What quizgen makes handouts and answer keys from.",
        "type": "object",
        "required": made["required"],
        "properties": fields,
        "additionalProperties": False,
        "$defs": parts | some,
    }


def _in_part(schema: Any) -> Any:
    """Return the schema with no field required: of a table that is laid over another."""
    if isinstance(schema, list):
        return [_in_part(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    said = {key: value for key, value in schema.items() if key not in ("required", "default")}
    if "$ref" in said:
        return said | {"$ref": said["$ref"].replace(DEFS, f"{DEFS}Some")}
    return {"anyOf" if key == "oneOf" else key: _in_part(item) for key, item in said.items()}


def found_at(whole: Schema, path: Sequence[str | int]) -> Schema:
    """Return the part of a schema at a path of fields, places in lists and names of forms."""
    here = whole
    for step in path:
        here = next((inner for inner in _below(whole, here, step)), {})
    return _followed(whole, here)


def _below(whole: Schema, here: Schema, step: str | int) -> list[Schema]:
    here = _followed(whole, here)
    if step == FLAG:
        return [here]
    forms: list[Schema] = here.get("oneOf") or here.get("anyOf") or []
    named = [form for form in forms if form.get("$ref") == f"{DEFS}{step}"]
    if forms:
        return named or [found for form in forms for found in _below(whole, form, step)]
    if isinstance(step, int):
        return [here["items"]] if "items" in here else []
    if step == KEY:
        return [here["propertyNames"]] if "propertyNames" in here else []
    if step in here.get("properties", {}):
        return [here["properties"][step]]
    return list(here.get("patternProperties", {}).values())


def _followed(whole: Schema, here: Schema) -> Schema:
    if "$ref" not in here:
        return here
    return {**whole["$defs"][here["$ref"].removeprefix(DEFS)], **here, "$ref": here["$ref"]}


def in_words(whole: Schema, here: Schema) -> str:
    """Return what a part of the schema takes, as a person would say it."""
    here = _followed(whole, here)
    if "title" in here:
        return str(here["title"])
    if "const" in here:
        return f'"{here["const"]}"'
    if "enum" in here:
        return f"one of {', '.join(here['enum'])}" if len(here["enum"]) > 1 else here["enum"][0]
    forms = here.get("oneOf") or here.get("anyOf")
    if forms:
        return ", or ".join(dict.fromkeys(in_words(whole, form) for form in forms))
    return _OF_TYPE[here.get("type", "object")](whole, here)


def _array(whole: Schema, here: Schema) -> str:
    least, most = here.get("minItems", 0), here.get("maxItems")
    many = f", {least} to {most}" if least and most else f", {most} at most" if most else ""
    return f"a list{many}, each {in_words(whole, here['items'])}"


def _number(whole: Schema, here: Schema) -> str:
    least, above = here.get("minimum"), here.get("exclusiveMinimum")
    if least is not None:
        return f"a number from {least} to {here['maximum']}, of six decimals at most"
    start = "a number" if above == -BELOW else f"a number above {above}"
    end = here.get("exclusiveMaximum", BELOW)
    most = "a million" if end == BELOW else f"{end}"
    return f"{start}, of six decimals at most, below {most}"


def _table(whole: Schema, here: Schema) -> str:
    names = [*here.get("properties", {})]
    return (
        f"a table of {', '.join(names[:-1])} and {names[-1]}"
        if 1 < len(names) < 5
        else "a table"
    )


_OF_TYPE = {
    "boolean": lambda whole, here: "true or false",
    "integer": lambda whole, here: (
        f"a whole number from {here['minimum']} to {here['maximum']}"
    ),
    "number": _number,
    "string": lambda whole, here: "text",
    "array": _array,
    "object": _table,
}
