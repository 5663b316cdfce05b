"""The rows of a student's feedback: what they wrote, how it was read and how it fared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from quizgen.engine import symbols
from quizgen.grading import Mark, hints_at_answer, sentences
from quizgen.keys import Answer, Key
from quizgen.reports.feedback.points import amount, earned
from quizgen.reports.feedback.released import Release, is_released
from quizgen.reports.sheets import waits

MARKED = "marked"  # by a person, who has decided
LONGEST = 160  # letters of an answer that are printed
SEVERAL = re.compile(r"[\[\](),;\s]")  # between the entries of a vector


@dataclass(frozen=True)
class Row:
    """Answers that fared alike: one, or several of one vector or matrix.

    `labels` are LaTeX, or none where `name` says in plain letters what was asked.  `right`,
    prose, is empty where it is not released or goes without saying.
    """

    name: str
    labels: tuple[str, ...]
    wrote: str
    read_as: str
    verdict: str
    points: str
    note: str
    right: str
    reasons: tuple[str, ...] = ()

    @property
    def right_said(self) -> str:
        """Return what stands before the right answer."""
        return "with right numbers" if self.verdict == "carried" else "right"


def alike(pairs: Iterable[tuple[Answer, Mark]]) -> Iterator[list[tuple[Answer, Mark]]]:
    """Yield neighbours of one quantity that fared alike together."""

    def fared(pair: tuple[Answer, Mark]) -> object:
        answer, mark = pair
        one_by_one = answer.type != "number" or not answer.index
        full = mark.points is mark.max_points or mark.points == mark.max_points
        same = (mark.verdict, mark.note, full, mark.counts)
        return answer.subject, answer.quantity, *same, answer.id if one_by_one else ""

    for _, group in groupby(pairs, key=fared):
        yield list(group)


def row(
    key: Key,
    same: Sequence[tuple[Answer, Mark]],
    pairs: Sequence[tuple[Answer, Mark]],
    release: Release,
) -> Row:
    """Return the row of answers that fared alike, `same`, among all of their problem."""
    answer, mark = same[0]
    shown = [
        (a, m)
        for a, m in same
        if is_released(m, release) and (m.verdict != "correct" or release == "all")
    ]
    right, reasons = _right(shown, mark) if shown else ("", ())
    wrote = [m.answer.strip() for _, m in same]
    if len(set(wrote)) == 1 and SEVERAL.search(wrote[0]):  # one cell for the whole vector
        wrote = wrote[:1]
    if not any(wrote):
        wrote = []
    read = [m.read_as for _, m in same]
    got, most = earned([m for _, m in same])
    return Row(
        answer.id.partition(".")[2],
        _labels(key, same, pairs),
        _short(", ".join(wrote)),
        ", ".join(read) if any(read) and _bare(read) != _bare(wrote) else "",
        MARKED if mark.verdict == "manual" and mark.decided else mark.verdict,
        "" if waits(mark) or not most else f"{amount(got)} / {amount(most)}",
        _note(mark, release),
        right,
        reasons,
    )


def _bare(texts: Iterable[str]) -> str:
    """Return answers without what is a matter of taste: spaces, brackets, the sign in sizes."""
    return SEVERAL.sub("", "".join(texts)).replace("x", "×")


def _labels(
    key: Key, same: Sequence[tuple[Answer, Mark]], pairs: Sequence[tuple[Answer, Mark]]
) -> tuple[str, ...]:
    """Return how the sheet writes what was asked: the whole where all of it fared alike."""
    first = same[0][0]
    if first.type != "number" or first.subject[1] not in key.graphs:
        return ()
    symbol = key.graphs[first.subject[1]][first.quantity].symbol
    if len(same) > 1 and not symbols.separates(symbol):
        of = (first.subject, first.quantity)
        asked = sum((answer.subject, answer.quantity) == of for answer, _ in pairs)
        if asked == len(same):
            return (symbols.slashed(symbols.whole(symbol)),)
    return tuple(_label(symbol, answer.index) for answer, _ in same)


@lru_cache(maxsize=4096)
def _label(symbol: str, index: tuple[int, ...]) -> str:
    return symbols.slashed(symbols.entry(symbol, index))


def _right(shown: Sequence[tuple[Answer, Mark]], mark: Mark) -> tuple[str, tuple[str, ...]]:
    """Return the right answers as prose, and what there is to say of the choices."""
    answer = shown[0][0]
    if answer.type == "manual":
        return answer.model, answer.rubric
    if answer.type != "choice":
        return ", ".join(one.display for one, _ in shown).replace("-", "−"), ()
    letters = str(answer.value) + mark.read_as
    told = dict.fromkeys(letter for letter in sorted(letters) if letter.isalpha())
    reasons = (
        (letter, answer.choices[ord(letter) - ord("A")].why)
        for letter in told
        if ord(letter) - ord("A") < len(answer.choices)
    )
    return str(answer.value), tuple(f"{letter}: {why}" for letter, why in reasons if why)


def _note(mark: Mark, release: Release) -> str:
    """Return what is said beside an answer; a mistake by name, its sentence stands above."""
    if release == "none" and hints_at_answer(mark.note):
        return ""
    if mark.verdict == "mistake":
        return mark.note.replace(sentences(mark.mistake), mark.mistake)
    return mark.note


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
