"""A pass through the network once more, with other numbers in place of some: more graph."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from quizgen.engine.graph import Graph, Node


def again(
    graph: Graph,
    targets: Iterable[str],
    put: Mapping[str, str],
    stage: str,
    symbol: Callable[[Node], str],
) -> Graph:
    """Return `graph` with what `targets` are computed from once more, under `stage` names.

    `put` says which node comes in place of which; what depends on none of these is not
    computed again.  `symbol` says how the copy of a node is written.  What is there already
    stays.  Raises ValueError where a target does not depend on what is replaced.
    """
    targets = tuple(targets)
    reached = graph.descendants(put)
    if missing := [name for name in targets if name not in reached]:
        raise ValueError(f"{missing[0]}: does not depend on {', '.join(put)}")
    wanted = (reached & graph.ancestors(targets)) - put.keys()
    for node in graph.nodes:
        name = f"{stage}{node.name}"
        if node.name not in wanted or name in graph:
            continue
        parents = (f"{stage}{p}" if p in wanted else put.get(p, p) for p in node.parents)
        graph = graph.plus(
            replace(node, name=name, symbol=symbol(node), parents=tuple(parents))
        )
    return graph
