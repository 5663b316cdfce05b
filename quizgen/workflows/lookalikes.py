"""Ids that people take for one another on paper: a note for the teacher, and no more."""

import unicodedata
from collections.abc import Iterator, Sequence

MOST_NAMED = 5  # groups, and lines of each

# The letters of Cyrillic and Greek that a Latin one cannot be told from (Unicode's UTS 39).
_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaesijopcyxdqwhABEZHIKMNOPTYXo",
)


def alike(ids: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield a line for each group of (line, id) that look alike, the first few."""
    seen: dict[str, list[tuple[int, str]]] = {}
    for line, id in ids:
        seen.setdefault(_look(id), []).append((line, id))
    groups = [group for group in seen.values() if len(group) > 1]
    for group in groups[:MOST_NAMED]:
        lines = ", ".join(str(line) for line, _ in group[:MOST_NAMED])
        shown = ", ".join(ascii(id[:60]) for _, id in group[:MOST_NAMED])
        yield f"lines {lines}: ids that look alike: {shown}"
    if len(groups) > MOST_NAMED:
        yield f"and {len(groups) - MOST_NAMED} more groups of ids that look alike"


def _look(id: str) -> str:
    """Return what an id looks like: no case, no marks nobody sees, Latin for its twins.

    Nor the leading zeros that a spreadsheet takes away.
    """
    plain = unicodedata.normalize("NFKC", id).translate(_TWINS).casefold()
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Cc"))
    return seen.lstrip("0")
