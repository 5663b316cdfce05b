"""What the pages print in letters that no font here has, told before a class gets boxes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quizgen.render.math import split
from quizgen.render.pages import UNPRINTABLE
from quizgen.render.theme import PLAIN, Theme
from quizgen.render.words import words
from quizgen.sampling.specs import ProblemSet
from quizgen.workflows.variant import Variant

# What our own fonts have of Latin, Greek and punctuation; all else is looked for.
OURS = re.compile(
    "[\\s\x20-\x7e\xa0-\u017f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
    "\u1e00-\u1e9f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020\u2022\u2026]*"
)
MOST = 6  # letters that are shown
# A letter's name in Unicode starts with its script's: DEVANAGARI VOWEL SIGN E.
SCRIPT = re.compile(
    "(.+?) (?:SMALL |CAPITAL |UNIFIED |COMPATIBILITY )*"
    "(?:LETTER|LIGATURE|SYLLABLE|SYLLABICS|CHARACTER|IDEOGRAPH|IDEOGRAPHIC|VOWEL|CONSONANT|SIGN|DIGIT)"
)
EAST_ASIAN = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH")
# Debian's packages by what they are for; the first row that fits a letter has its font.
PACKAGES = (
    (re.compile("|".join(EAST_ASIAN)), "fonts-noto-cjk"),
    (re.compile(".*FACE|.*HAND|.*HEART|EMOJI"), "fonts-noto-color-emoji"),
    (re.compile("."), "fonts-noto-core"),
)


class Source(NamedTuple):
    """Where words come from that a page prints."""

    name: str
    texts: tuple[str, ...]


def unlettered(the_set: ProblemSet, variants: Sequence[Variant], theme: Theme) -> Iterator[str]:
    """Yield a line on the letters that PDFs would show as boxes, if there are any.

    No typesetter is loaded for a call whose words are in Latin and Greek letters alone.
    """
    sources = [
        Source(one.name, tuple(_strange(one.texts)))
        for one in _sources(the_set, variants, theme)
    ]
    strange = [one for one in sources if one.texts]
    if not strange:
        return
    from quizgen.render.missing import missing_letters  # late: it loads the typesetter

    missing = missing_letters((text for one in strange for text in one.texts), theme)
    having = [one for one in strange if not missing.isdisjoint("".join(one.texts))]
    if having:
        printed = (letter for one in having for text in one.texts for letter in text)
        others = f" and {len(having) - 1} more" if len(having) > 1 else ""
        letters = [letter for letter in dict.fromkeys(printed) if letter in missing]
        yield f"{having[0].name}{others}: {_told(letters)}"


def _sources(
    the_set: ProblemSet, variants: Sequence[Variant], theme: Theme
) -> Iterator[Source]:
    prose = [the_set.course, the_set.title, the_set.term, the_set.instructions]
    prose += [text for one in the_set.problems for text in (one.section, one.text)]
    plain = (part for text in prose for part, is_tex in split(text) if not is_tex)
    yield Source(f"set {the_set.name}", tuple(plain))
    own = set(words(theme).values()).difference(words(PLAIN).values())
    yield Source("--templates: words.toml", tuple(sorted(own)))
    for one in variants:
        printed = (one.student_name, one.student, one.section)
        yield Source(f"student {one.student!r}", tuple(filter(None, printed)))


def _strange(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words that have a letter which our own fonts may lack."""
    for text in texts:
        if not OURS.fullmatch(text):
            yield from (
                it for it in UNPRINTABLE.sub(" ", text).split() if not OURS.fullmatch(it)
            )


def _told(letters: Sequence[str]) -> str:
    shown = ", ".join(map(_shown, letters[:MOST]))
    more = f" and {len(letters) - MOST} more" if len(letters) > MOST else ""
    scripts = ", ".join(_distinct(map(_script, letters)))
    packages = " and ".join(_distinct(map(_package, letters)))
    helps = f"install Debian's {packages}, or give" if packages else "give"
    return (
        f"found {shown}{more}{f' ({scripts})' if scripts else ''} that no font here has: PDFs "
        f"show boxes; {helps} a font with --templates"
    )


def _distinct(told: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, told)))


def _shown(letter: str) -> str:
    if not letter.isprintable():
        return f"U+{ord(letter):04X}"
    return f"\u25cc{letter}" if unicodedata.category(letter).startswith("M") else letter


def _script(letter: str) -> str:
    """Return the script of a letter, as its name in Unicode starts; "" of what is no letter."""
    named = SCRIPT.match(unicodedata.name(letter, ""))
    return named[1].title().replace("Cjk", "CJK") if named else ""


def _package(letter: str) -> str:
    """Return the package that has a letter; "" if Unicode gives it no name."""
    name = unicodedata.name(letter, "")
    return next((package for of, package in PACKAGES if of.match(name)), "")
