"""From a `Document` to markup, by the templates that both writers share.

How a formula is set is all that the writers differ in: they hand in a `Setter`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

from markupsafe import Markup, escape

from quizgen.document import Block, Derivation, Document, Field, Figure, Section
from quizgen.render.answers import across, options, rules
from quizgen.render.assets import asset
from quizgen.render.figures import body_of, boxes
from quizgen.render.math import split, spoken
from quizgen.render.narrow import scrolls
from quizgen.render.references import check_page
from quizgen.render.sandbox import printable, run
from quizgen.render.theme import PLAIN, Theme
from quizgen.render.words import said, words

# What no page can show, and XML doesn't allow: control characters, lone surrogates.  And the
# overrides of direction, by which a name can be printed as another; nothing is written by them.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)

# No line is broken between a formula and the letters it is part of: the $n$th, $x$-axis.
GLUED = re.compile(r"[\w-]")
JOINER = "\u2060"


@dataclass(frozen=True)
class SetLine:
    """A derivation's line, its formulas set."""

    left: Markup
    right: Markup
    reason: str


@dataclass(frozen=True)
class Entry:
    """A line of the block that says whose sheet it is; `text` is None where one writes.

    `name` is also the key of the word before it.
    """

    name: str
    text: str | None

    @property
    def direction(self) -> str:
        """Return which way the text is written, by its first letter that says so."""
        written = map(unicodedata.bidirectional, self.text or "")
        strong = next((one for one in written if one in ("L", "R", "AL")), "L")
        return "ltr" if strong == "L" else "rtl"


class Setter(Protocol):
    """What sets formulas for one document."""

    def math(self, tex: str, display: bool = False, alone: bool = False) -> Markup:
        """Return the markup of a formula, which may stand `alone` on its line."""
        ...

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation, set."""
        ...

    def figure(self, figure: Figure) -> Markup:
        """Return the markup of a figure's drawing, without its caption."""
        ...


def markup(
    document: Document,
    setter: Setter,
    theme: Theme = PLAIN,
    style: str = "",
    screen: bool = False,
) -> str:
    """Return the document as a page of HTML, with `style` (CSS) in its head.

    On a `screen` what may be too wide can be scrolled.

    Raises QuizgenError where a formula cannot be set, or a template of the theme fails or
    makes a page that needs more than itself.
    """
    sections = any(isinstance(block, Section) for block in document.blocks)
    known = words(theme)

    def prose(text: str) -> Markup:
        parts = _parts(text)
        return Markup("".join(setter.math(part) if is_tex else part for part, is_tex in parts))

    def head(text: str) -> Markup:
        """Set what heads a row or a column; to checkers a formula alone would be no text."""
        parts = split(text)
        if not screen or len(parts) != 1 or not parts[0][1]:
            return prose(text)
        named = Markup('<math aria-label="{}"').format(spoken(parts[0][0]))
        return Markup(setter.math(parts[0][0]).replace("<math", named, 1))

    given = {
        "document": document,
        "style": Markup(style),
        "words": known,
        "said": said,
        "asset": partial(asset, theme),
        "identity": _identity(document),
        "question_heading": Markup("h3" if sections else "h2"),
        "part_heading": Markup("h4" if sections else "h3"),
        "runs": runs,
        "prose": prose,
        "head": head,
        "math": setter.math,
        "aligned": setter.aligned,
        "figure": setter.figure,
        "body_of": body_of,
        "boxes": partial(boxes, words=known),
        "options": options,
        "across": across,
        "rules": rules,
        "scrolls": partial(scrolls, words=known) if screen else lambda _: "",
    }
    page = run(theme, "page.html.j2", given, _clean)
    if theme.files:
        check_page(page, style, theme.folder)
    return page


def runs(blocks: tuple[Block, ...]) -> Iterator["tuple[str, Block | list[Field]]"]:
    """Yield (template's name, block); fields that follow each other come as one list."""
    row: list[Field] = []
    for block in blocks:
        if isinstance(block, Field):
            row.append(block)
            continue
        if row:
            yield "fields", row
            row = []
        yield type(block).__name__.lower(), block
    if row:
        yield "fields", row


def _clean(value: object) -> object:
    """Put the replacement character for what cannot be printed."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return printable(value)
    if value.isprintable():
        return value
    return UNPRINTABLE.sub("\ufffd", value)


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the parts of prose, its formulas as they are and its words escaped."""
    return tuple(
        (part if is_tex else escape(_clean(part)), is_tex)
        for part, is_tex in _glue(split(text))
    )


def _glue(parts: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Put a word joiner between a formula and a letter, digit or hyphen that touches it."""
    for index, (part, is_tex) in enumerate(parts):
        if is_tex:
            yield part, True
            continue
        before = JOINER if index > 0 and GLUED.match(part[0]) else ""
        after = JOINER if index < len(parts) - 1 and GLUED.match(part[-1]) else ""
        yield f"{before}{part}{after}", False


def _identity(document: Document) -> list[Entry]:
    entries = [
        Entry("name", document.name),
        Entry("student", document.student),
        Entry("variant", document.variant),
        Entry("code", document.code),
    ]
    written = document.role == "handout"
    return [entry for entry in entries if written or entry.text]
