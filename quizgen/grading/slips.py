"""Slips of the pen: what makes one wrong answer of a right one, without any network in it.

A slip is a guess at what happened, said beside a wrong answer; it changes no mark.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from quizgen.grading.judging import Judgement, accepts
from quizgen.keys import Answer


@dataclass(frozen=True)
class Slip:
    """A row: what to say, and the numbers that the student may have meant."""

    note: str
    meant: Callable[[str], Iterator[Fraction]]


def _other_sign(read: str) -> Iterator[Fraction]:
    yield -Fraction(read)


def _tens(read: str) -> Iterator[Fraction]:
    for power in (1, -1, 2, -2):
        yield Fraction(read) * Fraction(10) ** power


def _transposed(read: str) -> Iterator[Fraction]:
    """Yield the number with two digits beside each other exchanged."""
    places = [at for at, sign in enumerate(read) if sign.isdigit()]
    for left, right in pairwise(places):
        if read[left] != read[right] and "e" not in read[left:right]:
            signs = list(read)
            signs[left], signs[right] = signs[right], signs[left]
            yield Fraction("".join(signs))


SLIPS: Mapping[str, Slip] = {
    "sign": Slip("right but for its sign", _other_sign),
    "power of ten": Slip("right but for a power of ten", _tens),
    "digits exchanged": Slip("right with two digits beside each other exchanged", _transposed),
}
EXCHANGED = "this is the answer to {other}, and the other way round"


def note_slips(answers: Sequence[tuple[Answer, Judgement]]) -> dict[str, str]:
    """Return what to say beside wrong answers, by blank; of numbers that were read alone.

    A value of 0 has no sign and no power of ten; what is only wrong by being short is left.
    """
    wrong = [
        (answer, one)
        for answer, one in answers
        if answer.type == "number" and one.verdict == "wrong" and one.read_as and not one.note
    ]
    notes = dict(_exchanged(wrong))
    for answer, one in wrong:
        found = (slip.note for slip in SLIPS.values() if _meant(slip, answer, one))
        note = next(found, "") if "/" not in one.read_as else ""
        if note:
            notes.setdefault(answer.id, note)
    return notes


def _meant(slip: Slip, answer: Answer, one: Judgement) -> bool:
    return any(meant and accepts(answer, meant) for meant in slip.meant(one.read_as))


def _exchanged(wrong: Sequence[tuple[Answer, Judgement]]) -> Iterator[tuple[str, str]]:
    """Yield both blanks of a pair whose answers stand in each other's place."""
    for place, (answer, one) in enumerate(wrong):
        for other, another in wrong[place + 1 :]:
            if other.problem == answer.problem and (
                accepts(answer, Fraction(another.read_as))
                and accepts(other, Fraction(one.read_as))
            ):
                yield answer.id, EXCHANGED.format(other=other.id)
                yield other.id, EXCHANGED.format(other=answer.id)
