import pytest

from quizgen.document import Field, Table
from quizgen.render.figures import align, body_of, boxes
from quizgen.render.theme import PLAIN
from quizgen.render.words import words


def centre_of_point(text: str, indent: str) -> float:
    """Return where a centred number's point stands, in widths of a digit."""
    digits = text.lstrip("−")
    whole, _, rest = digits.partition(".")
    left = len(whole) + 1.45 * (len(text) - len(digits))
    right = len(rest) + 0.5 * ("." in text)
    shift = float(indent.removesuffix("ch")) / 2 if indent else 0.0
    return shift + left - (left + right) / 2


def test_decimal_points_stand_under_each_other() -> None:
    column = ["0.99991", "-12.5", "7", "-0.000348"]
    places = {round(centre_of_point(figure.text, figure.indent), 2) for figure in align(column)}
    assert len(places) == 1


def test_a_minus_is_a_true_one_and_words_stay_words() -> None:
    figures = align(["-1.5", "x-axis", "3 × 2"])
    assert [figure.text for figure in figures] == ["−1.5", "x-axis", "3 × 2"]


def test_equal_shapes_need_no_indent() -> None:
    assert all(not figure.indent for figure in align(["1.25", "3.50"]))


def test_a_column_is_numbers_only_if_all_of_it_is() -> None:
    body = body_of(Table("", ("a", "b"), (("1.5", "1.5"), ("-2", "2 to 3"))))
    assert [[cell.figure is not None for cell in row] for row in body.rows] == [
        [True, False]
    ] * 2


def test_a_dash_or_a_shape_may_stand_in_a_column_of_numbers() -> None:
    rows = (("–", "9 × 30 × 30", "3 × 3"), ("12", "-1.5", "5 × 5"), ("9", "0.25", "2 × 2"))
    body = body_of(Table("", ("a", "b", "c"), rows))
    assert [[cell.figure is not None for cell in row] for row in body.rows] == [
        [True, True, False]
    ] * 3
    (dash, shape, _), (twelve, minus, _), (nine, quarter, _) = body.rows
    assert dash.figure
    assert not dash.figure.indent
    assert shape.figure
    assert shape.figure.text == "9 × 30 × 30"
    for pair in ((twelve.figure, nine.figure), (minus.figure, quarter.figure)):
        assert (
            len({round(centre_of_point(one.text, one.indent), 2) for one in pair if one}) == 1
        )


@pytest.mark.parametrize(
    ("height", "width", "last"),
    [(1, 1, "y hat"), (3, 1, "y hat, entry 3 of 3"), (2, 3, "y hat, row 2, column 3")],
)
def test_each_box_has_a_name_of_its_own(height: int, width: int, last: str) -> None:
    blanks = tuple(tuple(f"y[{i},{j}]" for j in range(width)) for i in range(height))
    grid = boxes(Field(r"\hat{y}", blanks, height * width > 1), words(PLAIN))
    named = [box.spoken for row in grid.rows for box in row]
    assert len(set(named)) == height * width
    assert named[-1] == last
    assert all(box.answer is None for row in grid.rows for box in row)
