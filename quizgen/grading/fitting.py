"""The entries of a typed vector or matrix, put to the places that they are for.

How many are asked decides what a comma is, and whether a column is meant: where only one
reading has the entries that are asked, that is the one.
"""

import re

from quizgen.grading.arrays import ArrayError, Rows, split_rows
from quizgen.grading.forms import THOUSANDS
from quizgen.grading.numbers import read_number


def fit(text: str, height: int, width: int, commas: bool = False) -> tuple[list[str], str]:
    """Return the entries of `text` for `height` rows of `width`, row by row, and a note.

    `commas` says that this student's commas mark decimals.  Raises `ArrayError` where
    nothing fits, or two readings do.
    """
    readings = [text]
    if (pointed := _with_points(text)) is not None:
        readings.insert(0 if commas else 1, pointed)
    fits: list[tuple[str, list[str], str]] = []
    trouble: list[ArrayError] = []
    for reading in readings:
        try:
            entries, note = _placed(split_rows(reading), height, width)
        except ArrayError as cannot:
            trouble.append(cannot)
            continue
        # Of 0,5 0,25 the commas leave 0, 5 0 and 25.
        if len(readings) == 1 or not any(_PARTED.search(entry) for entry in entries):
            fits.append((reading, entries, note))
    if not fits:
        raise trouble[0]
    if len(fits) == 2 and not commas:
        raise ArrayError("commas may part entries or mark decimals: write [1.5; 2.5]")
    read, entries, note = fits[0]
    if read == pointed and not commas and not _surely_decimal(text):
        raise ArrayError("commas may group thousands or mark decimals: write 1234 or 1.234")
    return entries, note


def one_entry(text: str, commas: bool, whole: bool = False) -> str:
    """Return the text of one number with `1,234` in it made plain, where that is sure.

    It is a decimal where this student's `commas` mark them, else for a `whole` number,
    which has none, a thousand.
    """
    if "," not in text or not (commas or whole):
        return text
    return _AMBIGUOUS.sub(lambda found: found[0].replace(",", "." if commas else ""), text)


def _with_points(text: str) -> str | None:
    """Return `text` with points for its commas, None where some can't mark decimals.

    A comma that marks decimals stands tight between digits; one before a space is none.
    """
    pointed, count = _TIGHT_COMMA.subn(r"\1.\2", text)
    if not count or re.search(r",[0-9]", pointed) or "." in text:
        return None
    return pointed


def _surely_decimal(text: str) -> bool:
    """Say whether a comma of `text` can't group thousands: then none does."""
    found = (comma[0] for comma in _TIGHT_COMMA.finditer(text))
    return not all(THOUSANDS.fullmatch(one) for one in found)


def _placed(rows: Rows, height: int, width: int) -> tuple[list[str], str]:
    """Return the entries for a grid of `height` by `width`, row by row, and a note.

    A column is taken for a row, and a row for a column.  Where every row is one longer and
    starts with 1, that is the bias unit of ẑ or x̂, and is left aside.  Raises `ArrayError`
    for other lengths.
    """
    notes = []
    if height == 1 < len(rows) and all(len(row) == 1 for row in rows):
        rows = (tuple(entry for row in rows for entry in row),)
        notes.append("typed as a column, read as the vector that is asked")
    elif width == 1 < height and len(rows) == 1:
        rows = tuple((entry,) for entry in rows[0])
        notes.append("typed as a row, read as the column that is asked")
    lengths = {len(row) for row in rows}
    if len(rows) == height and lengths == {width}:
        return [entry for row in rows for entry in row], "; ".join(notes)
    if len(rows) == height and lengths == {width + 1}:
        leading = [read_number(row[0]) for row in rows]
        if all(one.verdict == "read" and one.value == 1 for one in leading):
            notes.append("the leading 1 is the bias unit's and was left aside")
            return [entry for row in rows for entry in row[1:]], "; ".join(notes)
    raise ArrayError(_misfit(rows, height, width))


def _misfit(rows: Rows, height: int, width: int) -> str:
    """Return what came and what was asked, and that it is the transpose where it is."""
    lengths = {len(row) for row in rows}
    asked = f"{width} numbers are" if height == 1 else f"{height} rows of {width} are"
    came = (
        f"{len(rows[0])} in one row"
        if len(rows) == 1
        else f"{len(rows)} rows of {' or '.join(map(str, sorted(lengths)))}"
    )
    turned = height > 1 and (len(rows), lengths) == (width, {height})
    return f"{came}, where {asked} asked" + (": transposed, columns for rows" if turned else "")


_TIGHT_COMMA = re.compile(r"(?<![0-9.,])([0-9]*),([0-9]+)(?![0-9.]|,[0-9])")
_PARTED = re.compile(r"[0-9] +[0-9]+(?!/)")
_AMBIGUOUS = re.compile(rf"(?<![0-9.,\[(]){THOUSANDS.pattern}(?![0-9.,])")
