"""The table of optimizers: how a step of descent moves a parameter, as more graph.

A row appends the nodes of one step of one parameter; `update` takes it for all of them.  The
formulas of Adam are those of Kingma and Ba (2015) without its ε, of momentum Polyak's (1964)
in the form that libraries have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from quizgen.engine import letters, names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node

SECOND, THETA = r"\text{new 2}", r"\theta"


@dataclass(frozen=True)
class Setting:
    """A number of an optimizer: its letter, what it is, what it is where nothing is said."""

    symbol: str
    summary: str
    default: str


ETA = Setting(r"\eta", "learning rate", "0.1")
LETTERS = {"velocity": "v", "mean": "m", "square": "v"}  # of what is kept of a parameter


@dataclass(frozen=True)
class At:
    """One step of one parameter: which, in which stage, and the mark of what is new."""

    parameter: str
    stage: str = ""
    mark: str = symbols.NEW

    @property
    def theta(self) -> str:
        """Return the name of the parameter as the step finds it."""
        return names.new(self.parameter) if self.stage else self.parameter

    @property
    def gradient(self) -> str:
        """Return the name of its gradient there."""
        return self.stage + names.gradient(self.parameter)

    @property
    def step(self) -> str:
        """Return the name of what is subtracted."""
        return self.stage + names.step(self.parameter)

    @property
    def new(self) -> str:
        """Return the name of the parameter after the step."""
        return self.stage + names.new(self.parameter)


@dataclass(frozen=True)
class Optimizer:
    """A row: what it is called in a list and in a sentence, its numbers, its step.

    `settings` are scalar inputs by their nodes' names; `given` is what it has gathered of each
    parameter before the step; `gathers` names what a step gathers, beside the new parameter.
    One that needs it to show what it does takes `two_steps`, the second by the gradients after
    the first.  `note` is what a sheet says beside the formulas.
    """

    summary: str
    named: str
    settings: Mapping[str, Setting]
    move: Callable[[Graph, At], Graph]
    given: tuple[str, ...] = ()
    gathers: Callable[[At], tuple[str, ...]] = lambda at: ()
    two_steps: bool = False
    note: str = ""

    @property
    def titled(self) -> str:
        """Return its name as a title has it: Gradient Descent with Momentum."""
        words = (word if word == "with" else word.capitalize() for word in self.named.split())
        return " ".join(words)

    def rule(self) -> tuple[tuple[str, str], ...]:
        """Return the formulas of a step of a parameter θ, read off the row's own graph."""
        slope = symbols.derivative(r"\ell", THETA)
        said = {"theta": THETA, names.new("theta"): THETA, names.after("grad:theta"): slope}
        said |= {what: symbols.kept_of(LETTERS[what], THETA) for what in LETTERS}
        named = {names.kept(k, "theta") if k in LETTERS else k: v for k, v in said.items()}
        graph = Graph(tuple(Node(n, symbol, "input", (), (1,)) for n, symbol in named.items()))
        graph = with_settings(graph.plus(Node("2", "t", "number", (), ())), self, ("theta",))
        moved = self.move(graph, At("theta", names.AFTER))
        lines = [
            (node.symbol, letters.formula(moved, node))
            for node in moved.nodes
            if not node.is_given
        ]
        return tuple((left, right) for left, right in lines if left != right)


@dataclass(frozen=True)
class Descent:
    """An optimizer by its name in the table, and its numbers by their nodes' names."""

    name: str = "sgd"
    settings: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def row(self) -> Optimizer:
        """Return the optimizer's row."""
        return OPTIMIZERS[self.name]


def with_settings(graph: Graph, row: Optimizer, parameters: tuple[str, ...]) -> Graph:
    """Return `graph` with the inputs of an optimizer, those that are there yet left out.

    Raises ValueError where such a name is that of something computed.
    """
    inputs = [Node(name, one.symbol, "input", (), ()) for name, one in row.settings.items()]
    for what in row.given:
        for parameter in parameters:
            of = graph[parameter]
            symbol = symbols.kept_of(LETTERS[what], of.symbol)
            inputs.append(Node(names.kept(what, parameter), symbol, "input", (), of.shape))
    for node in inputs:
        if node.name not in graph:
            graph = graph.plus(node)
        elif (graph[node.name].op, graph[node.name].shape) != ("input", node.shape):
            raise ValueError(f"{node.name}: is there already, and is nothing that is given")
    return graph


def _subtracted(graph: Graph, at: At, symbol: str) -> Graph:
    """Append θ less the step, which is in the graph."""
    return add_node(graph, at.new, symbol, "difference", (at.theta, at.step))


