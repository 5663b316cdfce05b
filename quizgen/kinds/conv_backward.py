"""A convolutional network backward: read-out, pooling, activation, kernel, bias and input."""

from collections.abc import Callable, Iterator, Mapping

from quizgen.document import Block, Derivation, Formula, Line, Text
from quizgen.engine import names, symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.models.convolutional import Convolutional
from quizgen.kinds.asks import Quantity
from quizgen.kinds.convolutional import names_in_words, shape_of, window_subscripts
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model

A_GRADIENT = r"\frac{\partial \ell}{\partial A_{i,j}}"
PROMPTS = {
    "output": "The output: find {wanted}.",
    "map": "Back through pooling and activation: find {wanted}.",
    "kernel": "The kernel and its bias: find {wanted}.",
    "input": "The input: find {wanted}.",
}


def asked(model: Model) -> Mapping[str, tuple[str, ...]]:
    """Return the gradients that each part asks for."""
    pooled = shape_of(model).pooled
    parts = {
        "output": ("yhat", "V", pooled),
        "map": ("A",),
        "kernel": ("K", "b"),
        "input": ("X",),
    }
    return {part: tuple(map(names.gradient, of)) for part, of in parts.items()}


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    model = setting.subject
    tasks = []
    for part, gradients in asked(model).items():
        prompt = PROMPTS[part].format(wanted=listed(names_in_words(model, gradients)))
        if part == "map" and shape_of(model).pooled == "Z":
            prompt = prompt.replace("pooling and activation", "the activation")
        tasks.append(Task(part, prompt, tuple(Quantity(name) for name in gradients)))
    return tuple(tasks)


def _worked(part: str) -> Callable[[Setting[Model], Task], tuple[Block, ...]]:
    """Return how a part is worked: what the chain rule gives in letters, then its numbers."""

    def solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
        model = setting.subject
        wanted = asked(model)[part]
        if part == "map" and "P" in model.graph:
            wanted = (names.gradient("Z"), *wanted)
        said = tuple(LETTERS[part](shape_of(model)))
        letters = (Derivation(said),) if said else ()
        return (*letters, worked_whole(model, wanted))

    return solution


def _output_in_letters(shape: Convolutional) -> Iterator[Line]:
    flow = r"\frac{\partial \ell}{\partial \hat{y}}"
    for by, factor in (("V", shape.pooled), (shape.pooled, "V")):
        gradient = symbols.derivative(r"\ell", f"{by}_{{i,j}}")
        yield Line(gradient, rf"{flow} \, {factor}_{{i,j}}")


def _map_in_letters(shape: Convolutional) -> Iterator[Line]:
    gradient = symbols.derivative(r"\ell", "Z_{i,j}")
    slope = symbols.derivative("Z_{i,j}", "A_{i,j}")
    yield Line(A_GRADIENT, rf"{gradient} \, {slope}")


def _kernel_in_letters(shape: Convolutional) -> Iterator[Line]:
    sums = r"\sum_{i,j} " + A_GRADIENT
    beneath = rf"X_{{{window_subscripts(shape)}}}"
    yield Line(symbols.derivative(r"\ell", "K_{u,v}"), rf"{sums} \, {beneath}")
    yield Line(symbols.derivative(r"\ell", "b"), sums)


def _input_in_letters(shape: Convolutional) -> Iterator[Line]:
    back = shape.stride + shape.padding
    step = "" if shape.stride == 1 else f"{shape.stride}"
    over = f"K_{{m - {step}i + {back}, n - {step}j + {back}}}"
    yield Line(
        symbols.derivative(r"\ell", "X_{m,n}"),
        rf"\sum_{{i,j}} {A_GRADIENT} \, {over}",
        "over the places at which the kernel lies on $X_{m,n}$",
    )


LETTERS: Mapping[str, Callable[[Convolutional], Iterator[Line]]] = {
    "output": _output_in_letters,
    "map": _map_in_letters,
    "kernel": _kernel_in_letters,
    "input": _input_in_letters,
}


def opening(model: Model) -> tuple[Block, ...]:
    """Return how gradients go back through a convolutional network."""
    shape = shape_of(model)
    through = {
        "max": " Through max pooling the gradient of a window goes to its largest entry alone.",
        "average": " Through average pooling each entry of a window gets its share of the "
        "gradient.",
    }
    derivative = ACTIVATIONS[shape.activation].derivative
    recall = (Formula(rf"\text{{Recall:}} \quad {derivative}"),) if derivative else ()
    return (
        Text(
            "Back through a convolutional network the chain rule sums over paths: an entry of "
            "the kernel acts on the loss through every place at which it was used, an entry of "
            "the input through every window that it lay in."
            f"{through.get(shape.pooling, '')}"
        ),
        *recall,
    )


CONV_BACKWARD = Kind(
    summary="the gradients of a convolution's kernel, bias and input, through pooling",
    about="model",
    model="cnn",
    lead="Run the network backward. Each gradient has the shape of what it belongs to.",
    tasks=_tasks,
    parts={part: _worked(part) for part in PROMPTS},
    opening=opening,
)
