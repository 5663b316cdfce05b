"""Where templates run: they see what they are given, read no file, and err with a line.

Templates may come from anywhere.  They reach no attribute that Python keeps to itself,
change nothing, and count at most to `MOST_COUNTED` in all.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateRuntimeError
from jinja2.loaders import FunctionLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.errors import QuizgenError
from quizgen.render.theme import PACKAGED, Theme, packaged

TEMPLATE = ".html.j2"
MOST_COUNTED = 100_000  # steps of `range`, over a whole page
MOST_LETTERS = 20_000_000  # of a page; one with its fonts has about a million
MOST_NUMBER = 10**12
MOST_KNOWN = 1_000  # attributes that are known to be safe, or not to be


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, its arithmetic bounded as well."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Ask Jinja2 once for each attribute of a type: its answer depends on nothing else."""
        asked = type(obj), attr
        safe = self._safe.get(asked)
        if safe is None:
            safe = super().is_safe_attribute(obj, attr, value)
            if len(self._safe) < MOST_KNOWN:
                self._safe[asked] = safe
        return safe

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers of a page's size; refuse powers, and long texts from short ones."""
        if operator == "**" or not all(isinstance(x, int | float) for x in (left, right)):
            raise SecurityError(f"{operator} between these is not for templates")
        if max(abs(left), abs(right)) > MOST_NUMBER:
            raise SecurityError("the numbers are too large for a template")
        return super().call_binop(context, operator, left, right)


def counter() -> Callable[..., Iterator[int]]:
    """Return a `range` for one page, whose steps are counted over the whole page."""
    left = MOST_COUNTED

    def count(*ends: int) -> Iterator[int]:
        nonlocal left
        for number in range(*ends):
            left -= 1
            if left < 0:
                raise SecurityError(f"range counts to more than {MOST_COUNTED:,} on this page")
            yield number

    return count


def run(theme: Theme, name: str, values: Mapping[str, Any], finalize: Any) -> str:
    """Return what a template makes of `values`.

    With a folder of templates, whatever goes wrong in one raises QuizgenError with its
    file and line.  With the package's own it would be a bug, and is raised as it is.
    """
    try:
        template = environment(theme, finalize).get_template(name)
        parts: list[str] = []
        letters = 0
        for part in template.generate(values, range=counter()):
            letters += len(part)
            if letters > MOST_LETTERS:
                long = f"the page has more than {MOST_LETTERS:,} letters"
                raise (
                    SecurityError(long)
                    if theme.files
                    else QuizgenError(f"{long}, expected fewer or smaller problems")
                )
            parts.append(part)
        return "".join(parts)
    except QuizgenError as error:  # a formula: of the page, or of a template of the folder
        place = _place(error, theme, name)
        if not theme.files or place.startswith(PACKAGED):
            raise
        raise QuizgenError(*(f"{place}: {line}" for line in error.lines)) from error
    except Exception as error:  # a template can raise anything that Python can
        if not theme.files:
            raise
        raise QuizgenError(f"{_place(error, theme, name)}: {_said(error)}") from error


@lru_cache(maxsize=16)
def environment(theme: Theme, finalize: Any) -> Sandbox:
    """Return the environment of a folder's templates, compiled as they are asked for."""
    made = Sandbox(
        loader=FunctionLoader(lambda name: _load(theme, name)),
        autoescape=True,
        auto_reload=False,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals.pop("lipsum")  # both draw at random, and the same page is the same bytes
    made.filters.pop("random")
    return made


def printable(value: object) -> object:
    """Return a value that a template prints; a function is printed by mistake only."""
    if callable(value) and not isinstance(value, Undefined):
        raise TemplateRuntimeError("found a function without its (…)")
    return value


def _load(theme: Theme, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """Return a template's text and what messages call it."""
    if not name.endswith(TEMPLATE):
        return None
    if name.startswith(PACKAGED):
        content, place = packaged(name.removeprefix(PACKAGED)), name
    else:
        content, place = theme.find(name), theme.place(name)
    if content is None:
        return None
    try:
        return content.decode(), place, lambda: True
    except UnicodeDecodeError:
        raise TemplateSyntaxError("expected UTF-8", 1, name, place) from None


def _place(error: Exception, theme: Theme, name: str) -> str:
    """Return the file and the line of a template where it went wrong."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or theme.place(error.name or name)}: line {error.lineno}"
    for frame, line in reversed([*traceback.walk_tb(error.__traceback__)]):
        file = frame.f_code.co_filename
        if file.endswith(TEMPLATE):
            return f"{file}: line {line}"
    return theme.place(name)


def _said(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"found no template {error.name!r}, expected one of the folder or of the package"
    if isinstance(error, RecursionError):
        return "includes or calls itself without end"
    text = " ".join(str(error).split())[:300]
    if isinstance(error, TemplateSyntaxError | TemplateRuntimeError | ValueError):
        return text
    return f"{type(error).__name__}: {text}"
