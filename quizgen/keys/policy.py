"""What a course decides about marking: the `[grading]` table of a set, as its keys carry it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal, TypeAlias, get_args

from quizgen.keys.fields import FieldError, read_dict, read_list, read_number, read_text
from quizgen.problem import json_number

Unit: TypeAlias = Literal["blank", "group", "problem"]
ShortAnswers: TypeAlias = Literal["note", "half", "refuse"]
Attempts: TypeAlias = Literal["last", "best", "first"]
MOST_NAMES = 1000  # in one list


@dataclass(frozen=True)
class Late:
    """From when on an answer is late, and the share of its points that it still earns.

    Late rows are refused where that is nothing.
    """

    after: datetime
    share: Fraction = Fraction(0)


@dataclass(frozen=True)
class Policy:
    """How much of a blank's points what is found on a sheet earns, and which of it counts.

    `points` says what earns as one, as do the groups and problems in `whole`.  `carried` is
    the share that an answer earns which follows from an earlier one, `mistake` the share that
    a known mistake costs where it is charged, and a slip in a value that is not asked where it
    shows first.  `leave_out` names blanks that count for nobody; `also` holds more accepted
    values of a blank, as text.
    """

    points: Unit = "blank"
    whole: tuple[str, ...] = ()
    carried: Fraction = Fraction(1)
    mistake: Fraction = Fraction(1)
    short_answers: ShortAnswers = "note"
    late: Late | None = None
    attempts: Attempts = "last"
    leave_out: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


USUAL = Policy()


def policy_json(policy: Policy) -> dict[str, Any]:
    """Return what differs from the usual policy, as the key shows it."""
    changed = {one.name: getattr(policy, one.name) for one in fields(Policy)}
    return {
        name: _plain(value) for name, value in changed.items() if value != getattr(USUAL, name)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return json_number(value)
    if isinstance(value, Late):
        return {"after": value.after.isoformat(), "share": json_number(value.share)}
    return value


def read_policy(data: Mapping[str, Any]) -> Policy:
    """Return the policy of a key's field `grading`; raise FieldError for what is none."""
    unknown = next((name for name in data if name not in _READ), None)
    if unknown is not None:
        raise FieldError("grading", unknown, f"one of {', '.join(_READ)}")
    return Policy(**{name: _READ[name](data, name, "grading") for name in data})


def _choice(names: Any) -> Any:
    def read(data: Any, name: str, place: str) -> str:
        found = read_text(data, name, place)
        if found not in get_args(names):
            raise FieldError(f"{place}.{name}", found, f"one of {', '.join(get_args(names))}")
        return found

    return read


def _share(data: Any, name: str, place: str) -> Fraction:
    found = read_number(data, name, place)
    if not 0 <= found <= 1:
        raise FieldError(f"{place}.{name}", found, "a share from 0 to 1")
    return Fraction(str(found))


def _names(data: Any, name: str, place: str) -> tuple[str, ...]:
    found = read_list(data, name, place)
    texts = {str(at): one for at, one in enumerate(found[:MOST_NAMES])}
    if len(found) > MOST_NAMES:
        raise FieldError(f"{place}.{name}", f"{len(found)} names", f"{MOST_NAMES} at most")
    return tuple(read_text(texts, at, f"{place}.{name}") for at in texts)


def _late(data: Any, name: str, place: str) -> Late:
    found, here = read_dict(data, name, place), f"{place}.{name}"
    after = read_text(found, "after", here)
    try:
        time = datetime.fromisoformat(after)
    except ValueError:
        raise FieldError(f"{here}.after", after, "a time (ISO 8601)") from None
    if time.tzinfo is None:
        raise FieldError(f"{here}.after", after, "a time with its zone")
    return Late(time, _share({"share": 0} | found, "share", here))


def _also(data: Any, name: str, place: str) -> dict[str, tuple[str, ...]]:
    found = read_dict(data, name, place)
    return {blank: _names(found, blank, f"{place}.{name}") for blank in found}


_READ: Mapping[str, Any] = {
    "points": _choice(Unit),
    "whole": _names,
    "carried": _share,
    "mistake": _share,
    "short_answers": _choice(ShortAnswers),
    "late": _late,
    "attempts": _choice(Attempts),
    "leave_out": _names,
    "also": _also,
}
