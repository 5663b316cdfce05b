"""Streams: the same key gives the same numbers for ever, another key gives others."""

from itertools import combinations

import numpy as np
import pytest

from quizgen.streams import Stream, digest

# A change here changes every sheet that was ever made: never update these, add a stream.
KNOWN = [
    (None, ("recitation5", "7", "seed7", "net"), 7, [1, 1, 0, 4, 1, 5, 0, 4]),
    (
        None,
        ("recitation5", "7", "seed7", "net"),
        2**31,
        [
            469717572,
            367176932,
            224381221,
            1309211140,
            328348926,
            1685894158,
            52243923,
            1493665353,
        ],
    ),
    (
        b"a secret of a class",
        ("recitation5", "7", "s0001", "net"),
        1000,
        [424, 854, 821, 900, 839, 380, 928, 654],
    ),
]


@pytest.mark.parametrize(("secret", "parts", "limit", "numbers"), KNOWN)
def test_known_answers(
    secret: bytes | None, parts: tuple[str, ...], limit: int, numbers: list[int]
) -> None:
    assert Stream(secret, *parts).below(limit, (8,)).tolist() == numbers


@pytest.mark.parametrize("shape", [(), (1,), (0,), (3,), (2, 2), (5, 1, 2)])
def test_the_numbers_do_not_depend_on_the_shapes_they_are_asked_in(
    shape: tuple[int, ...],
) -> None:
    whole, parts = Stream(None, "a"), Stream(None, "a")
    drawn = parts.below(100, shape)
    assert drawn.shape == shape
    rest = parts.below(100, (50 - drawn.size,))
    assert whole.below(100, (50,)).tolist() == [*drawn.ravel(), *rest]


def test_the_limits_before_do_not_shift_the_numbers_after() -> None:
    one, other = Stream(None, "a"), Stream(None, "a")
    one.below(3, (4,))
    other.below(2**31, (4,))
    assert one.below(10, (20,)).tolist() == other.below(10, (20,)).tolist()


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 10, 1000, 2**31])
def test_numbers_are_below_the_limit_and_spread_evenly(limit: int) -> None:
    drawn = Stream(None, "spread", str(limit)).below(limit, (20_000,))
    assert drawn.min() >= 0
    assert drawn.max() < limit
    assert abs(drawn.mean() / limit - 0.5 + 0.5 / limit) < 0.01
    if limit <= 10:
        assert np.bincount(drawn, minlength=limit).min() > 0.9 * 20_000 / limit


KEYS: list[tuple[bytes | None, tuple[str, ...]]] = [
    (None, ()),
    (None, ("",)),
    (None, ("", "")),
    (None, ("ab", "c")),
    (None, ("a", "bc")),
    (None, ("abc",)),
    (None, ("a", "b", "c")),
    (None, ("ab\0c",)),
    (None, ("é",)),
    (None, ("e\u0301",)),
    (None, ("\ud800",)),
    (b"", ("abc",)),
    (b"secret", ("abc",)),
    (b"secret2", ("abc",)),
]


@pytest.mark.parametrize(("one", "other"), list(combinations(KEYS, 2)))
def test_no_two_keys_read_alike(
    one: tuple[bytes | None, tuple[str, ...]], other: tuple[bytes | None, tuple[str, ...]]
) -> None:
    assert digest(one[0], *one[1]) != digest(other[0], *other[1])
    drawn = [
        Stream(secret, *parts).below(2**31, (8,)).tolist() for secret, parts in (one, other)
    ]
    assert drawn[0] != drawn[1]
