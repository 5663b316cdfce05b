"""Which key a row of a submission belongs to, and which blanks its columns mean.

Ids are compared as people and spreadsheets leave them: trimmed, without the apostrophe
that defuses them, without regard to case and leading zeros where that leaves one.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from quizgen.keys import Answer, Key

Grid = tuple[tuple[Answer, ...], ...]
_T = TypeVar("_T")


class RowError(Exception):
    """A row that cannot be graded; the message is its reason in `rejected.csv`."""


@lru_cache(maxsize=4096)  # the same few names stand in every row
def tidy(name: str) -> str:
    """Return an id as a person meant it: trimmed, without a defusing apostrophe.

    What nobody sees is trimmed too, such as the byte order mark of a file in a file.
    """
    name = unicodedata.normalize("NFC", name).strip(_UNSEEN)
    return name.removeprefix("'").strip(_UNSEEN)


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


class Ids(Generic[_T]):
    """What has an id, by it: exactly as written, else as people and spreadsheets write."""

    def __init__(self, what: str, named: Iterable[tuple[str, _T]]) -> None:
        self._what = what
        self._written: tuple[dict[str, dict[str, list[_T]]], ...] = tuple({} for _ in _LOOSER)
        for written, one in named:
            for looser, found in zip(_LOOSER, self._written, strict=True):
                found.setdefault(looser(written), {}).setdefault(written, []).append(one)

    def find(self, name: str) -> list[_T]:
        """Return what has the one id that `name` means, none where there is no such id.

        Raises `RowError` where the strictest reading that fits leaves several.
        """
        for looser, found in zip(_LOOSER, self._written, strict=True):
            if ids := found.get(looser(name)):
                if len(ids) > 1:
                    raise RowError(
                        f"ambiguous {self._what} {name!r}: {' or '.join(sorted(ids))}"
                    )
                return next(iter(ids.values()))
        return []


class Keyring:
    """All keys of one call, found by what a row says of itself."""

    def __init__(self, keys: Iterable[Key]) -> None:
        # The same key may lie in two of the folders that were named.
        distinct = {(key.set, key.variant, key.student, key.code): key for key in keys}
        self.sheets = tuple(Sheet(key) for key in distinct.values())
        self._students = Ids(
            "student",
            (
                (sheet.key.student, sheet)
                for sheet in self.sheets
                if sheet.key.student is not None
            ),
        )
        self._variants = Ids("variant", ((sheet.key.variant, sheet) for sheet in self.sheets))
        self._codes = Ids("code", ((sheet.key.code, sheet) for sheet in self.sheets))
        self._sets = Ids("set", ((sheet.key.set, sheet) for sheet in self.sheets))
        self.find = lru_cache(maxsize=4096)(self._find)  # a student's rows follow one another
        self.asked = frozenset(name for sheet in self.sheets for name in sheet.asked)
        self.numbers = self.asked - {  # names of a single number, whatever the sheet
            name
            for sheet in self.sheets
            for name, grid in sheet.asked.items()
            if len(grid) > 1 or len(grid[0]) > 1 or grid[0][0].type not in _NUMERIC
        }

    def _find(self, student: str, variant: str, set_name: str, code: str) -> Sheet:
        """Return the sheet of a row; `RowError` says why there is none.

        `variant` names it, or `student` through the roster's keys.  A student who has a
        key in a set answers that one: the set's anonymous variants are not theirs.
        """
        found = self._named(student, variant)
        for what, said, ids in (("set", set_name, self._sets), ("code", code, self._codes)):
            if said:
                theirs = ids.find(said)
                if not theirs:
                    raise RowError(_unknown(what, said, found))
                of = found[0].name
                found = [sheet for sheet in found if sheet in theirs]
                if not found:
                    raise RowError(f"{what} {said!r} is of {theirs[0].name}, not of {of}")
        if len(found) > 1:
            sets = ", ".join(sorted({sheet.key.set for sheet in found}))
            raise RowError(f"ambiguous: sheets of {sets} fit; a `set` or `code` column decides")
        return found[0]

    def _named(self, student: str, variant: str) -> list[Sheet]:
        own = self._students.find(student) if student else []
        if not variant:
            if not student:
                raise RowError("no student and no variant")
            if not own:
                raise RowError(f"unknown student {student!r}")
            return own
        found = self._variants.find(variant)
        if not found:
            raise RowError(f"unknown variant {variant!r}")
        if not student:
            return found
        sets = {sheet.key.set for sheet in own}
        theirs = [
            sheet
            for sheet in found
            if sheet in own or (sheet.key.student is None and sheet.key.set not in sets)
        ]
        if theirs:
            return theirs
        if not own:
            raise RowError(f"unknown student {student!r}, and variant {variant!r} is another's")
        raise RowError(f"student {student!r} and variant {variant!r} belong to different keys")


def _unknown(what: str, said: str, found: Sequence[Sheet]) -> str:
    """Return why what a row says is of no key; a code changes with every word of a sheet."""
    if what != "code" or len(found) > 1:
        return f"unknown {what} {said!r}"
    sheet = found[0]
    return (
        f"unknown code {said!r}: the key of {sheet.name} is for a sheet with {sheet.key.code}, "
        "so this one was made from another version of the set, or with another secret"
    )


_NUMERIC = ("number", "count")
_UNSEEN = "".join(
    sign
    for sign in map(chr, (*range(0x3001), 0xFEFF))
    if sign.isspace() or unicodedata.category(sign) == "Cf"
)
_LOOSER: tuple[Callable[[str], str], ...] = (
    str,
    tidy,
    lambda name: tidy(name).casefold(),
    lambda name: tidy(name).casefold().lstrip("0"),
)
