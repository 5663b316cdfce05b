"""What the parts of a set must have from each other: names, ids, what is there to ask."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizgen.engine.networks import PARAMETERS
from quizgen.kinds import KINDS
from quizgen.sampling.fields import Named
from quizgen.sampling.mistakes import Mistake, one_of, shown
from quizgen.sampling.networks import NetworkSpec
from quizgen.sampling.policy import GradingSpec
from quizgen.sampling.specs import ProblemSpec, able, ids_of
from quizgen.sampling.subjects import SORTS

Read = TypeVar("Read", bound=BaseModel)

# What else stands where problems' ids do: the fields of a sheet, the columns of scores.csv.
TAKEN = ("name", "student", "variant", "code", "points", "max_points", "percent")


@dataclass(frozen=True)
class Parts:
    """The parts of a set that are right in themselves, by their place in the file.

    A subject that is there and is not right is None.
    """

    subjects: Mapping[str, Mapping[str, Named | None]]  # by the table that it is in
    problems: Mapping[int, ProblemSpec]
    grading: GradingSpec | None = None


def parts_of(raw: Mapping[str, Any]) -> Parts:
    """Return the parts of a set's TOML, each read on its own."""
    subjects = {}
    for sort in SORTS.values():
        there = raw.get(sort.table)
        named = there.items() if isinstance(there, dict) else ()
        subjects[sort.table] = {name: _read(sort.form(one), one) for name, one in named}
    listed = raw.get("problems")
    found = [_read(ProblemSpec, one) for one in listed] if isinstance(listed, list) else []
    right = {place: one for place, one in enumerate(found) if one is not None}
    whole = len(right) == len(found)  # else a name may be of a problem that is not right yet
    grading = _read(GradingSpec, raw.get("grading", {})) if whole else None
    return Parts(subjects, right, grading)


def _read(form: type[Read], raw: Any) -> Read | None:
    try:
        return form.model_validate(raw)
    except ValidationError:
        return None


def between_parts(parts: Parts) -> Iterator[Mistake]:
    """Yield the mistakes that no part has alone."""
    for check in (_names, _ids, _subjects, _entries, _chosen_parts, _marked):
        yield from check(parts)


def _names(parts: Parts) -> Iterator[Mistake]:
    taken: dict[str, str] = {}
    for table, subjects in parts.subjects.items():
        for name in subjects:
            if name in taken:
                expected = f"another, as one of the {taken[name]} has it"
                yield Mistake((table, name), "found a name that is taken", expected)
            taken.setdefault(name, table)


def _ids(parts: Parts) -> Iterator[Mistake]:
    seen = set()
    problems = parts.problems
    named = ((problem.id, problem.kind) for problem in problems.values())
    for place, id in zip(problems, ids_of(named), strict=True):
        key = "id" if problems[place].id else "kind"
        found = f"found the id {shown(id)}"
        if id.casefold() in TAKEN:
            expected = f"none of {', '.join(TAKEN)}: fields and columns have these names"
            yield Mistake(("problems", place, key), found, expected)
        if id in seen:
            yield Mistake(("problems", place, key), found, "one that no other problem has")
        seen.add(id)


def _subjects(parts: Parts) -> Iterator[Mistake]:
    for place, problem in parts.problems.items():
        about, model = KINDS[problem.kind].about, KINDS[problem.kind].model
        for field, sort in SORTS.items():
            name, there = getattr(problem, field), parts.subjects[sort.table]
            names = _able(problem.kind, there) if field == about else list(there)
            found, path = f"found {shown(name)}", ("problems", place, field)
            if name and field != about:
                what = f"a problem about {_a(about)}" if about else "about nothing in the set"
                yield Mistake(path, found, f"nothing: {problem.kind} is {what}")
            elif field == about and name in there and name not in names and not model:
                expected = (
                    f"a network of {KINDS[problem.kind].takes}, which {problem.kind} takes"
                )
                yield Mistake(path, found, expected)
            elif field == about and not names:
                missing = f"found {shown(problem.kind)}, a problem about {_a(about)}"
                wanted = f"{_a(about)} of type {model}" if model else _a(about)
                if there and about == "network":  # only of the other sort
                    wanted += f" of {KINDS[problem.kind].takes}"
                expected = f"{wanted} in the set: a table [{sort.table}.NAME]"
                yield Mistake(("problems", place, "kind"), missing, expected)
            elif field == about and name and name not in names:
                yield Mistake(path, found, one_of(name, names))


