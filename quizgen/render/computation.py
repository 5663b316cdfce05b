"""The picture of a computation graph: squares for what is given, circles for operations.

Where values or adjoints are shown, all edges that leave a vertex leave it by one short
line, with the value above it and the adjoint beneath.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from quizgen.drawings import ComputationGraph
from quizgen.render.canvas import Item, Label, Outline, Picture, Stroke, picture_of
from quizgen.render.geometry import Point, Points, flat, without
from quizgen.render.layout import Edge, Layout, Request, Room, layouts
from quizgen.render.operands import Arrow, arrow_to, ordered, ordinals
from quizgen.render.vertices import RING, Body, body_of, labels, stub

WIDEST_GAP, LEAST_GAP = 34.0, 18.0  # between ranks
SPREAD = 12.0  # between the vertices of a rank
# How much an edge wants to be straight: those along the computation most.
STRAIGHT = {"operation": 12, "loss": 12, "input": 2, "parameter": 1}


@dataclass(frozen=True)
class Plan:
    """A graph ready to be laid out: its bodies, equal in width within each rank."""

    bodies: tuple[Body, ...]
    edges: tuple[Edge, ...]
    ranks: tuple[int, ...]
    downwards: bool
    gap: float


def computation(graph: ComputationGraph, downwards: bool, longest: float) -> Picture:
    """Draw a graph from left to right, or downwards; its ranks move closer to fit `longest`.

    The operands' order is the order of the edges from above (from the left) where that
    costs no crossings; where it matters, "1st" and "2nd" stand at the arrowheads.
    """
    plan = _plan(graph, downwards, longest)
    tails = [[tail for tail, head in plan.edges if head == k] for k in range(len(plan.bodies))]
    matters = [
        place for place, body in enumerate(plan.bodies) if ordered(body.vertex, tails[place])
    ]
    found = _laid_out(plan, matters)
    outlines = [
        body.outline.moved(x, y)
        for body, (x, y) in zip(plan.bodies, found.centres, strict=True)
    ]
    written: list[Label] = []
    for body, outline in zip(plan.bodies, outlines, strict=True):
        written += labels(body, outline, downwards)
    arrows = [
        arrow_to(head, outlines[head], curve)
        for curve, (_, head) in zip(found.curves, plan.edges, strict=True)
    ]
    taken = [*(label.box for label in written), *(outline.box for outline in outlines)]
    named = [(place, plan.bodies[place].vertex) for place in matters]
    written += ordinals(named, arrows, taken, downwards)
    return picture_of(_items(plan, outlines, arrows, written))


def _items(
    plan: Plan, outlines: Sequence[Outline], arrows: Sequence[Arrow], written: Sequence[Label]
) -> Iterator[Item]:
    used = {tail for tail, _ in plan.edges}
    gaps = [label.box.grown(0.6) for label in written]
    for place, (body, outline) in enumerate(zip(plan.bodies, outlines, strict=True)):
        line = stub(body, outline, plan.downwards)
        if body.stub or (place in used and line[0] != line[1]):
            yield Stroke(line)
    for arrow in arrows:
        yield from (Stroke(rest) for rest in without(arrow.shaft, gaps))
        yield arrow.arrowhead
    for body, outline in zip(plan.bodies, outlines, strict=True):
        yield outline
        if body.vertex.form == "loss":
            width, height = outline.width - 2 * RING, outline.height - 2 * RING
            yield replace(outline, width=width, height=height, radius=outline.radius - RING)
    yield from written


def _plan(graph: ComputationGraph, downwards: bool, longest: float) -> Plan:
    places = {vertex.name: number for number, vertex in enumerate(graph.vertices)}
    edges = tuple((places[tail], places[head]) for tail, head in graph.edges)
    ranks = _ranks(len(places), edges)
    bodies = [body_of(vertex, downwards) for vertex in graph.vertices]
    length = 0
    for rank in range(max(ranks) + 1):
        members = [place for place, at in enumerate(ranks) if at == rank]
        sizes = [bodies[k].rows if downwards else bodies[k].columns for k in members]
        first, second = (max(size) for size in zip(*sizes, strict=True))
        length += first + second
        for k in members:
            kept = second if bodies[k].stub or not downwards else bodies[k].rows[1]
            bodies[k] = (
                replace(bodies[k], rows=(first, kept))
                if downwards
                else replace(bodies[k], columns=(first, kept if bodies[k].stub else 0))
            )
    gap = (longest - length - 3) / max(1, max(ranks))
    gap = min(WIDEST_GAP, max(LEAST_GAP, gap))
    return Plan(tuple(bodies), edges, ranks, downwards, gap)


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


def _laid_out(plan: Plan, matters: Sequence[int]) -> Layout:
    """Return the layout with the fewest crossings, then the straightest."""
    rooms = tuple(
        Room(body.columns, body.rows, body.stub, place in matters, plan.ranks[place])
        for place, body in enumerate(plan.bodies)
    )
    weights = tuple(STRAIGHT[plan.bodies[tail].vertex.form] for tail, _ in plan.edges)
    asked = Request(rooms, plan.edges, weights, plan.downwards, plan.gap, SPREAD)
    found = [_gentle(plan, laid_out) for laid_out in layouts(asked)]
    return min(found, key=lambda layout: _crossings(layout, plan.edges))


def _gentle(plan: Plan, found: Layout) -> Layout:
    """Return the layout with simple curves between neighbouring ranks."""
    doubled = {edge for edge in plan.edges if plan.edges.count(edge) > 1}
    curves = tuple(
        curve
        if plan.ranks[head] - plan.ranks[tail] > 1 or (tail, head) in doubled
        else _short(curve[0], found.centres[head], plan.downwards)
        for curve, (tail, head) in zip(found.curves, plan.edges, strict=True)
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


def _crossings(found: Layout, edges: Sequence[Edge]) -> tuple[int, float]:
    """Return how often edges cross that share no vertex, and how far they climb."""
    lines = [flat(curve)[::4] for curve in found.curves]
    crossings = sum(
        _cross(lines[i], lines[j])
        for i, j in combinations(range(len(edges)), 2)
        if not set(edges[i]) & set(edges[j])
    )
    climb = sum(min(abs(line[-1][k] - line[0][k]) for k in (0, 1)) for line in lines)
    return crossings, round(climb)


def _cross(one: Points, two: Points) -> int:
    return sum(
        _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b)
        for a, b in pairwise(one)
        for c, d in pairwise(two)
    )


def _side(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
