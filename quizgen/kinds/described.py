"""Networks that a sheet describes in a table, drawn: what each learns is to be counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from quizgen.document import Block, Formula, Table, Text
from quizgen.errors import QuizgenError
from quizgen.kinds.kind import Setting
from quizgen.kinds.learned import Learned, dense, hides_no_slip

DRAWS = 100


@dataclass(frozen=True)
class Described:
    """A network in words and a table; `why` says what its counts hang on, `hint` a part."""

    prompt: str
    table: Table
    layers: tuple[Learned, ...]
    why: str
    hint: Block


def draw_network(setting: Setting[None], name: str) -> Described:
    """Return a drawn network of a family in which each of the usual slips changes a count."""
    for _ in range(DRAWS):
        network = FAMILIES[name](setting)
        if hides_no_slip(name, network.layers):
            return network
    raise QuizgenError(f"parameter-count: {name}: no network is clear in {DRAWS} draws")


def _numbered(number: int) -> tuple[str, str]:
    """Return the id and the label of a layer that is named by its number in the table."""
    return f"layer{number}", rf"\text{{layer }} {number}"


def _perceptron(setting: Setting[None]) -> Described:
    inputs, classes = setting.one_of(range(12, 61)), setting.one_of(range(3, 11))
    above, below = setting.one_of(range(5, 16)), setting.one_of(range(16, 31))
    sizes = (inputs, below, above, classes)
    pairs = tuple(pairwise(sizes))
    rows = tuple((str(k), str(a), str(b)) for k, (a, b) in enumerate(pairs, 1))
    return Described(
        f"A multilayer perceptron tells {classes} classes apart by {inputs} features. Its "
        "layers are fully connected, and each of their units has a bias. How many numbers "
        "does each layer learn, and how many does the network?",
        Table("", ("Layer", "Inputs", "Units"), rows, row_heads=True),
        tuple(dense(*_numbered(k), *pair) for k, pair in enumerate(pairs, 1)),
        "Each unit has a weight for each input, and a bias.",
        Formula(r"\text{units} \cdot \text{inputs} + \text{units}"),
    )


def _convolutional(setting: Setting[None]) -> Described:
    channels, side = setting.one_of((2, 3, 4)), 4 * setting.one_of(range(4, 10))
    first, second = setting.one_of(range(5, 13)), setting.one_of(range(13, 22))
    kernels = setting.shuffled((3, 5))
    classes = setting.one_of(range(3, 13))
    half, quarter = side // 2, side // 4
    sizes = (
        (first, side, _convolution(first, kernels[0])),
        (first, half, POOLING),
        (second, half, _convolution(second, kernels[1])),
        (second, quarter, POOLING),
    )
    rows = [
        (str(k), what, rf"${out} \times {rows} \times {rows}$")
        for k, (out, rows, what) in enumerate(sizes, 1)
    ]
    rows.append(("5", f"fully connected, {classes} units", str(classes)))
    filters = zip((first, second), (channels, first), kernels, (side, half), strict=True)
    convolutions = tuple(
        Learned(*_numbered(number), ((out, into, kernel, kernel),), out, places**2)
        for number, (out, into, kernel, places) in zip((1, 3), filters, strict=True)
    )
    flat = second * quarter**2
    return Described(
        rf"A convolutional network reads images of ${channels} \times {side} \times {side}$ "
        "(channels × height × width). Each filter has a bias, and so has each unit of the last "
        "layer, which reads all that comes out of layer 4. How many numbers do layers 1, 3 and "
        "5 learn, and how many does the network?",
        Table("", ("Layer", "What it does", "What comes out"), tuple(rows), row_heads=True),
        (*convolutions, dense(*_numbered(5), flat, classes)),
        "A filter has a kernel for each channel that comes in, and a bias; how large the image "
        "is does not matter. Pooling learns nothing. The last layer reads "
        rf"${second} \cdot {quarter} \cdot {quarter} = {flat}$ numbers.",
        Formula(
            r"\text{filters} \cdot \text{channels in} \cdot k \cdot k + \text{filters}"
            r"\qquad \text{kernel } k \times k"
        ),
    )


POOLING = r"max pooling, $2 \times 2$, stride 2"


def _convolution(filters: int, kernel: int) -> str:
    padding = kernel // 2
    return rf"convolution, {filters} filters, ${kernel} \times {kernel}$, padding {padding}"


def _recurrent(setting: Setting[None]) -> Described:
    characters, width = setting.one_of(range(26, 61)), setting.one_of(range(5, 16))
    units, steps = setting.one_of(range(16, 33)), setting.one_of(range(6, 21))
    rows = (
        ("embedding", r"$\mathbf{x}_t$, a row of a table", f"{width} numbers"),
        (
            "hidden",
            r"$\mathbf{h}_t = \tanh(\mathbf{W} \mathbf{x}_t + \mathbf{U} \mathbf{h}_{t-1} + "
            r"\mathbf{b})$",
            f"{units} units",
        ),
        (
            "output",
            r"$\mathbf{o}_t = \mathbf{V} \mathbf{h}_t + \mathbf{c}$",
            f"{characters} scores",
        ),
    )
    return Described(
        f"A recurrent (Elman) network guesses the next character of a text. It knows "
        f"{characters} characters, and learns a table with a row for each of them; it reads "
        f"{steps} characters, one a step. How many numbers does each layer learn, and how many "
        "does the network?",
        Table("", ("Layer", "What it computes in step $t$", "Size"), rows, row_heads=True),
        (
            Learned("embedding", r"\text{embedding}", ((characters, width),), 0, steps),
            Learned("hidden", r"\text{hidden}", ((units, width), (units, units)), units, steps),
            dense("output", r"\text{output}", units, characters, steps),
        ),
        "The hidden layer has two matrices, for what comes in and for what it was a step "
        f"before. All {steps} steps use the same numbers, which are counted once.",
        Text(
            r"$\mathbf{W}$ has a row for each hidden unit and a column for each entry of "
            r"$\mathbf{x}_t$."
        ),
    )


def _attention(setting: Setting[None]) -> Described:
    width, tokens = setting.one_of(range(21, 49)), setting.one_of(range(3, 11))
    key, value = setting.shuffled(range(5, 21))[:2]
    rows = tuple(
        (name, rf"${letter}_i = {what}$", f"{size} numbers")
        for name, letter, what, size in (
            ("queries", r"\mathbf{q}", r"\mathbf{x}_i \mathbf{W}^Q", key),
            ("keys", r"\mathbf{k}", r"\mathbf{x}_i \mathbf{W}^K", key),
            ("values", r"\mathbf{v}", r"\mathbf{x}_i \mathbf{W}^V", value),
            ("output", r"\mathbf{y}", r"\mathbf{z}_i \mathbf{W}^O + \mathbf{b}", width),
        )
    )
    sizes = ((key, width), (key, width), (value, width), (width, value))
    return Described(
        f"A head of self-attention reads {tokens} tokens, each a row $\\mathbf{{x}}_i$ of "
        f"{width} numbers. Token $i$ takes from the values a weighted sum $\\mathbf{{z}}_i$, "
        "the weights being the softmax of its query's products with the keys. How many numbers "
        "does each row of this table learn, and how many does the head?",
        Table("", ("Layer", "What it computes for token $i$", "Size"), rows, row_heads=True),
        tuple(
            Learned(
                name, rf"\text{{{name}}}", (shape,), width if name == "output" else 0, tokens
            )
            for (name, *_), shape in zip(rows, sizes, strict=True)
        ),
        "A matrix has a row for each number that it reads and a column for each that it "
        f"makes. Only the output has biases. All {tokens} tokens use the same matrices, and "
        "the softmax learns nothing.",
        Text(
            r"$\mathbf{W}^Q$ has a row for each entry of $\mathbf{x}_i$ and a column for each "
            r"of $\mathbf{q}_i$."
        ),
    )


FAMILIES: Mapping[str, Callable[[Setting[None]], Described]] = {
    "mlp": _perceptron,
    "cnn": _convolutional,
    "rnn": _recurrent,
    "attention": _attention,
}
