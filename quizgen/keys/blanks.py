"""Reading a key's blanks: each type has its own answer, and is read by its own row."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from string import ascii_uppercase
from typing import Any, cast

from quizgen.engine import Graph
from quizgen.keys.fields import (
    LONGEST_PROSE,
    FieldError,
    read_field,
    read_finite,
    read_list,
    read_number,
    read_text,
    read_whole_numbers,
)
from quizgen.keys.key import Answer
from quizgen.keys.solving import SORTS
from quizgen.problem import BlankType, Choice, Dimension

MOST_AXES = 4
LETTER = re.compile("[a-wyzA-WYZ][0-9]?")  # x is the sign between two sizes
Fields = dict[str, Any]


def read_blanks(
    data: Any, points: Mapping[str, Fraction], graphs: Mapping[str, Graph]
) -> tuple[Answer, ...]:
    """Return the blanks of a key; `points` are its problems', `graphs` its subjects'.

    Raises FieldError for whatever does not hold together.
    """
    raw = read_list(data, "blanks", "")
    asked = Counter(str(item.get("problem")) for item in raw if isinstance(item, dict))
    shares = {id: whole / asked[id] for id, whole in points.items() if id in asked}
    answers: dict[str, Answer] = {}
    for number, item in enumerate(raw):
        place = f"blanks[{number}]"
        id, problem = read_text(item, "id", place), read_text(item, "problem", place)
        kind = read_text(item, "type", place)
        if id in answers:
            raise FieldError(f"{place}.id", id, "an id that no other blank has")
        if kind not in TYPES:
            raise FieldError(f"{place}.type", kind, f"one of {', '.join(TYPES)}")
        if problem not in points:
            raise FieldError(f"{place}.problem", problem, f"one of {', '.join(points)}")
        answers[id] = Answer(
            id=id,
            problem=problem,
            type=cast(BlankType, kind),
            points=shares[problem],
            display=read_text(item, "display", place),
            **TYPES[kind](item, place, graphs),
        )
    return tuple(answers.values())


def _number(item: Any, place: str, graphs: Mapping[str, Graph]) -> Fields:
    sort = next((sort for sort in SORTS.values() if sort in item), "network")
    name, quantity = read_text(item, sort, place), read_text(item, "quantity", place)
    index = read_whole_numbers(f"{place}.index", read_field(item, "index", place)[1], 0)
    asked = name in graphs and quantity in graphs[name]
    if not asked or graphs[name][quantity].is_given:  # a given has no formula, nor a step
        expected = f"a computed node of its {sort}'s graph"
        raise FieldError(f"{place}.quantity", quantity, expected)
    shape = graphs[name][quantity].shape
    if len(index) != len(shape) or any(i >= n for i, n in zip(index, shape, strict=True)):
        raise FieldError(f"{place}.index", index, f"a place in an array of shape {list(shape)}")
    value = read_number(item, "value", place)
    ends = [read_finite(f"{place}.accept", end) for end in read_list(item, "accept", place)]
    if len(ends) != 2 or not ends[0] <= value <= ends[1]:
        raise FieldError(f"{place}.accept", ends, f"a range that holds {value}")
    return {
        "subject": (sort, name),
        "quantity": quantity,
        "index": index,
        "value": value,
        "accept": (ends[0], ends[1]),
    }


def _count(item: Any, place: str, graphs: Mapping[str, Graph]) -> Fields:
    where, value = read_field(item, "value", place)
    if type(value) is not int or abs(value) > 10**12:
        raise FieldError(where, value, "a whole number")
    return {"value": value}


def _choice(item: Any, place: str, graphs: Mapping[str, Graph]) -> Fields:
    offered = tuple(
        Choice(
            read_text(choice, "text", f"{place}.choices", LONGEST_PROSE),
            read_text(choice, "why", f"{place}.choices", LONGEST_PROSE),
        )
        for choice in read_list(item, "choices", place)
    )
    letters = ascii_uppercase[: len(offered)]
    if not 2 <= len(offered) <= len(ascii_uppercase):
        raise FieldError(f"{place}.choices", len(offered), "2 to 26 of them")
    right = read_text(item, "value", place)
    if not right or "".join(sorted(set(right) & set(letters))) != right:
        raise FieldError(f"{place}.value", right, f"letters of {letters}, in order")
    return {"value": right, "choices": offered}


def _shape(item: Any, place: str, graphs: Mapping[str, Graph]) -> Fields:
    sizes = read_list(item, "value", place)

    def fits(size: Any) -> bool:
        number = type(size) is int and 1 <= size <= 10**9
        return number or (isinstance(size, str) and bool(LETTER.fullmatch(size)))

    if len(sizes) > MOST_AXES or not all(fits(size) for size in sizes):
        raise FieldError(
            f"{place}.value", sizes, f"up to {MOST_AXES} sizes, numbers or letters"
        )
    return {"value": cast(tuple[Dimension, ...], tuple(sizes))}


def _manual(item: Any, place: str, graphs: Mapping[str, Graph]) -> Fields:
    rubric = read_list(item, "rubric", place)
    if not all(isinstance(line, str) and len(line) <= LONGEST_PROSE for line in rubric):
        raise FieldError(f"{place}.rubric", rubric, "lines of text")
    model = read_text(item, "model", place, LONGEST_PROSE)
    return {"value": None, "model": model, "rubric": tuple(rubric)}


TYPES: Mapping[str, Callable[[Any, str, Mapping[str, Graph]], Fields]] = {
    "number": _number,
    "count": _count,
    "choice": _choice,
    "shape": _shape,
    "manual": _manual,
}
