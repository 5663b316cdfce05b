"""Make templates of operators: gaps in the place of what varies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from quizgen.render.impressions import Digit, Gap, Image, Kid, Mark, Slot, Words
from quizgen.render.ink import Alphabet, operator
from quizgen.render.pagination import UnfitError

SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9a-f]+)>")  # a font, or glyphs
ZERO = "0"
FIGURES = 4  # of a glyph
ARTIFACT, END = b"/Artifact BMC", b"EMC"
Varying: TypeAlias = tuple[int, int, Alphabet]  # the first of some digits, how many, their font


def marks_of(kids: Iterable[Kid]) -> Iterator[int]:
    """Yield the marks that tags have."""
    for kid in kids:
        if isinstance(kid, int):
            yield kid
        elif isinstance(kid, Image):
            if kid.mark is not None:
                yield kid.mark
        else:
            yield from marks_of(kid.kids)


def with_gaps(
    operators: Iterable[Any],
    kept: set[int],
    varying: Mapping[int, Varying],
    words: Mapping[int, Words],
) -> tuple[bytes, tuple[Gap, ...]]:
    """Return operators as a template, and its gaps; what has no tag is marked as none."""
    parts: list[bytes] = []
    gaps: list[Gap] = []
    digits = None
    skipped = False
    for one in operators:
        if skipped and one != END:
            continue
        skipped = False
        if isinstance(one, Slot) or (isinstance(one, Mark) and one.number in kept):
            parts.append(b"%b")
            gaps.append(one)
        elif isinstance(one, Mark):
            parts.append(ARTIFACT)
        else:
            parts.append(operator(one).replace(b"%", b"%%"))
            if digits is not None:
                parts[-1] = digits.left_out(parts[-1], gaps)
        if isinstance(one, Mark):
            found = varying.get(one.number)
            digits = _Digits(*found) if found else None
            if one.number in words:
                parts.append(b"%b")
                gaps.append(words[one.number])
                skipped = True
    filled = sum(isinstance(gap, Digit) for gap in gaps)
    if filled != sum(count for _, count, _ in varying.values()):
        raise UnfitError("digits that are not drawn as they are")
    return b"\n".join(parts), tuple(gaps)


class _Digits:
    """The digits of a text, the first of which has a place among those of its piece."""

    def __init__(self, place: int, count: int, alphabet: Alphabet) -> None:
        self._place, self._end = place, place + count
        self._alphabet = alphabet
        self._font = b""
        self._zero = alphabet.letters[ZERO].code

    def left_out(self, written: bytes, gaps: list[Gap]) -> bytes:
        """Return an operator with gaps, which are added to `gaps`, in the place of zeros."""

        def shown(found: re.Match[bytes]) -> bytes:
            if found[1]:
                self._font = found[1]
            elif self._font == self._alphabet.name.encode("ascii"):
                codes = (found[2][at : at + FIGURES] for at in range(0, len(found[2]), FIGURES))
                return b"<%b>" % b"".join(self._gap(code, gaps) for code in codes)
            return found[0]

        return SHOWN.sub(shown, written)

    def _gap(self, code: bytes, gaps: list[Gap]) -> bytes:
        if code != self._zero or self._place == self._end:
            return code
        gaps.append(Digit(self._place, self._alphabet.font, self._alphabet.letters))
        self._place += 1
        return b"%b"
