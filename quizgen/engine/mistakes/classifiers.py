"""Mistakes that classifiers and batches bring: softmax, logarithms, classes, means."""

from quizgen.engine.mistakes.mistake import Mistake, exchanged

CLASSIFIERS: dict[str, Mistake] = {
    "slope below 0 left out": Mistake(
        "max(0, a) for a leaky ReLU",
        "A leaky ReLU lets a little through: below 0 it is a times its slope, not 0.",
        exchanged({"leaky_relu": "relu", "leaky_relu_slope": "relu_slope"}),
    ),
    "softmax not normalised": Mistake(
        "e^a for softmax(a)",
        "A softmax gives probabilities: divide each power of e by the sum of all of them.",
        exchanged({"softmax": "exp"}),
    ),
    "classes exchanged": Mistake(
        "ln(1 − ŷ) where y = 1, and ln ŷ where y = 0",
        "The output is the probability of class 1: where y = 1, minus its logarithm is "
        "the loss.",
        exchanged({"binary_cross_entropy": "binary_cross_entropy_exchanged"}),
    ),
    "cross-entropy to base 10": Mistake(
        "log₁₀ for ln in the loss",
        "The loss has the natural logarithm, ln; the calculator's key log is to base 10.",
        exchanged(
            {
                "cross_entropy": "cross_entropy_log10",
                "binary_cross_entropy": "binary_cross_entropy_log10",
            }
        ),
    ),
    "cross-entropy to base 2": Mistake(
        "log₂ for ln in the loss",
        "The loss has the natural logarithm, ln, not that to base 2.",
        exchanged(
            {
                "cross_entropy": "cross_entropy_log2",
                "binary_cross_entropy": "binary_cross_entropy_log2",
            }
        ),
    ),
    "loss summed over the batch": Mistake(
        "the sum of the rows' losses for their mean",
        "The loss of a batch is the mean over its rows: divide the sum by how many there are.",
        exchanged({"mean": "summed_losses"}),
    ),
    "gradients summed over the batch": Mistake(
        "the gradients of the rows added up, not averaged",
        "The loss is a mean, and so is its gradient: each row counts for 1/N of it.",
        exchanged({"shares": "whole_shares"}),
    ),
}
