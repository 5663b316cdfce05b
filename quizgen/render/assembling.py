"""From a page to its laid-out pages, put together from pieces that are laid out once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from xml.etree.ElementTree import Element

from quizgen.render.frames import frames
from quizgen.render.galley import galley
from quizgen.render.impressions import Tag
from quizgen.render.pagination import UnfitError, paginate
from quizgen.render.paper import Paper
from quizgen.render.pieces import pieces
from quizgen.render.press import Branch, Press, Set, Sheet, Shown, filling_of
from quizgen.render.stacking import Part, parts, stack
from quizgen.render.styles import HOUSE
from quizgen.render.tagging import kind_of
from quizgen.render.theme import Theme, packaged

RULES = (".j2", ".css")  # files with which a theme has layouts of its own


def assembled(
    root: Element, images: Mapping[str, Shown], paper: Paper, theme: Theme
) -> Press | None:
    """Return a page set in pieces; None where that can't be vouched for.

    Where a theme has templates or rules of its own, or the pieces don't make up the pages, the
    document is to be laid out as a whole.
    """
    if any(_rules(path) and content != packaged(path) for path, content in theme.files):
        return None
    try:
        return _assembled(root, images, paper, theme)
    except UnfitError:
        return None


def _rules(path: str) -> bool:
    """Return whether a file of a theme adds rules, or stands in the place of others."""
    return path == HOUSE or (path.endswith(RULES) and packaged(path) is not None)


def _assembled(root: Element, images: Mapping[str, Shown], paper: Paper, theme: Theme) -> Press:
    kept = galley(paper, theme)
    cut = tuple(pieces(root[1]))
    stacked = stack(cut, kept.lay(cut, root.get("lang", "")))
    stands = paginate([strip for one in stacked for strip in one.strips], kept.room)
    shown = parts(stacked, stands)
    press = Press(images, kept.foundry)
    branches = _Branches(press.root)
    for page, there in zip(frames(root, len(shown), paper, theme), shown, strict=True):
        sheet = press.sheet(page)
        setting = _Setting(press, sheet, page.content_box_y())
        setting.decorate(there)
        head = there[0].stacked.head
        if head is not None:  # the head of a table, again
            setting.set(Part(head, 0, 0, there[0].top - head.strips[0].height), spoken=False)
        for part in there:
            branches.under(part.stacked.piece.path).kids += setting.set(part)
    return press


class _Setting:
    """Sets the parts of pieces that stand on one page, whose text begins so far down."""

    def __init__(self, press: Press, sheet: Sheet, top: float) -> None:
        self._press = press
        self._sheet = sheet
        self._top = top

    def set(self, part: Part, spoken: bool = True) -> list[Branch | Set]:
        """Set some lines of a piece; return what they are in the structure."""
        piece, laid = part.stacked.piece, part.stacked.laid
        down = self._top + part.top - laid.tops[part.first]
        filling = filling_of(piece, laid)
        placed = [
            self._press.set(self._sheet, impression, filling, down, spoken)
            for impression in laid.impressions[part.first : part.last + 1]
        ]
        if len(placed) == 1:
            return [*placed]
        roots = [kid for one in placed for kid in one.kids]
        if not all(isinstance(root, Tag) for root in roots) or len(roots) != len(placed):
            raise UnfitError("lines that are not of one element")
        lines = [
            replace(one, kids=root.kids)
            for one, root in zip(placed, roots, strict=True)
            if isinstance(root, Tag)
        ]
        return [Branch(kind_of(piece.skeleton.root.tag), self._sheet, [*lines])]

    def decorate(self, there: Sequence[Part], depth: int = 0) -> None:
        """Draw what containers have beside what is in them."""

        def container(part: Part) -> int | None:
            path = part.stacked.piece.path
            return id(path[depth]) if depth < len(path) else None

        for around, group in groupby(there, container):
            if around is None:
                continue
            inside = list(group)
            decoration = inside[0].stacked.laid.chain[depth].decoration
            if decoration:
                top, end = inside[0].top, inside[-1].end
                self._press.draw(self._sheet, decoration, self._top + top, end - top)
            self.decorate(inside, depth + 1)


class _Branches:
    """The branches of the structure by the containers in which pieces stand."""

    def __init__(self, root: Branch) -> None:
        self._open: list[tuple[Element | None, Branch]] = [(None, root)]

    def under(self, path: Sequence[Element]) -> Branch:
        """Return the branch of the innermost of some containers, the body's first."""
        for depth, element in enumerate(path[1:], start=1):
            if depth < len(self._open) and self._open[depth][0] is element:
                continue
            branch = Branch(kind_of(element.tag))
            del self._open[depth:]
            self._open[-1][1].kids.append(branch)
            self._open.append((element, branch))
        del self._open[len(path) :]
        return self._open[-1][1]
