"""The rows of the elementary functions: sums, products, quotients, powers, waves, e and ln."""

from math import inf, pi

import numpy as np

from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.op import Op, Term, scaled
from quizgen.engine.ranges.ways import (
    cube_flow,
    cube_interval,
    cube_slope_interval,
    log_interval,
    power_flow,
    power_interval,
    quotient_flow,
    quotient_interval,
    quotient_slope_interval,
    scaled_flow,
    wave_interval,
)

ELEMENTARY: dict[str, Op] = {
    "one": Op(
        latex="1",
        arity=0,
        forward=lambda xp: xp.array(1.0),
        interval=lambda honest: exactly(honest.arithmetic.array(1.0)),
    ),
    "sum": Op(
        latex="#1 + #2",
        arity=-1,
        forward=lambda xp, *terms: sum(terms[1:], start=terms[0]),
        vjp=lambda out, g, *terms: tuple(Term("identity", (g,)) for _ in terms),
        interval=lambda honest, *terms: honest.total(Interval.stacked(terms)),
    ),
    "negate": Op(
        latex="-#1",
        forward=lambda xp, a: -a,
        vjp=lambda out, g, a: (Term("negate", (g,)),),
        interval=lambda honest, a: -a,
    ),
    "product": Op(
        latex=r"#1 \cdot #2",
        latex_whole=r"#1 \odot #2",
        form="product",
        arity=2,
        vjp=lambda out, g, a, b: (scaled(g, b), scaled(g, a)),
    ),
    "quotient": Op(
        latex=r"\frac{#1}{#2}",
        arity=2,
        forward=lambda xp, a, b: a / b,
        vjp=lambda out, g, a, b: (
            Term("quotient", (g, b)),
            scaled(g, Term("quotient_slope", (a, b))),
        ),
        interval=quotient_interval,
    ),
    "quotient_slope": Op(  # of a / b by b
        latex=r"-\frac{#1}{#2^2}",
        arity=2,
        forward=lambda xp, a, b: -a / (b * b),
        interval=quotient_slope_interval,
        flow=quotient_flow,
    ),
    "square": Op(
        latex="#1^2",
        forward=lambda xp, a: a * a,
        vjp=lambda out, g, a: (scaled(g, Term("square_slope", (a,))),),
        interval=lambda honest, a: a.squared(),
        limits=(0, inf),
    ),
    "square_slope": Op(
        latex=r"2 \cdot #1",
        forward=lambda xp, a: 2 * a,
        interval=lambda honest, a: exactly(np.asarray(2)) * a,
        flow=lambda honest, g, a: scaled_flow(honest, g, exactly(np.asarray(2)), a),
    ),
    "cube": Op(
        latex="#1^3",
        forward=lambda xp, a: a * a * a,
        vjp=lambda out, g, a: (scaled(g, Term("cube_slope", (a,))),),
        interval=cube_interval,
    ),
    "cube_slope": Op(
        latex=r"3 \cdot #1^2",
        forward=lambda xp, a: 3 * a * a,
        interval=cube_slope_interval,
        flow=cube_flow,
    ),
    "power": Op(
        latex="#1^{#2}",
        arity=2,
        forward=lambda xp, base, exponent: base**exponent,
        vjp=lambda out, g, base, exponent: (
            scaled(g, Term("power_slope", (base, exponent))),
            scaled(g, Term("exponent_slope", (out, base))),
        ),
        interval=power_interval,
    ),
    "power_slope": Op(
        latex=r"#2 \cdot #1^{#2 - 1}",
        arity=2,
        forward=lambda xp, base, exponent: exponent * base ** (exponent - 1),
        interval=lambda honest, base, exponent: (
            exponent
            * honest.written(power_interval(honest, base, exponent.each(lambda v: v - 1)))
        ),
        flow=power_flow,
    ),
    "exponent_slope": Op(  # of b^e by e, from the power p: p ln b
        latex=r"#1 \cdot \ln #2",
        arity=2,
        forward=lambda xp, p, base: p * xp.log(base),
        interval=lambda honest, p, base: p * honest.written(log_interval(honest, base)),
        flow=lambda honest, g, p, base: scaled_flow(
            honest, g, p, honest.written(log_interval(honest, base))
        ),
    ),
    "sin": Op(
        latex=r"\sin(#1)",
        forward=lambda xp, a: xp.sin(a),
        vjp=lambda out, g, a: (scaled(g, Term("cos", (a,))),),
        interval=lambda honest, a: wave_interval(honest, a, 0.0),
        limits=(-1, 1),
    ),
    "cos": Op(
        latex=r"\cos(#1)",
        forward=lambda xp, a: xp.cos(a),
        vjp=lambda out, g, a: (scaled(g, Term("cos_slope", (a,))),),
        interval=lambda honest, a: wave_interval(honest, a, pi / 2),
        limits=(-1, 1),
    ),
    "cos_slope": Op(
        latex=r"-\sin(#1)",
        forward=lambda xp, a: -xp.sin(a),
        interval=lambda honest, a: -wave_interval(honest, a, 0.0),
        limits=(-1, 1),
    ),
    "exp": Op(
        latex="e^{#1}",
        forward=lambda xp, a: xp.exp(a),
        vjp=lambda out, g, a: (scaled(g, out),),
        interval=lambda honest, a: a.each(honest.arithmetic.exp),
        limits=(0, inf),
    ),
    "log": Op(
        latex=r"\ln #1",
        forward=lambda xp, a: xp.log(a),
        vjp=lambda out, g, a: (Term("quotient", (g, a)),),
        interval=log_interval,
    ),
}
