"""A document in a terminal: every block, every width, whatever is written in it."""

import re
import unicodedata
from dataclasses import replace

import pytest

from quizgen import document as blocks
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
    Room,
    Section,
    Solution,
    Table,
    Text,
)
from quizgen.drawings import ComputationGraph
from quizgen.errors import QuizgenError
from quizgen.render.text import to_text
from quizgen.render.text.blocks import WRITERS
from quizgen.render.text.rectangles import columns
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

from .sample import sample

EMPTY = Document("key", "Title", "", "", "", None, None, ())


def body(*found: Block, width: int = 40) -> str:
    """Return what blocks look like below the title."""
    text = to_text(replace(EMPTY, blocks=found), width)
    return text.partition(f"{'═' * width}\n\n")[2]


def drawn(expected: str) -> str:
    """Return an indented drawing, which starts on a line of its own, as it is printed."""
    lines = expected.removeprefix("\n").rstrip().splitlines()
    return "".join(f"{line.removeprefix('        ').rstrip()}\n" for line in lines)


def test_every_block_has_its_writer() -> None:
    names = re.findall(r"\w+", str(blocks.Block))
    assert {block.__name__ for block in WRITERS} == set(names)
    assert len(names) > 10


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("original", [True, False])
def test_a_variant_fits_the_terminal(width: int, original: bool) -> None:
    variant = Variant("original", None) if original else Variant("seed7", 7)
    job = Job(read_set("recitation5", original), variant, None, ())
    handout, worked, key = solve_variant(job)
    for document in (handout, worked):
        text = to_text(document, width)
        lines = text.splitlines()
        assert text == "".join(f"{line}\n" for line in lines)
        assert text == to_text(document, width)
        assert all(line == line.rstrip() for line in lines)
        widest = max(lines, key=columns)
        assert columns(widest) <= max(width, 72), widest  # the widest matrix, within its rule
        assert not re.search(r"[\\${}]", text), "LaTeX shows through"
    printed = to_text(worked, width)
    for id, answer in ((blank.id, blank.display) for blank in key.blanks):
        assert id in printed
        assert answer.replace("-", "−") in printed


@pytest.mark.parametrize("role", ["handout", "key"])
def test_the_sample_shows_what_it_holds(role: str) -> None:
    text = to_text(sample(role))
    assert "LaTeX" not in text
    assert ("│ Solution" in text) == (role == "key")
    assert ("[________]" in text) == (role == "handout")
    assert "Answer key" in text or role == "handout"


def test_a_handout_says_who_writes_on_it() -> None:
    handout = replace(EMPTY, role="handout", course="Course", term="Spring", code="K7Q2")
    assert to_text(handout, 44).removesuffix("\n") == drawn(
        """
        Course, Spring
        Title

        Name        ____________________________
        Student ID  ____________________________
        Code        K7Q2
        ════════════════════════════════════════════
        """
    )


def test_sections_questions_and_parts_stand_in() -> None:
    part = Part("a", "", "What is $x$?", (Field("x", (("x",),), False),))
    question = Question(1, "2 points", "A prompt that goes on for more than a line.", (part,))
    assert body(Section("The title", (Text("Prose."), question))) == drawn(
        """

        The title
        ─────────

        Prose.

        1.  A prompt that goes on for more than
            a line. [2 points]

            (a) What is x?

                x = [________]
        """
    )


def test_a_solution_stands_behind_a_rule() -> None:
    assert body(Solution((Text("So it is."),))) == drawn(
        """
        │ Solution
        │
        │ So it is.
        """
    )


def test_the_equal_signs_of_a_derivation_are_aligned() -> None:
    lines = (
        Line("a", "b + c", "by rule"),
        Line("", "1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9"),
        Line(r"\frac{x}{y}", "2", "a reason too long to stand beside what it is a reason for"),
        Line("abc", "3"),
    )
    assert body(Derivation(lines)) == drawn(
        """
              a = b + c   (by rule)
                = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8
                  + 9

              x
              ─ = 2   (a reason too long to
              y       stand beside what it is a
                      reason for)

            abc = 3
        """
    )


def test_a_reason_without_room_beside_its_line_stands_below() -> None:
    line = Line("a", "1234567890 + 1234567890", "a few words of prose")
    assert body(Derivation((line,))) == drawn(
        """
            a = 1234567890 + 1234567890
                (a few words of prose)
        """
    )


def test_formulas_side_by_side_go_below_each_other() -> None:
    assert body(Formula(r"a = 123456789012 \qquad b = 123456789012"), width=30) == drawn(
        """
            a = 123456789012
            b = 123456789012
        """
    )


