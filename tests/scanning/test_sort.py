"""What becomes of pages, by what their codes say."""

import pytest

from quizgen.scanning.handouts import Handout
from quizgen.scanning.sorting import Seen, sort

ADA = Handout("ada.pdf", "AAAAAAAA", "ada", "ada", 2, ())
BOB = Handout("bob.pdf", "BBBBBBBB", "bob", "bob", 1, ())


def seen(number: int, code: str, page: int, pages: int, **more: object) -> Seen:
    return Seen("stack.pdf", number, code, page, pages, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (seen(1, ADA.code, 2, 2), "sorted"),
        (seen(1, ADA.code, 1, 3), "unknown"),  # another printing, of three pages
        (seen(1, ADA.code, 3, 2), "unknown"),  # no page of any handout
        (seen(1, "ZZZZZZZZ", 1, 2), "unknown"),
        (seen(1, "", 0, 0, reason="no QR code is read on it"), "unread"),
        (seen(1, "", 0, 0, blank=True), "blank"),
    ],
)
def test_a_page_is_what_its_code_says(page: Seen, what: str) -> None:
    stack = sort([page], [ADA, BOB])
    assert [one.what for one in stack.pages] == [what]
    assert [paper.missing for paper in stack.papers] == ([(1,)] if what == "sorted" else [])


def test_the_first_of_a_page_that_comes_twice_is_taken() -> None:
    pages = [seen(number, ADA.code, 1, 2) for number in (1, 2, 3)]
    stack = sort(pages, [ADA])
    assert [one.what for one in stack.pages] == ["sorted", "double", "double"]
    assert stack.papers[0].pages == (stack.pages[0],)
    assert stack.pages[2].note == "the first is stack.pdf, page 1"


def test_sheets_come_in_the_order_of_the_handouts() -> None:
    pages = [seen(1, BOB.code, 1, 1), seen(2, ADA.code, 2, 2), seen(3, ADA.code, 1, 2)]
    stack = sort(pages, [ADA, BOB])
    assert [paper.handout for paper in stack.papers] == [ADA, BOB]
    assert [page.seen.page for page in stack.papers[0].pages] == [1, 2]
    assert not any(paper.missing for paper in stack.papers)
