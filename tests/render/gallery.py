"""Figures to draw: networks of many sizes, graphs of networks and of expressions."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from quizgen.document import Figure
from quizgen.drawings import Column, ComputationGraph, LayeredNetwork, Vertex

GREEK = (
    r"\boldsymbol{\alpha}",
    r"\boldsymbol{\beta}",
    r"\boldsymbol{\gamma}",
    r"\boldsymbol{\delta}",
)
MINUS, PLUS, TIMES, OVER = "-", "+", r"\times", r"\div"


def network(
    sizes: Sequence[int], bias: bool = True, weights: str = "", unit: str = "= 1"
) -> LayeredNetwork:
    """Return the drawing of a network; `weights` is "", "numbers" or "symbols"."""
    last = len(sizes) - 1
    columns = []
    for k, size in enumerate(sizes):
        letter = "x" if k == 0 else r"\hat{y}" if k == last else "z"
        upper = f"^{{({k})}}" if 0 < k < last and last > 2 else ""
        head = "input" if k == 0 else "output" if k == last else f"hidden layer {k}"
        labels = [f"{letter}{upper}_{{{j + 1}}}" for j in range(size)]
        if k == last and size == 1:
            labels = [letter]
        constant = f"{letter}{upper}_0 {unit}" if unit else "1"
        columns.append(Column(head, constant if bias and k < last else "", tuple(labels)))
    matrices = []
    for k, (before, after) in enumerate(pairwise(sizes)):
        letter = (r"\alpha", r"\beta", r"\gamma", r"\delta")[k]
        rows = tuple(
            tuple(_weight(weights, letter, i, j) for j in range(not bias, before + 1))
            for i in range(after)
        )
        matrices.append(rows if weights else ())
    return LayeredNetwork(tuple(columns), GREEK[:last], tuple(matrices))


def _weight(form: str, letter: str, i: int, j: int) -> str:
    if form == "symbols":
        return f"{letter}_{{{i + 1},{j}}}"
    return ("-1.5", "2", "0", "-3", "0.5", "1", "-2.5")[(3 * i + 2 * j) % 7]


def network_graph(depth: int, numbers: bool = False, shapes: bool = True) -> ComputationGraph:
    """Return the graph of a network of so many layers of weights, up to its loss."""
    vertices = [Vertex("x", r"\mathbf{x}", "input", *_shown(numbers), "3" if shapes else "")]
    edges = []
    below = "x"
    for k in range(1, depth + 1):
        top = "yhat" if k == depth else f"z{k}"
        upper = f"^{{({k})}}" if depth > 2 else ""
        vertices.append(
            Vertex(
                f"w{k}",
                GREEK[k - 1],
                "parameter",
                *_shown(numbers),
                r"3 \times 3" if shapes else "",
            )
        )
        if k == depth:
            vertices.append(
                Vertex(top, r"\hat{y}", "operation", *_shown(numbers), "1" if shapes else "")
            )
            edges += [(f"w{k}", top), (below, top)]
        else:
            linear = f"a{k}"
            vertices.append(
                Vertex(
                    linear,
                    rf"\mathbf{{a}}{upper}",
                    "operation",
                    *_shown(numbers),
                    "3" if shapes else "",
                )
            )
            vertices.append(
                Vertex(
                    top,
                    r"\tanh" if k == 1 else rf"\mathbf{{z}}{upper}",
                    "operation",
                    *_shown(numbers),
                    "3" if shapes else "",
                )
            )
            edges += [(f"w{k}", linear), (below, linear), (linear, top)]
        below = top
    vertices.append(Vertex("y", "y", "input", *_shown(numbers)))
    vertices.append(Vertex("loss", r"\ell", "loss", *_shown(numbers)))
    edges += [("yhat", "loss"), ("y", "loss")]
    return ComputationGraph(tuple(vertices), tuple(edges))


def _shown(numbers: bool) -> tuple[str, str]:
    return ("-1.234567", "0.000348") if numbers else ("", "")


def expression(
    rows: Sequence[tuple[str, str, Sequence[str]]], numbers: bool = False
) -> ComputationGraph:
    """Return a graph of (name, label, operands); the operands of an input are none."""
    vertices = tuple(
        Vertex(name, label, "operation" if operands else "input", *_shown(numbers))
        for name, label, operands in rows
    )
    edges = tuple((operand, name) for name, _, operands in rows for operand in operands)
    return ComputationGraph(vertices, edges)


SHARED = (  # sin(xy)/z + e^{xz}/(xy)
    ("x", "x", ()),
    ("y", "y", ()),
    ("z", "z", ()),
    ("u", TIMES, ("x", "y")),
    ("v", r"\sin", ("u",)),
    ("w", OVER, ("v", "z")),
    ("s", TIMES, ("x", "z")),
    ("t", r"\exp", ("s",)),
    ("p", OVER, ("t", "u")),
    ("q", PLUS, ("w", "p")),
)
EXPRESSIONS: dict[str, Sequence[tuple[str, str, Sequence[str]]]] = {
    "shared": SHARED,
    "fractions": tuple(
        (name, r"\frac{\cdot}{\cdot}" if label == OVER else label, operands)
        for name, label, operands in SHARED
    ),
    "one": (("x", "x", ()), ("u", r"\exp", ("x",))),
    "square": (("x", "x", ()), ("u", TIMES, ("x", "x")), ("v", PLUS, ("u", "x"))),
    "difference": (
        ("x", "x", ()),
        ("y", "y", ()),
        ("u", MINUS, ("x", "y")),
        ("v", MINUS, ("y", "u")),
    ),
    "power": (
        ("x", "x", ()),
        ("n", "3", ()),
        ("u", r"\wedge", ("x", "n")),
        ("v", r"\ln", ("u",)),
        ("w", OVER, ("n", "v")),
        ("s", MINUS, ("w", "u")),
    ),
    "wide": (
        ("x", "x", ()),
        ("y", "y", ()),
        ("u", r"\operatorname{softplus}", ("x",)),
        ("v", r"\operatorname{cross\ entropy}", ("u", "y")),
    ),
    "dense": (
        *((letter, letter, ()) for letter in "xyzw"),
        ("a", TIMES, ("x", "y")),
        ("b", TIMES, ("z", "w")),
        ("c", PLUS, ("a", "b")),
        ("d", MINUS, ("a", "b")),
        ("e", OVER, ("c", "d")),
        ("f", r"\cos", ("e",)),
        ("g", TIMES, ("f", "c")),
        ("h", PLUS, ("g", "x")),
        ("i", r"\exp", ("h",)),
        ("j", MINUS, ("i", "d")),
        ("k", OVER, ("j", "a")),
    ),
}
SIZES = [
    (1, 1, 1),
    (2, 3, 1),
    (2, 2, 2),
    (3, 4, 2),
    (2, 2, 2, 1),
    (1, 8, 1),
    (8, 1),
    (3, 5, 1),
    (2, 4, 4, 1),
    (8, 8, 8, 8),
    (8, 8, 8, 8, 8),
    (1, 5),
    (2, 8),
    (3, 6, 3),
    (4, 4),
]


def drawings() -> Iterator[tuple[str, LayeredNetwork | ComputationGraph]]:
    """Yield every figure of the sweep with its name."""
    for sizes in SIZES:
        for bias in (True, False):
            for weights in ("", "numbers", "symbols"):
                name = "-".join(map(str, sizes)) + ("" if bias else " no bias")
                yield f"{name} {weights}".strip(), network(sizes, bias, weights)
    yield "2-3-1 with ones", network((2, 3, 1), unit="")
    for depth in (1, 2, 3, 4):
        for numbers in (False, True):
            for shapes in (False, True):
                name = f"depth {depth}" + " numbers" * numbers + " shapes" * shapes
                yield name, network_graph(depth, numbers, shapes)
    for name, rows in EXPRESSIONS.items():
        for numbers in (False, True):
            yield name + " numbers" * numbers, expression(rows, numbers)


def figure(drawing: LayeredNetwork | ComputationGraph, name: str = "A figure") -> Figure:
    """Return a drawing as a figure that says its name."""
    return Figure(f"{name}, with $x_0 = 1$.", f"{name}, in words", drawing)
