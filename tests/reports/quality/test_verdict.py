"""The verdict: one row a set of variants, and what its first lines must say."""

from typing import Any

import pytest

from quizgen.reports.quality import verdict
from quizgen.sampling.conditions import CONDITIONS
from reports.quality.sample import Change, quality

HIDDEN = {"shown": {"target minus output": 40.0, "half left out of the loss": 0.5}}
ZERO = {"broken": ("nothing zero",)}
SAME = {"given": "9 9"}
NEVER = {"shown": {"target minus output": 40.0, "half left out of the loss": 2.0}}
NOTHING = {"values": {}, "shown": {}, "broken": ("no ties",)}

ROWS: list[tuple[str, list[Change | str], dict[str, Any], str | list[str]]] = [
    (
        "all is well",
        [{}, {}, {}],
        {},
        "Fair: all 3 variants meet every condition, every mistake shows on each, and no two "
        "have the same numbers.",
    ),
    (
        "one variant with its own numbers",
        [{}],
        {"seed": None},
        "Fair: its one variant meets every condition, and every mistake shows.",
    ),
    (
        "a mistake that no numbers show",
        [NEVER, NEVER],
        {},
        "Fair: all 2 variants meet every condition, every mistake that can show does on each, "
        "and no two have the same numbers.",
    ),
    (
        "a mistake that the one variant hides",
        [NEVER],
        {"seed": None},
        ["The one variant hides a mistake, whose"],
    ),
    (
        "a condition broken where no number is asked",
        [NOTHING, NOTHING],
        {},
        "Fair: all 2 variants meet every condition, and no two have the same numbers.",
    ),
    (
        "a condition broken",
        [{}, ZERO, ZERO],
        {},
        [
            '2 of 3 variants break "nothing zero" of net (no asked value is 0, units that a '
            "ReLU turns off aside): seed3-0002, seed3-0003"
        ],
    ),
    (
        "a mistake hidden",
        [{}, HIDDEN],
        {},
        [
            "1 of 2 variants hides a mistake, whose answers count as right: "
            '"half left out of the loss"; see seed3-0002'
        ],
    ),
    (
        "a variant twice",
        [SAME, {}, SAME],
        {},
        [
            "1 of 3 variants (33%) has the numbers of another: seed3-0003 is seed3-0001; "
            "widen what they are drawn from"
        ],
    ),
    (
        "numbers that the set gives, beside others that it draws",
        [{**SAME, "reference": {}}] * 2,
        {},
        "Fair: all 2 variants meet every condition, every mistake shows on each, and no two "
        "have the same numbers.",
    ),
    (
        "a given network that hides a mistake on all",
        [{**NEVER, "broken": ("mistakes show",), "reference": {}}] * 2,
        {},
        ['2 of 2 variants break "mistakes show" of net'],
    ),
    (
        "one that could not be drawn",
        [{}, "no numbers found"],
        {},
        ["1 of 2 variants could not be drawn; seed3-0002: no numbers found"],
    ),
    (
        "several reasons, the commonest condition first",
        ["no numbers found", ZERO, {**HIDDEN, "broken": ("no ties", "nothing zero")}],
        {"conditions": False},
        [
            "1 of 3 variants could",
            "1 of 3 variants hides a mistake",
            '2 of 3 variants break "nothing',
            '1 of 3 variants breaks "no t',
        ],
    ),
]


@pytest.mark.parametrize(
    ("changes", "how", "says"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_the_verdict_says_why(
    changes: list[Change | str], how: dict[str, Any], says: str | list[str]
) -> None:
    found = verdict(quality(changes, **how))
    assert found.fair == isinstance(says, str)
    if isinstance(says, str):
        assert (found.opening, found.reasons) == (says, ())
    else:
        assert found.opening.startswith("Not fair")
        assert len(found.reasons) == len(says)
        for reason, start in zip(found.reasons, says, strict=True):
            assert reason.startswith(start)


def test_drawn_without_conditions_is_said() -> None:
    found = verdict(quality([ZERO], conditions=False))
    assert found.opening == "Not fair, as drawn without conditions:"


def test_many_reasons_are_counted_not_listed() -> None:
    names = tuple(CONDITIONS)
    found = verdict(quality([{"broken": names}]))
    assert len(found.reasons) == 9
    assert found.reasons[-1] == f"And {len(names) - 8} reasons more, in the tables below"
