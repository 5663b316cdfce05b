"""Mistakes in the values and the derivatives of elementary functions."""

from quizgen.engine.mistakes.mistake import (
    Mistake,
    exchanged,
    in_gradient,
    passed_on,
)

FUNCTIONS = frozenset({"sin", "cos", "exp", "log", "square", "cube", "power"})
DEGREES = {"sin": "sin_degrees", "cos": "cos_degrees", "cos_slope": "cos_slope_degrees"}
LOWERED = {
    "square_slope": "identity",
    "cube_slope": "cube_slope_lowered",
    "power_slope": "power_lowered",
}

EXPRESSIONS: dict[str, Mistake] = {
    "degrees for radians": Mistake(
        "sin and cos of degrees",
        "Angles are in radians here: set the calculator to RAD before you take sin or cos.",
        exchanged(DEGREES),
    ),
    "logarithm to base 10": Mistake(
        "log₁₀ for ln",
        "ln is the natural logarithm, to base e; the calculator's key log is to base 10.",
        exchanged({"log": "log10"}),
    ),
    "logarithm to base 2": Mistake(
        "log₂ for ln",
        "ln is the natural logarithm, to base e, not to base 2.",
        exchanged({"log": "log2"}),
    ),
    "function's derivative left out": Mistake(
        "the gradient passed through a function or a power as it is",
        "The chain rule multiplies at every node: through a function, the gradient takes on "
        "that function's derivative.",
        passed_on(FUNCTIONS),
    ),
    "other factor left out": Mistake(
        "∂(uv)/∂u = 1 for v",
        "The derivative of a product by one factor is the other factor: multiply by it.",
        passed_on(frozenset({"product"})),
    ),
    "sign of the divisor's derivative lost": Mistake(
        "a/b² for −a/b²",
        "A greater divisor makes a smaller quotient: ∂(a/b)/∂b = −a/b², with a minus.",
        exchanged({"quotient_slope": "quotient_slope_positive"}),
    ),
    "divisor not squared": Mistake(
        "−a/b for −a/b²",
        "a/b is a · b⁻¹, and the exponent falls by one: ∂(a/b)/∂b = −a/b².",
        exchanged({"quotient_slope": "quotient_slope_unsquared"}),
    ),
    "exponent not brought down": Mistake(
        "uⁿ⁻¹ for n uⁿ⁻¹",
        "The derivative of a power has the exponent in front: that of uⁿ is n uⁿ⁻¹.",
        exchanged(LOWERED, in_gradient),
    ),
    "sign of the derivative of cos lost": Mistake(
        "sin for −sin",
        "The cosine falls where the sine is positive: its derivative is −sin.",
        exchanged({"cos_slope": "sin"}),
    ),
}