def test_fields_that_follow_share_a_row() -> None:
    column = Field(r"\mathbf{z}", (("z1",), ("z2",)), True, (("10.5",), ("-2",)))
    scalar = Field(r"\ell", (("loss",),), False, (("3",),))
    assert body(column, scalar, replace(scalar, label="abcdefghijklm")) == drawn(
        """
        z = ⎡ 10.5 ⎤    ℓ = 3
            ⎣ −2   ⎦

        abcdefghijklm = 3
        """
    )


def test_a_shape_has_a_times_in_its_box() -> None:
    asked = Field("W", (("shape",),), False, None, "shape", r"\in")
    assert body(asked) == "W ∈ [____ × ____]\n"
    assert body(replace(asked, answers=(("3 × 2",),))) == "W ∈ 3 × 2\n"
    assert body(replace(asked, form="volume")) == "W ∈ [____ × ____ × ____]\n"


@pytest.mark.parametrize(
    ("several", "right", "marks"),
    [(False, None, "( )( )"), (False, "B", "( )(x)"), (True, "AB", "[x][x]")],
)
def test_choices_are_lettered(several: bool, right: str | None, marks: str) -> None:
    text = body(Choices("c", ("the gradient $z_1$", "none of it"), several, right))
    assert text == f"{marks[:3]} A. the gradient z₁\n{marks[3:]} B. none of it\n"


def test_room_is_ruled_framed_or_open() -> None:
    assert body(Room("ruled", 16), width=5) == "_____\n_____\n"
    assert body(Room("frame", 8), width=5) == "┌───┐\n│   │\n└───┘\n"
    assert body(Text("a"), Room("open", 16), Text("b")) == "a\n\n\n\n\nb\n"


def test_a_page_break_is_a_rule() -> None:
    assert body(PageBreak(), width=5) == "─────\n"


def test_a_figure_is_told_in_words() -> None:
    figure = Figure("The network of $x$", "Two inputs, one output.", ComputationGraph((), ()))
    assert body(figure) == "Figure: The network of x\n    Two inputs, one output.\n"


def test_columns_of_numbers_have_their_points_in_line() -> None:
    table = Table("", ("$x$", "Value"), (("a", "-10.5"), ("b", "2"), ("c", "0.25")), True)
    assert body(table) == drawn(
        """
        x  Value
        ─────────
        a  −10.5
        b    2
        c    0.25
        """
    )


def test_a_table_comes_a_little_closer_to_fit() -> None:
    table = Table("", ("a", "b", "c"), (("1234", "1234", "1234"),))
    assert body(table, width=16).splitlines()[2] == "1234  1234  1234"
    assert body(table, width=14).splitlines()[2] == "1234 1234 1234"


def test_a_wide_table_comes_in_bands_that_each_name_their_rows() -> None:
    table = Table("Values", ("x", "1", "2", "3"), (("f", "0.76", "0.96", "0.99"),), True)
    assert body(table, width=13) == drawn(
        """
        Values
        x   1     2
        ─────────────
        f  0.76  0.96

        x   3
        ───────
        f  0.99
        """
    )


def test_long_cells_are_wrapped() -> None:
    table = Table("", ("Choice", "Why"), (("A", "one two three four five six seven"),))
    assert body(table, width=26) == drawn(
        """
        Choice  Why
        ──────────────────────────
        A       one two three four
                five six seven
        """
    )


def test_a_short_formula_stays_on_its_line() -> None:
    text = Text(r"We see that here $a = b + c$ holds")
    assert body(text, width=20) == "We see that here\na = b + c holds\n"


def test_a_dollar_without_its_partner_is_an_error() -> None:
    with pytest.raises(QuizgenError, match="partner"):
        body(Text("it costs $5"))


def test_nothing_that_is_written_reaches_the_terminal_as_a_command() -> None:
    evil = "\x1b[31mred\x07\x9b0m"
    text = to_text(
        Document(
            "key",
            evil,
            evil,
            evil,
            evil,
            evil,
            evil,
            (
                Text(f"{evil} $x{evil}$"),
                Formula(rf"\text{{{evil}}}"),
                Table(evil, (evil,), ((evil,),)),
                Field("x", (("x",),), False, ((evil,),)),
                Choices("c", (evil,)),
                Figure(evil, evil, ComputationGraph((), ())),
                Question(1, evil, evil, ()),
            ),
        )
    )
    assert not {c for c in text if unicodedata.category(c) == "Cc"} - {"\n"}
