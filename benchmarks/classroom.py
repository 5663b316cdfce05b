"""A made class: students of several sorts before the variants of a set, from one seed.

`SORTS` has a row for each sort: honest ones, one or two known mistakes, a slip that is carried
on, in an answer or where nobody asked, blanks, odd spellings.  What a student got wrong is kept
beside the sheet, so that a marking of it can be judged.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import permutations

import numpy as np

from benchmarks.pupils import HABITS, SPELLINGS, Entry, Pupil, Values, plain
from benchmarks.twins import by_hand
from quizgen.engine import Graph, applicable, evaluate, names, rewrite
from quizgen.engine.graph import Node
from quizgen.keys import Answer, Key
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

LEFT_EMPTY = 0.2  # of the blanks of who leaves some
TRIES = 60  # for a fault that shows on the sheet
Draw = random.Random


@dataclass(frozen=True, eq=False)
class Handed:
    """A sheet as it was handed in, and what is true of it.

    `made` are the mistakes, `slipped` the blanks with the number that was slipped in, of the
    subject that `subject` names; the others are honest work.  `first` are the blanks that the
    mistakes change first: what a teacher would charge.  Of those that are `off` the exact value
    is another than the right one, by a unit of the place asked.
    """

    sort: str
    key: Key
    answers: Mapping[str, str]
    subject: str = ""
    made: frozenset[str] = frozenset()
    slipped: frozenset[str] = frozenset()
    unasked: bool = False
    first: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Subject:
    """What a variant asks of one of its subjects."""

    key: Key
    name: str

    @property
    def graph(self) -> Graph:
        return self.key.graphs[self.name]

    @cached_property
    def given(self) -> Values:
        return {name: np.array(v, float) for name, v in self.key.givens[self.name].items()}

    @cached_property
    def blanks(self) -> list[Answer]:
        return [b for b in self.key.blanks if b.type == "number" and b.subject[1] == self.name]

    @cached_property
    def asked(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(blank.quantity for blank in self.blanks))

    @cached_property
    def right(self) -> Values:
        return evaluate(self.graph, self.given)

    @cached_property
    def mistakes(self) -> dict[str, Graph]:
        """Return the graph under each mistake that shows on the sheet."""
        found = {name: rewrite(self.graph, name) for name in applicable(self.graph, self.asked)}
        return {name: graph for name, graph in found.items() if graph and self.changed(graph)}

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        return list(permutations(self.mistakes, 2))

    @cached_property
    def unasked(self) -> list[Entry]:
        """Return the entries that nobody asks and that answers depend on.

        What is copied, or 1 by itself, has no arithmetic in it to slip in.
        """
        before = self.graph.ancestors(self.asked)
        return [
            (node.name, at)
            for node in self.graph.nodes
            if node.name in before and node.name not in self.asked
            if not node.is_given and not names.is_slope(node.name)
            if not self._is_copied(node)
            for at in np.ndindex(*node.shape)
        ]

    def _is_copied(self, node: Node) -> bool:
        value = self.right[node.name]
        return not node.parents or any(
            np.array_equal(value, self.right[parent]) for parent in node.parents
        )

    def changed(self, graph: Graph) -> list[Answer]:
        """Return the blanks that are wrong under a graph."""
        return self.differing(evaluate(graph, self.given))

    def differing(self, values: Values) -> list[Answer]:
        """Return the blanks for which exact values lie outside what is accepted, clearly."""
        return [b for b in self.blanks if not near(b, float(values[b.quantity][b.index]), 1.5)]

    def off(self, values: Values) -> frozenset[str]:
        """Return the blanks for which exact values are others than the right ones."""

        def unit(value: float) -> float:
            return float(10.0 ** -self.key.rounding.places(value))

        pairs = (
            (b, *(v[b.quantity][b.index] for v in (self.right, values))) for b in self.blanks
        )
        return frozenset(b.id for b, right, own in pairs if abs(own - right) > unit(right))

    def charged(self, blanks: list[Answer]) -> frozenset[str]:
        """Return, of wrong blanks, those of the quantity that comes first."""
        order = [node.name for node in self.graph.nodes]
        first = min((order.index(b.quantity) for b in blanks), default=-1)
        return frozenset(b.id for b in blanks if b.quantity == order[first])


def near(blank: Answer, value: float, times: float = 1.0) -> bool:
    """Say whether a value is accepted, or as near to that as some multiple of its width."""
    low, high = blank.accept
    middle, half = (low + high) / 2, (high - low) / 2
    return abs(value - middle) <= times * half + 1e-9


@dataclass(frozen=True, eq=False)
class Task:
    """A variant, and the subjects of which it asks more than one number."""

    key: Key

    @cached_property
    def subjects(self) -> list[Subject]:
        found = (Subject(self.key, name) for name in self.key.givens)
        return [one for one in found if len(one.blanks) > 1]


def tasks(name: str, count: int) -> list[Task]:
    """Return so many variants of a set."""
    the_set = read_set(name)
    jobs = (Job(the_set, Variant(f"seed{k}", k), None, ()) for k in range(count))
    return [Task(solve_variant(job)[2]) for job in jobs]


# what students do


def honest(task: Task, draw: Draw) -> Handed:
    """Work without a fault."""
    return Handed("", task.key, _worked(task.key, draw, "", None, {}))


def mistaken(task: Task, draw: Draw) -> Handed | None:
    """Make one mistake."""
    one = draw.choice(task.subjects)
    if not one.mistakes:
        return None
    name = draw.choice(list(one.mistakes))
    graph = one.mistakes[name]
    return _with(one, draw, frozenset({name}), graph, {})


def twice_mistaken(task: Task, draw: Draw) -> Handed | None:
    """Make two mistakes that both show."""
    one = draw.choice(task.subjects)
    if len(one.mistakes) < 2:
        return None
    pair = draw.choice(one.pairs)
    graph = rewrite(one.mistakes[pair[0]], pair[1])
    if graph is None:
        return None
    both = evaluate(graph, one.given)
    for name in pair:
        alone = evaluate(one.mistakes[name], one.given)
        if not any(_apart(b, both, alone) for b in one.blanks):
            return None
    return _with(one, draw, frozenset(pair), graph, {})


def _apart(blank: Answer, some: Values, others: Values) -> bool:
    """Say whether two students' exact values differ by more than rounding."""
    at = (blank.quantity, blank.index)
    half = (blank.accept[1] - blank.accept[0]) / 2
    return bool(abs(some[at[0]][at[1]] - others[at[0]][at[1]]) > 3 * half + 1e-6)


