"""Students who make one mistake each, in plain numpy: nothing here knows the engine's rows.

A student is an honest one with a single habit replaced.  `NETWORK` students work layered
networks and a step of gradient descent, `FORMULA` students two expressions; `TWINS` has one
for every row of the table of mistakes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from quizgen.engine import MISTAKES, Graph, update
from quizgen.engine.expressions import expression_graph
from quizgen.engine.networks import Architecture, Notation, network_graph
from quizgen.kinds.concepts import collapse
from tests.engine import mistaken_heads
from tests.engine.mistaken_descent import DESCENTS, Descent
from tests.engine.mistaken_heads import HEAD_TWINS, Head, Norm
from tests.engine.mistaken_maps import MAP_MISTAKES, Maps, map_cases
from tests.engine.mistaken_steps import STEP_TWINS, Steps, step_cases
from tests.engine.plain import FUNCTIONS, REVERSED, SLOPES, Case, Values, hat, sigmoid


def collapsed(V: Any, W: Any) -> Any:
    both = V[:, 1:] @ W
    both[:, 0] += V[:, 0]
    return both


@dataclass(frozen=True)
class Layer:
    """Which layer a student is at: the last one? are its biases printed apart?"""

    last: bool
    apart: bool


@dataclass(frozen=True)
class Network:
    """Habits on layered networks."""

    linear: Callable[[Any, Any, Layer], Any] = lambda W, x, at: W @ hat(x)
    activate: Callable[[str, Any, Layer], Any] = lambda f, a, at: FUNCTIONS[f](a)
    slope: Callable[[str, Any, Any], Any] = lambda f, a, z: SLOPES[f](a, z)
    half: float = 0.5
    by_output: Callable[[Any, Any, str], Any] = lambda yhat, y, loss: (
        (1 if loss == "half_squared_error" else 2) * (yhat - y)
    )
    by_weights: Callable[[Any, Any, Layer], Any] = lambda g, x, at: np.outer(g, hat(x))
    back: Callable[[Any, Any, Layer], Any] = lambda W, g, at: W[:, 1:].T @ g
    step: Callable[[float, Any], Any] = lambda eta, g: eta * g
    moved: Callable[[Any, Any, Any], Any] = lambda W, step, g: W - step
    updates_first: bool = False
    collapse: Callable[[Any, Any], Any] = collapsed

    def work(self, net: Architecture, inputs: Values) -> Values:
        values: dict[str, Any] = {}
        weights = [inputs[name] for name in net.parameters]
        layers = [Layer(W is weights[-1], net.notation.bias == "separate") for W in weights]
        below, linear, after = [inputs["x"]], [], []
        for k, (W, f, at) in enumerate(zip(weights, net.activations, layers, strict=True), 1):
            linear.append(self.linear(W, below[-1], at))
            after.append(self.activate(f, linear[-1], at))
            below.append(after[-1])
            values[f"a{k}"] = linear[-1]
            values["yhat" if at.last else f"z{k}"] = after[-1]
        error = after[-1] - inputs["y"]
        factor = self.half if net.loss == "half_squared_error" else 1
        values["loss"] = factor * np.sum(error**2)
        g = self.by_output(after[-1], inputs["y"], net.loss)
        values["grad:yhat"] = g
        for k in range(len(weights), 0, -1):
            name, at = net.parameters[k - 1], layers[k - 1]
            g = g * self.slope(net.activations[k - 1], linear[k - 1], after[k - 1])
            values[f"grad:a{k}"] = g
            values[f"grad:{name}"] = gradient = self.by_weights(g, below[k - 1], at)
            values[f"step:{name}"] = step = self.step(inputs["eta"], gradient)
            new = self.moved(weights[k - 1], step, gradient)
            values[f"new:{name}"] = new
            if k > 1:
                g = self.back(new if self.updates_first else weights[k - 1], g, at)
                values[f"grad:z{k - 1}"] = g
        together = weights[0]
        for V in weights[1:]:
            together = self.collapse(V, together)
        return values | {"collapsed": together}


@dataclass(frozen=True)
class Classifier:
    """Habits on networks without a hidden layer, behind which an entropy stands."""

    shares: Callable[[Any], Any] = lambda a: np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True)
    log: Callable[[Any], Any] = np.log
    of_class: Callable[[Any], Any] = lambda y: y
    mean: Callable[[Any], Any] = np.mean
    share: Callable[[int], float] = lambda rows: 1 / rows
    surplus: Callable[[Any, Any], Any] = lambda yhat, y: yhat - y

    def work(self, net: Architecture, inputs: Values) -> Values:
        W, x, y = inputs["alpha"], np.atleast_2d(inputs["x"]), inputs["y"]
        a = np.concatenate([np.ones((len(x), 1)), x], axis=1) @ W.T
        if net.loss == "cross_entropy":
            yhat, y = self.shares(a), np.atleast_2d(y)
            losses = -np.sum(y * self.log(yhat), axis=-1)
        else:
            yhat, y = sigmoid(a), np.reshape(y, (-1, 1))
            hit = self.of_class(y) == 1
            losses = -np.sum(self.log(np.where(hit, yhat, 1 - yhat)), axis=-1)
        loss = self.mean(losses) if net.rows else losses[0]
        g = self.surplus(yhat, y) * (self.share(net.rows) if net.rows else 1)
        gradient = g.T @ np.concatenate([np.ones((len(x), 1)), x], axis=1)
        found = {"a1": a, "yhat": yhat, "grad:a1": g, "grad:alpha": gradient, "loss": loss}
        return found | ({"losses": losses} if net.rows else {})


CLASSIFIERS = tuple(
    Architecture((2, outputs), (output,), loss, rows=rows)
    for output, loss, outputs in (
        ("softmax", "cross_entropy", 3),
        ("sigmoid", "binary_cross_entropy", 1),
    )
    for rows in (0, 3)
)


@cache
def drawn_classifiers() -> tuple[tuple[Architecture, Graph, Values], ...]:
    rng = np.random.default_rng(5)
    found = []
    for net in CLASSIFIERS:
        shapes = net.shapes()
        inputs = {name: rng.uniform(-2, 2, shape) for name, shape in shapes.items()}
        places = rng.integers(0, 2, shapes["y"])
        if net.loss == "cross_entropy":
            places = np.eye(3)[rng.integers(0, 3, shapes["y"][:-1])]
        found.append((net, network_graph(net), inputs | {"y": places.astype(float)}))
    return tuple(found)


def classifier_cases(student: Classifier) -> Iterable[Case]:
    """Yield what a student has at each classifier."""
    for net, graph, inputs in drawn_classifiers():
        yield graph, inputs, student.work(net, inputs)


HALF, WHOLE = "half_squared_error", "squared_error"
SEPARATE = Notation("latin", "separate")
NETWORKS = (
    Architecture((2, 3, 1), ("tanh", "identity"), HALF),
    Architecture((2, 3, 1), ("sigmoid", "identity"), HALF, SEPARATE),
    Architecture((2, 2, 2, 1), ("tanh", "sigmoid", "identity"), HALF),
    Architecture((3, 3, 2), ("relu", "identity"), WHOLE),
    Architecture((2, 2, 3, 2), ("relu", "tanh", "sigmoid"), WHOLE),
    Architecture((3, 1), ("sigmoid",), HALF),
    Architecture((2, 3, 1), ("leaky_relu", "identity"), HALF),
    Architecture((3, 2, 2), ("sigmoid", "identity"), HALF, SEPARATE),
)


@cache
def drawn_networks() -> tuple[tuple[Architecture, Graph, Values], ...]:
    """Return each network twice, at drawn numbers; some ReLU units are on and some off."""
    rng = np.random.default_rng(3)
    found = []
    for net in NETWORKS:
        graph = update(network_graph(net), net.parameters)
        graph = collapse(graph) if len(net.parameters) > 1 else graph
        for _ in range(2):
            shapes = {"eta": (), **net.shapes()}
            found.append((net, graph, {n: rng.uniform(-2, 2, s) for n, s in shapes.items()}))
    return tuple(found)


def network_cases(student: Network) -> Iterable[Case]:
    """Yield what a student has at each network."""
    for net, graph, inputs in drawn_networks():
        yield graph, inputs, student.work(net, inputs)


@cache
def drawn_expression(formula: str) -> Graph:
    """Return the graph of one of the expressions."""
    return expression_graph("f", formula, list(EXPRESSIONS[formula][1]))


@dataclass(frozen=True)
class Formula:
    """Habits on expressions: functions, and what a gradient g becomes through an operation."""

    sin: Callable[[float], float] = np.sin
    cos: Callable[[float], float] = np.cos
    ln: Callable[[float], float] = np.log
    through: Callable[[float, float], float] = lambda g, slope: g * slope
    by_factor: Callable[[float, float], float] = lambda g, other: g * other
    by_divisor: Callable[[float, float], float] = lambda a, b: -a / b**2
    by_base: Callable[[float, float], float] = lambda base, n: n * base ** (n - 1)
    falling: float = -1
    paths: Callable[[list[float]], float] = sum  # in the order of the forward pass

    def recitation(self, x: float, y: float, z: float) -> Values:
        """Work f = sin(xy)/z + e^(xz)/(xy)."""
        u, p = x * y, x * z
        v, q = self.sin(u), np.exp(p)
        gv, gz_w = 1 / z, self.by_divisor(v, z)
        gq, gu_r = 1 / u, self.by_divisor(q, u)
        gu = self.paths([self.through(gv, self.cos(u)), gu_r])
        gp = self.through(gq, q)
        return {
            "value": v / z + q / u,
            "grad:x": self.paths([self.by_factor(gu, y), self.by_factor(gp, z)]),
            "grad:y": self.by_factor(gu, x),
            "grad:z": self.paths([gz_w, self.by_factor(gp, x)]),
        }

    def powers(self, x: float, y: float) -> Values:
        """Work f = ln(x)·cos(xy) + x³ − y^1.5 + x²."""
        u, s = self.ln(x), x * y
        v = self.cos(s)
        gu, gv = self.by_factor(1, v), self.by_factor(1, u)
        gs = self.through(gv, self.falling * self.sin(s))
        return {
            "value": u * v + x**3 - y**1.5 + x**2,
            "grad:x": self.paths(
                [
                    self.through(gu, 1 / x),
                    self.by_factor(gs, y),
                    self.through(1, self.by_base(x, 3)),
                    self.through(1, self.by_base(x, 2)),
                ]
            ),
            "grad:y": self.paths(
                [self.by_factor(gs, x), self.through(-1, self.by_base(y, 1.5))]
            ),
        }


EXPRESSIONS = {
    "sin(x*y)/z + exp(x*z)/(x*y)": (Formula.recitation, {"x": 1.1, "y": 2.3, "z": 0.7}),
    "ln(x)*cos(x*y) + x^3 - y^1.5 + x^2": (Formula.powers, {"x": 1.7, "y": 2.6}),
}


def formula_cases(student: Formula) -> Iterable[Case]:
    """Yield both expressions at a point."""
    for formula, (work, point) in EXPRESSIONS.items():
        yield drawn_expression(formula), point, work(student, *point.values())


def unbiased(last: bool) -> Network:
    def linear(W: Any, x: Any, at: Layer) -> Any:
        return W[:, 1:] @ x if at.last == last else W @ hat(x)

    return Network(linear=linear)


def ends_with_one(x: Any, at: Layer) -> Any:
    return hat(x) if at.apart else np.concatenate([x, [1.0]])


def turned(W: Any, x: Any, at: Layer) -> Any:
    """Multiply with columns: of the whole matrix if it is square, else of square weights."""
    rows, columns = W.shape
    if rows == columns and not at.apart:
        return W.T @ hat(x)
    return W[:, 0] + W[:, 1:].T @ x if rows == columns - 1 else W @ hat(x)


def turned_gradient(g: Any, x: Any, at: Layer) -> Any:
    if at.apart and len(g) == len(x):
        return np.hstack([g[:, None], np.outer(x, g)])
    same = not at.apart and len(g) == len(x) + 1
    return np.outer(hat(x), g) if same else np.outer(g, hat(x))


def inactive(last: bool) -> Network:
    return Network(activate=lambda f, a, at: a if at.last == last else FUNCTIONS[f](a))


def taken_for(one: str, other: str) -> Network:
    """Use another activation, and its derivative."""
    functions = {**FUNCTIONS, one: FUNCTIONS[other]}
    slopes = {**SLOPES, one: SLOPES[other]}
    return Network(
        activate=lambda f, a, at: functions[f](a), slope=lambda f, a, z: slopes[f](a, z)
    )


def slopes(**changed: Callable[[Any, Any], Any]) -> Network:
    return Network(slope=lambda f, a, z: {**SLOPES, **changed}[f](a, z))


def without_bias(V: Any, W: Any) -> Any:
    return np.hstack([V[:, :1], V[:, 1:] @ W[:, 1:]])


Student = Network | Formula | Classifier | Steps | Descent | Maps | Head | Norm
LAYERED: Mapping[str, tuple[Student, ...]] = {
    "hidden bias forgotten": (unbiased(last=False),),
    "output bias forgotten": (unbiased(last=True),),
    "bias taken from the wrong end": (
        Network(
            linear=lambda W, x, at: W @ ends_with_one(x, at),
            by_weights=lambda g, x, at: np.outer(g, ends_with_one(x, at)),
            back=lambda W, g, at: (W[:, 1:] if at.apart else W[:, :-1]).T @ g,
        ),
    ),
    "weights transposed": (Network(linear=turned),),
    "hidden activation left out": (inactive(last=False),),
    "output activation left out": (inactive(last=True),),
    "sigmoid for tanh": (taken_for("tanh", "sigmoid"),),
    "tanh for sigmoid": (taken_for("sigmoid", "tanh"),),
    "ReLU the wrong way round": (
        replace(
            slopes(relu=lambda a, z: (a < 0) * 1.0),
            activate=lambda f, a, at: REVERSED[f](a),
        ),
    ),
    "bias lost between collapsed layers": (Network(collapse=without_bias),),
    "half left out of the loss": (Network(half=1),),
    "target minus output": (
        Network(by_output=lambda yhat, y, loss: (1 if loss == HALF else 2) * (y - yhat)),
    ),
    "derivative of the loss doubled": (
        Network(by_output=lambda yhat, y, loss: 2 * (yhat - y)),
    ),
    "2 left out of the derivative of the loss": (
        Network(by_output=lambda yhat, y, loss: yhat - y),
    ),
    "activation's derivative left out": (Network(slope=lambda f, a, z: np.ones_like(a)),),
    "derivative taken at z": (
        slopes(
            tanh=lambda a, z: 1 - np.tanh(z) ** 2,
            sigmoid=lambda a, z: sigmoid(z) * (1 - sigmoid(z)),
        ),
    ),
    "sigmoid's derivative for tanh's": (slopes(tanh=lambda a, z: z * (1 - z)),),
    "tanh's derivative for sigmoid's": (slopes(sigmoid=lambda a, z: 1 - z * z),),
    "derivative taken as 1 minus z": (
        slopes(tanh=lambda a, z: 1 - z, sigmoid=lambda a, z: 1 - z),
    ),
    "layer's input left out": (
        Network(by_weights=lambda g, x, at: np.outer(g, np.ones(len(x) + 1))),
    ),
    "bias column carried back": (Network(back=lambda W, g, at: W[:, :-1].T @ g),),
    "outer product transposed": (Network(by_weights=turned_gradient),),
    "another row of the weights": (
        Network(back=lambda W, g, at: W[[-1, *range(len(W) - 1)], 1:].T @ g),
    ),
    "only the first path followed": (
        Network(back=lambda W, g, at: W[0, 1:] * g[0]),
        Formula(paths=lambda terms: terms[0]),
    ),
    "only the last path followed": (
        Network(back=lambda W, g, at: W[-1, 1:] * g[-1]),
        Formula(paths=lambda terms: terms[-1]),
    ),
    "step taken uphill": (Network(moved=lambda W, step, g: W + step),),
    "learning rate left out": (Network(step=lambda eta, g: g),),
    "gradient taken after the update": (Network(updates_first=True),),
    "gradient given for the new weight": (Network(moved=lambda W, step, g: g),),
    "step given for the new weight": (Network(moved=lambda W, step, g: step),),
    "slope below 0 left out": (
        Network(
            activate=lambda f, a, at: FUNCTIONS["relu" if f == "leaky_relu" else f](a),
            slope=lambda f, a, z: SLOPES["relu" if f == "leaky_relu" else f](a, z),
        ),
    ),
    "softmax not normalised": (Classifier(shares=np.exp),),
    "classes exchanged": (Classifier(of_class=lambda y: 1 - y),),
    "cross-entropy to base 10": (Classifier(log=np.log10),),
    "cross-entropy to base 2": (Classifier(log=np.log2),),
    "loss summed over the batch": (Classifier(mean=np.sum),),
    "gradients summed over the batch": (Classifier(share=lambda rows: 1.0),),
    "degrees for radians": (
        Formula(sin=lambda a: np.sin(np.radians(a)), cos=lambda a: np.cos(np.radians(a))),
    ),
    "logarithm to base 10": (Formula(ln=np.log10),),
    "logarithm to base 2": (Formula(ln=np.log2),),
    "function's derivative left out": (Formula(through=lambda g, slope: g),),
    "other factor left out": (Formula(by_factor=lambda g, other: g),),
    "sign of the divisor's derivative lost": (Formula(by_divisor=lambda a, b: a / b**2),),
    "divisor not squared": (Formula(by_divisor=lambda a, b: -a / b),),
    "exponent not brought down": (Formula(by_base=lambda base, n: base ** (n - 1)),),
    "sign of the derivative of cos lost": (Formula(falling=1),),
}
TABLES: tuple[Mapping[str, tuple[Student, ...]], ...] = (
    LAYERED,
    STEP_TWINS,
    DESCENTS,
    MAP_MISTAKES,
    HEAD_TWINS,
)
TWINS: Mapping[str, tuple[Student, ...]] = {
    name: tuple(student for table in TABLES for student in table.get(name, ()))
    for name in MISTAKES
}


def cases(student: Student) -> Iterable[Case]:
    """Yield what a student has at every graph of their sort."""
    if isinstance(student, Maps):
        return map_cases(student)
    if isinstance(student, Head | Norm):
        return mistaken_heads.cases(student)
    if isinstance(student, Network):
        return network_cases(student)
    if isinstance(student, Classifier):
        return classifier_cases(student)
    if isinstance(student, Formula):
        return formula_cases(student)
    return student.cases() if isinstance(student, Descent) else step_cases(student)
