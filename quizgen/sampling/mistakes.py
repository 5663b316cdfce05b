"""What is wrong with a set, a line for each mistake: where, what is found and expected."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from quizgen.sampling.lines import Path
from quizgen.sampling.schema import FLAG, KEY, Schema, found_at, in_words

MISSING = "is missing"
LONGEST = 60  # characters that are shown of what was found


@dataclass(frozen=True)
class Mistake:
    """A mistake: the path of its field, and the rest of its line."""

    path: Path
    found: str
    expected: str
    meant: str = ""  # the field that an unknown one was likely meant to be

    def line(self, file: str, number: int | None) -> str:
        """Return the line that tells it."""
        place = f"{file}: line {number}" if number else file
        return f"{place}: {shown_path(self.path)}: {self.found}, expected {self.expected}"


def mistakes_of(error: ValidationError, raw: Any, schema: Schema, most: int) -> list[Mistake]:
    """Return what pydantic found in our words, `most` mistakes of each sort at most.

    A file may have one in every key, and telling it takes longer than finding it.
    """
    told: Counter[str] = Counter()
    mistakes = []
    for one in error.errors(include_url=False):
        if told[one["type"]] < most and not _follows(one):
            told[one["type"]] += 1
            mistakes.append(_SAID.get(one["type"], _ruled_out)(one, raw, schema))
    meant = {(*one.path[:-1], one.meant) for one in mistakes if one.meant}
    return [one for one in mistakes if one.found != MISSING or one.path not in meant]


def _follows(one: Mapping[str, Any]) -> bool:
    """Say whether it follows from another mistake: a list is short for its bad items."""
    if one["type"] == "too_short":
        return len(one["input"]) >= int(one["ctx"]["min_length"])
    return str(one["type"]) == "default_factory_not_called"


def _ruled_out(one: Mapping[str, Any], raw: Any, schema: Schema) -> Mistake:
    way = one["loc"]
    here = found_at(schema, (*way[:-2], KEY) if way[-1:] == (KEY,) else way)
    names = here.get("enum", []) or _types(schema, way[:-1]) * ("const" in here)
    expected = one_of(str(one["input"]), names) if len(names) > 1 else in_words(schema, here)
    return Mistake(_path(one, raw, schema), f"found {shown(one['input'])}", expected)


def _missing(one: Mapping[str, Any], raw: Any, schema: Schema) -> Mistake:
    here = found_at(schema, one["loc"])
    types = _types(schema, one["loc"][:-1]) * ("const" in here)
    expected = f"one of {', '.join(types)}" if types else in_words(schema, here)
    return Mistake(_path(one, raw, schema), MISSING, expected)


def _told(one: Mapping[str, Any], raw: Any, schema: Schema) -> Mistake:
    found = one["ctx"].get("found", shown(one["input"]))
    return Mistake(_path(one, raw, schema), f"found {found}", one["ctx"]["expected"])


def _unknown(one: Mapping[str, Any], raw: Any, schema: Schema) -> Mistake:
    path, key, inside = _path(one, raw, schema), str(one["loc"][-1]), one["loc"][:-1]
    names = list(found_at(schema, inside).get("properties", {}))
    forms = found_at(schema, inside[:-1]).get("oneOf", []) if inside else []
    others = (found_at(schema, (*inside[:-1], _name(form))) for form in forms)
    if not _types(schema, inside) and any(key in other["properties"] for other in others):
        return Mistake(path, "found beside numbers that are given", "nothing: they say it")
    near = nearest(key, names)
    expected = f"{near} (did you mean that?)" if near else f"one of {', '.join(names)}"
    return Mistake(path, "found an unknown field", expected, near or "")


def _types(schema: Schema, form: Path) -> list[str]:
    """Return the types by which the forms of a table are told apart, where each has one."""
    forms = found_at(schema, form[:-1]).get("oneOf", []) if form else []
    each = (found_at(schema, (*form[:-1], _name(one), "type")).get("const") for one in forms)
    return [found for found in each if found]


def _name(form: Schema) -> str:
    return str(form["$ref"]).rpartition("/")[2]


_SAID = {"missing": _missing, "extra_forbidden": _unknown, "wrong": _told}


def _path(one: Mapping[str, Any], raw: Any, schema: Schema) -> Path:
    """Return the path in the file: without the names of forms, and of lists that are none."""
    path: list[str | int] = []
    here = raw
    for step in one["loc"]:
        of_form = step in schema["$defs"] or step == FLAG
        if step == KEY or (of_form and not (isinstance(here, dict) and step in here)):
            continue
        if isinstance(step, int) and not isinstance(here, list):
            break
        path.append(step)
        within = isinstance(here, list) or (isinstance(here, dict) and step in here)
        here = here[step] if within else None
    return tuple(path)


def nearest(found: str, names: Iterable[str]) -> str | None:
    """Return the name that was most likely meant, if one is near."""
    by_form = {name.lower().replace("-", "_"): name for name in names}
    form = found[:LONGEST].lower().replace("-", "_")
    near = get_close_matches(form, by_form, 1)
    return by_form[near[0]] if near else None


def one_of(found: str, names: Iterable[str]) -> str:
    """Return the names to choose from, and which was most likely meant."""
    names = list(names)
    near = nearest(found, names)
    return f"one of {', '.join(names)}" + (f"; did you mean {near}?" if near else "")


def shown_path(path: Path) -> str:
    """Return a path as it is written in TOML, places in lists from 1: problems[2].kind."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            bare = re.fullmatch("[A-Za-z0-9_-]{1,60}", step)
            text += ("." if text else "") + (step if bare else _cut(f"{step[:LONGEST]!r}"))
    return text


def shown(found: Any) -> str:
    """Return what was found, as TOML writes it, in a short line."""
    return _cut(_written(found, depth=2))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _written(found: Any, depth: int) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, int):
        return str(found) if found.bit_length() < 10_000 else "a number of thousands of digits"
    if isinstance(found, Decimal):
        return f"{found}".lower().replace("infinity", "inf")
    if isinstance(found, list | tuple):
        few = (_written(item, depth - 1) for item in found[: LONGEST if depth else 0])
        return f"[{', '.join(few)}]" if depth or not found else "[...]"
    if isinstance(found, dict):
        return "a table" if found else "{}"
    return found.isoformat() if isinstance(found, date | time | datetime) else repr(found)
