"""Layer normalisation of a vector, forward: mean, variance, what is normalised, the output."""

from typing import cast

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.engine import symbols
from quizgen.engine.models.normalisation import LayerNorm
from quizgen.kinds.asks import Quantity
from quizgen.kinds.givens import printed_table, shown
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import counted
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model

ASKED = ("mean", "variance", "normalised", "y")
PROMPT = (
    r"Find the mean $\mu$, the variance $\sigma^2$, the normalised vector $\hat{\mathbf{x}}$ "
    r"and the output $\mathbf{y}$."
)


def layer_norm_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of a layer normalisation."""
    layer = cast(LayerNorm, model.architecture)
    given = [node for node in model.graph.nodes if node.name in model.inputs]
    entries = counted(layer.size, "entry").replace("entrys", "entries")
    words = rf"The vector has {entries}, and $\varepsilon = {layer.epsilon}$:"
    if again:
        words = "The numbers are as before:"
    return (Together((Text(words), shown(model, given))), *printed_table(model.rounding))


def opening(model: Model) -> tuple[Block, ...]:
    """Return what layer normalisation is, and its formulas."""
    x, y = (symbols.generic(model.graph[name].symbol) for name in ("x", "y"))
    normalised = symbols.generic(model.graph["normalised"].symbol)
    over = r"\frac{1}{d} \sum_{i=1}^{d}"
    return (
        Text(
            "Layer normalisation shifts and scales the entries of a vector so that their mean "
            "is 0 and their variance is 1; then each entry gets a scale and a shift that are "
            "learned. The mean and the variance are those of the vector's own $d$ entries, and "
            r"the small number $\varepsilon$ keeps the root away from 0:"
        ),
        Derivation(
            (
                Line(r"\mu", f"{over} {x}"),
                Line(r"\sigma^2", rf"{over} ({x} - \mu)^2"),
                Line(normalised, rf"\frac{{{x} - \mu}}{{\sqrt{{\sigma^2 + \varepsilon}}}}"),
                Line(y, rf"\gamma_i \, {normalised} + \beta_i"),
            )
        ),
    )


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    return (Task("values", PROMPT, tuple(map(Quantity, ASKED))),)


def _solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, ASKED),)


LAYER_NORM = Kind(
    summary="layer normalisation of a vector: mean, variance, normalised vector, output",
    about="model",
    model="layer-norm",
    tasks=_tasks,
    parts={"values": _solution},
    opening=opening,
)
