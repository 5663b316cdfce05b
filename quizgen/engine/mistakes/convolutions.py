"""Mistakes in convolutions and pooling, on the way forward and back."""

from quizgen.engine.mistakes.mistake import Change, Mistake, exchanged
from quizgen.engine.ops import OPS
from quizgen.engine.windows import POOLS


def _done(how: str, *rows: str) -> Change:
    """Return the change of some rows, whatever their windows, for those done in a wrong way."""
    every = (name for name in OPS if name.partition(" ")[0] in rows)
    return exchanged({name: f"{name} {how}" for name in every if f"{name} {how}" in OPS})


def _pools(**ops: str) -> Change:
    """Return the change of rows about pooling for others."""
    return exchanged({f"{op} {k}": ops[op].format(k=k) for op in ops for k in POOLS})


CONVOLUTIONS: dict[str, Mistake] = {
    "kernel flipped": Mistake(
        "the kernel turned round before it is laid on the input",
        "What networks call convolution is cross-correlation: lay the kernel on the input as "
        "it is, without turning it round.",
        _done("flipped", "convolve"),
    ),
    "padding left out in front": Mistake(
        "the first window on the input's first entries, not on the border of zeros",
        "Put the border of zeros on all four sides first: the first window begins in it, not "
        "at the first entry of the input.",
        _done("unpadded", "convolve", "kernel_gradient"),
    ),
    "stride forgotten": Mistake(
        "the kernel moved by one entry each time",
        "From one place to the next the kernel moves by the stride, not by one entry.",
        _done("by one", "convolve", "kernel_gradient"),
    ),
    "kernel's bias forgotten": Mistake(
        "the bias of the convolution left out",
        "The kernel has a bias, one for all places: add it to the sum at each of them.",
        _done("unbiased", "convolve"),
    ),
    "read-out's bias forgotten": Mistake(
        "the bias of the output left out",
        "The output has a bias too: add it to the weighted sum of what is read out.",
        _done("unbiased", "read_out"),
    ),
    "average for the largest": Mistake(
        "average pooling done for max pooling",
        "Max pooling keeps the largest entry of each window, not their average.",
        _pools(max_pool="avg_pool {k}", winners="shares {k}"),
    ),
    "largest for the average": Mistake(
        "max pooling done for average pooling",
        "Average pooling takes the mean of each window, not its largest entry.",
        _pools(avg_pool="max_pool {k}", shares="winners {k}"),
    ),
    "gradient to all of a max window": Mistake(
        "the gradient handed to every entry of a max-pooling window",
        "Only the largest entry of a window was kept, so only that one gets the gradient; the "
        "others get 0.",
        _pools(winners="winners {k} everywhere"),
    ),
    "share of the average left out": Mistake(
        "the whole gradient handed to every entry of an average-pooling window",
        "Each entry counts for its share of the average: divide the gradient by how many the "
        "window has.",
        _pools(shares="winners {k} everywhere"),
    ),
    "kernel's gradient at one place": Mistake(
        "one term of the kernel's gradient, that of the first place",
        "The kernel is used at every place, so its gradient is the sum over all of them.",
        _done("unsummed", "kernel_gradient"),
    ),
    "kernel not flipped on the way back": Mistake(
        "the input's gradient by the kernel as it is",
        "An entry of the input meets the kernel's entries in reverse order: turn the kernel "
        "round to carry the gradient back to the input.",
        _done("unflipped", "input_gradient"),
    ),
}
