"""What answers earn by a course's policy: pure functions from judgements to shares of points.

A judgement earns a share by its verdict; fewer figures and lateness take of it; then what
earns as one earns what the least of it does.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from quizgen.grading.also import expected, other_answer
from quizgen.grading.judging import EARNING, SHORT, Judgement
from quizgen.grading.sheet import Sheet
from quizgen.keys import AT_HAND, Answer, Key, Policy

ALL, NOTHING, HALF = Fraction(1), Fraction(0), Fraction(1, 2)
REFUSED = "right to the figures given, but more were asked"
HALF_FOR_SHORT = "half the points for too few figures"
LATE = "handed in late: {share} of its points"
LEAST = "earns as one with {other}: {share} of its points"
SHARE = "{share} of its points"
LEFT_OUT = "left out: this blank counts for nobody"


class Earned(NamedTuple):
    """A judgement and what there is to say of its points, and the share that it earns."""

    judged: Judgement
    share: Fraction


def under(key: Key, said: Mapping[str, Any]) -> Key:
    """Return a key with its policy overridden, field by field."""
    return replace(key, policy=replace(key.policy, **said)) if said else key


def earnings(
    sheet: Sheet, judged: Mapping[str, Judgement], late: Collection[str] = ()
) -> dict[str, Earned]:
    """Return what each blank of a sheet earns; `late` are those that were handed in late."""
    policy = sheet.key.policy
    alone = {id: _earned(policy, one, id in late) for id, one in judged.items()}
    found = dict(alone)
    for unit in _units(sheet):
        counted = [id for id in unit if judged[id].verdict != "manual"]
        if not counted:
            continue
        worst = min(counted, key=lambda id: (found[id].share, alone[id].share))
        least = found[worst].share
        for id in counted:
            if found[id].share > least:
                note = LEAST.format(share=percent(least), other=worst)
                found[id] = Earned(_noted(found[id].judged, note), least)
    return found


@lru_cache(maxsize=AT_HAND)  # of the sheets that are under way
def left_out(sheet: Sheet) -> frozenset[str]:
    """Return the blanks that the policy leaves out."""
    names = sheet.key.policy.leave_out
    return frozenset(answer.id for name in names for answer in sheet.meant(name))


def percent(share: Fraction) -> str:
    """Return a share as people say it: 50%, 33.3%."""
    return f"{float(100 * share):.3g}%"


def _earned(policy: Policy, judged: Judgement, late: bool) -> Earned:
    """Return what one judgement earns by itself."""
    verdict = judged.verdict
    share = ALL if verdict in EARNING else NOTHING
    if verdict == "carried" and policy.carried != ALL:
        share = policy.carried
        judged = _noted(judged, SHARE.format(share=percent(share)))
    if (verdict == "mistake" or judged.charged) and policy.mistake != ALL:
        share = ALL - policy.mistake
        judged = _noted(judged, SHARE.format(share=percent(share)))
    if judged.slack and verdict in EARNING and policy.short_answers == "half":
        share, judged = share * HALF, _noted(judged, HALF_FOR_SHORT)
    if judged.slack and verdict in EARNING and policy.short_answers == "refuse":
        said = judged.note.replace(SHORT, REFUSED)
        share, judged = NOTHING, judged._replace(verdict="wrong", note=said or REFUSED)
    if late and share:
        assert policy.late is not None
        judged = _noted(judged, LATE.format(share=percent(policy.late.share)))
        share *= policy.late.share
    return Earned(judged, share)


def _noted(judged: Judgement, note: str) -> Judgement:
    return judged._replace(note="; ".join(filter(None, (judged.note, note))))


@lru_cache(maxsize=AT_HAND)  # of the sheets that are under way
def _units(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """Return the blanks that earn as one, of those that count: smaller units first."""
    policy = sheet.key.policy
    counting = [one for one in sheet.key.blanks if one.id not in left_out(sheet)]
    units = [_ids(sheet.meant(name), counting) for name in policy.whole]
    named: dict[str, list[Answer]] = {}
    for answer in counting:
        together = {
            "blank": answer.id,
            "group": answer.id.partition("[")[0],
            "problem": answer.problem,
        }
        named.setdefault(together[policy.points], []).append(answer)
    units += (_ids(answers, counting) for answers in named.values())
    return tuple(sorted((unit for unit in units if len(unit) > 1), key=len))


def _ids(answers: Collection[Answer], counting: Collection[Answer]) -> tuple[str, ...]:
    ids = {one.id for one in counting}
    return tuple(answer.id for answer in answers if answer.id in ids)


class Trouble(NamedTuple):
    """What in a policy fits no sheet: the way to it, what was found, what it may be."""

    path: tuple[str | int, ...]
    found: str
    expected: str


def troubles(policy: Policy, sheets: Collection[Sheet]) -> Iterator[Trouble]:
    """Yield what in a policy fits none of the sheets: names, and values of their blanks."""
    for field in ("whole", "leave_out"):
        for at, name in enumerate(getattr(policy, field)):
            if not any(sheet.meant(name) for sheet in sheets):
                yield Trouble((field, at), name, "")
    for name, texts in policy.also.items():
        found = [(sheet, sheet.meant(name)) for sheet in sheets if sheet.meant(name)]
        if not found:
            yield Trouble(("also", name), name, "")
            continue
        single = [(sheet, answers[0]) for sheet, answers in found if len(answers) == 1]
        if not single:
            ids = ", ".join(answer.id for answer in found[0][1][:5])
            yield Trouble(("also", name), name, f"one blank, such as one of {ids}")
            continue
        for text in texts:
            if all(other_answer(one, text, s.key.rounding) is None for s, one in single):
                words = dict.fromkeys(expected(tuple(one for _, one in single)))
                yield Trouble(("also", name), text, " or ".join(words))