def mistaken_by_hand(task: Task, draw: Draw) -> Handed | None:
    """Make one mistake, worked by hand: independent of the table's rewriting."""
    found = [(one, by_hand(task.key, one.name)) for one in task.subjects]
    one, twins = draw.choice([pair for pair in found if pair[1]] or [(None, {})])
    if one is None:
        return None
    name = draw.choice(list(twins))
    values = {k: v for k, v in twins[name].items() if k in one.graph}
    if name not in one.mistakes or not set(one.asked) <= set(values):
        return None
    values = {k: np.reshape(v, one.graph[k].shape) for k, v in values.items()}
    wrong = one.differing(values)
    pupil = Pupil(HABITS["program, all digits"])
    own = {
        b.id: plain(pupil.digits(float(values[b.quantity][b.index]), task.key.rounding))
        for b in one.blanks
    }
    answers = _worked(task.key, draw, one.name, None, {}) | own
    return Handed("", task.key, answers, one.name, frozenset({name}), first=one.charged(wrong))


def slipped(task: Task, draw: Draw) -> Handed | None:
    """Get one answer wrong and go on with it."""
    one = draw.choice(task.subjects)
    blank = draw.choice(one.blanks)
    value = _wrong(float(one.right[blank.quantity][blank.index]), draw)
    at = (blank.quantity, blank.index)
    if near(blank, value, 3) or _is_a_mistake(one, at, value):
        return None
    return _with(one, draw, frozenset(), one.graph, {at: value})


def slipped_unasked(task: Task, draw: Draw) -> Handed | None:
    """Get a value wrong that nobody asks, and go on with it."""
    able = [one for one in task.subjects if one.unasked]
    if not able:
        return None
    one = draw.choice(able)
    name, at = draw.choice(one.unasked)
    slip = {(name, at): _wrong(float(one.right[name][at]), draw)}
    if _is_a_mistake(one, (name, at), slip[name, at]) or _has_a_mistake_s_sheet(one, slip):
        return None
    made = _with(one, draw, frozenset(), one.graph, slip)
    return replace(made, unasked=True) if made and len(made.first) else None


def mistaken_and_slipped(task: Task, draw: Draw) -> Handed | None:
    """Make a mistake, and a slip in an answer that it does not change first."""
    one = draw.choice(task.subjects)
    if not one.mistakes:
        return None
    name = draw.choice(list(one.mistakes))
    graph = one.mistakes[name]
    first = one.charged(one.changed(graph))
    others = [b for b in one.blanks if b.id not in first]
    if not others:
        return None
    blank = draw.choice(others)
    value = _wrong(float(evaluate(graph, one.given)[blank.quantity][blank.index]), draw)
    if near(blank, value, 3) or _is_a_mistake(one, (blank.quantity, blank.index), value):
        return None
    slip = {(blank.quantity, blank.index): value}
    return _with(one, draw, frozenset({name}), graph, slip)


def with_blanks(task: Task, draw: Draw) -> Handed | None:
    """Make one mistake and leave some blanks empty."""
    made = mistaken(task, draw)
    if made is None:
        return None
    kept = {b: text for b, text in made.answers.items() if draw.random() >= LEFT_EMPTY}
    one = next(one for one in task.subjects if one.name == made.subject)
    graph = one.mistakes[next(iter(made.made))]
    wrong = [blank for blank in one.changed(graph) if blank.id in kept]
    return replace(made, answers=kept, first=one.charged(wrong)) if wrong else None


def oddly_spelt(task: Task, draw: Draw) -> Handed:
    """Work without a fault and write in an unusual way."""
    spell = SPELLINGS[draw.choice(list(SPELLINGS))]
    return Handed("", task.key, _worked(task.key, draw, "", None, {}, spell))


