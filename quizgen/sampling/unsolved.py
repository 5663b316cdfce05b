"""A network or model as it is described, before it has numbers: its graph, its table."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from quizgen.engine import Graph, Rounding, Table
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.networks import Architecture, Notation, network_graph
from quizgen.engine.rounding import plain
from quizgen.problem import Model, Network
from quizgen.sampling.grids import Grid
from quizgen.sampling.model_spec import ModelSpec
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
        spec.batch,
        plain(spec.slope),
    )
    step = Decimal(1)
    if isinstance(spec, DrawnNetwork):
        step = spec.weights.step * min(spec.input.step, step)
    kept = _kept(rounding, architecture.activations[0], step)
    graph = _graph(architecture)
    return Network(spec.name, architecture, graph, kept, descent=spec.descent)


def unsolved_model(spec: ModelSpec, activation: str, rounding: RoundingSpec) -> Model:
    """Return the model, with `activation` where it has a choice."""
    architecture = spec.architecture(activation)
    step = spec.weights.step * min(spec.input.step, Decimal(1))
    kept = _kept(rounding, activation, step)
    return Model(spec.name, architecture, architecture.graph(), kept)


@lru_cache(maxsize=64)
def _graph(architecture: Architecture) -> Graph:
    """Return the graph of an architecture, the same one for all variants."""
    return network_graph(architecture)


def _kept(wanted: RoundingSpec, activation: str, step: Decimal) -> Rounding:
    """Return what is kept, with the table of the activation where the sheet prints one."""
    if not wanted.table:
        return wanted.kept
    if wanted.printed:
        xs, values = wanted.printed.x, wanted.printed.values
        odd = ACTIVATIONS[activation].odd
        printed = Table(activation, tuple(map(float, xs)), values, odd)
        return replace(wanted.kept, table=printed)
    within = wanted.table if isinstance(wanted.table, Grid) else None
    return replace(wanted.kept, table=printed_table(activation, step, wanted.kept, within))
