"""What a set's variants are held against, found on a public stream that is always the same."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES
from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition, Stage
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.plan import Plan
from quizgen.sampling.reference import Reference
from quizgen.sampling.seen import Clarity
from quizgen.sampling.work import WORK, is_usual
from quizgen.streams import Stream

TRIES = 4  # batches, until there are enough
ENOUGH, FEW = 24, 4  # candidates; under significant figures ranges take long
REACHED = 8  # one in so many candidates shows as many mistakes as are asked to show
ALIKE = 0.25  # of a plan's candidates have the work that is usual for all


def reference(plan: Plan) -> Reference:
    """Return the reference of what a set draws by `plan`, or at times by its others.

    The work is the median over all, or the plan's own where that is of another kind: ReLU
    units need no look-ups.  What can show is the plan's own.
    """
    return _reference(plan.usual()) if plan.asked else Reference({})


@lru_cache(maxsize=256)
def _reference(plan: Plan) -> Reference:
    kept = usual_numbers(plan)
    if kept is None:
        return Reference({})
    others = (usual_numbers(other.usual()) for other in plan.others())
    own, pooled = usual_work([kept]), usual_work([kept, *filter(None, others)])
    alike = {name: is_usual(kept.work[name], pooled[name]).mean() for name in WORK}
    return Reference(
        {name: pooled[name] if alike[name] >= ALIKE else own[name] for name in WORK},
        _reached(kept.seen.shown),
        _reached(kept.seen.apart),
    )


@lru_cache(maxsize=256)
def usual_numbers(plan: Plan) -> Candidates | None:
    """Return some candidates of a fixed stream, of which the conditions hold but the last.

    Those that look at work and mistakes are what they are for.  Where ranges are too wide
    for any candidate, those stand for them of which the others hold; None where there are
    no such.  As for a variant, 40 digits decide what is 0: the last bits of doubles are not
    the same on every machine.
    """
    stream = Stream(None, "reference", repr(plan.sources), repr(plan.asked))
    most = ENOUGH if plan.rounding.figures is None else FEW
    for count in islice(plan.batches(), TRIES):
        drawn = plan.drawn(count, stream)
        found = kept_by(CONDITIONS, drawn, "values")[:most]
        if len(found) == most:
            break
    if not found.size:
        return None
    cheap = drawn.taken(found, DOUBLES)
    exact = kept_by(CONDITIONS, drawn.taken(found, DIGITS40), "values")
    cheap = cheap.taken(exact, DOUBLES) if exact.size else cheap
    found = kept_by(CONDITIONS, cheap, "ranges")
    return cheap.taken(found, DOUBLES) if found.size else cheap


def kept_by(conditions: Mapping[str, Condition], drawn: Candidates, stage: Stage) -> Array:
    """Return the numbers of the candidates that the conditions of a stage keep."""
    rows = [row for row in conditions.values() if row.looks_at == stage]
    try:
        holds = np.logical_and.reduce([row.holds(drawn) for row in rows])
    except ZeroDivisionError:  # by one of them, which is not kept
        ones = (drawn.taken(np.array([n]), drawn.arithmetic) for n in range(drawn.count))
        holds = np.array([all(row.keeps(one) for row in rows) for one in ones], dtype=bool)
    return np.flatnonzero(holds)


def _reached(clarity: Clarity) -> int:
    """Return how many figures are clear in one of `REACHED` candidates, or in more."""
    clear = np.sort(clarity.holds(sure=True).sum(axis=0))[::-1]
    return int(clear[(len(clear) - 1) // REACHED])


def usual_work(kept: Iterable[Candidates]) -> Mapping[str, float]:
    """Return the median of each sort of work."""
    counts = [one.work for one in kept]
    return {name: float(np.median(np.concatenate([c[name] for c in counts]))) for name in WORK}