def _able(kind: str, subjects: Mapping[str, Named | None]) -> list[str]:
    """Return the subjects that a kind can be about; one that is not right may be."""
    right = {name: one for name, one in subjects.items() if one is not None}
    wrong = [name for name, one in subjects.items() if one is None]
    return [*able(kind, right), *wrong]


def _a(thing: str) -> str:
    return f"an {thing}" if thing[0] in "aeiou" else f"a {thing}"


def _entries(parts: Parts) -> Iterator[Mistake]:
    networks = parts.subjects["networks"]
    for place, problem in parts.problems.items():
        name = problem.network or next(iter(networks), "")
        network = networks.get(name)
        if problem.entries and not KINDS[problem.kind].draws_entries:
            able = ", ".join(name for name, kind in KINDS.items() if kind.draws_entries)
            only = f"nothing: only {able} asks for single entries"
            yield Mistake(("problems", place, "entries"), "found entries", only)
        elif KINDS[problem.kind].about == "network" and isinstance(network, NetworkSpec):
            for number, entry in enumerate(problem.entries):
                wanted = (_expected_entry(entry, sizes) for sizes in network.all_sizes)
                expected = next(filter(None, wanted), None)
                if expected:
                    found = f"{entry[0]}[{','.join(map(str, entry[1]))}]"
                    path = ("problems", place, "entries", number)
                    yield Mistake(path, f"found {shown(found)}", expected)


def _chosen_parts(parts: Parts) -> Iterator[Mistake]:
    models = {n: one for n, one in parts.subjects["models"].items() if one is not None}
    for place, problem in parts.problems.items():
        name = problem.model or next(iter(able(problem.kind, models)), "")
        lacking = getattr(models.get(name), "lacks", ())
        known = [part for part in KINDS[problem.kind].parts if part not in lacking]
        for number, part in enumerate(problem.parts):
            if part not in known:
                path = ("problems", place, "parts", number)
                yield Mistake(path, f"found {shown(part)}", one_of(part, known))


def _marked(parts: Parts) -> Iterator[Mistake]:
    """Yield the names in `[grading]` that are of no problem; which blanks it has is drawn."""
    if parts.grading is None:
        return
    ids = ids_of((problem.id, problem.kind) for problem in parts.problems.values())
    known = {id.casefold() for id in ids}
    for field in ("whole", "leave_out", "also"):
        for at, name in enumerate(getattr(parts.grading, field)):
            problem = name.partition(".")[0].strip()
            if problem.casefold() not in known:
                path = ("grading", field, name if field == "also" else at)
                expected = f"a name that starts with a problem's: {one_of(problem, ids)}"
                yield Mistake(path, f"found {shown(name)}", expected)


def _expected_entry(entry: tuple[str, Sequence[int]], sizes: Sequence[int]) -> str | None:
    """Return what an entry may be where it is none of a network's matrices."""
    name, place = entry
    names = PARAMETERS[: len(sizes) - 1]
    if name not in names:
        return f"an entry of {one_of(name, names).removeprefix('one of ')}"
    layer = names.index(name)
    rows, columns = sizes[layer + 1], sizes[layer] + 1
    single = layer == len(names) - 1 and rows == 1  # whose subscript the sheet leaves out
    row, column = (1, *place) if single and len(place) == 1 else (*place, -1)[:2]
    if 1 <= row <= rows and 0 <= column < columns:
        return None
    return f"subscripts of a matrix of {rows} × {columns}: rows from 1, columns from 0"
