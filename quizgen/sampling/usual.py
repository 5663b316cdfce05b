"""What a set's variants are held against, found on a public stream that is always the same."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.plan import Plan
from quizgen.sampling.reference import Reference
from quizgen.sampling.work import WORK
from quizgen.streams import Stream

BATCHES = (256, 1024, 4096)  # until one candidate is kept, or a few
ENOUGH = 32
CHEAP = [row for row in CONDITIONS.values() if row.looks_at == "values"]


@lru_cache(maxsize=256)
def reference(plan: Plan, others: tuple[Plan, ...] = ()) -> Reference:
    """Return the reference of what a set draws by `plan`, or at times by the `others`.

    The work is the median over all; what can show is the plan's own.
    """
    if not plan.asked:
        return Reference({})
    kept = [usual_numbers(one) for one in (plan, *others)]
    return of_candidates(kept[0], usual_work(kept))


@lru_cache(maxsize=256)
def usual_numbers(plan: Plan) -> Candidates:
    """Return some candidates of a fixed stream that all conditions keep which look at values.

    Where none is found, the first that was drawn stands for them.
    """
    stream = Stream(None, "reference", repr(plan.sources), repr(plan.asked))
    for count in BATCHES:
        drawn = plan.drawn(count, stream)
        kept = np.ones(count, dtype=bool)
        for row in CHEAP:
            kept &= row.holds(drawn)
        if kept.any():
            break
    found = np.flatnonzero(kept) if kept.any() else np.zeros(1, dtype=int)
    return drawn.taken(found[:ENOUGH], drawn.arithmetic)


def usual_work(kept: Iterable[Candidates]) -> Mapping[str, float]:
    """Return the median of each sort of work."""
    counts: Sequence[Mapping[str, Array]] = [one.work for one in kept]
    return {name: float(np.median(np.concatenate([c[name] for c in counts]))) for name in WORK}


def of_candidates(kept: Candidates, work: Mapping[str, float]) -> Reference:
    """Return the reference: a mistake can show that moves an answer of one by two units."""
    seen = kept.seen_by_units
    shows, differ = seen.shown.holds(True), seen.apart.holds(True)
    return Reference(work, np.asarray(shows.any(axis=1)), np.asarray(differ.any(axis=1)))
