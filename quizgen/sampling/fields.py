"""How a field of a set is read: the base of its tables, and of their fields' types.

Each type reads a value of TOML strictly, and says as JSON schema what it takes.  From the
schema comes what an editor shows, and what the line about a mistake expects
(`schema.in_words`); a `title` is how a person would say it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic import ValidationError as FieldErrors
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

BELOW = 1_000_000  # any number of a set; it has six decimals at most
OneWrong: TypeAlias = tuple[tuple[str | int, ...], Any, PydanticCustomError]
_T = TypeVar("_T")


class Table(BaseModel):
    """A table of a set: no field but those that it names, none of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Named(Table):
    """A table that is known by a name from outside: its heading's, or its file's."""

    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """Return the name that it is known by."""
        return self._name

    @property
    def is_drawn(self) -> bool:
        """Say whether anything of it is drawn."""
        return True

    def named(self, name: str) -> Self:
        """Return it under a name."""
        known = self.model_copy()
        known._name = name
        return known


def wrong(expected: str, found: str | None = None) -> PydanticCustomError:
    """Return the error of what no schema tells; `found` where it is said by other words."""
    told = {"expected": expected} | ({} if found is None else {"found": found})
    return PydanticCustomError("wrong", "found something else than was expected", told)


def wrongs(*mistakes: OneWrong) -> FieldErrors:
    """Return the error of several fields of a table: the way to each, its value, what it is."""
    details = [
        InitErrorDetails(type=error, loc=where, input=value) for where, value, error in mistakes
    ]
    return FieldErrors.from_exception_data("set", details)


@dataclass(frozen=True, eq=False)
class Plain:
    """A type read by a function, which raises ValueError for what the schema rules out."""

    read: Callable[[Any], Any]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return how it is read."""

        def read(found: Any) -> Any:
            try:
                return self.read(found)
            except PydanticCustomError:
                raise
            except ValueError:
                ruled_out = "found what the schema rules out"
                raise PydanticCustomError("mismatch", ruled_out) from None

        return core_schema.no_info_plain_validator_function(read)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Return what an editor is told of it."""
        return dict(self.schema)


@dataclass(frozen=True)
class OneOf:
    """One of the names of a table."""

    names: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return how it is read."""
        return core_schema.literal_schema(list(self.names))


@dataclass(frozen=True)
class OrOne:
    """Marks a list whose single item may go without brackets."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return how it is read."""
        return core_schema.no_info_before_validator_function(
            lambda found: tuple(found) if isinstance(found, list) else (found,), handler(source)
        )

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Return what an editor is told of it."""
        many = handler(core)
        return {"anyOf": [many["items"], many]}


LIST = BeforeValidator(lambda found: tuple(found) if isinstance(found, list) else found)
ListOf: TypeAlias = Annotated[tuple[_T, ...], LIST]
OneOrMore: TypeAlias = Annotated[tuple[_T, ...], Field(min_length=1), OrOne()]


def between(least: int, most: int) -> Any:
    """Return the limits of a whole number."""
    return Field(ge=least, le=most)


def text(pattern: str, title: str) -> Plain:
    """Return the type of a text of a form, which `title` tells people."""
    form = re.compile(pattern, re.ASCII)

    def read(found: Any) -> str:
        if not isinstance(found, str) or not form.fullmatch(found):
            raise ValueError
        return found

    return Plain(read, {"type": "string", "pattern": f"^({pattern})$", "title": title})


def decimal(found: Any) -> Decimal:
    """Return a number as it was written: at most six decimals, below a million.

    Raises ValueError.
    """
    if type(found) not in (int, Decimal) or not (type(found) is int or found.is_finite()):
        raise ValueError
    if not -BELOW < found < BELOW or found != round(found, 6):
        raise ValueError
    return Decimal(f"{Decimal(found):f}")  # 1e2 as 100


def number(
    above: int | None = None,
    least: int | None = None,
    most: int | None = None,
    below: int = BELOW,
    make: Callable[[Decimal], Any] = Decimal,
) -> Plain:
    """Return the type of a number, between two others or from one to another."""

    def read(found: Any) -> Any:
        value = decimal(found)
        if (above is not None and value <= above) or (least is not None and value < least):
            raise ValueError
        if value >= below or (most is not None and value > most):
            raise ValueError
        return make(value)

    low = {"exclusiveMinimum": -BELOW if above is None else above}
    high = {"exclusiveMaximum": below} if most is None else {"maximum": most}
    return Plain(
        read, {"type": "number", **(low if least is None else {"minimum": least}), **high}
    )
