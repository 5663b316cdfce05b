"""Choices, rooms, parts and page breaks on paper."""

import re
from itertools import pairwise

import pytest
from pypdf import PageObject

from quizgen.document import (
    Block,
    Choices,
    Field,
    FieldForm,
    Formula,
    PageBreak,
    Part,
    Question,
    Room,
    Section,
    Text,
)
from quizgen.render.answers import across, options, rules
from quizgen.render.html import to_html
from quizgen.render.pdf import to_pdf

from .made import sheet
from .test_pdf import read, tagged, words, wrap

PX = 96 / 25.4  # a millimetre


def pages(*blocks: Block) -> list[str]:
    return [page.extract_text() for page in read(to_pdf(wrap(*blocks))).pages]


def lines_across(page: PageObject) -> list[float]:
    """Return how high the ruled lines are, in millimetres from the top of the page."""
    found: list[float] = []

    def visit(operator: bytes, operands: list[object], matrix: object, text: object) -> None:
        if operator == b"m":
            found.append(float(str(operands[1])) / PX)

    page.extract_text(visitor_operand_before=visit)
    return found


def test_choices_are_lettered_and_none_is_marked_on_a_handout() -> None:
    choices = Choices("b", ("one", "two", "three"))
    assert [(one.letter, one.text, one.right) for one in options(choices)] == [
        ("A", "one", False),
        ("B", "two", False),
        ("C", "three", False),
    ]


@pytest.mark.parametrize("right", ["", "B", "AC", "ABC"])
def test_a_key_says_in_words_which_choices_are_right(right: str) -> None:
    choices = Choices("b", ("one", "two", "three"), several=True, right=right)
    assert "".join(one.letter for one in options(choices) if one.right) == right
    shown = words(to_pdf(wrap(Question(1, "", "Which?", (choices,)))))
    assert shown.count("right:") == len(right)
    assert all(f"{letter}." in shown for letter in "ABC")


def test_choices_are_a_list_to_a_screen_reader() -> None:
    tags = [element.get("/S") for element in tagged(sheet("handout"))]
    assert tags.count("/L") == 2
    assert tags.count("/LI") == 7
    assert "/Figure" not in tags


@pytest.mark.parametrize(
    ("options", "reasons", "columns"),
    [
        (("$a$", "$b$", "none"), (), 4),
        (("It stays as it is.", "It doubles."), (), 2),
        (("It stays as it is.", "It is as large as the other one, whatever that is."), (), 1),
        (("$a$", "$b$"), ("it is", ""), 1),
        ((r"$\frac{a + b + c + d + e + f + g + h + i}{2}$", "$b$"), (), 2),
        ((), (), 4),
    ],
)
def test_short_choices_stand_beside_each_other(
    options: tuple[str, ...], reasons: tuple[str, ...], columns: int
) -> None:
    assert across(Choices("b", options, reasons=reasons)) == columns


def test_a_key_says_what_there_is_to_say_of_a_choice() -> None:
    choices = Choices("b", ("one", "two"), right="A", reasons=("it is", ""))
    shown = words(to_pdf(wrap(Question(1, "", "Which?", (choices,)))))
    assert "(it is)" in shown
    assert shown.count("(") == 1


def test_a_room_begins_with_its_label() -> None:
    room = Room("ruled", 8, "x", "a b c")
    page = to_html(wrap(Question(1, "", "What?", (room,))))
    assert re.search(r'<div class="label">.*</div><textarea', page)


@pytest.mark.parametrize(("height", "count"), [(8, 1), (24, 3), (30, 3), (3, 1)])
def test_ruled_lines_are_eight_millimetres_apart(height: int, count: int) -> None:
    room = Room("ruled", height, "x")
    assert len(rules(room)) == count
    (page,) = read(to_pdf(wrap(Question(1, "", "Why?", (room,))))).pages
    (bare,) = read(to_pdf(wrap(Question(1, "", "Why?", ())))).pages
    ruled = [line for line in lines_across(page) if line not in lines_across(bare)]
    assert len(ruled) == count
    assert all(b - a == pytest.approx(8, abs=0.01) for a, b in pairwise(ruled))


@pytest.mark.parametrize("form", ["frame", "open"])
def test_a_room_that_is_not_ruled_takes_its_height(form: str) -> None:
    assert len(rules(Room(form, 40))) == 0  # type: ignore[arg-type]
    room = Room(form, 100)  # type: ignore[arg-type]
    filled = pages(*(Text("word"),) * 25, Question(1, "", "Why?", (room,)), Text("after"))
    assert len(filled) == 2
    assert "Why?" in filled[1]
    assert "after" in filled[1]


