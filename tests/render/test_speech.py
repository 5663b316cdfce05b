"""Formulas in words."""

import pytest

from quizgen.render.math import spoken

SAID = {
    r"\frac{\partial \ell}{\partial \beta_1}": "partial l by partial beta sub 1",
    r"\frac{d\mathbf{u}}{d\mathbf{c}}": "d u by d c",
    r"\frac{dz}{dy} \cdot \frac{dy}{dx}": "d z by d y times d y by d x",
    r"\frac{\partial \ell}{\partial \mathbf{a}^{(2)}}": "partial l by partial a superscript 2",
    r"\frac{\partial \ell^{\text{new}}}{\partial \beta}": "partial l new by partial beta",
    r"\alpha^{\text{new}}": "alpha new",
    r"\mathbf{h}^{(3)}": "h superscript 3",
    r"x^2": "x squared",
    r"e^{-a}": "e to the power, negative a, end exponent",
    r"\frac{1}{1 + e^a}": "fraction, 1, over 1 plus e to the a, end fraction",
    r"\frac{1}{2}": "1 over 2",
}


@pytest.mark.parametrize("tex", SAID)
def test_a_formula_is_said_as_a_teacher_would(tex: str) -> None:
    assert spoken(tex) == SAID[tex]
