"""Following answers through: what a student's own earlier answers make of the later ones.

Each quantity of a graph is computed again with what the student wrote before it, entry by
entry, in ranges widened for rounding as the key's are.  Where that makes a step trivial, it
earns nothing (`steps`).  Students of the same graph who answered the same quantities are
followed through in one call.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from quizgen.engine import OPS, Graph, Interval, Rounding, evaluate, follow
from quizgen.engine.arithmetic import Array
from quizgen.grading.steps import LeaveOut, leave_outs, step_to

Truth: TypeAlias = NDArray[np.bool_]
Says: TypeAlias = NDArray[np.str_]
BITS = 64  # by how many of its last ones a program's number may be off


@dataclass(frozen=True, eq=False)
class Written:
    """What students of one graph wrote, along a batch axis: by node, NaN where nothing stands.

    `inputs` are the numbers of their sheets, `accepted` the ranges of their keys where an entry
    is asked, `right` says which answers were accepted.  `slack` is half a unit of the last
    place of an answer that has fewer places than were asked, else 0.
    """

    graph: Graph
    rounding: Rounding
    inputs: Mapping[str, Array]
    typed: Mapping[str, Array]
    slack: Mapping[str, Array]
    right: Mapping[str, Truth]
    accepted: Mapping[str, Interval]

    def put_in(self, name: str) -> Interval:
        """Return what stands for a node in the steps after it.

        An accepted answer is the hull of what was typed and of what is accepted; another is
        itself, give or take one unit of the kept place, or what it may be off by itself.
        """
        typed, accepted = self.typed[name], self.accepted[name]
        off = np.maximum(self.unit(typed), self.slack[name])
        return Interval(
            np.where(self.right[name], np.minimum(typed, accepted.lo), typed - off),
            np.where(self.right[name], np.maximum(typed, accepted.hi), typed + off),
        )

    def unit(self, values: Array) -> Array:
        """Return one unit in the last kept place of each value."""
        if self.rounding.figures is None:
            unit = np.full_like(values, 10.0 ** -self.rounding.places(0))
            tiny = (np.abs(values) < 10 * unit) & (values != 0)
            # 4.14e-8 with five decimals asked: as it stands, its size would be lost in a unit.
            unit[tiny] = np.minimum(unit[tiny], [_last_place(v) for v in values[tiny]])
            return unit
        size = np.floor(np.log10(np.maximum(np.abs(values), 1e-300)))
        return 10.0 ** (size - self.rounding.figures + 1)

    def plus(self, name: str, values: Array, slack: Array) -> "Written":
        """Return this with `values` of one more quantity, which no key accepts."""
        nothing = np.full(values.shape, np.nan)
        return replace(
            self,
            typed={**self.typed, name: values},
            slack={**self.slack, name: slack},
            right={**self.right, name: np.zeros(values.shape, dtype=bool)},
            accepted={**self.accepted, name: Interval(nothing, nothing)},
        )

    def taken(self, rows: NDArray[np.intp]) -> "Written":
        """Return what some of the students wrote."""

        def of(arrays: Mapping[str, Any]) -> dict[str, Any]:
            return {name: array[rows] for name, array in arrays.items()}

        accepted = {
            name: range_.each(lambda end: end[rows]) for name, range_ in self.accepted.items()
        }
        return Written(
            self.graph,
            self.rounding,
            of(self.inputs),
            of(self.typed),
            of(self.slack),
            of(self.right),
            accepted,
        )


@dataclass(frozen=True, eq=False)
class Follows:
    """Which answers follow from the student's own earlier ones, by node.

    Accepted answers are not among them.  What is `refused` follows and shows nothing of its
    step, and has why; what is `earned` does.  `agrees` says which answers, accepted or not, are
    what comes before them leads to.
    """

    earned: Mapping[str, Truth]
    refused: Mapping[str, Says]
    agrees: Mapping[str, Truth]


def _last_place(value: float) -> float:
    """Return one unit of the last place that a number is written with."""
    exponent = Decimal(repr(float(value))).as_tuple().exponent
    assert isinstance(exponent, int)
    return float(10.0**exponent)


@np.errstate(all="ignore")  # what has no number is NaN, and in no range
def carried(written: Written) -> Follows:
    """Return which answers follow from the student's own earlier ones."""
    graph, typed = written.graph, written.typed
    answered = frozenset(typed)
    put_in = {name: written.put_in(name) for name in typed}
    theirs = follow(graph, written.inputs, written.rounding, put_in).predicted
    keys = follow(graph, written.inputs, written.rounding, written.accepted).predicted
    right_values = evaluate(graph, written.inputs)
    own_values = evaluate(graph, written.inputs, typed)
    earned, refused, agrees = {}, {}, {}
    for name in typed:
        agrees[name] = within(typed[name], theirs[name], written.slack[name])
        follows = agrees[name] & ~written.right[name]
        trivial = np.full(follows.shape, "")
        if answered.isdisjoint(graph.ancestors([name]) - {name}):
            follows = np.zeros(follows.shape, dtype=bool)  # there is nothing to follow from
        elif follows.any():
            step = step_to(graph, name, answered)
            trivial = _shows_nothing(
                zip(leave_outs(step, right_values), leave_outs(step, own_values), strict=True),
                (keys[name], theirs[name]),
                written.right[name] | follows,
                _evidence(graph, name),
            )
        earned[name] = follows & (trivial == "")
        refused[name] = np.where(follows, trivial, "")
    return Follows(earned, refused, agrees)


def within(values: Array, range_: Interval, slack: Array | float = 0.0) -> Truth:
    """Return which values lie in their ranges, which must have ends."""
    guard = BITS * np.spacing(np.abs(values)) + slack
    finite = np.isfinite(range_.lo) & np.isfinite(range_.hi)
    return finite & (values + guard >= range_.lo) & (values - guard <= range_.hi)


def _evidence(graph: Graph, name: str) -> Truth:
    """Return which entries of a node show work at all: no copies of a parent in every draw."""
    node = graph[name]
    shows = np.ones(node.shape, dtype=bool)
    if OPS[node.op].bias_column:
        shows[..., 0] = False
    return shows


def _shows_nothing(
    left_out: Iterable[tuple[LeaveOut, LeaveOut]],
    ranges: tuple[Interval, Interval],
    credited: Truth,
    evidence: Truth,
) -> Says:
    """Return, of entries that show nothing of their step, what is lost of it; "" of others.

    `left_out` are the leave-outs, and `ranges` the honest ones, by the key's values and by the
    student's.  A leave-out is lost at an entry that it moves out of the range by the key's and
    not by the student's.  That is forgiven where it shows at another credited entry of the same
    quantity.
    """
    says = np.full(credited.shape, "", dtype="U64")
    for both in left_out:
        by_key, by_student = (
            np.logical_or.reduce(
                [~within(np.broadcast_to(r, credited.shape), range_) for r in one.results]
            )
            for one, range_ in zip(both, ranges, strict=True)
        )
        proof = by_student & credited & evidence
        somewhere = proof.reshape(len(proof), -1).any(axis=1)
        shown = somewhere.reshape((-1,) + (1,) * (credited.ndim - 1))
        lost = by_key & ~by_student & ~shown
        says[lost & (says == "")] = both[0].say
    return says
