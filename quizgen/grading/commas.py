"""Whose commas mark decimals, which `1,234` alone doesn't say: what stands beside it does.

Someone who writes `0,5` or `2,71` and never `0.5` means 1.234 by `1,234`.  A spreadsheet
that parts fields with semicolons does so because its commas mark decimals: there all
answers of the file speak for each other.  Where anyone disagrees, nothing is sure.
"""

import re
from collections.abc import Collection, Iterable
from typing import TypeVar

Owner = TypeVar("Owner")


def who_marks_decimals(
    answers: Iterable[tuple[Owner, str]], whole_file: bool
) -> Collection[Owner]:
    """Return the owners of (owner, answer) whose commas surely mark decimals.

    `answers` are those to single numbers.  With `whole_file` all owners count as one.
    """
    sure: set[Owner] = set()
    unsure: set[Owner] = set()
    everyone: set[Owner] = set()
    for owner, answer in answers:
        everyone.add(owner)
        if _DECIMAL_COMMA.fullmatch(answer):
            sure.add(owner)
        elif _OTHERWISE.search(answer):
            unsure.add(owner)
    if whole_file and sure and not unsure:
        return everyone
    return sure - unsure


# A comma that can't group thousands, in an answer that is a number and nothing else.
_DECIMAL_COMMA = re.compile(
    r"\s*[-+−–]?\s*(?:[1-9]\d{0,2}(?:\.\d{3})+,\d+"
    r"|(?:0?,\d+|0\d+,\d+|[1-9]\d{0,2},(?:\d{1,2}|\d{4,})|[1-9]\d{3,},\d+)"
    r"(?:\s*(?:[eE]|[*×·xX]\s*10)\S{1,6})?)\s*%?\s*"
)
# A point, which marks decimals or groups, or commas that can only group.
_OTHERWISE = re.compile(r"\.\d|\d\.|\d,\d{3},\d{3}")
