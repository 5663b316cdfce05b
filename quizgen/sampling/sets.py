"""Reading a set's TOML into typed data, every mistake in it at once."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from quizgen import resources
from quizgen.engine.networks import ACTIVATIONS, LOSSES, PARAMETERS
from quizgen.errors import QuizgenError
from quizgen.kinds import KINDS
from quizgen.sampling.fields import Fields
from quizgen.sampling.specs import Grid, NetworkSpec, ProblemSet, ProblemSpec

MOST_BYTES = 1_000_000
LARGEST = 64  # units in a layer; a sheet with more has no room for its matrices


def built_in() -> dict[str, Path]:
    """Return the built-in sets' files by name."""
    return {path.stem: path for path in sorted(resources.sets().glob("*.toml"))}


def read_set(name: str, original: bool = False) -> ProblemSet:
    """Read a set, built in or from the TOML file at the path `name`.

    `original` takes the numbers that the set's `[original]` table gives instead of
    drawing.  Raises QuizgenError with a line for each mistake, 20 at most.
    """
    path = built_in().get(name, Path(name))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise QuizgenError(f"{name}: larger than a set may be, {MOST_BYTES:,} bytes")
        raw = tomllib.loads(content.decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        names = ", ".join(built_in())
        raise QuizgenError(f"{name}: no such set or file; built in are {names}") from None
    except OSError as error:
        raise QuizgenError(f"{name}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise QuizgenError(f"{name}: is not TOML: {str(error)[:200]}") from None
    overlay = raw.pop("original", None)
    if original:
        if not isinstance(overlay, dict):
            raise QuizgenError(f"{name}: has no [original] numbers; leave out --original")
        raw = _overlaid(raw, overlay)
    fields = Fields(name, "", raw)
    found = _problem_set(fields, path.stem)
    if fields.mistakes:
        raise QuizgenError(*fields.mistakes[:20])
    return found


def _overlaid(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with the tables of `over` put over it; problems are found by their kind."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _overlaid(below, value)
        elif isinstance(below, list) and isinstance(value, dict):
            merged[key] = [
                item | value.get(item.get("id", item.get("kind")), {})
                if isinstance(item, dict)
                else item
                for item in below
            ]
        else:
            merged[key] = value
    return merged


def _problem_set(fields: Fields, name: str) -> ProblemSet:
    rounding = fields.table("rounding")
    printed = rounding.table("printed", required=False)
    networks = {key: _network(item) for key, item in fields.tables("networks").items()}
    problems: list[ProblemSpec] = []
    taken: dict[str, int] = {}
    for item in fields.items("problems"):
        kind = item.choice("kind", KINDS)
        taken[kind] = taken.get(kind, 0) + 1
        own = kind if taken[kind] == 1 else f"{kind}-{taken[kind]}"
        problem = ProblemSpec(
            id=item.text("id", own),
            kind=kind,
            network=item.choice("network", networks, next(iter(networks), None)),
            points=item.points("points", Fraction(1)),
            section=item.text("section", ""),
            entries=tuple(item.entry(text) for text in item.texts("entries")),
        )
        if problem.id in {other.id for other in problems}:
            item.wrong("id", problem.id, "an id that no other problem has")
        if problem.network in networks:
            _check_entries(item, problem, networks[problem.network])
        problems.append(problem)
        item.nothing_else()
    if not problems and not fields.mistakes:
        fields.wrong("problems", [], "one problem at least")
    given_table = None
    if printed:
        xs, values = printed.numbers("x"), printed.texts("values")
        if len(xs) != len(values):
            printed.wrong("values", values, f"{len(xs)} values, one for each x")
        given_table = (tuple(float(x) for x in xs), tuple(values))
        printed.nothing_else()
    found = ProblemSet(
        name=name,
        title=fields.text("title"),
        course=fields.text("course", ""),
        decimals=rounding.whole("decimals", 1, 10, 4),
        table=rounding.flag("table", False),
        printed=given_table,
        networks=networks,
        problems=tuple(problems),
    )
    rounding.nothing_else()
    fields.nothing_else()
    return found


def _check_entries(item: Fields, problem: ProblemSpec, network: NetworkSpec) -> None:
    names = PARAMETERS[: len(network.sizes) - 1]
    for name, place in problem.entries:
        if name not in names:
            item.wrong("entries", name, f"an entry of {', '.join(names)}")
            continue
        layer = names.index(name)
        single = layer == len(names) - 1 and network.sizes[-1] == 1
        rows, columns = network.sizes[layer + 1], network.sizes[layer] + 1
        where = (1, *place) if single and len(place) == 1 else place
        fits = len(where) == 2 and 1 <= where[0] <= rows and 0 <= where[1] < columns
        if not fits:
            printed = f"{name}[{','.join(map(str, place))}]"
            item.wrong("entries", printed, f"subscripts of a matrix of {rows} × {columns}")


def _network(fields: Fields) -> NetworkSpec:
    names = [name for name in PARAMETERS if name in fields]
    matrices = {name: fields.matrix(name) for name in names}
    given: dict[str, Any] | None = None
    if matrices:
        expected = PARAMETERS[: len(matrices)]
        sizes = _sizes_of(fields, matrices) if tuple(matrices) == expected else (1, 1)
        if tuple(matrices) != expected:
            fields.wrong(names[-1], "given", f"all matrices or none: {', '.join(expected)}")
        for key in ("inputs", "hidden", "outputs", "weights"):
            fields.skip(key)
        target = fields.numbers("target", sizes[-1])
        given = {
            **matrices,
            "x": fields.numbers("input", sizes[0]),
            "y": target[0] if sizes[-1] == 1 and target else target,
        }
        weights = inputs = targets = Grid(Decimal(0), Decimal(0), Decimal(1))
    else:
        sizes = (
            fields.whole("inputs", 1, LARGEST),
            *fields.wholes("hidden", 1, LARGEST),
            fields.whole("outputs", 1, LARGEST),
        )
        weights = _grid(fields, "weights", Grid(Decimal(-3), Decimal(3), Decimal(1)))
        inputs = _grid(fields, "input", weights)
        targets = _grid(fields, "target", inputs)
    if len(sizes) > 6:
        key = "hidden" if given is None else names[-1]
        fields.wrong(key, f"{len(sizes) - 2} hidden layers", "four at most")
    spec = NetworkSpec(
        name=fields.name,
        sizes=sizes,
        activations=tuple(
            fields.choices("activations", ACTIVATIONS, [] if len(sizes) == 2 else ["tanh"])
        )
        or ("identity",),
        output_activation=fields.choice("output_activation", ACTIVATIONS, "identity"),
        loss=fields.choice("loss", LOSSES, "half_squared_error"),
        weights=weights,
        input=inputs,
        target=targets,
        given=given,
    )
    fields.nothing_else()
    return spec


def _sizes_of(fields: Fields, given: Mapping[str, list[list[Decimal]]]) -> tuple[int, ...]:
    sizes: list[int] = []
    for name, rows in given.items():
        below = len(rows[0]) - 1 if rows else 0
        if not sizes:
            sizes.append(max(1, below))
        if below != sizes[-1] or below < 1:
            expected = f"rows of {sizes[-1] + 1} numbers, the bias first"
            fields.wrong(name, f"rows of {below + 1}", expected)
        if max(below, len(rows)) > LARGEST:
            found, most = f"{len(rows)} × {below + 1} numbers", f"{LARGEST} × {LARGEST + 1}"
            fields.wrong(name, found, f"{most} at most")
        sizes.append(max(1, len(rows)))
    return tuple(sizes)


def _grid(fields: Fields, key: str, default: Grid) -> Grid:
    part = fields.table(key, required=False)
    if not part:
        return default
    grid = Grid(part.number("low"), part.number("high"), part.number("step", Decimal(1)))
    part.nothing_else()
    if grid.step <= 0:
        part.wrong("step", grid.step, "a number above 0")
    elif grid.high < grid.low:
        part.wrong("high", grid.high, f"at least low, {grid.low}")
    elif (grid.high - grid.low) / grid.step > 10_000:
        part.wrong("step", grid.step, "a grid of 10,000 numbers at most")
    else:
        return grid
    return default
