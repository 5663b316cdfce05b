"""The words that the templates print: `words.toml`, a folder's own before the package's."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from quizgen.errors import QuizgenError
from quizgen.render.theme import Theme, packaged

WORDS = "words.toml"
LONGEST = 200
PLACEHOLDER = re.compile(r"\{(\w+)\}")

# What stands in the words of the printed page's margins and bookmarks, in CSS.
IN_CSS = {
    "page": "counter(page)",
    "pages": "counter(pages)",
    "variant": "string(variant)",
    "code": "string(code)",
    "number": "content()",
}
FOR_MARGINS = ("page", "running", "key")
FOR_CSS = (*FOR_MARGINS, "question")


@lru_cache(maxsize=16)
def words(theme: Theme) -> Mapping[str, str]:
    """Return every word by its key.

    Raises QuizgenError, a line for each mistake, where the folder's file has a key that
    templates don't know, or what is not a text.
    """
    known = tomllib.loads((packaged(WORDS) or b"").decode())
    own = theme.own(WORDS)
    return MappingProxyType(known | ({} if own is None else _read(theme, own, known)))


def said(words: str, **values: object) -> str:
    """Return words with what they have in braces put in: "page {page}" with page=2."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), words)


def in_css(theme: Theme) -> str:
    """Return the words that the printed page's style sheet uses, as its variables."""
    known = words(theme)
    return ":root { " + " ".join(f"--{key}: {_css(known[key])};" for key in FOR_CSS) + " }"


def _css(text: str) -> str:
    parts = PLACEHOLDER.split(text)
    content = [
        IN_CSS.get(part, _quoted(f"{{{part}}}")) if index % 2 else _quoted(part)
        for index, part in enumerate(parts)
        if part
    ]
    return " ".join(content) or '""'


def _quoted(text: str) -> str:
    """Return a CSS string; whatever is not a letter, digit or space is escaped."""
    safe = "".join(
        char if char.isalnum() or char == " " else f"\\{ord(char):06x} " for char in text
    )
    return f'"{safe}"'


def _read(theme: Theme, content: bytes, known: Mapping[str, str]) -> dict[str, str]:
    place = theme.place(WORDS)
    try:
        found = tomllib.loads(content.decode())
    except UnicodeDecodeError:
        raise QuizgenError(f"{place}: expected UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise QuizgenError(f"{place}: cannot be read: {error}") from None
    mistakes = []
    for key, text in found.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
            mistakes.append(f"{place}: {key[:60]}: no such word; {hint}")
        elif not isinstance(text, str) or len(text) > LONGEST:
            mistakes.append(f"{place}: {key}: expected a text of {LONGEST} letters at most")
    if mistakes:
        raise QuizgenError(*mistakes[:20])
    return found
