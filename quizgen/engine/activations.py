r"""The table of activations: what sheets say of each; `OPS` says how it computes.

A row's `formula` is f(a) written out, `#1` being a; its `derivative` is what a sheet recalls.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Activation:
    """A row: an activation in a list, in a sentence ("with …"), and in formulas.

    A printed table goes to `tabled` at most; 0 is for what needs none.  Of an `odd` one, for
    which f(−a) = −f(a), it has no negative a.
    """

    summary: str
    named: str
    formula: str
    derivative: str = ""
    tabled: int = 0
    odd: bool = False


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(
        summary="none: z = a",
        named="no activation",
        formula="#1",
    ),
    "tanh": Activation(
        summary="hyperbolic tangent, between −1 and 1",
        named="tanh",
        formula=r"\tanh(#1) = \frac{e^{#1} - e^{-#1}}{e^{#1} + e^{-#1}}",
        derivative=r"\frac{d}{da} \tanh(a) = 1 - \tanh^2(a)",
        tabled=9,
        odd=True,
    ),
    "sigmoid": Activation(
        summary="logistic function 1 / (1 + e^−a), between 0 and 1",
        named="sigmoid",
        formula=r"\sigma(#1) = \frac{1}{1 + e^{-#1}}",
        derivative=r"\frac{d}{da} \sigma(a) = \sigma(a) \, (1 - \sigma(a))",
        tabled=6,
    ),
    "relu": Activation(
        summary="rectified linear unit, max(0, a)",
        named="ReLU",
        formula=r"\max(0, #1)",
        derivative=(r"\frac{d}{da} \max(0, a) = 1 \text{ for } a > 0, \; 0 \text{ for } a < 0"),
    ),
}