def _symbol(graph: Graph, at: At) -> str:
    return symbols.marked(graph[at.parameter].symbol, at.mark)


def _along(graph: Graph, at: At, direction: str) -> Graph:
    """Append η times a direction, and the parameter less that."""
    symbol = rf"{ETA.symbol} \, {graph[direction].symbol}"
    graph = add_node(graph, at.step, symbol, "scale", ("eta", direction))
    return _subtracted(graph, at, _symbol(graph, at))


def _sgd(graph: Graph, at: At) -> Graph:
    return _along(graph, at, at.gradient)


def _weight_decay(graph: Graph, at: At) -> Graph:
    parents = (at.theta, "eta", "weight_decay", at.gradient)
    return add_node(graph, at.new, _symbol(graph, at), "decay_step", parents)


def _velocity(at: At) -> tuple[str, ...]:
    return (at.stage + names.new(names.kept("velocity", at.parameter)),)


def _momentum(graph: Graph, at: At) -> Graph:
    velocity, (new,) = names.kept("velocity", at.parameter), _velocity(at)
    kept = at.stage + names.kept("carried", at.parameter)
    symbol = rf"{MOMENTUM.symbol} \, {graph[velocity].symbol}"
    graph = add_node(graph, kept, symbol, "scale", ("momentum", velocity))
    symbol = symbols.marked(graph[velocity].symbol, at.mark)
    graph = add_node(graph, new, symbol, "sum", (kept, at.gradient))
    return _along(graph, at, new)


def _means(at: At) -> tuple[str, ...]:
    return tuple(at.stage + names.kept(what, at.parameter) for what in ("mean", "square"))


def _adam(graph: Graph, at: At) -> Graph:
    t = "2" if at.stage else "1"
    for number in ("0", t):
        if number not in graph:
            graph = graph.plus(Node(number, number, "number", (), ()))
    corrected = []
    for what, rate, name in zip(
        ("mean", "square"), ("beta1", "beta2"), _means(at), strict=True
    ):
        before = names.kept(what, at.parameter) if at.stage else "0"
        symbol = symbols.kept_of(LETTERS[what], graph[at.parameter].symbol)
        symbol = symbols.marked(symbol, at.mark)
        parents = (rate, before, at.gradient)
        graph = add_node(graph, name, symbol, f"running_{what}", parents)
        hat = symbols.hat(symbol)
        corrected.append(at.stage + names.kept("corrected", names.kept(what, at.parameter)))
        graph = add_node(graph, corrected[-1], hat, "corrected", (name, rate, t))
    above, below = (graph[name].symbol for name in corrected)
    symbol = rf"\frac{{{ETA.symbol} \, {above}}}{{\sqrt{{{below}}}}}"
    graph = add_node(graph, at.step, symbol, "adam_step", ("eta", *corrected))
    return _subtracted(graph, at, _symbol(graph, at))


MOMENTUM = Setting(r"\mu", "momentum", "0.9")
OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(
        summary="plain gradient descent: θ − η g",
        named="gradient descent",
        settings={"eta": ETA},
        move=_sgd,
    ),
    "momentum": Optimizer(
        summary="gradient descent with momentum: v becomes μ v + g, and θ becomes θ − η v",
        named="gradient descent with momentum",
        settings={"eta": ETA, "momentum": MOMENTUM},
        move=_momentum,
        given=("velocity",),
        gathers=_velocity,
    ),
    "weight_decay": Optimizer(
        summary="gradient descent with weight decay: θ − η (g + λ θ)",
        named="gradient descent with weight decay",
        settings={
            "eta": ETA,
            "weight_decay": Setting(r"\lambda", "weight decay", "0.1"),
        },
        move=_weight_decay,
        note=" The biases are decayed as well.",
    ),
    "adam": Optimizer(
        summary="Adam: bias-corrected means of g and g², two steps from rest",
        named="Adam",
        settings={
            "eta": ETA,
            "beta1": Setting(r"\rho_1", "rate of the mean", "0.9"),
            "beta2": Setting(r"\rho_2", "rate of the mean square", "0.999"),
        },
        move=_adam,
        gathers=_means,
        two_steps=True,
        note=(
            rf" At the start $m^{{{THETA}}}$ and $v^{{{THETA}}}$ are 0, and $t = 1$ is the "
            "first step; squares, quotients and roots are taken entry by entry. (Programs add "
            "a tiny number to the root, so that it is never 0. It changes no digit here.)"
        ),
    ),
}
