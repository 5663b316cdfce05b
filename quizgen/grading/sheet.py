"""A key laid out for marking, and how names are compared: as people and spreadsheets write.

Ids are trimmed, without the apostrophe that defuses them; names of blanks without regard to
spaces, case and full-width forms too.
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from quizgen.keys import Answer, Key

Grid = tuple[tuple[Answer, ...], ...]


@lru_cache(maxsize=4096)  # the same few names stand in every row
def tidy(name: str) -> str:
    """Return an id as a person meant it: trimmed, without defusing apostrophes.

    What nobody sees is trimmed too, such as the byte order mark of a file in a file.  Written
    to a CSV file and read again it is the same, so that nobody is taken for another then.
    """
    return unicodedata.normalize("NFC", name).lstrip(f"'{_UNSEEN}").rstrip(_UNSEEN)


@lru_cache(maxsize=4096)
def blank_name(name: str) -> str:
    """Return a blank's id for comparison: without spaces, case and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", tidy(name)).split()).casefold()


@dataclass(frozen=True, eq=False)
class Sheet:
    """A key laid out for marking."""

    key: Key

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return f"{self.key.set}-{self.key.variant}"

    @cached_property
    def asked(self) -> dict[str, Grid]:
        """Return the answers that a name asks for: a blank's own id, or a group's.

        A group is the id without its index; its answers stand in rows as its vector or
        matrix does, whatever the sheet's order, in one row where they fill no rectangle.
        """
        groups: dict[str, dict[str, list[Answer]]] = {}
        for blank in sorted(self.key.blanks, key=lambda blank: blank.index):
            group, bracket, subscripts = blank_name(blank.id).rpartition("[")
            if bracket:
                row = subscripts.rpartition(",")[0]
                groups.setdefault(group, {}).setdefault(row, []).append(blank)
        asked: dict[str, Grid] = {}
        for group, rows in groups.items():
            grid = tuple(tuple(row) for row in rows.values())
            square = len({len(row) for row in grid}) == 1
            asked[group] = grid if square else (tuple(a for row in grid for a in row),)
        return asked | {blank_name(blank.id): ((blank,),) for blank in self.key.blanks}

    def meant(self, name: str) -> tuple[Answer, ...]:
        """Return the answers of a blank, a group or a whole problem, if there is one."""
        named = blank_name(name)
        grid = self.asked.get(named, ())
        return tuple(answer for row in grid for answer in row) or tuple(
            answer for answer in self.key.blanks if blank_name(answer.problem) == named
        )

    @cached_property
    def position(self) -> dict[str, int]:
        """Return each blank's place on the sheet."""
        return {blank.id: at for at, blank in enumerate(self.key.blanks)}


_UNSEEN = "".join(
    sign
    for sign in map(chr, (*range(0x3001), 0xFEFF))
    if sign.isspace() or unicodedata.category(sign) == "Cf"
)
