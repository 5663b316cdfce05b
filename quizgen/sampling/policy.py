"""`[grading]`: what a course decides about marking, in a set or a file of its own."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from quizgen.keys import Late, Policy
from quizgen.keys.policy import Attempts, ShortAnswers, Unit
from quizgen.sampling.fields import ListOf, OneOrMore, Plain, Table, number, text

LONGEST = 100  # characters of a name or of an accepted value


def _moment(found: Any) -> datetime:
    """Return a time, UTC where it names no zone; a date lasts until its end."""
    if isinstance(found, str):
        is_day = len(found.strip()) <= len("2026-03-01")
        found = (date if is_day else datetime).fromisoformat(found.strip())
    if isinstance(found, date) and not isinstance(found, datetime) and found != date.max:
        found = datetime.combine(found + timedelta(days=1), time.min)
    if not isinstance(found, datetime):
        raise ValueError
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _value(found: Any) -> str:
    if isinstance(found, str) and found.strip() and len(found) <= LONGEST:
        return found
    if type(found) is int and abs(found) < 10**LONGEST:
        return str(found)
    if isinstance(found, Decimal) and found.is_finite() and abs(found.adjusted()) < LONGEST:
        return f"{found:f}"
    raise ValueError


Share: TypeAlias = Annotated[Fraction, number(least=0, most=1, make=Fraction)]
Moment: TypeAlias = Annotated[
    datetime,
    Plain(_moment, {"title": "a date, or a date and a time; UTC where it names no zone"}),
]
Blank: TypeAlias = Annotated[
    str, text(rf"\s*\S[^\n]{{0,{LONGEST}}}", "the name of a blank, a group or a problem")
]
Accepted: TypeAlias = Annotated[
    str, Plain(_value, {"type": ["number", "string"], "title": "a number, or text"})
]


class LateSpec(Table):
    """When an answer is late, by the column `submitted`, and what it still earns."""

    after: Moment = Field(description="The last moment that is in time; a date's is its end.")
    share: Share = Field(
        Fraction(0), description="The share of its points; at 0 late rows are refused."
    )


class GradingSpec(Table):
    """What a course decides about marking; `quizgen grade --policy` overrides it."""

    points: Unit = Field(
        "blank",
        description="What earns points as one: each blank, a vector or matrix, or a problem.",
    )
    whole: ListOf[Blank] = Field(
        (), description="Groups and problems that earn as one, whatever `points` says."
    )
    carried: Share = Field(
        Fraction(1), description="What an answer earns that follows from an earlier one."
    )
    mistake: Share = Field(
        Fraction(1),
        description="What a known mistake costs, at the entries charged with it; and a slip in "
        "a value that is not asked, at the first answer after it.",
    )
    short_answers: ShortAnswers = Field(
        "note",
        description="Right to fewer figures than were asked: full points and a note, half the "
        "points, or none.",
    )
    late: LateSpec | None = Field(None, description="When an answer is late.")
    attempts: Attempts = Field(
        "last", description="Which of a student's submissions counts: the last, best or first."
    )
    leave_out: ListOf[Blank] = Field(
        (), description="Blanks, groups and problems that count for nobody."
    )
    also: Mapping[Blank, OneOrMore[Accepted]] = Field(
        {}, description='More accepted values, by blank: {"forward.yhat" = [0.5, 0.51]}.'
    )

    @property
    def said(self) -> Mapping[str, Any]:
        """Return the fields of a policy that are given, as the policy has them."""
        values = {name: getattr(self, name) for name in self.model_fields_set}
        if self.late is not None and "late" in values:
            values["late"] = Late(self.late.after, self.late.share)
        if "also" in values:
            values["also"] = {name: tuple(found) for name, found in self.also.items()}
        return values

    @property
    def policy(self) -> Policy:
        """Return the policy that the table says."""
        return Policy(**self.said)
