"""Graphs under mistakes, and where in them a mistake may show; the same for a whole class."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from quizgen.engine import Graph, names, rewrite


@lru_cache(maxsize=1024)
def _rewritten(graph: Graph, mistakes: tuple[str, ...]) -> Graph | None:
    for mistake in mistakes:
        other = rewrite(graph, mistake)
        if other is None:
            return None
        graph = other
    return graph


def graphs(graph: Graph, mistakes: Sequence[str]) -> Iterator[Graph]:
    """Yield the graph under all of some mistakes, made in this order or the other."""
    for order in dict.fromkeys((tuple(mistakes), tuple(reversed(mistakes)))):
        found = _rewritten(graph, order)
        if found is not None:
            yield found


@lru_cache(maxsize=4096)
def places(
    wrong: Graph, without: Graph, charged: str, answered: tuple[str, ...]
) -> tuple[str, ...]:
    """Return where to look for a mistake: in what is charged, on the way to it, after it."""
    changed = changed_by(wrong, without)
    before = wrong.ancestors([charged])
    on_the_way = (name for name in reversed(changed) if name in before)
    order = (node.name for node in wrong.nodes if node.name in answered)
    return tuple(dict.fromkeys((charged, *on_the_way, *order, *changed)))


@lru_cache(maxsize=4096)
def changed_by(wrong: Graph, without: Graph) -> tuple[str, ...]:
    """Return the quantities that a mistake computes in another way."""
    return tuple(n.name for n in wrong.nodes if n.name in without and n != without[n.name])


@lru_cache(maxsize=4096)
def again(right: Graph, changed: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return what is to be computed again on the way from what changed to a quantity."""
    needed = right.descendants(changed) & right.ancestors([name]) | {name}
    return tuple(node.name for node in right.nodes if node.name in needed)


@lru_cache(maxsize=4096)
def operands_of(graph: Graph, name: str) -> frozenset[str]:
    """Return what a node's step puts in that is computed: operands, those of a slope too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in graph.parents(graph[waiting.pop()]):
            if not parent.is_given and parent.name not in found:
                found.add(parent.name)
                if names.is_slope(parent.name):
                    waiting.append(parent.name)
    return frozenset(found)
