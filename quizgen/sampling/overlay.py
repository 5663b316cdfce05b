"""`[original]`: a set's own numbers, put over what it draws."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from quizgen.sampling.lines import Path
from quizgen.sampling.mistakes import MISSING, Mistake, one_of
from quizgen.sampling.specs import ids_of
from quizgen.sampling.subjects import SORTS, Sort

OVERLAY = "original"


class Overlay:
    """A set's TOML and its overlay's, neither of them checked yet."""

    def __init__(self, base: dict[str, Any], over: dict[str, Any]) -> None:
        self._base, self._over = base, over
        listed, changes = base.get("problems"), over.get("problems")
        self._problems: list[Any] = listed if isinstance(listed, list) else []
        self._changes: dict[str, Any] = changes if isinstance(changes, dict) else {}

    @cached_property
    def merged(self) -> dict[str, Any]:
        """Return the set with the overlay put over it.

        Tables are merged field by field, problems found by their id or kind.  What gives
        its own numbers loses the fields that said how to draw them.
        """
        tables = {key: value for key, value in self._over.items() if key != "problems"}
        merged: dict[str, Any] = _merged(self._base, tables)
        for sort in SORTS.values():
            table = sort.table
            below, above = self._base.get(table), self._over.get(table)
            if isinstance(below, dict) and isinstance(above, dict):
                given = {
                    name: _given(below[name], above[name], sort)
                    for name in above
                    if name in below
                }
                merged[table] = {**merged[table], **given}
        if self._problems:
            merged["problems"] = [
                _merged(one, self._changes[self._key_of[place]])
                if place in self._key_of
                else one
                for place, one in enumerate(self._problems)
            ]
        return merged

    @cached_property
    def _ids(self) -> list[str]:
        """Return the problems' ids."""
        return ids_of((_text(one, "id"), _text(one, "kind")) for one in self._problems)

    @cached_property
    def _key_of(self) -> dict[int, str]:
        """Return the overlay's key of each problem that it changes: its id, else its kind."""
        by_id = {id: place for place, id in reversed([*enumerate(self._ids)])}
        by_kind: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._problems):
            by_kind[_text(one, "kind")].append(place)
        keys: dict[int, str] = {}
        for key in self._changes:
            for place in [by_id[key]] if key in by_id else by_kind.get(key, []):
                keys.setdefault(place, key)
        return keys

    def told(self, mistake: Mistake) -> Mistake:
        """Return a mistake of the merged set with the path that its field has in the file.

        A field that is missing belongs into the overlay, if that has its table.
        """
        path = mistake.path
        key = None
        if path[:1] == ("problems",) and len(path) > 1 and isinstance(path[1], int):
            key = self._key_of.get(path[1])
        way = path if key is None else ("problems", key, *path[2:])
        stands = way[:-1] if mistake.found == MISSING and len(way) > 1 else way
        return replace(mistake, path=(OVERLAY, *way)) if _has(self._over, stands) else mistake

    def unknown(self) -> Iterator[Mistake]:
        """Yield what the overlay names and the set lacks."""
        for table in (sort.table for sort in SORTS.values()):
            below, above = self._base.get(table, {}), self._over.get(table)
            for name in above if isinstance(above, dict) and isinstance(below, dict) else ():
                if name not in below:
                    expected = one_of(name, below) if below else f"a table [{table}.{name}]"
                    path = (OVERLAY, table, name)
                    yield Mistake(path, "found a name that the set lacks", expected)
        changed = {*self._key_of.values()}
        for key in self._changes:
            if key not in changed:
                path = (OVERLAY, "problems", key)
                expected = one_of(key, self._ids)
                yield Mistake(path, "found a problem that the set lacks", expected)
        listed = self._over.get("problems", {})
        if not isinstance(listed, dict):
            expected = "tables headed [original.problems.ID]"
            yield Mistake((OVERLAY, "problems"), "found no such table", expected)


def _merged(base: Any, over: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: _merged(base.get(key), value) for key, value in over.items()}}


def _given(base: Any, over: Any, sort: Sort) -> Any:
    by = sort.given_by
    if isinstance(base, dict) and isinstance(over, dict) and not by.isdisjoint(over):
        if by.isdisjoint(base):
            base = {
                key: value for key, value in base.items() if key in sort.common.model_fields
            }
        return {**base, **over}
    return _merged(base, over)


def _text(table: Any, key: str) -> str:
    found = table.get(key) if isinstance(table, dict) else None
    return found if isinstance(found, str) else ""


def _has(tree: Any, path: Path) -> bool:
    for step in path:
        if isinstance(tree, list):
            tree = dict(enumerate(tree))
        if not isinstance(tree, dict) or step not in tree:
            return False
        tree = tree[step]
    return True
