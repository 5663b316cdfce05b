"""A network as a set or a file describes it, before it has numbers: its graph, its table."""

from dataclasses import replace
from decimal import Decimal

from quizgen.engine import Table
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.networks import Architecture, Notation, network_graph
from quizgen.problem import Network
from quizgen.sampling.grids import Grid
from quizgen.sampling.networks import DrawnNetwork, NetworkSpec
from quizgen.sampling.specs import NotationSpec, RoundingSpec
from quizgen.sampling.tables import printed_table


def unsolved(
    spec: NetworkSpec,
    sizes: tuple[int, ...],
    activation: str,
    notation: NotationSpec,
    rounding: RoundingSpec,
) -> Network:
    """Return the network of these `sizes`, with `activation` in each of its hidden layers."""
    architecture = Architecture(
        sizes,
        (*[activation] * (len(sizes) - 2), spec.output_activation),
        spec.loss,
        Notation(**notation.model_dump()),
    )
    kept = replace(rounding.kept, table=_table(rounding, spec, architecture))
    graph = network_graph(architecture)
    return Network(spec.name, architecture, graph, kept, descent=spec.descent)


def _table(wanted: RoundingSpec, spec: NetworkSpec, architecture: Architecture) -> Table | None:
    activation = architecture.activations[0]
    if not wanted.table:
        return None
    if wanted.printed:
        xs, values = wanted.printed.x, wanted.printed.values
        return Table(activation, tuple(map(float, xs)), values, ACTIVATIONS[activation].odd)
    step = Decimal(1)
    if isinstance(spec, DrawnNetwork):
        step = spec.weights.step * min(spec.input.step, Decimal(1))
    within = wanted.table if isinstance(wanted.table, Grid) else None
    return printed_table(activation, step, wanted.kept, within)
