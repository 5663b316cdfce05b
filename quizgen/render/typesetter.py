"""WeasyPrint as it is used here: on trees of elements, with the theme's fonts and styles.

It fetches nothing but what a page holds.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring

from cssselect2.tree import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from quizgen.render.ink import Foundry
from quizgen.render.paper import Paper
from quizgen.render.styles import style
from quizgen.render.theme import Theme
from quizgen.render.words import in_css


class Tree(HTML):
    """A page that is a tree of elements already; WeasyPrint would read one from a text."""

    def __init__(self, root: Element) -> None:
        self.base_url = None
        self.url_fetcher = fetcher()
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


def tree_of(page: str) -> Element:
    """Read a page; the package's own are XML too, which is read in a tenth of the time."""
    try:
        return fromstring(page.removeprefix("<!DOCTYPE html>"))
    except ParseError:
        root: Element = HTML(string=page, url_fetcher=fetcher()).etree_element
        return root


def fetcher() -> URLFetcher:
    """Return what fetches `data:` URLs, and refuses all else: pages hold what they need."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@lru_cache(maxsize=8)
def _fonts(theme: Theme) -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    css = f"{in_css(theme)}\n{style(theme, 'pdf.css')}"
    return fonts, CSS(string=css, font_config=fonts, url_fetcher=fetcher())


@lru_cache(maxsize=16)
def sheets_of(paper: Paper, theme: Theme) -> tuple[FontConfiguration, CSS, CSS]:
    """Return the fonts and the style sheets; made once a process, for that takes long."""
    fonts, body = _fonts(theme)
    return fonts, body, CSS(string=f"@page {{ size: {paper} }}", font_config=fonts)


@lru_cache(maxsize=8)
def foundry(theme: Theme) -> Foundry:
    """Return the fonts of a theme as PDF has them, one in a process."""
    return Foundry(_fonts(theme)[0])
