"""The shapes that an image goes through in a stack of convolutions and pooling."""

from dataclasses import dataclass

from quizgen.document import Block, Derivation, Formula, Line, Table, Text, Together
from quizgen.errors import QuizgenError
from quizgen.kinds.asks import GiveShape
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.windows import SHAPE_SLIPS, Volume, Window, shapes
from quizgen.kinds.words import NUMBERS

CHANNELS = (1, 2, 3, 4)  # of the image
SIDES = range(20, 65)  # pixels
FILTERS = (4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30, 32)
# Of a stack's convolutions one is padded and one is not, and one is padded and moves by more:
# the work is the same in every variant.  Each is (kernel, stride, padding).
PADDED = ((3, 1, 1), (4, 1, 1), (5, 1, 1), (5, 1, 2), (7, 1, 2), (7, 1, 3))
BARE = ((2, 1, 0), (3, 1, 0), (4, 1, 0), (5, 1, 0))
STRIDED = ((3, 2, 1), (4, 2, 1), (5, 2, 1), (5, 2, 2), (5, 3, 1), (5, 3, 2), (7, 2, 3))
POOLS = ((2, 2), (3, 2), (3, 3))  # (kernel, stride)
POOLINGS = ("max pooling", "average pooling")
LEAST = 2  # rows and columns that are left
DRAWS = 200  # stacks; nearly every second one has a size that makes it clear


@dataclass(frozen=True)
class Stack:
    """An image's shape, and the layers that it goes through."""

    image: Volume
    layers: tuple[Window, ...]

    @property
    def shapes(self) -> list[Volume]:
        """Return the shape after each layer."""
        return shapes(self.image, self.layers)


def draw_stack(setting: Setting[None]) -> Stack:
    """Return a stack in which each of the usual slips changes a shape, each another."""
    for _ in range(DRAWS):
        channels, layers = setting.one_of(CHANNELS), _layers(setting)
        stacks = (Stack((channels, side, side), layers) for side in SIDES)
        clear = [stack for stack in stacks if is_clear(stack)]
        if clear:
            return setting.one_of(clear)
    raise QuizgenError(f"conv-shapes: no stack of layers is clear in {DRAWS} draws")


def _layers(setting: Setting[None]) -> tuple[Window, ...]:
    filters = sorted(setting.shuffled(FILTERS)[:3])
    forms = setting.shuffled([setting.one_of(forms) for forms in (PADDED, BARE, STRIDED)])
    layers = [
        Window("convolution", *form, number)
        for form, number in zip(forms, filters, strict=True)
    ]
    place = 1 + setting.one_of(range(len(layers)))
    layers.insert(place, Window(setting.one_of(POOLINGS), *setting.one_of(POOLS)))
    return tuple(layers)


def is_clear(stack: Stack) -> bool:
    """Say whether a stack is sensible, needs rounding down once, and hides no slip.

    Channels differ from rows, so that the order of a shape shows; no slip leaves an image
    without rows, which would tell of itself.
    """
    before = [stack.image, *stack.shapes[:-1]]
    inexact = [
        layer.way(volume[1]) % layer.stride > 0
        for layer, volume in zip(stack.layers, before, strict=True)
    ]
    slipped = [shapes(stack.image, stack.layers, slip.wrong) for slip in SHAPE_SLIPS]
    every = [stack.shapes, *slipped]
    return (
        sum(inexact) == 1
        and all(size >= LEAST for found in every for _, size, _ in found)
        and all(channels != size for channels, size, _ in (stack.image, *stack.shapes))
        and all(a != b for k, a in enumerate(every) for b in every[:k])
    )


def _tasks(setting: Setting[None]) -> tuple[Task, ...]:
    stack = draw_stack(setting)
    channels, height, width = stack.image
    colours = f"{NUMBERS[channels]} channel" + "s" * (channels > 1)
    asks = tuple(
        GiveShape(f"layer{k}", rf"\text{{layer }} {k}", shape)
        for k, shape in enumerate(stack.shapes, 1)
    )
    prompt = (
        f"An image of {colours} and ${height} \\times {width}$ pixels goes through these "
        f"{NUMBERS[len(asks)]} layers, one after the other. Give the shape after each of "
        "them, as channels × height × width. The padding is what is put on each of the four "
        "sides. Where the last window would stick out, it is left out."
    )
    return (Task("layers", prompt, asks, (Together((_table(stack),)),), stack, FORMULA),)


FORMULA = (
    Formula(
        r"n' = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1 \qquad"
        r"\text{kernel } k \times k, \text{ stride } s, \text{ padding } p"
    ),
)


def _table(stack: Stack) -> Table:
    head = ("Layer", "What it does", "Filters", "Kernel", "Stride", "Padding")
    rows = tuple(
        (
            str(k),
            layer.name,
            "–" if layer.filters is None else str(layer.filters),
            rf"${layer.kernel} \times {layer.kernel}$",
            str(layer.stride),
            str(layer.padding),
        )
        for k, layer in enumerate(stack.layers, 1)
    )
    return Table("", head, rows, row_heads=True)


def _solution(setting: Setting[None], task: Task) -> tuple[Block, ...]:
    stack: Stack = task.drawn
    before = [stack.image, *stack.shapes]
    lines = []
    for k, layer in enumerate(stack.layers, 1):
        (_, size, _), (channels, after, _) = before[k - 1 : k + 1]
        put_in = (
            rf"\frac{{{size} + 2 \cdot {layer.padding} - {layer.kernel}}}{{{layer.stride}}}"
        )
        quotient = rf"\frac{{{layer.way(size)}}}{{{layer.stride}}}"
        filters = f"{layer.filters} filters, so {channels} channels"
        lines.append(
            Line(
                f"n_{k}",
                rf"\left\lfloor {put_in} \right\rfloor + 1 = "
                rf"\left\lfloor {quotient} \right\rfloor + 1 = {after - 1} + 1 = {after}",
                f"{channels} channels, as before" if layer.filters is None else filters,
            )
        )
    return (
        Text(
            f"Height and width are the same throughout, $n_0 = {stack.image[1]}$ at first. A "
            "convolution has a channel for each filter; pooling keeps the channels."
        ),
        *FORMULA,
        Derivation(tuple(lines)),
    )


CONV_SHAPES = Kind(
    summary="the shape after each layer of a stack of convolutions and pooling",
    about="",
    lead="The shapes of a convolutional network.",
    tasks=_tasks,
    parts={"layers": _solution},
)
