"""How a computation graph stands on the page: its ranks, and the best of dot's layouts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

from quizgen.drawings import ComputationGraph
from quizgen.render.geometry import Point, Points, around, flat
from quizgen.render.layout import Edge, Layout, Request, Room, layouts
from quizgen.render.operands import ordered
from quizgen.render.vertices import Body, body_of

WIDEST_GAP, LEAST_GAP = 34.0, 18.0  # between ranks from left to right
WORD_GAP = 25.0  # the least where words stand at arrowheads
DOWN_GAP = 20.0  # downwards a page is soon full
ROUNDED = 2.0  # by how much less than its room, in whole points, a graph may be long
LEAN = 14.0
SLACK = 80.0  # climbing about as far is as good
SPREAD = 12.0  # between the vertices of a rank
# How much an edge wants to be straight: those along the computation most.
STRAIGHT = {"operation": 12, "loss": 12, "input": 2, "parameter": 1}


@dataclass(frozen=True)
class Plan:
    """A graph ready to be laid out; the bodies of a rank are equally long.

    `ordered` are the places of the vertices whose operands may not change places.
    """

    bodies: tuple[Body, ...]
    edges: tuple[Edge, ...]
    ordered: tuple[int, ...]
    ranks: tuple[int, ...]
    downwards: bool
    gap: float


def arrange(graph: ComputationGraph, downwards: bool, longest: float) -> tuple[Plan, Layout]:
    """Lay a graph out, its ranks closer to fit `longest` where they must be."""
    plan = _plan(graph, downwards, longest)
    return plan, _laid_out(plan)


def least_length(graph: ComputationGraph, longest: float) -> float:
    """Return how long a graph's picture is from left to right at least, not laid out yet."""
    plan = _plan(graph, False, longest)
    length, inset = plan.gap * max(plan.ranks) - ROUNDED, 0.0
    for rank in range(max(plan.ranks) + 1):
        members = [body for body, at in zip(plan.bodies, plan.ranks, strict=True) if at == rank]
        length += max(sum(body.columns) for body in members)
        if rank == 0:
            inset = max((body.columns[0] - body.outline.width) / 2 for body in members)
    return length - inset


def _plan(graph: ComputationGraph, downwards: bool, longest: float) -> Plan:
    places = {vertex.name: number for number, vertex in enumerate(graph.vertices)}
    edges = tuple((places[tail], places[head]) for tail, head in graph.edges)
    ranks = _ranks(len(places), edges)
    matters = tuple(
        place
        for place, vertex in enumerate(graph.vertices)
        if ordered(vertex, [tail for tail, head in edges if head == place])
    )
    bodies = [body_of(vertex, downwards) for vertex in graph.vertices]
    length = 0
    for rank in range(max(ranks) + 1):
        members = [place for place, at in enumerate(ranks) if at == rank]
        sizes = [bodies[k].rows if downwards else bodies[k].columns for k in members]
        first, second = (max(size) for size in zip(*sizes, strict=True))
        length += first + second
        for k in members:
            equal = first, second if bodies[k].stub else 0
            bodies[k] = (
                replace(bodies[k], rows=equal)
                if downwards
                else replace(bodies[k], columns=equal)
            )
    least = WORD_GAP if matters else LEAST_GAP
    gap = min(WIDEST_GAP, max(least, (longest - length - 3) / max(1, max(ranks))))
    gap = (least if matters else DOWN_GAP) if downwards else gap
    return Plan(tuple(bodies), edges, matters, ranks, downwards, gap)


def _ranks(count: int, edges: Sequence[Edge]) -> tuple[int, ...]:
    """Return each vertex's column: operations as early, what is given as late as can be."""
    ranks = [0] * count
    for head in range(count):
        ranks[head] = max((ranks[tail] + 1 for tail, to in edges if to == head), default=0)
    given = set(range(count)) - {head for _, head in edges}
    for place in given:
        ranks[place] = min(
            (ranks[head] - 1 for tail, head in edges if tail == place), default=0
        )
    return tuple(ranks)


def _laid_out(plan: Plan) -> Layout:
    rooms = tuple(
        Room(body.columns, body.rows, body.stub, place in plan.ordered, plan.ranks[place])
        for place, body in enumerate(plan.bodies)
    )
    weights = tuple(STRAIGHT[plan.bodies[tail].vertex.form] for tail, _ in plan.edges)
    return _best(Request(rooms, plan.edges, weights, plan.downwards, plan.gap, SPREAD))


@lru_cache(maxsize=32)
def _best(asked: Request) -> Layout:
    """Return the layout with the fewest crossings, then the straightest."""
    found = [_gentle(asked, laid_out) for laid_out in layouts(asked)]
    return min(found, key=lambda layout: _disorder(asked, layout))


def _gentle(asked: Request, found: Layout) -> Layout:
    """Return the layout with simple curves between neighbouring ranks."""
    doubled = {edge for edge in asked.edges if asked.edges.count(edge) > 1}
    ranks = [room.rank for room in asked.rooms]
    curves = tuple(
        _leaning(curve, asked.downwards)
        if ranks[head] - ranks[tail] > 1 or (tail, head) in doubled
        else _short(curve[0], found.centres[head], asked.downwards)
        for curve, (tail, head) in zip(found.curves, asked.edges, strict=True)
    )
    return Layout(found.centres, curves)


def _short(start: Point, end: Point, downwards: bool) -> Points:
    """Return the edge to a neighbouring rank: it leaves along the ranks and comes in gently."""
    run, rise = end[0] - start[0], end[1] - start[1]
    if downwards:
        one = (start[0], start[1] + 0.45 * rise)
        two = (end[0] - 0.2 * run, start[1] + 0.55 * rise)
    else:
        one = (start[0] + 0.45 * run, start[1])
        two = (start[0] + 0.55 * run, end[1] - 0.2 * rise)
    return (start, one, two, end)


def _leaning(curve: Points, downwards: bool) -> Points:
    """Return an edge that comes in from the side it comes from, not along another."""
    start, (x, y), (end_x, end_y) = curve[-4], curve[-2], curve[-1]
    if downwards:
        bent = (x + max(-LEAN, min(LEAN, 0.4 * (start[0] - end_x))), y)
    else:
        bent = (x, y + max(-LEAN, min(LEAN, 0.4 * (start[1] - end_y))))
    return (*curve[:-2], bent, curve[-1])


def _disorder(asked: Request, found: Layout) -> tuple[int, float]:
    """Return how often edges cross that share no vertex, and how far they climb.

    A crossing before two heads that tell their operands apart counts twice: four words
    would stand around it.
    """
    edges, lines = asked.edges, [flat(curve)[::4] for curve in found.curves]
    boxes = [around(line) for line in lines]
    worded = [asked.rooms[head].ordered for _, head in edges]
    crossings = sum(
        _cross(lines[i], lines[j]) * (1 + (worded[i] and worded[j]))
        for i, j in combinations(range(len(edges)), 2)
        if boxes[i].touches(boxes[j]) and not set(edges[i]) & set(edges[j])
    )
    climb = sum(min(abs(line[-1][k] - line[0][k]) for k in (0, 1)) for line in lines)
    return crossings, climb // SLACK


def _cross(one: Points, two: Points) -> int:
    return sum(
        _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b)
        for a, b in pairwise(one)
        for c, d in pairwise(two)
    )


def _side(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
