"""A page with every block, to try a department's templates on before any sheet is made."""

from quizgen.document import (
    Block,
    Choices,
    Derivation,
    Document,
    Field,
    Figure,
    Formula,
    Line,
    PageBreak,
    Part,
    Question,
    Role,
    Room,
    Section,
    Solution,
    Table,
    Text,
    Together,
)
from quizgen.drawings import Column, LayeredNetwork
from quizgen.render.html import to_html
from quizgen.render.styles import style
from quizgen.render.theme import Theme

NETWORK = LayeredNetwork(
    (Column("input", "1", ("x_1",)), Column("output", "", (r"\hat{y}",))), (r"\alpha",), ()
)
BLOCKS: tuple[Block, ...] = (
    Text("Some text with $x$."),
    Formula("y = 2"),
    Together((Table("A table", ("$x$", "$y$"), (("one", "2.5"),), True),)),
    Field("x", (("x",),), False),
    Field("s", (("s",),), False, None, "shape"),
    Field("v", (("v",),), False, None, "volume"),
    Choices("c", ("one", "two")),
    Choices("d", ("one", "two"), several=True),
    Room("ruled", 16, "r"),
    Room("frame", 16, "f"),
    Room("open", 16),
    Part("a", "1 point", "A part.", (Text("Its text."),)),
    Figure("A figure", "A network of one layer.", NETWORK),
    PageBreak(),
)
SOLVED: tuple[Block, ...] = (
    Field("x", (("x[1]", "x[2]"),), True, (("1.5", "-2"),)),
    Choices("c", ("one", "two"), right="A"),
    Solution((Derivation((Line("x", "1.5", "why"), Line("", "2"))),)),
)
TRIALS: tuple[tuple[Role, tuple[Block, ...]], ...] = (
    ("handout", BLOCKS),
    ("key", SOLVED),
    ("worked", ()),
)


def try_theme(theme: Theme) -> None:
    """Raise QuizgenError where no page can be made with the theme's files."""
    for sheet in ("html.css", "pdf.css"):
        style(theme, sheet)
    for role, blocks in TRIALS:
        to_html(_document(role, blocks), theme)


def _document(role: Role, blocks: tuple[Block, ...]) -> Document:
    question = Question(1, "2 points", "A question.", blocks)
    sections = (Section("A section", (question,)),)
    variant, code = ("", "") if role == "worked" else ("v1", "CODE")
    return Document(role, "Title", "Course", variant, code, None, None, sections, "A term")
