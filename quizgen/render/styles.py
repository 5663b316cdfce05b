"""The style sheets, each with all that it refers to inside it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import tinycss2

from quizgen.errors import QuizgenError
from quizgen.render.assets import AssetError, asset
from quizgen.render.theme import Theme

HOUSE = "house.css"  # a folder's additions to both style sheets

# These take addresses as plain strings; `url(…)` says the same.
IMAGES = frozenset({"image", "image-set", "-webkit-image-set", "src", "cross-fade"})


class StyleError(ValueError):
    """What a style sheet may not hold, and on which of its lines."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line


@lru_cache(maxsize=16)
def style(theme: Theme, name: str) -> str:
    """Return a style sheet and the folder's additions, their fonts and images inlined.

    Raises QuizgenError, with file and line, for what is neither in the folder nor in the
    package: an address, an import, a path that leads out.
    """
    sheets = [_inlined(theme, name)]
    if theme.own(HOUSE) is not None:
        sheets.append(_inlined(theme, HOUSE))
    return "\n".join(sheets)


def check_references(css: str) -> None:
    """Raise StyleError where CSS asks for anything that is not inside it."""
    _walk(tinycss2.parse_component_value_list(css), None)


def _inlined(theme: Theme, name: str) -> str:
    place = theme.place(name)
    try:
        tokens = tinycss2.parse_component_value_list((theme.find(name) or b"").decode())
        _walk(tokens, theme)
        css: str = tinycss2.serialize(tokens)
    except UnicodeDecodeError:
        raise QuizgenError(f"{place}: expected UTF-8") from None
    except StyleError as error:
        raise QuizgenError(f"{place}: line {error.line}: {error}") from None
    except RecursionError:
        raise QuizgenError(f"{place}: its blocks are nested too deeply") from None
    return css.replace("</", "<\\/")  # so that no string ends the page's <style>


def _walk(tokens: Sequence[Any], theme: Theme | None) -> None:
    """Put the file in the place of each address; without a theme, refuse them."""
    waiting = [*reversed(tokens)]
    while waiting:
        token = waiting.pop()
        kind = token.type
        if kind == "error":
            raise StyleError(token.source_line, f"found {token.message}")
        if kind == "at-keyword" and token.lower_value == "import":
            raise StyleError(token.source_line, "found @import, expected the rules themselves")
        if kind == "url":
            token.representation = f'url("{_address(token, theme)}")'
        elif kind == "function" and token.lower_name in IMAGES:
            raise StyleError(token.source_line, f"found {token.name}(…), expected url(…)")
        elif kind == "function" and token.lower_name == "url":
            for argument in token.arguments:
                if argument.type == "string":
                    argument.representation = f'"{_address(argument, theme)}"'
        elif kind == "function":
            waiting += reversed(token.arguments)
        elif kind in ("() block", "[] block", "{} block"):
            waiting += reversed(token.content)


def _address(token: Any, theme: Theme | None) -> str:
    value: str = token.value
    if value.startswith("#") or value.lower().startswith("data:"):
        return value.replace('"', "%22").replace("\n", "")
    if theme is None or ":" in value or value.startswith("//"):
        raise StyleError(
            token.source_line, f"found url({value[:80]}), expected a file of the folder"
        )
    try:
        return asset(theme, value)
    except AssetError as error:
        raise StyleError(token.source_line, str(error)) from None