def test_a_frame_has_a_border_and_open_room_none() -> None:
    def drawn(form: str) -> int:
        room = Room(form, 40)  # type: ignore[arg-type]
        (page,) = read(to_pdf(wrap(Question(1, "", "Why?", (room,))))).pages
        data = page.get_contents()
        assert data is not None
        return len(re.findall(rb"\bre\b", data.get_data()))

    assert drawn("frame") > drawn("open")


@pytest.mark.parametrize("form", ["ruled", "frame", "open"])
@pytest.mark.parametrize("lines", range(22, 40, 3))
def test_a_room_stays_with_what_it_is_for(form: str, lines: int) -> None:
    room = Room(form, 64, "x")  # type: ignore[arg-type]
    part = Part("a", "1 point", "The part.", (room, Text("behind the room")))
    filler = tuple(Text(f"Line {line}.") for line in range(lines))
    shown = pages(*filler, Section("Heading", (Question(1, "", "Why?", (part,)),)))
    places = {
        page
        for page, text in enumerate(shown)
        for said in ("Heading", "Why?", "The part.")
        if said in text
    }
    assert len(places) == 1
    (page,) = places
    room_ends = "behind the room" in shown[page]
    assert room_ends or (shown[page + 1].split("\n")[1]).startswith("behind")


@pytest.mark.parametrize("lines", range(24, 44, 2))
def test_choices_stay_with_their_prompt(lines: int) -> None:
    filler = tuple(Text(f"Line {line}.") for line in range(lines))
    choices = Choices("b", ("one", "two", "three", "four"))
    shown = pages(*filler, Question(1, "", "Which?", (choices,)))
    assert any("Which?" in text and "A." in text and "four" in text for text in shown)


@pytest.mark.parametrize(("form", "crosses"), [("shape", 1), ("volume", 2)])
def test_a_shape_is_asked_with_crosses_and_answered_without(
    form: FieldForm, crosses: int
) -> None:
    def shown(answers: tuple[tuple[str, ...], ...] | None) -> str:
        field = Field("S", (("s",),), False, answers, form, r"\in")
        return words(to_pdf(wrap(Question(1, "", "Which shape?", (field,)))))

    assert shown(None).count("×") == crosses
    assert shown((("3 by 2",),)).count("×") == 0
    assert "3 by 2" in shown((("3 by 2",),))


def test_the_relation_of_a_field_is_what_it_says() -> None:
    field = Field("S", (("s",),), False, None, "number", r"\in")
    spoken = [str(e.get("/Alt")) for e in tagged(to_pdf(wrap(field)))]
    assert any("element" in alt or "∈" in alt or "in" in alt.split() for alt in spoken)
    assert not any("equals" in alt for alt in spoken)


def test_a_page_break_starts_a_page_and_two_make_no_blank_one() -> None:
    shown = pages(Text("one"), PageBreak(), PageBreak(), Text("two"), PageBreak())
    assert len(shown) == 2
    assert "one" in shown[0]
    assert "two" in shown[1]


def test_a_page_break_first_in_a_section_takes_the_heading_along() -> None:
    shown = pages(Text("one"), Section("Heading", (PageBreak(), Text("two"))))
    assert len(shown) == 2
    assert "Heading" in shown[1]
    assert "two" in shown[1]


def test_a_page_break_last_in_a_section_starts_the_next_on_a_page() -> None:
    shown = pages(Section("A", (Text("one"), PageBreak())), Section("B", (Text("two"),)))
    assert len(shown) == 2
    assert "two" in shown[1]


def test_bookmarks_name_the_questions_and_leave_out_the_parts() -> None:
    outline = read(sheet("handout")).outline
    titles: list[str] = []
    waiting = [*outline]
    while waiting:
        entry = waiting.pop(0)
        if isinstance(entry, list):
            waiting = [*entry, *waiting]
        else:
            titles.append(str(entry.title))
    assert "Question 6." in titles
    assert "Matrix Calculus and Concepts" in titles
    assert not [title for title in titles if "(a)" in title]


def test_a_part_without_points_shows_none() -> None:
    part = Part("a", "", "Asked.", (Formula("x"),))
    assert "point" not in words(to_pdf(wrap(Question(1, "", "Q.", (part,)))))