def _is_a_mistake(one: Subject, at: Entry, value: float) -> bool:
    """Say whether a known mistake makes this of an entry: then it is no slip."""
    wrong = (evaluate(graph, one.given)[at[0]][at[1]] for graph in one.mistakes.values())
    return any(abs(value - w) <= 1e-3 * abs(w) + 1e-4 for w in wrong)


def _has_a_mistake_s_sheet(one: Subject, slips: Mapping[Entry, float]) -> bool:
    """Say whether a known mistake has the same answers: nobody can tell which it was."""
    slipped = evaluate(one.graph, one.given, _overriding(one, slips))
    sheets = (evaluate(graph, one.given) for graph in one.mistakes.values())
    return any(not any(_apart(b, slipped, made) for b in one.blanks) for made in sheets)


def _overriding(one: Subject, slips: Mapping[Entry, float]) -> dict[str, np.ndarray]:
    """Return slips as arrays, NaN where there is none."""
    found: dict[str, np.ndarray] = {}
    for (name, at), number in slips.items():
        found.setdefault(name, np.full(one.graph[name].shape, np.nan))[at] = number
    return found


def _wrong(value: float, draw: Draw) -> float:
    """Return a value with a slip of arithmetic: some per cent off, a sign, a digit, a unit."""
    ways = (
        value * (1 + draw.choice((-1, 1)) * draw.uniform(0.03, 0.5)),
        -value,
        value + draw.choice((-1, 1)),
        value + draw.choice((-1, 1)) * draw.choice((0.1, 0.01)),
        value * draw.choice((2, 0.5)),
    )
    return round(draw.choice(ways), 5)


def _with(
    one: Subject, draw: Draw, made: frozenset[str], graph: Graph, slips: dict[Entry, float]
) -> Handed | None:
    """Return the sheet of who has this graph and these slips in one subject."""
    values = evaluate(graph, one.given, _overriding(one, slips))
    wrong = one.differing(values)
    slipped = {b.id for b in wrong if (b.quantity, b.index) in slips}
    first = one.charged(one.changed(graph) if made else wrong)
    answers = _worked(one.key, draw, one.name, graph, slips)
    off = one.off(values)
    return Handed("", one.key, answers, one.name, made, frozenset(slipped), False, first, off)


def _worked(
    key: Key,
    draw: Draw,
    subject: str,
    graph: Graph | None,
    slips: Mapping[Entry, float],
    spell: Callable[[Decimal], str] = plain,
) -> dict[str, str]:
    """Return the answers of a student of some habit, wrong in one subject if at all."""
    answers = {b.id: b.display for b in key.blanks if b.display}
    habit = HABITS[draw.choice(list(HABITS))]
    for name in key.givens:
        own = graph if graph and name == subject else key.graphs[name]
        pupil = Pupil(habit, slips if name == subject else {})
        blanks = [b for b in key.blanks if b.type == "number" and b.subject[1] == name]
        if not blanks:
            continue
        given = {n: np.array(v, float) for n, v in key.givens[name].items()}
        paper = pupil.work(own, given, key.rounding, draw)
        for b in blanks:
            value = float(paper[b.quantity][b.index])
            answers[b.id] = spell(pupil.digits(value, key.rounding))
    return answers


@dataclass(frozen=True)
class Sort:
    """A row: what these students do, how many of 1,000 they are, and who they are in words."""

    what: str
    count: int
    work: Callable[[Task, Draw], Handed | None] = field(repr=False)


SORTS: Mapping[str, Sort] = {
    "honest": Sort("no fault; each of the habits", 200, honest),
    "odd": Sort("no fault; odd spellings", 50, oddly_spelt),
    "one": Sort("one mistake", 200, mistaken),
    "hand": Sort("one mistake, worked by hand", 50, mistaken_by_hand),
    "blanks": Sort("one mistake, a fifth of the blanks empty", 100, with_blanks),
    "two": Sort("two mistakes", 150, twice_mistaken),
    "beside": Sort("one mistake beside an unrelated slip", 100, mistaken_and_slipped),
    "slip": Sort("one slip, carried on", 100, slipped),
    "unasked": Sort("one slip where nobody asked, carried on", 50, slipped_unasked),
}


def classroom(asked: Sequence[Task], seed: int = 10, times: float = 1.0) -> Iterator[Handed]:
    """Yield a class of 1,000, or a multiple of that, before the variants in turn.

    A sort that cannot be before this set, such as a slip where all is asked, is left out.
    """
    for name, sort in SORTS.items():
        draw = random.Random(f"{seed} {name}")
        for number in range(round(times * sort.count)):
            for again in range(TRIES):
                task = asked[(number + again) % len(asked)]
                handed = sort.work(task, draw)
                if handed is not None and _shows(handed):
                    yield replace(handed, sort=name)
                    break


def _shows(handed: Handed) -> bool:
    """Say whether a fault shows, if there is one, and every value is a finite number."""
    faulty = not handed.subject or handed.first or handed.slipped
    return bool(faulty) and not any(
        endless in text for text in handed.answers.values() for endless in ("NaN", "Infinity")
    )
