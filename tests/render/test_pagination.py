"""Where pages end, by rows: strips in, page and place of each out."""

import pytest

from quizgen.render.pagination import Break, Stand, Strip, UnfitError, paginate

KINDS = {"|": Break.FORCED, ".": Break.ALLOWED, "-": Break.AVOIDED}
ROOM = 10.0


def strips(row: str) -> list[Strip]:
    """Read ".4 -3 |2": strips by what may stand before them and their height; gaps of 1."""
    return [Strip(float(it[1:]), 1.0, 0.5, KINDS[it[0]]) for it in row.split()]


@pytest.mark.parametrize(
    ("row", "pages", "why"),
    [
        (".4 .4", "0 0", "what fits stands on one page"),
        (".4 .4 .4", "0 0 1", "what doesn't, on the next"),
        (".4 .4 -4", "0 1 1", "a heading goes with what follows"),
        (".4 -4 -4", "0 0 1", "where no place is allowed, a page ends where it must"),
        (".4 |4", "0 1", "a forced end"),
        (".4 .2 |9 .9", "0 0 1 2", "and one that is not"),
        ("|9 -9 -9", "0 1 2", "each alone"),
        (".3 -2 .2 -2 -1", "0 0 1 1 1", "back to the last allowed place"),
    ],
)
def test_pages_end_where_they_may(row: str, pages: str, why: str) -> None:
    stands = paginate(strips(row), ROOM)
    assert " ".join(str(stand.page) for stand in stands) == pages, why


def test_gaps_are_left_out_at_the_head_of_a_page_but_for_forced_ones() -> None:
    stands = paginate(strips(".4 .4 .4 |4"), ROOM)
    assert stands == [Stand(0, 0.5), Stand(0, 5.5), Stand(1, 0.0), Stand(2, 0.5)]


def test_the_head_of_a_table_is_said_again() -> None:
    rows = [Strip(4.0, 0.0, 0.0, Break.ALLOWED, head=2.0 if row else 0.0) for row in range(4)]
    stands = paginate(rows, ROOM)
    assert [(stand.page, stand.top) for stand in stands] == [
        (0, 0.0),
        (0, 4.0),
        (1, 2.0),
        (1, 6.0),
    ]


def test_what_is_higher_than_a_page_does_not_fit() -> None:
    with pytest.raises(UnfitError):
        paginate(strips(".4 .11"), ROOM)
