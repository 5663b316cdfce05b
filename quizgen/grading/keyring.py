"""Which key a row of a submission belongs to.

Ids are compared as people and spreadsheets leave them: trimmed, without the apostrophe
that defuses them, without regard to case and leading zeros where that leaves one.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from quizgen.grading.entries import Entry, Layout, entry_of
from quizgen.grading.sheet import tidy
from quizgen.keys import Key, Keys

_T = TypeVar("_T")


class RowError(Exception):
    """A row that cannot be graded; the message is its reason in `rejected.csv`."""


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
    """All keys of one call, found by what a row says of itself.

    Of each key stays what finds it, and what its numbers accept; `key` has all of it.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        layouts: dict[object, Layout] = {}
        # The same key may lie in two of the folders that were named.
        distinct: dict[object, Entry] = {}
        for place, key in enumerate(keys):
            entry = entry_of(place, key, layouts)
            distinct[key.set, key.variant, key.student, key.code] = entry
        self.entries = tuple(distinct.values())
        self.layouts = tuple(layouts.values())
        self._students = Ids(
            "student", ((one.student, one) for one in self.entries if one.student is not None)
        )
        self._variants = Ids("variant", ((one.variant, one) for one in self.entries))
        self._codes = Ids("code", ((one.code, one) for one in self.entries))
        self._sets = Ids("set", ((one.set, one) for one in self.entries))
        self.find = lru_cache(maxsize=4096)(self._find)  # a student's rows follow one another
        grids = [pair for one in self.layouts for pair in one.sheet.asked.items()]
        self.asked = frozenset(name for name, _ in grids)
        self.numbers = self.asked - {  # names of a single number, whatever the sheet
            name
            for name, grid in grids
            if len(grid) > 1 or len(grid[0]) > 1 or grid[0][0].type not in _NUMERIC
        }

    def key(self, entry: Entry) -> Key:
        """Return a key; raise QuizgenError where it cannot be read any more."""
        return self._keys[entry.place]

    @property
    def students(self) -> tuple[str, ...]:
        """Return the students that keys are made for."""
        return tuple(dict.fromkeys(one.student for one in self.entries if one.student))

    def _find(self, student: str, variant: str, set_name: str, code: str) -> Entry:
        """Return the key of a row; `RowError` says why there is none.

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
                found = [one for one in found if one in theirs]
                if not found:
                    raise RowError(f"{what} {said!r} is of {theirs[0].name}, not of {of}")
        if len(found) > 1:
            sets = ", ".join(sorted({one.set for one in found}))
            raise RowError(f"ambiguous: sheets of {sets} fit; a `set` or `code` column decides")
        return found[0]

    def _named(self, student: str, variant: str) -> list[Entry]:
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
        sets = {one.set for one in own}
        theirs = [
            one for one in found if one in own or (one.student is None and one.set not in sets)
        ]
        if theirs:
            return theirs
        if not own:
            raise RowError(f"unknown student {student!r}, and variant {variant!r} is another's")
        raise RowError(f"student {student!r} and variant {variant!r} belong to different keys")


def _unknown(what: str, said: str, found: Sequence[Entry]) -> str:
    """Return why what a row says is of no key; a code changes with every word of a sheet."""
    if what != "code" or len(found) > 1:
        return f"unknown {what} {said!r}"
    one = found[0]
    return (
        f"unknown code {said!r}: the key of {one.name} is for a sheet with {one.code}, "
        "so this one was made from another version of the set, or with another secret"
    )


def _without_zeros(name: str) -> str:
    """Return an id without leading zeros; of zeros alone one stays: no id means nobody."""
    folded = tidy(name).casefold()
    return folded.lstrip("0") or folded[-1:]


_NUMERIC = ("number", "count")
_LOOSER: tuple[Callable[[str], str], ...] = (
    str,
    tidy,
    lambda name: tidy(name).casefold(),
    _without_zeros,
)
