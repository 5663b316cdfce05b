"""The picture of a computation graph: squares for what is given, circles for operations.

Where values or adjoints are shown, all edges that leave a vertex leave it by one short
line, with the value above it and the adjoint beneath.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizgen.drawings import ComputationGraph
from quizgen.render.arrangement import Plan, arrange
from quizgen.render.canvas import Item, Label, Outline, Picture, Stroke, picture_of
from quizgen.render.geometry import without
from quizgen.render.operands import Arrow, arrow_to, ordinals
from quizgen.render.vertices import RING, labels, stub


def computation(graph: ComputationGraph, downwards: bool, longest: float) -> Picture:
    """Draw a graph from left to right, or downwards; its ranks move closer to fit `longest`.

    The operands' order is the order of the edges from above (from the left) where that
    costs no crossings; where it matters, "1st" and "2nd" stand at the arrowheads.
    """
    plan, found = arrange(graph, downwards, longest)
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
    stubs = [
        stub(body, outline, downwards)
        for body, outline in zip(plan.bodies, outlines, strict=True)
    ]
    taken = [*(label.box for label in written), *(outline.box for outline in outlines)]
    named = [(place, plan.bodies[place].vertex) for place in plan.ordered]
    written += ordinals(named, arrows, stubs, taken, downwards)
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
