r"""The table of activations: what sheets say of each; `OPS` says how it computes.

A row's `formula` is f(a) written out, `#1` being a; its `derivative` is what a sheet recalls.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Activation:
    """A row: an activation in a list, in a sentence ("with …"), and in formulas.

    A printed table goes to `tabled` at most; 0 is for what needs none.  Of an `odd` one, for
    which f(−a) = −f(a), it has no negative a.  One that is made of all `units` of a layer at
    once is for the output.  `sloped` says that it has a slope of the set's, `#2`.
    """

    summary: str
    named: str
    formula: str
    derivative: str = ""
    tabled: int = 0
    odd: bool = False
    units: bool = False
    sloped: bool = False


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
    "leaky_relu": Activation(
        summary="leaky ReLU: a for a > 0, and a times a small slope below",
        named="leaky ReLU",
        formula=r"\max(#1, #2 \cdot #1)",
        derivative=r"\frac{dz}{da} = 1 \text{ for } a > 0, \; #2 \text{ for } a < 0",
        sloped=True,
    ),
    "elu": Activation(
        summary="exponential linear unit: a for a > 0, and e^a − 1 below",
        named="ELU",
        formula=(
            r"\begin{cases} #1 & \text{where } #1 > 0 \\"
            r" e^{#1} - 1 & \text{elsewhere} \end{cases}"
        ),
        derivative=r"\frac{dz}{da} = 1 \text{ for } a > 0, \; e^a = z + 1 \text{ for } a < 0",
    ),
    "softplus": Activation(
        summary="ln(1 + e^a), a smooth ReLU",
        named="softplus",
        formula=r"\ln(1 + e^{#1})",
        derivative=r"\frac{d}{da} \ln(1 + e^a) = \sigma(a) = \frac{1}{1 + e^{-a}}",
    ),
    "gelu": Activation(
        summary="a Φ(a), exact, Φ the standard normal distribution function",
        named="GELU",
        formula=(
            r"#1 \cdot \Phi(#1), \quad"
            r" \Phi(#1) = \tfrac{1}{2} \left(1 + \operatorname{erf}(#1 / \sqrt{2})\right)"
        ),
        derivative=(
            r"\frac{d}{da} a \, \Phi(a) = \Phi(a) + a \, \varphi(a), \quad"
            r" \varphi(a) = \frac{1}{\sqrt{2 \pi}} e^{-a^2 / 2}"
        ),
    ),
    "softmax": Activation(
        summary="e^a over the sum of all outputs' e^a: probabilities, for the output layer",
        named="softmax",
        formula=r"\frac{e^{#1}}{\sum_{#0} e^{#3}}",
        derivative=(
            r"\frac{\partial \hat{y}_k}{\partial a_j} = "
            r"\hat{y}_k \, (\mathbf{1}[j = k] - \hat{y}_j), \quad \mathbf{1}[j = k] = 1 "
            r"\text{ for } j = k, \; 0 \text{ for } j \ne k"
        ),
        units=True,
    ),
}
