"""What explains the failing answers of a part: known mistakes, or a slip where nobody asked.

Mistakes go first: a sign slip in ŷ − y is y − ŷ.  A slip is told in their place where it leaves
less unexplained, and as much where the mistake would have been made in some entries only.
"""

from collections.abc import Sequence

import numpy as np

from quizgen.grading.diagnosis import Diagnosis, diagnose
from quizgen.grading.judging import EARNING, Judgement
from quizgen.grading.named import joined, sentences
from quizgen.grading.parts import Part, as_arrays, read_numbers
from quizgen.grading.unasked import LEAST_EXPLAINED, Slip, unasked_slips
from quizgen.keys import Answer

UNASKED = "a slip in {what}, which is not asked, explains this; what comes after it follows"
FOLLOWS_UNASKED = "follows from a slip that was charged before"
FOLLOWS_MISTAKE = "follows from the mistake that was charged before"


def look_for_causes(parts: Sequence[Part]) -> None:
    """Judge the answers of these parts, all alike, that mistakes or slips explain."""
    found = _mistakes(parts)
    doubtful = [k for k, one in enumerate(found) if one is None or not _is_sure(one)]
    slips = dict(zip(doubtful, _slips([parts[k] for k in doubtful]), strict=True))
    for k, (part, mistakes) in enumerate(zip(parts, found, strict=True)):
        slip = slips.get(k)
        if slip is not None and (mistakes is None or _is_better(slip, part, mistakes)):
            _charge(part, slip)
        elif mistakes is not None:
            _name(part, mistakes)
    rest = [k for k in doubtful if found[k] is not None]
    for k, slip in zip(rest, _slips([parts[k] for k in rest]), strict=True):
        if slip is not None:
            _charge(parts[k], slip)


def _mistakes(parts: Sequence[Part]) -> list[Diagnosis | None]:
    written = as_arrays(parts)
    carries, refused = (
        {name: np.zeros(one.shape, dtype=bool) for name, one in written.typed.items()}
        for _ in range(2)
    )
    for row, part in enumerate(parts):
        for answer, one in _under_way(part):
            at = (row, *answer.index)
            carries[answer.quantity][at] = one.verdict == "carried"
            refused[answer.quantity][at] = answer.id in part.sheet.refused
    return diagnose(written, carries, refused)


def _is_sure(mistakes: Diagnosis) -> bool:
    """Say whether mistakes leave nothing that a slip could explain, nor less than they do."""
    return mistakes.whole and mistakes.cost == len(mistakes.readings[0])


def _is_better(slip: Slip, part: Part, mistakes: Diagnosis) -> bool:
    """Say whether a slip explains more than mistakes do, or as much of which they do a part."""
    cost = 1 + len(_wrong(part)) - len(_after(part, slip))
    return cost < mistakes.cost or (cost == mistakes.cost and not mistakes.whole)


def _slips(parts: Sequence[Part]) -> list[Slip | None]:
    """Return the slip where nobody asked that explains each part, None where none does."""
    few = [k for k, part in enumerate(parts) if len(_wrong(part)) >= LEAST_EXPLAINED]
    found: list[Slip | None] = [None] * len(parts)
    if few:
        able = [parts[k] for k in few]
        asked = frozenset(answer.quantity for part in able for answer in part.sheet.key.blanks)
        for k, slip in zip(few, unasked_slips(as_arrays(able), asked), strict=True):
            found[k] = slip if slip is not None and _after(parts[k], slip) else None
    return found


def _under_way(part: Part) -> list[tuple[Answer, Judgement]]:
    """Return a part's answers as they are judged by now."""
    return [(answer, part.sheet.judged[answer.id]) for answer, _ in part.answers]


def _wrong(part: Part) -> list[tuple[Answer, Judgement]]:
    return [(answer, one) for answer, one in _under_way(part) if one.verdict == "wrong"]


def _after(part: Part, slip: Slip) -> list[tuple[Answer, Judgement]]:
    """Return the wrong answers that a slip explains, in the graph's order."""
    order = {node.name: place for place, node in enumerate(part.graph.nodes)}
    after = (
        (answer, one)
        for answer, one in _wrong(part)
        if slip.explained[answer.quantity][answer.index]
    )
    return sorted(after, key=lambda pair: order[pair[0].quantity])


def _charge(part: Part, slip: Slip) -> None:
    """Judge what a slip explains: the first of it pays, what comes after it follows."""
    (first, one), *rest = _after(part, slip)
    part.sheet.charged.add(first.id)
    part.sheet.judged[first.id] = one._replace(
        note=UNASKED.format(what=slip.what), charged=True
    )
    for answer, one in rest:
        carried = one._replace(verdict="carried", note=FOLLOWS_UNASKED)
        part.sheet.judged[answer.id] = carried


def _name(part: Part, found: Diagnosis) -> None:
    """Judge what a diagnosis charges and what follows from it."""
    name = joined(found.readings)
    said = sentences(name)
    charged: dict[object, float] = {}
    for answer, one in read_numbers(part.sheet):
        if answer.subject[1] != part.subject or one.verdict in EARNING:
            continue
        entry, at = (answer.quantity, answer.index), answer.index
        if found.charged[answer.quantity][at] and entry not in charged:
            charged[entry] = one.value
            judged = one._replace(verdict="mistake", mistake=name, note=said)
        elif found.after[answer.quantity][at] or charged.get(entry) == one.value:
            judged = one._replace(verdict="carried", mistake=name, note=FOLLOWS_MISTAKE)
        else:
            continue
        part.sheet.judged[answer.id] = judged
