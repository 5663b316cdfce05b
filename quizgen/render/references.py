"""What a page may refer to: itself.  Pages of a department's templates are held to it."""

from html.parser import HTMLParser

from quizgen.errors import QuizgenError
from quizgen.render.styles import StyleError, check_references

ACTIVE = frozenset({"script", "iframe", "frame", "object", "embed", "base", "link", "applet"})
FETCHED = frozenset(
    {"src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction"}
)
INSIDE = ("data:", "math:", "figure:", "#")  # what a PDF draws itself, and the page
LINKS = ("https:", "http:", "mailto:", "#")  # followed by a reader, fetched by nobody


def check_page(page: str, style: str, folder: str) -> None:
    """Raise QuizgenError where a page needs a file or the net, or runs a script.

    `style` is the page's own style sheet, which has been looked through already.
    """
    try:
        _Reader(style).feed(page)
    except _FoundError as error:
        raise QuizgenError(f"{folder}: the page holds {error}") from None


class _FoundError(ValueError):
    """What a page may not hold, and what it should."""


class _Reader(HTMLParser):
    """Looks at each tag of a page, and at its styles."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.known = style.strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag in ACTIVE:
            raise _FoundError(f"<{tag}>, expected nothing that runs or is fetched")
        if tag == "meta" and "http-equiv" in values:
            raise _FoundError("<meta http-equiv>, expected no orders to the browser")
        if tag == "img" and not values.get("alt"):
            raise _FoundError("<img> without alt, expected what it shows, in words")
        for name, value in values.items():
            self._check_attribute(tag, name, value)

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        shown = f'{name}="{value[:80]}"'
        lower = value.lower()
        if name.startswith("on"):
            raise _FoundError(f"{shown}, expected no script")
        if name in FETCHED and not lower.startswith(INSIDE):
            raise _FoundError(f"{shown}, expected an image by asset(…)")
        if name == "href" and not lower.startswith(LINKS if tag in ("a", "area") else INSIDE):
            raise _FoundError(f"{shown}, expected a link to the web or a part of the page")
        if name == "style" and ("(" in value or "\\" in value):
            self._check_css(value)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style" and data.strip() != self.known:
            self._check_css(data)

    def _check_css(self, css: str) -> None:
        try:
            check_references(css)
        except StyleError as error:
            raise _FoundError(f"a style: {error}") from None
